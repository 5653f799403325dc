/* Two runs on one map: A to the left of the slider, B to the right, each in a pane that is clipped. */
'use strict';

(function () {
  var box = document.querySelector('.swiping');
  box.hidden = false;
  var bounds = box.dataset.bounds.split(',').map(Number);
  var map = L.map('swipe-map', { attributionControl: false, zoomSnap: 0.25, maxZoom: 17, minZoom: 5 });
  map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]]);
  L.control.scale({ imperial: false }).addTo(map);
  var slider = document.getElementById('swipe');
  var line = L.DomUtil.create('div', 'swipe-line', map.getContainer());
  var names = ['a', 'b'].map(function (side) {
    var name = L.DomUtil.create('p', 'swipe-name swipe-name-' + side, map.getContainer());
    name.textContent = box.dataset[side === 'a' ? 'nameA' : 'nameB'];
    return name;
  });
  ['ground', 'a', 'b'].forEach(function (name, at) { map.createPane(name).style.zIndex = 410 + at; });
  map.getPane('ground').style.pointerEvents = 'none';

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  /* Panes move with the map while the clip is told in their own coordinates, so it is set anew on every move. */
  function clip() {
    var size = map.getSize();
    var at = size.x * slider.value / 100;
    var top = map.containerPointToLayerPoint([0, 0]);
    var cut = map.containerPointToLayerPoint([at, size.y]);
    var end = map.containerPointToLayerPoint([size.x, size.y]);
    map.getPane('a').style.clip = 'rect(' + [top.y, cut.x, end.y, top.x].join('px,') + 'px)';
    map.getPane('b').style.clip = 'rect(' + [top.y, end.x, end.y, cut.x].join('px,') + 'px)';
    line.style.transform = 'translateX(' + at + 'px)';
    names[0].hidden = slider.value < 12;
    names[1].hidden = slider.value > 88;
  }

  function add(address, pane, style, tell) {
    return fetch(address, { credentials: 'same-origin' }).then(function (response) {
      return response.ok ? response.json() : { type: 'FeatureCollection', features: [] };
    }).then(function (told) {
      return L.geoJSON(told, {
        pane: pane,
        renderer: L.svg({ pane: pane, padding: 1 }),
        style: style,
        interactive: Boolean(tell),
        pointToLayer: function () { return null; },
        onEachFeature: tell || function () {}
      }).addTo(map);
    });
  }

  function tell(feature, layer) {
    var text = document.createElement('span');
    var of = feature.properties;
    text.textContent = box.dataset.one.replace(/\{(\w+)\}/g, function (whole, name) { return String(of[name]); });
    layer.bindTooltip(text, { sticky: true });
  }

  function run(side, dash) {
    return add(box.dataset[side], side, function () {
      return { color: colour(side === 'a' ? 'change-shrunk' : 'change-grown'), weight: 2.5, dashArray: dash, fillOpacity: 0.25 };
    }, tell);
  }

  [['boundary', 'boundary', 2, 0], ['waters', 'water-line', 1, 0.5], ['districts', 'district', 1, 0], ['rivers', 'water-line', 1.5, 0], ['roads', 'road', 1, 0]].forEach(function (one) {
    add(box.dataset.base + one[0], 'ground', function () {
      return { color: colour(one[1]), weight: one[2], fill: one[3] > 0, fillOpacity: one[3], fillColor: colour('water') };
    });
  });
  run('a', '6 4').then(clip);
  run('b', null).then(clip);
  slider.addEventListener('input', clip);
  map.on('move zoomend resize viewreset', clip);
  clip();
})();
