/* Ties map, list, card and address together: choosing anywhere is choosing everywhere. */
'use strict';

(function () {
  var map = petarawan.map;
  var wide = window.matchMedia('(min-width: 900px)');
  // Kinds of areas and the layers that draw them; three are switched on by the legend or by the address.
  var LAYERS = { zone: 'zones', hotspot: 'hotspots', forecast: 'forecast', change: 'diff', route: 'routes', object: 'objects' };
  var SWITCHED = { forecast: 'forecast', diff: 'change', routes: 'route' };
  var cameFrom = null;
  var placeWasGiven = Boolean(petarawan.placeOfAddress());

  petarawan.choose = function (key) {
    var before = petarawan.selected;
    var card = document.getElementById('card');
    var active = document.activeElement;
    var byKeys = active !== document.body && active.matches(':focus-visible');
    if (key && (byKeys || active.dataset.key) && !card.contains(active)) {
      cameFrom = active;
    }
    petarawan.selected = key;
    petarawan.writeState(key !== before);
    show(true);
    if (key && byKeys) {
      card.focus(); // what was chosen is read next; Escape leads back
    } else if (!key && cameFrom) {
      goBack(petarawan.rowOf(before) || cameFrom);
    }
  };

  /* To where the card was opened from; a tool may lie behind its button by then. */
  function goBack(place) {
    var there = place.isConnected && place.offsetParent ? place : document.querySelector('#toolbox summary');
    if (there) {
      there.focus();
    }
  }

  /* Brings map, list and card into line with what is selected. */
  function show(move) {
    var key = petarawan.selected || '';
    var kind = key.split(':')[0];
    var id = key.slice(kind.length + 1);
    document.body.classList.toggle('with-card', Boolean(key));
    petarawan.markList(true);
    Object.keys(LAYERS).forEach(function (name) {
      petarawan.layers[LAYERS[name]].select(kind === name ? id : null);
    });
    petarawan.layers.incidents.select(kind === 'incident' ? Number(id) : null);
    petarawan.showCrews(kind === 'crew' ? id : null, move);
    petarawan.sheetFor(Boolean(key));
    petarawan.drawCard().then(function (incident) {
      if (incident && move && !map.getBounds().pad(-0.05).contains([incident.lat, incident.lon])) {
        map.setView([incident.lat, incident.lon], Math.max(map.getZoom(), 13));
      }
    });
    map.invalidateSize({ animate: false });
    var layer = LAYERS[kind] ? petarawan.layers[LAYERS[kind]] : null;
    var bounds = layer && layer.boundsOf(id);
    if (bounds && move) {
      map.fitBounds(bounds, { paddingTopLeft: [Math.max(40, petarawan.covered()), 40], paddingBottomRight: [40, 40 + petarawan.sheetCovers()], maxZoom: kind === 'forecast' ? 16 : 14 });
    }
  }

  petarawan.events.on('choose', function (event) {
    petarawan.choose(event.key);
  });
  window.addEventListener('popstate', function () {
    var before = JSON.stringify([petarawan.shown, petarawan.agency]);
    petarawan.readState();
    if (JSON.stringify([petarawan.shown, petarawan.agency]) !== before) {
      petarawan.showFilters();
      petarawan.layers.zones.refresh();
      petarawan.layers.routes.refresh();
      petarawan.events.fire('shown');
      petarawan.loadSummary();
    }
    showSwitched();
    show(true);
  });
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && petarawan.selected && !document.querySelector('#filters details[open]')) {
      petarawan.choose(null);
    }
  });

  function took(event) {
    if (!map.hasLayer(petarawan.layers[LAYERS[event.kind]]) && event.kind in { forecast: 0, change: 0, route: 0 }) {
      return; // switched off while it was on its way
    }
    petarawan.answers[event.kind] = event.answer;
    petarawan.drawAgencyFilter();
    petarawan.drawList();
    drawAgencies();
    drawChanges();
    if (petarawan.selected) {
      show(petarawan.selected.split(':')[0] === event.kind && !placeWasGiven);
    }
  }
  petarawan.events.on('areas', took);
  ['zones', 'hotspots', 'objects'].forEach(function (name) {
    var layer = petarawan.layers[name];
    if (layer.answer) {
      took({ kind: layer.kind, answer: layer.answer });
    }
  });

  petarawan.loadSummary = function () {
    var asked = petarawan.shown.period === 'all' ? {} : { period: petarawan.shown.period };
    return petarawan.askJson(petarawan.address('/api/summary', asked), null, petarawan.loadSummary).then(function (summary) {
      if (!summary) {
        return;
      }
      petarawan.version = summary.version;
      summary.kinds.forEach(function (kind) {
        petarawan.kindNames[kind.code] = kind;
      });
      Object.assign(petarawan.kindNames, summary.names);
      // An old address may name kinds that are gone.
      var gone = petarawan.shown.kinds.filter(function (code) {
        return !petarawan.kindNames[code];
      });
      if (gone.length) {
        petarawan.shown.kinds = petarawan.shown.kinds.filter(function (code) {
          return gone.indexOf(code) < 0;
        });
        petarawan.writeState(false);
        petarawan.events.fire('shown');
      }
      petarawan.drawKinds(summary.kinds);
      var chosen = summary.kinds.filter(function (kind) {
        return !petarawan.shown.kinds.length || petarawan.shown.kinds.indexOf(kind.code) >= 0;
      });
      var n = chosen.reduce(function (sum, kind) {
        return sum + kind.n;
      }, 0);
      petarawan.asOf = summary.as_of;
      petarawan.staleAtFirst = petarawan.staleAtFirst === undefined ? summary.stale : petarawan.staleAtFirst; // the page said it
      petarawan.tellShown(summary.incidents ? n : null);
      petarawan.drawList();
      if (petarawan.selected) {
        petarawan.drawCard();
      }
    });
  };

  /* How many incidents are shown in the whole region; null: there are none at all. */
  petarawan.tellShown = function (n) {
    petarawan.shownInAll = n;
    var timed = petarawan.shown.step || petarawan.shown.hours ? petarawan.timedTotal : null;
    if (timed !== null && timed !== undefined && n !== null) {
      n = timed;
    }
    var place = document.getElementById('shown');
    if (n === null) {
      place.replaceChildren(petarawan.say('no_incidents') + ' ', petarawan.remedy('incidents'));
    } else {
      place.textContent = n ? petarawan.count('shown', n) : petarawan.say('none_shown');
    }
  };

  /* The agencies that lead a zone, each with its colour and always with its name. */
  function drawAgencies() {
    var answer = petarawan.answers.zone;
    var place = document.getElementById('legend-agencies');
    if (!answer || !answer.features.length) {
      return;
    }
    var leads = answer.features.map(function (feature) {
      return feature.properties.lead;
    });
    var rows = Object.keys(answer.agencies || {}).filter(function (code) {
      return leads.indexOf(code) >= 0;
    }).map(function (code) {
      var line = petarawan.drawing('path', { d: 'M2 8H32', stroke: petarawan.agencyColour(answer, code), 'stroke-width': 4 });
      var picture = petarawan.drawing('svg', { width: 34, height: 16, viewBox: '0 0 34 16', 'aria-hidden': 'true' }, line);
      return petarawan.element('li', {}, petarawan.element('span', { class: 'sub' }, picture, ' ', answer.agencies[code].short));
    });
    place.replaceChildren.apply(place, rows);
  }

  /* The signs of the changes shown, with their lines and counts. */
  function drawChanges() {
    var answer = petarawan.answers.change;
    var counts = (answer && answer.counts) || {};
    var rows = Object.keys(petarawan.colours.changes).filter(function (change) {
      return counts[change];
    }).map(function (change) {
      var look = petarawan.changeStyle(change);
      var line = petarawan.drawing('path', { d: 'M2 8H32', stroke: look.colour, 'stroke-width': look.weight, 'stroke-dasharray': look.dashes || null });
      var picture = petarawan.drawing('svg', { width: 34, height: 16, viewBox: '0 0 34 16', 'aria-hidden': 'true' }, line);
      var words = petarawan.changeWords(change) + ' ' + petarawan.number(counts[change]);
      return petarawan.element('li', {}, petarawan.element('span', { class: 'sub' }, picture, ' ', words));
    });
    var place = document.getElementById('legend-changes');
    place.replaceChildren.apply(place, rows);
  }

  function boxOf(name) {
    return document.querySelector('#legend input[data-layer="' + name + '"]');
  }

  function switchLayer(name, on) {
    if (on) {
      map.addLayer(petarawan.layers[name]);
    } else {
      map.removeLayer(petarawan.layers[name]);
    }
    boxOf(name).checked = on;
  }

  petarawan.switchOn = function (name, value) {
    petarawan[name] = value;
    petarawan.writeState(false);
    showSwitched();
  };

  /* Brings forecast and changes into line with the address; what is switched off leaves the list too. */
  function showSwitched() {
    Object.keys(SWITCHED).forEach(function (name) {
      var kind = SWITCHED[name];
      var layer = petarawan.layers[name];
      if ((layer.shownFor || null) !== petarawan[name]) {
        layer.shownFor = petarawan[name];
        layer.forget();
        delete petarawan.answers[kind];
        switchLayer(name, false);
        if (petarawan[name]) {
          switchLayer(name, true);
        } else if ((petarawan.selected || '').indexOf(kind + ':') === 0) {
          petarawan.choose(null);
        }
        petarawan.drawList();
        drawChanges();
        petarawan.layers.zones._restyle();
      }
    });
    petarawan.events.fire('switched');
  }

  /* Legend rows switch their layers. */
  document.querySelectorAll('#legend input[data-layer]').forEach(function (input) {
    var name = input.dataset.layer;
    input.checked = map.hasLayer(petarawan.layers[name]);
    input.addEventListener('change', function () {
      if (name in SWITCHED) {
        petarawan.switchOn(name, input.checked ? 'latest' : null);
      } else {
        switchLayer(name, input.checked);
      }
    });
  });
  showSwitched();
  if (!wide.matches) {
    document.getElementById('legend').open = false;
  }

  /* One sheet of paper: page and map take their printed size before the picture is taken. */
  var preview = document.body.classList.contains('print-view');
  var view = null;
  function paper(on) {
    view = on && !preview ? view || { centre: map.getCenter(), zoom: map.getZoom(), legend: document.getElementById('legend').open } : view;
    document.body.classList.toggle('on-paper', on || preview);
    petarawan.drawPaper();
    // Paper is light, whatever the screen is.
    petarawan.layers.base.paper(document.body.classList.contains('on-paper'));
    petarawan.layers.incidents.redraw();
    Object.keys(LAYERS).forEach(function (kind) {
      petarawan.layers[LAYERS[kind]].redraw();
    });
    document.getElementById('legend').open = on || (view ? view.legend : wide.matches);
    map.invalidateSize({ animate: false, pan: false });
    if (on) {
      petarawan.goHome();
    } else if (view) {
      map.setView(view.centre, view.zoom, { animate: false });
      view = null;
    }
  }
  window.addEventListener('beforeprint', function () {
    paper(true);
  });
  window.addEventListener('afterprint', function () {
    paper(false);
  });
  if (preview) {
    paper(true);
  }
  petarawan.drawTools();

  new ResizeObserver(function () {
    map.invalidateSize({ animate: false, pan: false });
  }).observe(document.getElementById('map-holder'));
  petarawan.keepPlace(map);
  petarawan.linkLanguages();
  petarawan.loadSummary();
  show(!placeWasGiven && /^crew:./.test(petarawan.selected || ''));
})();
