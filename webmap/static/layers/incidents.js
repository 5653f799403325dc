/* Incidents on one canvas: squares by count from afar, points when the view holds few. Never more than the server's limit. */
'use strict';

petarawan.IncidentCells = L.Renderer.extend({
  options: { pane: 'incidents', padding: 0.3 },

  // Up to so many in view are drawn larger: the eye has no crowd to follow.
  FEW: 60,

  initialize: function () {
    L.Renderer.prototype.initialize.call(this);
    this._places = [];
  },

  onAdd: function () {
    petarawan.events.on('shown', this._again, this);
    this._map.on('click', this._clicked, this);
    L.Renderer.prototype.onAdd.call(this);
  },

  onRemove: function () {
    petarawan.events.off('shown', this._again, this);
    this._map.off('click', this._clicked, this);
    L.Renderer.prototype.onRemove.call(this);
  },

  /* The store number of the incident under a point of the map's box, or null. */
  hit: function (point) {
    if (!this._map || !this._answer || this._answer.form !== 'points' || this._map.getZoom() < 11) {
      return null;
    }
    var at = this._map.containerPointToLayerPoint(point);
    var best = null;
    var nearest = 9;
    this._places.forEach(function (place) {
      var distance = Math.hypot(place.x - at.x, place.y - at.y);
      if (distance < nearest) {
        nearest = distance;
        best = place.number;
      }
    });
    return best;
  },

  select: function (number) {
    this._selected = number;
    this._draw();
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
    this._draw();
    this._load(false);
  },

  /* In the colours of now: those of paper, or of the screen. */
  redraw: function () {
    this._draw();
  },

  _again: function () {
    this._load(true);
  },

  _load: function (anew) {
    var self = this;
    var map = this._map;
    var view = map.getBounds();
    var zoom = Math.round(map.getZoom());
    var covers = this._box && this._box.contains(view) && (this._answer.form === 'points' || this._zoom === zoom);
    if (!map || (covers && !anew)) {
      return;
    }
    if (this._calling) {
      this._calling.abort();
    }
    this._calling = new AbortController();
    var box = view.pad(0.4);
    var edges = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map(function (edge, number) {
      var limit = number % 2 ? 90 : 180;
      return Math.max(-limit, Math.min(limit, edge)).toFixed(3);
    });
    var asked = petarawan.filter({ bbox: edges.join(','), zoom: zoom });
    petarawan
      .askJson(petarawan.address(petarawan.timed('/api/cells'), asked), this._calling.signal, function () {
        self._load(true);
      })
      .then(function (answer) {
        if (answer && self._map) {
          self._answer = answer;
          self._box = box;
          self._zoom = zoom;
          self._draw();
        }
      });
  },

  _draw: function () {
    if (!this._map || !this._bounds || !this._container) {
      return;
    }
    var pen = petarawan.fitCanvas(this._container, this._bounds);
    this._places = [];
    if (!this._answer) {
      return;
    }
    if (this._answer.form === 'points') {
      this._drawPoints(pen);
    } else {
      this._drawCells(pen);
    }
  },

  _drawPoints: function (pen) {
    var points = this._answer.points;
    var zoom = this._map.getZoom();
    var radius = (zoom < 10 ? 1.8 : zoom < 13 ? 2.6 : 4) + (points.length <= 5 * this.FEW ? 3 : 0);
    pen.fillStyle = petarawan.colour('incident');
    pen.strokeStyle = petarawan.colour('incident-halo');
    pen.lineWidth = 1;
    for (var at = 0; at < points.length; at += 5) {
      var place = this._map.latLngToLayerPoint([points[at + 1], points[at]]);
      if (!this._bounds.contains(place)) {
        continue;
      }
      var number = points[at + 4];
      this._places.push({ x: place.x, y: place.y, number: number });
      pen.beginPath();
      pen.arc(place.x, place.y, radius, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
      if (number === this._selected) {
        pen.save();
        pen.lineWidth = 3;
        pen.strokeStyle = petarawan.colour('chosen');
        pen.beginPath();
        pen.arc(place.x, place.y, radius + 5, 0, 2 * Math.PI);
        pen.stroke();
        pen.restore();
      }
    }
  },

  _drawCells: function (pen) {
    var cells = this._answer.cells;
    var origin = this._map.getPixelOrigin();
    var cell = (256 * Math.pow(2, this._map.getZoom())) / Math.pow(2, this._answer.level);
    var parts = this._answer.parts;
    var most = 1;
    for (var n = 2; n < cells.length; n += 3) {
      most = Math.max(most, cells[n]);
    }
    var least = cells.length <= 3 * this.FEW ? 6 : 1.5;
    pen.fillStyle = petarawan.colour('incident');
    pen.globalAlpha = 0.7;
    for (var at = 0; at < cells.length; at += 3) {
      var side = Math.max(least, cell * (0.18 + 0.78 * Math.sqrt(cells[at + 2] / most)));
      var x = (cells[at] / parts) * cell - origin.x;
      var y = (cells[at + 1] / parts) * cell - origin.y;
      pen.fillRect(x - side / 2, y - side / 2, side, side);
    }
    pen.globalAlpha = 1;
  },

  _clicked: function (event) {
    var number = petarawan.picking ? null : this.hit(event.containerPoint);
    if (number !== null) {
      petarawan.events.fire('choose', { key: 'incident:' + number });
    }
  }
});
