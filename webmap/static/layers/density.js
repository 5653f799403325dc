/* The density surface: picture tiles of the chosen kinds and period; an empty tile is an empty answer. */
'use strict';

petarawan.Density = L.GridLayer.extend({
  options: { pane: 'density', opacity: 0.8, updateWhenZooming: false, keepBuffer: 1 },

  onAdd: function (map) {
    L.GridLayer.prototype.onAdd.call(this, map);
    petarawan.events.on('shown', this.redraw, this);
    this.on('tileunload', this._forget, this);
  },

  onRemove: function (map) {
    petarawan.events.off('shown', this.redraw, this);
    L.GridLayer.prototype.onRemove.call(this, map);
    this.off('tileunload', this._forget, this);
  },

  createTile: function (coords, done) {
    var tile = document.createElement('img');
    tile.alt = '';
    tile.src = L.Util.emptyImageUrl; // an image without a source would show a frame
    tile.setAttribute('role', 'presentation');
    this._fetch(tile, coords, done);
    return tile;
  },

  _fetch: function (tile, coords, done) {
    var self = this;
    var path = '/api/density/' + coords.z + '/' + coords.x + '/' + coords.y + '.png';
    var calling = new AbortController();
    tile.calling = calling;
    petarawan
      .ask(petarawan.address(petarawan.timed(path), petarawan.filter({ version: petarawan.version })), calling.signal, function () {
        self._fetch(tile, coords, done);
      })
      .then(function (response) {
        return response && response.status !== 204 ? response.blob() : null;
      })
      .catch(function () {
        return null; // called off while the picture was on its way
      })
      .then(function (picture) {
        if (picture && !calling.signal.aborted) {
          tile.src = tile.picture = URL.createObjectURL(picture);
        }
        done(null, tile);
      });
  },

  _forget: function (event) {
    event.tile.calling.abort();
    if (event.tile.picture) {
      URL.revokeObjectURL(event.tile.picture);
    }
  }
});
