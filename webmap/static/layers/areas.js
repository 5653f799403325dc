/* What hotspots, zones, forecasts and changes have in common: fetched once, drawn as outlines with a label, chosen
   by key. A lazy one is fetched when it is first switched on. */
'use strict';

petarawan.Areas = L.LayerGroup.extend({
  kind: '',
  path: '',
  order: 0,
  casing: false,
  lazy: false,

  /* What the server is asked for. */
  asked: function () {
    return petarawan.run === 'latest' ? {} : { run: petarawan.run };
  },

  labelText: function (told) {
    return String(told.rank);
  },

  /* Whether it is shown at all: what the filters leave. */
  isShown: function () {
    return true;
  },

  labelled: true,

  /* How a point is drawn; areas have none. */
  pointOf: function () {
    return null;
  },

  /* Draws anew what the filters leave. */
  refresh: function () {
    this._draw();
  },

  /* Whether a label may move beside its area to be seen. */
  isImportant: function (told) {
    return told.rank <= 10;
  },

  initialize: function () {
    L.LayerGroup.prototype.initialize.call(this, []);
    this._byKey = {};
    this._casings = [];
    if (!this.lazy) {
      this.load();
    }
  },

  /* Forgets what was fetched, so that it is asked for anew when it is shown. */
  forget: function () {
    this.answer = null;
    this.clearLayers();
    this._byKey = {};
    this._casings = [];
    petarawan.labels.set(this.kind, this.order, []);
  },

  load: function () {
    var self = this;
    var address = petarawan.address(this.path, this.asked());
    return petarawan
      .askJson(address, null, function () {
        self.load();
      })
      .then(function (answer) {
        if (answer && address === petarawan.address(self.path, self.asked())) {
          self.answer = answer;
          self._draw();
          petarawan.events.fire('areas', { kind: self.kind, answer: answer });
        }
      });
  },

  onAdd: function (map) {
    if (!this._renderer) {
      this._renderer = L.svg({ pane: this.kind + 's', padding: 0.3 });
    }
    L.LayerGroup.prototype.onAdd.call(this, map);
    this._draw();
    if (this.lazy && !this.answer) {
      this.load();
    }
  },

  onRemove: function (map) {
    petarawan.labels.set(this.kind, this.order, []);
    L.LayerGroup.prototype.onRemove.call(this, map);
  },

  boundsOf: function (id) {
    var area = this._byKey[id];
    return area ? area.getBounds() : null;
  },

  select: function (id) {
    if (this._selected === id) {
      return;
    }
    this._selected = id;
    this._restyle();
  },

  _draw: function () {
    if (!this._map || !this.answer) {
      return;
    }
    var self = this;
    Object.keys(this._byKey).forEach(function (id) {
      this.removeLayer(this._byKey[id]);
    }, this);
    this._byKey = {};
    this._casings.forEach(this.removeLayer, this);
    this._casings = [];
    // The highest rank is drawn last, above the others.
    this.answer.features.filter(function (feature) {
      return self.isShown(feature.properties, self.answer);
    }).reverse().forEach(function (feature) {
      var id = feature.properties.id;
      var options = { renderer: self._renderer, pane: self.kind + 's' };
      if (self.casing) {
        var line = { color: petarawan.colour('land'), weight: 7, opacity: 0.8, fill: false, interactive: false };
        self._casings.push(L.geoJSON(feature, Object.assign({}, options, line)).addTo(self));
      }
      var looks = { style: self.style(feature.properties, false, self.answer) };
      looks.pointToLayer = function (_, at) {
        return self.pointOf(at, options);
      };
      var area = L.geoJSON(feature, Object.assign(looks, options));
      area.on('click', function (event) {
        if (petarawan.picking) {
          return; // the map's own click takes the place
        }
        var points = petarawan.layers.incidents;
        if (points && points.hit && points.hit(event.containerPoint)) {
          return; // the map's own click opens the incident under the pointer
        }
        L.DomEvent.stopPropagation(event);
        petarawan.events.fire('choose', { key: self.kind + ':' + id });
      });
      self._byKey[id] = area;
      self.addLayer(area);
    });
    this._restyle();
  },

  /* In the colours of now: those of paper, or of the screen. */
  redraw: function () {
    this._draw();
  },

  _restyle: function () {
    if (!this._map || !this.answer) {
      return;
    }
    var self = this;
    var labels = this.answer.features.filter(function (feature) {
      return self._byKey[feature.properties.id];
    }).map(function (feature) {
      var told = feature.properties;
      var chosen = told.id === self._selected;
      var area = self._byKey[told.id];
      area.setStyle(self.style(told, chosen, self.answer));
      if (chosen) {
        area.bringToFront();
      }
      return {
        at: [told.label[1], told.label[0]],
        text: self.labelText(told),
        style: self.labelStyle(told, self.answer),
        border: self.labelBorder(told, self.answer),
        selected: chosen,
        important: chosen || self.isImportant(told),
        onclick: function () {
          petarawan.events.fire('choose', { key: self.kind + ':' + told.id });
        }
      };
    });
    petarawan.labels.set(this.kind, this.order, this.labelled ? labels : []);
  }
});
