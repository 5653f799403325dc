/* What changed between two runs: a sign for each change, its own line, and only then its colour. */
'use strict';

petarawan.Changes = petarawan.Areas.extend({
  kind: 'change',
  path: '/api/differences',
  order: 2,
  lazy: true,
  casing: true, // the hotspot's own outline below would fill the gaps of a dashed line

  asked: function () {
    var named = petarawan.diff && petarawan.diff !== 'latest' ? petarawan.diff.split(',') : [];
    if (named.length === 2) {
      return { older: named[0], newer: named[1] };
    }
    return petarawan.run === 'latest' ? {} : { newer: petarawan.run };
  },

  labelStyle: function () {
    return 'square changed';
  },

  labelText: function (told) {
    return petarawan.changeStyle(told.change).sign;
  },

  labelBorder: function (told) {
    return petarawan.changeStyle(told.change).colour;
  },

  isImportant: function () {
    return true;
  },

  style: function (told, chosen) {
    var look = petarawan.changeStyle(told.change);
    return {
      color: chosen ? petarawan.colour('chosen') : look.colour,
      weight: look.weight + (chosen ? 1.5 : 0),
      dashArray: look.dashes || null,
      lineCap: 'butt',
      fillColor: look.colour,
      fillOpacity: look.filled ? 0.22 : 0
    };
  }
});

petarawan.changeStyle = function (change) {
  return petarawan.colours.changes[change] || petarawan.colours.changes.same;
};
