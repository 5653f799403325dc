/* The namespace of our scripts, and what the map script calls first: colours, first view, zoom buttons. */
'use strict';

var petarawan = {
  texts: {},
  layers: {},
  colours: {},
  map: null,
  // What is shown: changed by the filters, read by every layer that asks the server for incidents.
  shown: { period: 'all', kinds: [], step: null, hours: null },
  // Zones and routes of one agency only; null: of all.
  agency: null,
  // Whether the next click names a place instead of choosing what lies there.
  picking: false,
  run: 'latest',
  // The two runs whose changes are shown (`OLDER,NEWER` or `latest`), and the forecast shown; null: not shown.
  diff: null,
  forecast: null,
  version: 0,
  events: new (L.Evented.extend({}))()
};

petarawan.start = function (map, options) {
  petarawan.map = map;
  petarawan.colours = options.colours;
  map.setMinZoom(options.minZoom);
  map.setMaxZoom(options.maxZoom);
  ['base', 'density', 'zones', 'forecasts', 'hotspots', 'changes', 'routes', 'objects', 'incidents', 'names', 'labels'].forEach(function (name, number) {
    map.createPane(name).style.zIndex = 300 + 15 * number;
  });
  // Only areas and labels take clicks of their own; points are found by the map's own click.
  ['base', 'density', 'incidents', 'names'].forEach(function (name) {
    map.getPane(name).style.pointerEvents = 'none';
  });
  petarawan.labels = new petarawan.Labels().addTo(map);
  petarawan.drawLegend(options.legend);
  petarawan.home = L.latLngBounds(options.bounds);
  var place = petarawan.placeOfAddress && petarawan.placeOfAddress();
  if (place) {
    map.setView(place.centre, place.zoom, { animate: false });
  } else {
    petarawan.goHome();
  }
  L.control.zoom({ zoomInTitle: petarawan.say('zoom_in'), zoomOutTitle: petarawan.say('zoom_out') }).addTo(map);
};

/* The rows of the legend: a picture of our own shapes, the words, and a switch where the row is a layer. */
petarawan.drawLegend = function (entries) {
  var list = document.querySelector('#legend ul');
  (list ? entries : []).forEach(function (entry) {
    var picture = petarawan.drawing('svg', { width: 34, height: 16, viewBox: '0 0 34 16', 'aria-hidden': 'true' });
    entry.shapes.forEach(function (shape) {
      picture.appendChild(petarawan.drawing(shape[0], shape[1]));
    });
    var words = petarawan.element('span', {}, petarawan.say('legend_' + entry.text));
    var row = entry.layer
      ? petarawan.element('label', {}, petarawan.element('input', { type: 'checkbox', 'data-layer': entry.layer }), ' ', picture, ' ', words)
      : petarawan.element('span', { class: 'sub' }, picture, ' ', words);
    list.appendChild(petarawan.element('li', {}, row));
  });
};

/* How much of the map's left side the open legend takes, where there is room beside it; else 0. */
petarawan.covered = function () {
  var legend = document.getElementById('legend');
  var width = legend && legend.open ? legend.offsetWidth + 16 : 0;
  return petarawan.map.getSize().x > 2.1 * width ? width : 0;
};

/* The whole region, moved out from under the legend by just as much as it needs and the map allows. */
petarawan.goHome = function () {
  var map = petarawan.map;
  map.fitBounds(petarawan.home, { animate: false, padding: [8, 8] });
  var left = map.latLngToContainerPoint(petarawan.home.getSouthWest()).x;
  var free = map.getSize().x - map.latLngToContainerPoint(petarawan.home.getNorthEast()).x - 8;
  var step = Math.min(petarawan.covered() - left, free);
  if (step > 0) {
    map.panBy([-step, 0], { animate: false });
  }
};

/* The CSS variable of a colour, so that light and dark stand in one place, the style sheet. */
petarawan.colour = function (name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
};
