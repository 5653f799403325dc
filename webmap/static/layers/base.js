/* The ground: boundary, forest, waters, districts, rivers, roads, and names of places that do not overlap. */
'use strict';

(function () {
  var FILLS = { boundary: 'land', forest: 'forest', waters: 'water', fairways: 'water' };
  var LINES = {
    boundary: ['boundary', 2.5, null],
    districts: ['district', 1, '3 4'],
    rivers: ['water-line', 2, null],
    roads: ['road', 2, null]
  };

  /* How one of the region's own layers is drawn on the ground; `thinner` takes some pixels off its lines. */
  petarawan.groundStyle = function (name, thinner) {
    var line = LINES[name];
    return {
      interactive: false,
      stroke: Boolean(line),
      color: line ? petarawan.colour(line[0]) : undefined,
      weight: line ? Math.max(1, line[1] - (thinner || 0)) : 0,
      dashArray: line ? line[2] : null,
      fill: name in FILLS,
      fillColor: name in FILLS ? petarawan.colour(FILLS[name]) : undefined,
      fillOpacity: name === 'forest' ? 0.75 : 1
    };
  };

  petarawan.BaseLayers = L.LayerGroup.extend({
    initialize: function () {
      L.LayerGroup.prototype.initialize.call(this, []);
      this._drawn = {};
      this._places = [];
    },

    onAdd: function (map) {
      this._canvas = L.canvas({ pane: 'base', padding: 0.3 });
      this._names = new petarawan.PlaceNames();
      L.LayerGroup.prototype.onAdd.call(this, map);
      map.addLayer(this._names);
      var self = this;
      window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () {
        self.restyle();
      });
      this.load();
    },

    load: function () {
      var self = this;
      var retry = function () {
        self.load();
      };
      var basemap = petarawan.basemap ? petarawan.basemap.ready : Promise.resolve(null);
      return Promise.all([petarawan.askJson(petarawan.address('/api/base'), null, retry), basemap]).then(function (both) {
        if (!both[0]) {
          return;
        }
        self._over = Boolean(both[1]);
        // Over a basemap only the region's own outline is drawn: the ground is there already. The rest is kept for
        // paper, which cannot wait for the basemap's tiles; a phone, which seldom prints, does not fetch it.
        var desk = window.matchMedia('(min-width: 900px)').matches;
        var wanted = both[0].layers.filter(function (name) {
          return !self._over || desk || name === 'boundary';
        });
        return Promise.all(
          wanted.map(function (name) {
            return petarawan.askJson(petarawan.address('/api/base/' + name), null, retry);
          })
        ).then(function (layers) {
          self._draw(wanted, layers);
        });
      });
    },

    restyle: function () {
      Object.keys(this._drawn).forEach(function (name) {
        this._drawn[name].setStyle(petarawan.groundStyle(name));
      }, this);
      if (this._outline) {
        this._outline.setStyle({ color: petarawan.colour('boundary') });
      }
      this._names.draw();
    },

    /* Paper gets the region's own ground, light, whatever the screen shows. */
    paper: function (on) {
      if (this._over) {
        Object.keys(this._drawn).forEach(function (name) {
          this[on ? 'addLayer' : 'removeLayer'](this._drawn[name]);
        }, this);
        this._names.set(on ? this._places : []);
      }
      this.restyle();
      if (this._outline) {
        this._outline.bringToFront();
      }
    },

    _draw: function (names, layers) {
      this.clearLayers();
      names.forEach(function (name, number) {
        if (!layers[number]) {
          return;
        }
        if (name === 'places') {
          this._places = layers[number].features;
          this._names.set(this._over ? [] : this._places);
          return;
        }
        var options = Object.assign({ renderer: this._canvas, pane: 'base' }, petarawan.groundStyle(name));
        this._drawn[name] = L.geoJSON(layers[number], options);
        if (!this._over) {
          this.addLayer(this._drawn[name]);
        }
      }, this);
      // Waters may cover the outline: it is drawn once more, as a line only, above everything.
      var outline = names.indexOf('boundary');
      if (outline >= 0 && layers[outline]) {
        var top = Object.assign({ renderer: this._canvas, pane: 'base' }, petarawan.groundStyle('boundary'), { fill: false });
        this._outline = L.geoJSON(layers[outline], top);
        this.addLayer(this._outline);
      }
    }
  });

  /* Names drawn as text on a canvas, the first ones first, none over another. */
  petarawan.PlaceNames = L.Renderer.extend({
    options: { pane: 'names', padding: 0.2 },

    initialize: function () {
      L.Renderer.prototype.initialize.call(this);
      this._places = [];
    },

    set: function (features) {
      this._places = features;
      this.draw();
    },

    _initContainer: function () {
      this._container = document.createElement('canvas');
      this._container.setAttribute('aria-hidden', 'true');
    },

    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._container;
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) {
        return;
      }
      L.Renderer.prototype._update.call(this);
      this.draw();
    },

    draw: function () {
      if (!this._map || !this._bounds || !this._container) {
        return;
      }
      var bounds = this._bounds;
      var pen = petarawan.fitCanvas(this._container, bounds);
      var taken = [];
      pen.font = '12px system-ui, sans-serif';
      pen.textBaseline = 'middle';
      pen.lineWidth = 3;
      pen.lineJoin = 'round';
      var ink = petarawan.colour('place');
      var halo = petarawan.colour('place-halo');
      this._places.forEach(function (place) {
        var at = this._map.latLngToLayerPoint([place.geometry.coordinates[1], place.geometry.coordinates[0]]);
        var name = place.properties.name || '';
        if (!bounds.contains(at)) {
          return;
        }
        var width = pen.measureText(name).width;
        var box = [at.x - 4, at.y - 8, at.x + 8 + width, at.y + 8];
        var free = taken.every(function (other) {
          return box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1];
        });
        if (!free) {
          return;
        }
        taken.push(box);
        pen.strokeStyle = halo;
        pen.fillStyle = ink;
        pen.beginPath();
        pen.arc(at.x, at.y, 2.5, 0, 2 * Math.PI);
        pen.stroke();
        pen.fill();
        pen.strokeText(name, at.x + 6, at.y);
        pen.fillText(name, at.x + 6, at.y);
      }, this);
    }
  });

  /* Makes a canvas as large as a piece of the map (layer pixels), empty, sharp on any screen, its origin the map's own. */
  petarawan.fitCanvas = function (canvas, bounds) {
    var size = bounds.getSize();
    var ratio = Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(canvas, bounds.min);
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    canvas.style.width = size.x + 'px';
    canvas.style.height = size.y + 'px';
    var pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, -bounds.min.x * ratio, -bounds.min.y * ratio);
    return pen;
  };
})();
