/* A map of releases: the region's ground, the rows of one release, a legend; its extent is the region's, whatever the
   data. Used by the public page, by embeds and by the partner's room alike. */
'use strict';

(function () {
  var FILLS = { boundary: 'land', forest: 'forest', waters: 'water', fairways: 'water' };
  var LINES = {
    boundary: ['boundary', 2, null],
    districts: ['district', 1, '3 4'],
    rivers: ['water-line', 1.5, null],
    roads: ['road', 1.5, null]
  };

  function style(name) {
    var line = LINES[name];
    return {
      interactive: false,
      stroke: Boolean(line),
      color: line ? petarawan.colour(line[0]) : undefined,
      weight: line ? line[1] : 0,
      dashArray: line ? line[2] : null,
      fill: name in FILLS,
      fillColor: name in FILLS ? petarawan.colour(FILLS[name]) : undefined,
      fillOpacity: name === 'forest' ? 0.75 : 1
    };
  }

  /* The region's own ground; over a basemap only its outline, and the rest on paper, which waits for no tiles. */
  function drawGround(map, answer, over) {
    var rest = L.layerGroup();
    var canvas = L.canvas({ pane: 'base', padding: 0.5 });
    Object.keys(answer.layers).forEach(function (name) {
      if (name === 'places') {
        return;
      }
      var features = { type: 'FeatureCollection', features: answer.layers[name] };
      L.geoJSON(features, Object.assign({ renderer: canvas, pane: 'base' }, style(name))).addTo(over ? rest : map);
      if (over && name === 'boundary') {
        L.geoJSON(features, Object.assign({ renderer: canvas, pane: 'base' }, style(name), { fill: false })).addTo(map);
      }
    });
    if (over) {
      return rest; // its names are there already
    }
    var names = new petarawan.PlaceNames();
    map.addLayer(names);
    names.set(answer.layers.places || []);
    return rest;
  }

  /* Draws the legend of a release: one swatch for each step, and the hatching. */
  petarawan.releaseLegend = function (place, k) {
    var rows = [0, 1, 2, 3, 4].map(function (step) {
      var low = k * Math.pow(2, step);
      var text = step === 4 ? petarawan.say('released_or_more', { low: petarawan.number(low) }) : petarawan.band(low, 2 * low - 1);
      return petarawan.element('li', {}, petarawan.element('span', { class: 'swatch step-' + step }), text);
    });
    rows.push(petarawan.element('li', {}, petarawan.element('span', { class: 'swatch hidden-row' }), petarawan.say('released_not_shown')));
    place.replaceChildren.apply(place, rows);
  };

  /* Makes the map in `box`; answers with {show(document, level)}. The document's bounds are the region's own. */
  petarawan.releaseMap = function (box, bounds, ground) {
    var around = L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]);
    var map = L.map(box, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, maxBoundsViscosity: 1 });
    map.setView(around.getCenter(), 8);
    petarawan.start(map, { bounds: around, minZoom: 3, maxZoom: 13, colours: {} });
    map.setMaxBounds(around.pad(0.3));
    map.setMinZoom(map.getZoom() - 0.5);
    var cells = new petarawan.ReleaseCells().addTo(map);
    L.control.scale({ imperial: false, position: 'bottomright', maxWidth: 100 }).addTo(map);
    var onPaper = null;
    var own = fetch(ground, { credentials: 'omit' }).then(function (response) {
      return response.ok ? response.json() : null;
    });
    var basemap = petarawan.Basemap ? new petarawan.Basemap(map).ready : Promise.resolve(null);
    Promise.all([own, basemap])
      .then(function (both) {
        if (both[0]) {
          box.classList.toggle('over', Boolean(both[1]));
          onPaper = drawGround(map, both[0], Boolean(both[1]));
        }
        box.dataset.ready = '1';
      });
    function fit() {
      map.invalidateSize({ animate: false });
      map.setMinZoom(3);
      petarawan.goHome();
      map.setMinZoom(map.getZoom() - 0.5);
    }
    if (window.ResizeObserver) {
      new ResizeObserver(fit).observe(box);
    }
    // The map takes its size on paper before the picture is taken.
    ['beforeprint', 'afterprint'].forEach(function (name) {
      window.addEventListener(name, function () {
        box.classList.toggle('printed', name === 'beforeprint');
        if (onPaper) {
          map[name === 'beforeprint' ? 'addLayer' : 'removeLayer'](onPaper);
        }
        fit(); // draws at once what was added
      });
    });
    return {
      show: function (answer, level) {
        cells.show(answer, level);
      },
      clear: function () {
        cells.clearLayers();
      }
    };
  };

  /* The sentence of the row that was clicked, under the map. */
  petarawan.releaseCard = function (card) {
    petarawan.events.on('released', function (event) {
      card.textContent = petarawan.releaseSentence(event.told, event.kinds);
      card.hidden = false;
    });
  };
})();
