/* Routes of joint patrols: a line by means of travel in the lead agency's colour, stops as numbered rings; asked for
   when it is switched on. */
'use strict';

/* Which routes belong to what the map shows: those named, else those made for its hotspots. */
petarawan.routesAsked = function () {
  if (petarawan.routes && petarawan.routes !== 'latest') {
    return { run: petarawan.routes };
  }
  return petarawan.run === 'latest' ? {} : { of: petarawan.run };
};

petarawan.Routes = petarawan.Areas.extend({
  kind: 'route',
  path: '/api/routes',
  order: 1,
  lazy: true,
  casing: true,
  // Road solid, track dashed, river double (a wide line with a pale middle), foot dotted.
  DASHES: { road: null, track: '9 6', river: null, foot: '1 7' },

  asked: function () {
    return petarawan.routesAsked();
  },

  isShown: function (told) {
    return petarawan.ofAgency(told);
  },

  labelText: function (told) {
    return 'R' + told.rank;
  },

  labelStyle: function () {
    return 'square route';
  },

  labelBorder: function (told, answer) {
    return petarawan.agencyColour(answer, told.lead);
  },

  style: function (told, chosen, answer) {
    return {
      color: petarawan.agencyColour(answer, told.lead),
      weight: (told.mode === 'river' ? 6 : 4) + (chosen ? 2 : 0),
      opacity: 0.95,
      dashArray: this.DASHES[told.mode] || null,
      fill: false
    };
  },

  _draw: function () {
    petarawan.Areas.prototype._draw.call(this);
    if (!this._map || !this.answer) {
      return;
    }
    var self = this;
    this.answer.features.filter(function (feature) {
      return self.isShown(feature.properties);
    }).forEach(function (feature) {
      var told = feature.properties;
      if (told.mode === 'river') {
        var middle = { color: petarawan.colour('land'), weight: 1.75, fill: false, interactive: false, renderer: self._renderer, pane: 'routes' };
        self._casings.push(L.geoJSON(feature, middle).addTo(self));
      }
      told.stops.forEach(function (stop) {
        var ring = {
          radius: stop.must ? 6 : 4.5,
          color: petarawan.agencyColour(self.answer, told.lead),
          weight: 2.5,
          fillColor: petarawan.colour('land'),
          fillOpacity: 1,
          renderer: self._renderer,
          pane: 'routes'
        };
        var mark = L.circleMarker([stop.at[1], stop.at[0]], ring);
        mark.on('click', function (event) {
          L.DomEvent.stopPropagation(event);
          petarawan.events.fire('choose', { key: 'route:' + told.id });
        });
        self._casings.push(mark.addTo(self));
      });
    });
  },

  select: function (id) {
    petarawan.Areas.prototype.select.call(this, id);
    var chosen = this.answer && this.answer.features.find(function (feature) {
      return feature.properties.id === id;
    });
    var shown = chosen && this._map ? chosen.properties.stops : [];
    petarawan.labels.set('stop', 0, shown.map(function (stop) {
      return {
        at: [stop.at[1], stop.at[0]],
        text: String(stop.stop),
        style: 'round stop',
        border: petarawan.agencyColour(this.answer, chosen.properties.lead),
        selected: false,
        important: true,
        onclick: function () {}
      };
    }, this));
  },

  onRemove: function (map) {
    petarawan.labels.set('stop', 0, []);
    petarawan.Areas.prototype.onRemove.call(this, map);
  },

  forget: function () {
    petarawan.labels.set('stop', 0, []);
    petarawan.Areas.prototype.forget.call(this);
  }
});
