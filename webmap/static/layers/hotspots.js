/* Hotspots: filled by rank, the surer the fuller; dashed when nobody tested them, hatched when not significant. */
'use strict';

petarawan.Hotspots = petarawan.Areas.extend({
  kind: 'hotspot',
  path: '/api/hotspots',
  order: 1,

  labelStyle: function (told, answer) {
    var hatched = told.tested && !told.significant;
    return 'round rank-' + petarawan.rankStep(told.rank, answer.total) + (hatched ? ' doubtful' : told.tested ? '' : ' untested');
  },

  labelText: function (told) {
    return told.rank + (petarawan.isWeak(told) ? '?' : '');
  },

  labelBorder: function () {
    return null;
  },

  style: function (told, chosen, answer) {
    var colour = petarawan.rankColour(told.rank, answer.total);
    var hatched = told.tested && !told.significant;
    var step = petarawan.confidenceStep(told.confidence);
    var unresampled = told.tested ? 0.75 : 0.55;
    return {
      color: chosen ? petarawan.colour('chosen') : petarawan.colours.ranks[4],
      weight: chosen ? 3.5 : hatched ? 1 : 1.5,
      dashArray: told.tested ? null : '5 3',
      fillColor: hatched ? 'url(#hatch)' : colour,
      fillOpacity: hatched ? 1 : step === null ? unresampled : petarawan.colours.confidence.opacity[step]
    };
  },

  onAdd: function (map) {
    petarawan.Areas.prototype.onAdd.call(this, map);
    if (!document.getElementById('hatch')) {
      var line = petarawan.drawing('path', { d: 'M0 6 6 0', stroke: petarawan.colours.ranks[4], 'stroke-width': 1 });
      var pattern = petarawan.drawing('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse' }, line);
      var defs = petarawan.drawing('defs', {}, pattern);
      document.body.appendChild(petarawan.drawing('svg', { width: 0, height: 0, class: 'unseen', 'aria-hidden': 'true' }, defs));
    }
  },

  _restyle: function () {
    petarawan.Areas.prototype._restyle.call(this);
    if (this._map && this.answer) {
      this._core = this._core || new petarawan.Core(this._renderer).addTo(this);
      this._core.show(this.answer.run && this.answer.run.run_id, this._byKey[this._selected] ? this._selected : null);
    }
  }
});

/* Five steps: the first fifth of the ranks is the darkest; a lone hotspot is dark, for it is the first. */
petarawan.rankStep = function (rank, total) {
  return Math.max(0, 4 - Math.floor(((rank - 1) * 5) / Math.max(total, 1)));
};

petarawan.rankColour = function (rank, total) {
  return petarawan.colours.ranks[petarawan.rankStep(rank, total)];
};

/* 0: sure, 1: in between, 2: weak; null when no confidence was computed. */
petarawan.confidenceStep = function (confidence) {
  if (confidence === null || confidence === undefined) {
    return null;
  }
  var steps = petarawan.colours.confidence.steps;
  return confidence >= steps[0] ? 0 : confidence >= steps[1] ? 1 : 2;
};

petarawan.isWeak = function (told) {
  return petarawan.confidenceStep(told.confidence) === 2;
};
