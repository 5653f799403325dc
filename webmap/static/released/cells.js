/* The rows of a release on a map: filled by band, hatched where nothing is shown; and the bands in words. */
'use strict';

/* Five steps of k, 2k, 4k, 8k and 16k incidents at least; no step depends on the other rows. */
petarawan.releaseStep = function (low, k) {
  var step = Math.floor(Math.log(low / k) / Math.LN2 + 1e-9);
  return Math.max(0, Math.min(4, step));
};

petarawan.band = function (low, high) {
  if (low === null) {
    return petarawan.say('released_not_shown');
  }
  if (high === null) {
    return petarawan.say('released_or_more', { low: petarawan.number(low) });
  }
  return petarawan.number(low) + '–' + petarawan.number(high);
};

/* One row in a sentence: its name, its band, and its parts by kind. */
petarawan.releaseSentence = function (told, kinds) {
  var parts = told.kinds.map(function (part) {
    return petarawan.said(kinds[part[0]]) + ' ' + petarawan.band(part[1], part[2]);
  });
  var text = petarawan.said(told.name) + ': ';
  if (told.suppressed) {
    return text + petarawan.say('released_not_shown_why');
  }
  text += petarawan.say('released_incidents', { band: petarawan.band(told.n_low, told.n_high) });
  return parts.length ? text + ' (' + parts.join('; ') + ')' : text;
};

petarawan.ReleaseCells = L.LayerGroup.extend({
  initialize: function () {
    L.LayerGroup.prototype.initialize.call(this, []);
  },

  onAdd: function (map) {
    this._renderer = this._renderer || L.svg({ pane: 'zones', padding: 0.5 });
    L.LayerGroup.prototype.onAdd.call(this, map);
    petarawan.releaseHatch();
    this._draw();
  },

  /* Shows the rows of one level (`cells` or `districts`) of a document as the server sends it. */
  show: function (answer, level) {
    this._answer = answer;
    this._level = level;
    this._chosen = null;
    this._areas = {};
    if (this._map) {
      this._draw();
    }
  },

  _style: function (told, chosen) {
    var k = this._answer.release.k;
    var step = told.suppressed ? null : petarawan.releaseStep(told.n_low, k);
    return {
      color: petarawan.colour(chosen ? 'chosen' : step === null ? 'district' : 'rank-4'),
      weight: chosen ? 3.5 : step === null ? 0.7 : 1,
      fillColor: step === null ? 'url(#released-hatch)' : petarawan.colour('rank-' + step),
      fillOpacity: step === null ? 0.7 : 0.72
    };
  },

  _draw: function () {
    this.clearLayers();
    if (!this._answer) {
      return;
    }
    var self = this;
    this._answer.features.forEach(function (feature) {
      var told = feature.properties;
      if ((told.level === 'district') !== (self._level === 'districts')) {
        return;
      }
      var options = { renderer: self._renderer, pane: 'zones', style: self._style(told, false) };
      var area = L.geoJSON(feature, options);
      area.on('click', function (event) {
        L.DomEvent.stopPropagation(event);
        self.choose(feature.id);
      });
      self._areas[feature.id] = { area: area, told: told };
      self.addLayer(area);
    });
  },

  /* Marks one row (`level/cell_id`) and tells of it; answers with its bounds, or null when it is not drawn. */
  choose: function (id) {
    var found = this._areas[id];
    if (!found) {
      return null;
    }
    if (this._chosen) {
      this._chosen.area.setStyle(this._style(this._chosen.told, false));
    }
    this._chosen = found;
    found.area.setStyle(this._style(found.told, true));
    found.area.bringToFront();
    petarawan.events.fire('released', { id: id, told: found.told, kinds: this._answer.kinds });
    return found.area.getBounds();
  },

  /* In the colours of the page as they are now. */
  restyle: function () {
    Object.keys(this._areas || {}).forEach(function (id) {
      var one = this._areas[id];
      one.area.setStyle(this._style(one.told, one === this._chosen));
    }, this);
  }
});

/* The pattern of rows that are not shown: drawn once, used by every map of the page. */
petarawan.releaseHatch = function () {
  if (document.getElementById('released-hatch')) {
    return;
  }
  var line = petarawan.drawing('path', { d: 'M0 7 7 0', class: 'hatch-line' });
  var pattern = petarawan.drawing('pattern', { id: 'released-hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse' }, line);
  var holder = petarawan.drawing('svg', { width: 0, height: 0, class: 'unseen', 'aria-hidden': 'true' });
  holder.appendChild(petarawan.drawing('defs', {}, pattern));
  document.body.appendChild(holder);
};
