/* Hotspots: filled by rank; dashed and paler when nobody tested them, hatched and unfilled when not significant. */
'use strict';

petarawan.Hotspots = petarawan.Areas.extend({
  kind: 'hotspot',
  path: '/api/hotspots',
  order: 1,

  labelStyle: function (told, answer) {
    var hatched = told.tested && !told.significant;
    return 'round rank-' + petarawan.rankStep(told.rank, answer.total) + (hatched ? ' doubtful' : told.tested ? '' : ' untested');
  },

  labelBorder: function () {
    return null;
  },

  style: function (told, chosen, answer) {
    var colour = petarawan.rankColour(told.rank, answer.total);
    var hatched = told.tested && !told.significant;
    return {
      color: chosen ? petarawan.colour('chosen') : petarawan.colours.ranks[4],
      weight: chosen ? 3.5 : hatched ? 1 : 1.5,
      dashArray: told.tested ? null : '5 3',
      fillColor: hatched ? 'url(#hatch)' : colour,
      fillOpacity: hatched ? 1 : told.tested ? 0.75 : 0.55
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
  }
});

/* Five steps: the first fifth of the ranks is the darkest; a lone hotspot is dark, for it is the first. */
petarawan.rankStep = function (rank, total) {
  return Math.max(0, 4 - Math.floor(((rank - 1) * 5) / Math.max(total, 1)));
};

petarawan.rankColour = function (rank, total) {
  return petarawan.colours.ranks[petarawan.rankStep(rank, total)];
};
