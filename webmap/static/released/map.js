/* A map of releases: the region's ground, the rows of one release, a legend; its extent is the region's, whatever the
   data. Used by the public page, by embeds and by the partner's room alike. */
'use strict';

(function () {
  var THINNER = 0.5; // a page's map is smaller than a desk's

  function style(name) {
    return petarawan.groundStyle(name, THINNER);
  }

  /* The region's own ground; over a basemap only its outline, and the rest on paper, which waits for no tiles.
     Answers with the rest, and with what draws all of it in the page's present colours. */
  function drawGround(map, answer, over) {
    var rest = L.layerGroup();
    var drawn = [];
    var canvas = L.canvas({ pane: 'base', padding: 0.5 });
    function draw(name, place, more) {
      var features = { type: 'FeatureCollection', features: answer.layers[name] };
      var layer = L.geoJSON(features, Object.assign({ renderer: canvas, pane: 'base' }, style(name), more)).addTo(place);
      drawn.push([layer, name, more]);
    }
    Object.keys(answer.layers).forEach(function (name) {
      if (name === 'places') {
        return;
      }
      draw(name, over ? rest : map, {});
      if (over && name === 'boundary') {
        draw(name, map, { fill: false });
      }
    });
    var names = null;
    if (!over) { // else its names are there already
      names = new petarawan.PlaceNames();
      map.addLayer(names);
      names.set(answer.layers.places || []);
    }
    return {
      rest: rest,
      restyle: function () {
        drawn.forEach(function (one) {
          one[0].setStyle(Object.assign(style(one[1]), one[2]));
        });
        if (names) {
          names.draw();
        }
      }
    };
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

  /* Makes the map in `box`; answers with {show(document, level), choose(id), clear()}. The document's bounds are the
     region's own, or those of the place that it is about. */
  petarawan.releaseMap = function (box, bounds, ground) {
    var around = L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]);
    var map = L.map(box, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, maxBoundsViscosity: 1 });
    map.setView(around.getCenter(), 8);
    petarawan.start(map, { bounds: around, minZoom: 3, maxZoom: 13, colours: {} });
    map.setMaxBounds(around.pad(0.3));
    map.setMinZoom(map.getZoom() - 0.5);
    var cells = new petarawan.ReleaseCells().addTo(map);
    L.control.scale({ imperial: false, position: 'bottomright', maxWidth: 100 }).addTo(map);
    var onGround = null;
    var outline = null;
    var own = fetch(ground, { credentials: 'omit' }).then(function (response) {
      return response.ok ? response.json() : null;
    });
    var basemap = petarawan.Basemap ? new petarawan.Basemap(map).ready : Promise.resolve(null);
    Promise.all([own, basemap])
      .then(function (both) {
        if (both[0]) {
          box.classList.toggle('over', Boolean(both[1]));
          onGround = drawGround(map, both[0], Boolean(both[1]));
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
        if (onGround) {
          map[name === 'beforeprint' ? 'addLayer' : 'removeLayer'](onGround.rest);
        }
        fit(); // draws at once what was added
      });
    });
    function outlineStyle() {
      return { color: petarawan.colour('ink'), weight: 2.5, dashArray: '6 4', fill: false, interactive: false };
    }
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () {
      cells.restyle();
      if (onGround) {
        onGround.restyle();
      }
      if (outline) {
        outline.setStyle(outlineStyle());
      }
    });
    return {
      show: function (answer, level) {
        cells.show(answer, level);
        if (answer.place && !outline) {
          outline = L.geoJSON(answer.place.geometry, Object.assign({ pane: 'labels' }, outlineStyle())).addTo(map);
        }
      },
      choose: function (id) {
        var bounds = cells.choose(id);
        if (bounds) {
          map.fitBounds(bounds, { animate: false, padding: [24, 24], maxZoom: Math.max(10, map.getZoom()) });
        }
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
