/* The sure core of the chosen hotspot: a thin line inside its outline, asked for when a hotspot is first chosen. */
'use strict';

petarawan.Core = L.LayerGroup.extend({
  initialize: function (renderer) {
    L.LayerGroup.prototype.initialize.call(this, []);
    this._renderer = renderer;
  },

  /* Shows the core of one hotspot of a run, or nothing. */
  show: function (runId, id) {
    var self = this;
    this._wanted = id;
    this.clearLayers();
    if (!id || !runId) {
      return;
    }
    this._cores(runId).then(function (answer) {
      var feature = answer && answer.features.find(function (one) {
        return one.properties.id === id;
      });
      if (feature && self._wanted === id) {
        self.clearLayers();
        self._line(feature, petarawan.colour('core-halo'), 3.5);
        self._line(feature, petarawan.colour('core'), 1.5);
      }
    });
  },

  _cores: function (runId) {
    var self = this;
    if (this._runId !== runId) {
      this._runId = runId;
      this._answer = petarawan.askJson(petarawan.address('/api/borders', { run: runId }), null, null).then(function (answer) {
        self._runId = answer ? runId : null; // what failed is asked for anew
        return answer;
      });
    }
    return this._answer;
  },

  _line: function (feature, colour, weight) {
    var style = { color: colour, weight: weight, opacity: 1, fill: false, interactive: false, className: 'core' };
    L.geoJSON(feature, Object.assign({ renderer: this._renderer, pane: 'hotspots' }, style)).addTo(this);
  }
});
