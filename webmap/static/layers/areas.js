/* What hotspots and zones have in common: fetched once per run, drawn as outlines with a number, chosen by key. */
'use strict';

petarawan.Areas = L.LayerGroup.extend({
  kind: '',
  path: '',
  order: 0,
  casing: false,

  initialize: function () {
    L.LayerGroup.prototype.initialize.call(this, []);
    this._byKey = {};
    this._casings = [];
    this.load();
  },

  load: function () {
    var self = this;
    var asked = petarawan.run === 'latest' ? {} : { run: petarawan.run };
    return petarawan
      .askJson(petarawan.address(this.path, asked), null, function () {
        self.load();
      })
      .then(function (answer) {
        if (answer) {
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
    this.answer.features.slice().reverse().forEach(function (feature) {
      var id = feature.properties.id;
      var options = { renderer: self._renderer, pane: self.kind + 's' };
      if (self.casing) {
        var line = { color: petarawan.colour('land'), weight: 7, opacity: 0.8, fill: false, interactive: false };
        self._casings.push(L.geoJSON(feature, Object.assign({}, options, line)).addTo(self));
      }
      var area = L.geoJSON(feature, Object.assign({ style: self.style(feature.properties, false, self.answer) }, options));
      area.on('click', function (event) {
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

  _restyle: function () {
    if (!this._map || !this.answer) {
      return;
    }
    var self = this;
    var labels = this.answer.features.map(function (feature) {
      var told = feature.properties;
      var chosen = told.id === self._selected;
      var area = self._byKey[told.id];
      area.setStyle(self.style(told, chosen, self.answer));
      if (chosen) {
        area.bringToFront();
      }
      return {
        at: [told.label[1], told.label[0]],
        text: String(told.rank),
        style: self.labelStyle(told, self.answer),
        border: self.labelBorder(told, self.answer),
        selected: chosen,
        important: chosen || told.rank <= 10,
        onclick: function () {
          petarawan.events.fire('choose', { key: self.kind + ':' + told.id });
        }
      };
    });
    petarawan.labels.set(this.kind, this.order, labels);
  }
});
