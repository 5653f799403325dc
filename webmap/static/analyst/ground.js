/* A map on the region's own ground, for the maps of this room: base layers, outlines of runs with what they are. */
'use strict';

var outlines = (function () {
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  function add(map, address, pane, style, each) {
    return fetch(address, { credentials: 'same-origin' }).then(function (response) {
      return response.ok ? response.json() : { type: 'FeatureCollection', features: [] };
    }).then(function (told) {
      return L.geoJSON(told, {
        pane: pane,
        renderer: L.svg({ pane: pane, padding: 1 }),
        style: style,
        interactive: Boolean(each),
        pointToLayer: function () { return null; },
        onEachFeature: each || function () {}
      }).addTo(map);
    });
  }

  /* The box says where the region lies and where its layers are; panes are drawn in the order in which they are named. */
  function start(id, box, panes) {
    var bounds = box.dataset.bounds.split(',').map(Number);
    var map = L.map(id, { attributionControl: false, zoomSnap: 0.25, maxZoom: 17, minZoom: 5 });
    map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]]);
    L.control.scale({ imperial: false }).addTo(map);
    ['ground'].concat(panes).forEach(function (name, at) { map.createPane(name).style.zIndex = 410 + at; });
    map.getPane('ground').style.pointerEvents = 'none';
    [['boundary', 'boundary', 2, 0], ['waters', 'water-line', 1, 0.5], ['districts', 'district', 1, 0], ['rivers', 'water-line', 1.5, 0], ['roads', 'road', 1, 0]].forEach(function (one) {
      add(map, box.dataset.base + one[0], 'ground', function () {
        return { color: colour(one[1]), weight: one[2], fill: one[3] > 0, fillOpacity: one[3], fillColor: colour('water') };
      });
    });
    return map;
  }

  /* What a shape is, below the map when it is touched: the sentence of `data-one`, filled with the shape's properties. */
  function tell(box, feature, layer) {
    layer.on('mouseover click', function () {
      box.querySelector('.outline-told').textContent = box.dataset.one.replace(/\{(\w+)\}/g, function (whole, name) {
        return String(feature.properties[name]);
      });
    });
  }

  return { add: add, colour: colour, start: start, tell: tell };
})();
