/* The crews nearest to a place: by the right button, a long press, a button and a click, or coordinates typed in. */
'use strict';

(function () {
  var map = petarawan.map;
  var PLACE = /^(-?\d{1,3}(?:\.\d{1,6})?),(-?\d{1,2}(?:\.\d{1,6})?)$/;
  var drawn = null;
  var shownFor = null;
  var calling = null;
  var fits = false;

  function key(latlng) {
    var at = latlng.wrap();
    return 'crew:' + at.lng.toFixed(5) + ',' + at.lat.toFixed(5);
  }

  function clear() {
    if (drawn) {
      map.removeLayer(drawn);
      drawn = null;
    }
  }

  petarawan.pick = function (on) {
    petarawan.picking = on;
    document.body.classList.toggle('picking', on);
    petarawan.events.fire('switched');
  };

  map.on('contextmenu', function (event) {
    L.DomEvent.preventDefault(event.originalEvent);
    petarawan.pick(false);
    petarawan.choose(key(event.latlng));
  });
  map.on('click', function (event) {
    if (petarawan.picking) {
      petarawan.pick(false);
      petarawan.choose(key(event.latlng));
    }
  });

  /* Draws the place and the ways of the first crews; null takes them away. */
  petarawan.showCrews = function (id, move) {
    if (id === shownFor) {
      return;
    }
    shownFor = id;
    clear();
    var parts = PLACE.exec(id || '');
    if (!parts) {
      return;
    }
    drawn = L.layerGroup([], {}).addTo(map);
    var at = [Number(parts[2]), Number(parts[1])];
    L.circleMarker(at, { pane: 'routes', radius: 8, color: petarawan.colour('chosen'), weight: 4, fillColor: petarawan.colour('land'), fillOpacity: 1, interactive: false }).addTo(drawn);
    fits = move;
    if (move && !map.getBounds().contains(at)) {
      map.panTo(at);
    }
  };

  function drawWays(answer) {
    if (!drawn) {
      return;
    }
    var near = answer.crews.filter(function (crew) {
      return crew.minutes !== null && crew.base;
    }).slice(0, 3).map(function (crew) {
      return [crew.base[1], crew.base[0]];
    });
    if (fits && near.length) {
      fits = false;
      map.fitBounds(L.latLngBounds(near.concat([[answer.at[1], answer.at[0]]])), { paddingTopLeft: [Math.max(40, petarawan.covered()), 40], paddingBottomRight: [40, 40 + petarawan.sheetCovers()], maxZoom: 13 });
    }
    answer.crews.slice().reverse().forEach(function (crew, number) {
      if (!crew.line.length) {
        return;
      }
      var first = number === answer.crews.length - 1;
      var line = crew.line.map(function (place) {
        return [place[1], place[0]];
      });
      L.polyline(line, { pane: 'routes', color: petarawan.colour('land'), weight: first ? 8 : 5, opacity: 0.9, interactive: false }).addTo(drawn);
      L.polyline(line, { pane: 'routes', color: petarawan.colour('chosen'), weight: first ? 4.5 : 2, dashArray: answer.over_network ? null : '2 7', interactive: false }).addTo(drawn);
      if (crew.base) {
        L.circleMarker([crew.base[1], crew.base[0]], { pane: 'routes', radius: 5, color: petarawan.colour('chosen'), weight: 2, fillColor: petarawan.colour('land'), fillOpacity: 1, interactive: false }).addTo(drawn);
      }
    });
  }

  function form(parts) {
    var fields = [['lat', 'latitude', parts ? parts[2] : ''], ['lon', 'longitude', parts ? parts[1] : '']].map(function (one) {
      var input = petarawan.element('input', { name: one[0], inputmode: 'decimal', value: one[2], required: '', autocomplete: 'off' });
      return petarawan.element('label', {}, petarawan.element('span', {}, one[1] === 'latitude' ? petarawan.say('latitude') : petarawan.say('longitude')), input);
    });
    var wrong = petarawan.element('p', { class: 'gap', role: 'alert', hidden: '' });
    var made = petarawan.element('form', { class: 'place-form' }, fields[0], fields[1], petarawan.element('button', { type: 'submit', class: 'plain' }, petarawan.say('search')), wrong);
    made.addEventListener('submit', function (event) {
      event.preventDefault();
      var lat = Number(made.elements.lat.value.replace(',', '.'));
      var lon = Number(made.elements.lon.value.replace(',', '.'));
      if (!made.elements.lat.value.trim() || !isFinite(lat) || !isFinite(lon) || Math.abs(lat) > 90 || Math.abs(lon) > 180) {
        wrong.textContent = petarawan.say('wrong_place');
        wrong.hidden = false;
        return;
      }
      petarawan.choose('crew:' + lon.toFixed(5) + ',' + lat.toFixed(5));
    });
    return made;
  }

  function crewLine(crew) {
    var time = crew.minutes === null
      ? (crew.base ? petarawan.say('no_way') : petarawan.say('no_base'))
      : petarawan.parts.duration(crew.minutes);
    var far = crew.km !== null
      ? petarawan.number(crew.km, 1) + ' km'
      : crew.straight_km !== null ? petarawan.say('km_straight', { n: petarawan.number(crew.straight_km, 1) }) : null;
    var line = petarawan.element('li', {}, petarawan.element('strong', {}, time), ' ', crew.name,
      petarawan.element('span', { class: 'quiet' }, [crew.agency, petarawan.say('mode_' + crew.mode), far].filter(Boolean).join(' · ')));
    if (crew.route) {
      line.append(petarawan.element('span', { class: 'gap' }, petarawan.say('crew_on_route', { route: crew.route, until: petarawan.moment(crew.until, 'minute') })));
    }
    return line;
  }

  function results(place, answer, id) {
    var list = petarawan.element('ol', { class: 'crews' });
    answer.crews.forEach(function (crew) {
      list.appendChild(crewLine(crew));
    });
    place.replaceChildren(answer.crews.length ? list : petarawan.element('p', { class: 'empty' }, petarawan.say('no_crews')));
    if (answer.unavailable.length) {
      place.append(petarawan.element('p', { class: 'quiet' }, petarawan.say('unavailable', { names: answer.unavailable.join(', ') })));
    }
    answer.says.forEach(function (says) {
      place.append(petarawan.element('p', { class: 'quiet' }, petarawan.said(says)));
    });
    var at = id.split(',');
    place.append(petarawan.parts.page('/commander/regu-terdekat', { lon: at[0], lat: at[1], season: answer.season }, petarawan.say('as_page')));
  }

  petarawan.crewCard = function (id) {
    var parts = PLACE.exec(id);
    var place = petarawan.element('div', { role: 'status' });
    var choose = petarawan.element('button', { type: 'button', class: 'plain' }, petarawan.say('pick_place'));
    choose.addEventListener('click', function () {
      petarawan.pick(true);
    });
    if (parts) {
      if (calling) {
        calling.abort();
      }
      calling = new AbortController();
      var signal = calling.signal;
      var ask = function () {
        place.replaceChildren(petarawan.element('p', { class: 'quiet' }, petarawan.say('loading')));
        petarawan.askJson(petarawan.address('/api/nearest', { lon: parts[1], lat: parts[2] }), signal, ask).then(function (answer) {
          if (signal.aborted) {
            return;
          }
          if (answer) {
            results(place, answer, id);
            drawWays(answer);
          } else {
            place.replaceChildren(petarawan.element('p', { class: 'quiet' }, petarawan.say('unknown_yet')));
          }
        });
      };
      ask();
    }
    return [
      parts ? petarawan.element('p', { class: 'big' }, petarawan.placeText(Number(parts[2]), Number(parts[1]), petarawan.crs)) : petarawan.element('p', {}, petarawan.say('nearest_how')),
      place,
      form(parts),
      petarawan.element('p', { class: 'links' }, choose)
    ];
  };
})();
