/* Vital objects as small squares of one size, above areas and below incidents. */
'use strict';

petarawan.Square = L.CircleMarker.extend({
  _updatePath: function () {
    var half = this._radius;
    var path = 'M' + (this._point.x - half) + ' ' + (this._point.y - half) + 'h' + 2 * half + 'v' + 2 * half + 'h' + -2 * half + 'z';
    this._renderer._setPath(this, this._empty() ? 'M0 0' : path);
  }
});

petarawan.Objects = petarawan.Areas.extend({
  kind: 'object',
  path: '/api/objects',
  order: 3,
  labelled: false,

  asked: function () {
    return {};
  },

  labelStyle: function () {
    return '';
  },

  labelBorder: function () {
    return null;
  },

  pointOf: function (at, options) {
    return new petarawan.Square(at, Object.assign({ radius: 5 }, options));
  },

  style: function (told, chosen) {
    return {
      color: petarawan.colour(chosen ? 'chosen' : 'object-line'),
      weight: chosen ? 4 : 2,
      opacity: 1,
      fillColor: petarawan.colour('object'),
      fillOpacity: 1
    };
  }
});
