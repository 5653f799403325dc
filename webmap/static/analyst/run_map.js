/* One run's result on the region's ground: ranks by colour and number; the table below holds it all. */
'use strict';

(function () {
  /* An element of our own as a marker: no markup is ever made from a text. */
  var ElementIcon = L.Icon.extend({
    createIcon: function () {
      this._setIconStyles(this.options.element, 'icon');
      return this.options.element;
    },
    createShadow: function () {
      return null;
    }
  });
  var NUMBERED = 12;
  var RAMP = 5;
  var box = document.querySelector('.outlined');
  box.hidden = false;
  var map = outlines.start('run-map', box, ['result']);
  var forecast = box.dataset.task === 'forecast';
  var last = 1;

  /* Forecasts are blue, so that what was and what will be are never confused. */
  function style(feature) {
    var step = RAMP - 1 - Math.floor((feature.properties.rank - 1) * RAMP / last);
    var name = (forecast ? 'blue-' : 'rank-') + Math.max(0, step);
    return { color: outlines.colour('ink'), weight: 1, fillColor: outlines.colour(name), fillOpacity: 0.75 };
  }

  outlines.add(map, box.dataset.shapes, 'result', function () { return { weight: 1 }; }, function (feature, layer) {
    last = Math.max(last, feature.properties.rank);
    outlines.tell(box, feature, layer);
  }).then(function (drawn) {
    drawn.setStyle(style);
    drawn.eachLayer(function (layer) {
      if (layer.feature.properties.rank <= NUMBERED) {
        var number = document.createElement('span');
        number.textContent = String(layer.feature.properties.rank);
        L.marker(layer.getBounds().getCenter(), {
          interactive: false,
          keyboard: false,
          zIndexOffset: 1000 * (NUMBERED - layer.feature.properties.rank),
          icon: new ElementIcon({ className: 'rank-number', element: number, iconSize: [22, 22] })
        }).addTo(map);
      }
    });
  });
})();
