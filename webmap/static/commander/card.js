/* The card: everything known about what is selected, written as text, with the way to the analysis behind it. */
'use strict';

(function () {
  var calling = null;

  function facts(pairs) {
    var list = petarawan.element('dl', { class: 'facts' });
    pairs.forEach(function (pair) {
      if (pair && pair[1] !== null && pair[1] !== '') {
        list.appendChild(petarawan.element('dt', {}, pair[0]));
        list.appendChild(petarawan.element('dd', {}, pair[1]));
      }
    });
    return list;
  }

  function part(heading) {
    var content = Array.prototype.slice.call(arguments, 1);
    return petarawan.fill(petarawan.element('section', {}, petarawan.element('h3', {}, heading)), {}, content);
  }

  function significance(told) {
    if (!told.tested) {
      return petarawan.say('untested');
    }
    var value = told.q_value !== null ? ['q', told.q_value] : ['p', told.p_value];
    var text = value[1] === null ? '–' : value[0] + (value[1] < 0.001 ? ' < ' + petarawan.number(0.001, 3) : ' = ' + petarawan.number(value[1], 3));
    return petarawan.say(told.significant ? 'significant' : 'not_significant', { value: text });
  }

  function runLink(answer) {
    var link = petarawan.element('a', { href: petarawan.address('/analisis/' + encodeURIComponent(answer.run.run_id)) }, answer.run.run_id);
    return petarawan.element('span', {}, link, ' · ' + answer.run.method);
  }

  function link(key, text) {
    var button = petarawan.element('button', { type: 'button', class: 'plain' }, text);
    button.addEventListener('click', function () {
      petarawan.choose(key);
    });
    return button;
  }

  function hours(told) {
    var busiest = petarawan.busiest(told.hours);
    if (!busiest) {
      return part(petarawan.say('hours'), petarawan.element('p', { class: 'quiet' }, petarawan.say('no_hours')));
    }
    var span = { from: petarawan.hourText(busiest[0]), to: petarawan.hourText(busiest[1]) };
    var names = told.hours.map(function (count, hour) {
      return petarawan.hourText(hour);
    });
    var among = function (hour) {
      return (hour - busiest[0] + 24) % 24 < 3;
    };
    return part(
      petarawan.say('hours'),
      petarawan.bars(told.hours, names, petarawan.say('hours_label', span), among),
      petarawan.element(
        'p',
        { class: 'quiet' },
        petarawan.say('busiest', span),
        told.timed !== null && told.timed < told.n
          ? '; ' + petarawan.say('timed', { n: petarawan.number(told.timed), total: petarawan.number(told.n) })
          : ''
      )
    );
  }

  function hotspotCard(told, answer) {
    var kinds = petarawan.mainKinds(told.kinds);
    var zone = petarawan.zoneOfHotspot(told.id);
    var list = petarawan.element('ul', { class: 'counts' });
    kinds.slice(0, 5).forEach(function (kind) {
      list.appendChild(petarawan.element('li', {}, petarawan.element('span', {}, petarawan.kindName(kind[0])), petarawan.element('b', {}, petarawan.number(kind[1]))));
    });
    if (kinds.length > 5) {
      list.appendChild(petarawan.element('li', { class: 'quiet' }, petarawan.say('other_kinds', { n: kinds.length - 5 })));
    }
    return [
      petarawan.element('p', { class: 'big' }, petarawan.count('incidents_n', told.n) + ' · ' + petarawan.say('rank_of', { n: told.rank, total: petarawan.number(answer.total) })),
      petarawan.said(told.why) ? part(petarawan.say('why'), petarawan.element('p', {}, petarawan.said(told.why))) : null,
      part(petarawan.say('kinds'), list),
      hours(told),
      told.weekdays.length === 7 && told.weekdays.some(Boolean)
        ? part(petarawan.say('weekdays'), petarawan.bars(told.weekdays, petarawan.weekdayNames(), petarawan.say('weekdays_label')))
        : null,
      facts([
        [petarawan.say('trend'), petarawan.say('trend_' + told.trend)],
        [petarawan.say('seen'), told.first ? petarawan.moment(told.first, 'day') + ' – ' + petarawan.moment(told.last, 'day') : null],
        [petarawan.say('significance'), significance(told)],
        [petarawan.say('expected'), told.expected === null ? null : petarawan.count('incidents_n', told.expected, 1)],
        [petarawan.say('harm'), petarawan.number(told.harm, 1)],
        [petarawan.say('area'), petarawan.number(told.area_km2, 2) + ' km² (' + petarawan.number(told.density_km2, 1) + '/km²)'],
        [petarawan.say('in_zone'), zone ? link('zone:' + zone.properties.id, zone.properties.rank + ' ' + zone.properties.name) : null],
        [petarawan.say('run'), runLink(answer)]
      ])
    ];
  }

  function zoneCard(told, answer) {
    var units = petarawan.element('ul', {});
    told.units.forEach(function (unit) {
      units.appendChild(petarawan.element('li', {}, unit));
    });
    var gaps = petarawan.element('ul', { class: 'gaps' });
    told.gaps.forEach(function (gap) {
      gaps.appendChild(petarawan.element('li', {}, petarawan.said(gap)));
    });
    var inside = petarawan.element('p', { class: 'links' });
    (petarawan.answers.hotspot ? petarawan.answers.hotspot.features : []).forEach(function (feature) {
      if (told.hotspots.indexOf(feature.properties.id) >= 0) {
        inside.appendChild(link('hotspot:' + feature.properties.id, petarawan.say('rank', { n: feature.properties.rank })));
      }
    });
    var work = told.capacity_min
      ? petarawan.say('workload_of', { n: petarawan.number(told.workload_min), capacity: petarawan.number(told.capacity_min) })
      : petarawan.say('minutes_shift', { n: petarawan.number(told.workload_min) });
    return [
      petarawan.element('p', { class: 'big' }, petarawan.count('hotspots_n', told.hotspots.length) + ' · ' + petarawan.count('incidents_n', told.n)),
      facts([
        [petarawan.say('lead'), told.lead ? petarawan.agencyName(told.lead) : petarawan.say('no_lead')],
        [petarawan.say('partners'), told.partners.map(petarawan.agencyName).join(', ') || '–']
      ]),
      told.gaps.length ? part(petarawan.say('gaps'), gaps) : null,
      told.units.length ? part(petarawan.say('units'), units) : null,
      petarawan.said(told.why) ? part(petarawan.say('why'), petarawan.element('p', {}, petarawan.said(told.why))) : null,
      inside.childNodes.length ? part(petarawan.say('hotspots_in'), inside) : null,
      facts([
        [petarawan.say('workload'), work],
        [petarawan.say('travel'), told.travel_min === null ? null : petarawan.say('minutes', { n: petarawan.number(told.travel_min) })],
        [petarawan.say('harm'), petarawan.number(told.harm, 1)],
        [petarawan.say('run'), runLink(answer)]
      ])
    ];
  }

  function incidentCard(row) {
    var from = petarawan.moment(row.occurred_from, row.time_precision);
    var to = petarawan.moment(row.occurred_to, row.time_precision);
    var whole = row.time_precision === 'month' || row.time_precision === 'day' || row.time_precision === 'year';
    return [
      petarawan.element('p', { class: 'big' }, petarawan.kindName(row.kind)),
      facts([
        [petarawan.say('time'), whole || from === to || !row.occurred_to ? from : petarawan.say('between', { from: from, to: to })],
        [petarawan.say('status'), petarawan.say('status_' + row.status)],
        [petarawan.say('origin'), petarawan.say('origin_' + row.origin)],
        [petarawan.say('place'), petarawan.placeText(row.lat, row.lon, petarawan.crs)],
        ['', row.precision_m ? petarawan.say('precision', { n: petarawan.number(row.precision_m) }) : null],
        [petarawan.say('source'), row.source]
      ])
    ];
  }

  function show(title, parts) {
    var card = document.getElementById('card');
    var close = petarawan.element('button', { type: 'button', class: 'close', 'aria-label': petarawan.say('close') }, '×');
    close.addEventListener('click', function () {
      petarawan.choose(null);
    });
    card.replaceChildren(petarawan.element('header', {}, petarawan.element('h2', {}, title), close));
    parts.forEach(function (one) {
      if (one) {
        card.appendChild(one);
      }
    });
    card.hidden = false;
    card.scrollTop = 0;
  }

  /* Draws the card of what is selected; an incident is asked of the server. Answers with where the incident lies. */
  petarawan.drawCard = function () {
    var card = document.getElementById('card');
    var key = petarawan.selected || '';
    var kind = key.split(':')[0];
    var id = key.slice(kind.length + 1);
    if (calling) {
      calling.abort();
      calling = null;
    }
    var answer = petarawan.answers[kind];
    var feature = answer && answer.features.find(function (one) {
      return one.properties.id === id;
    });
    if (feature && kind === 'hotspot') {
      show(petarawan.say('hotspot', { id: id }), hotspotCard(feature.properties, answer));
    } else if (feature && kind === 'zone') {
      show(petarawan.say('zone', { n: feature.properties.rank, name: feature.properties.name }), zoneCard(feature.properties, answer));
    } else if (kind === 'incident' && /^\d{1,9}$/.test(id)) {
      calling = new AbortController();
      var signal = calling.signal;
      return petarawan.askJson(petarawan.address('/api/incidents/' + id), signal, null).then(function (row) {
        if (signal.aborted) {
          return null; // another choice came first
        }
        if (row) {
          show(petarawan.say('incident', { id: row.incident_id }), incidentCard(row));
        } else {
          show(petarawan.say('incident', { id: id }), [petarawan.element('p', {}, petarawan.say('not_on_map'))]);
        }
        return row;
      });
    } else {
      card.hidden = true;
      card.replaceChildren();
    }
    return Promise.resolve(null);
  };
})();
