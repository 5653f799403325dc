/* The card: everything known about what is selected, written as text, with the way to the analysis behind it. */
'use strict';

(function () {
  var calling = null;

  var parts = petarawan.parts;

  var GAPS_OPEN = 4;

  /* Rules that are not met, each with the smallest change that would mend it. */
  function gapList(gaps) {
    var list = petarawan.element('ul', { class: 'gaps' });
    gaps.forEach(function (gap) {
      var cure = petarawan.said(gap.cure);
      list.appendChild(petarawan.element('li', {}, petarawan.said(gap), cure ? petarawan.element('span', { class: 'cure' }, cure) : null));
    });
    return list;
  }

  function zoneCard(told, answer) {
    var units = petarawan.element('ul', {});
    told.units.forEach(function (unit) {
      units.appendChild(petarawan.element('li', {}, unit));
    });
    var gaps = gapList(told.gaps.slice(0, GAPS_OPEN));
    var moreGaps = told.gaps.length > GAPS_OPEN
      ? petarawan.element('details', {}, petarawan.element('summary', {}, petarawan.say('show_more', { n: told.gaps.length - GAPS_OPEN })), gapList(told.gaps.slice(GAPS_OPEN)))
      : null;
    var inside = petarawan.element('p', { class: 'links' });
    (petarawan.answers.hotspot ? petarawan.answers.hotspot.features : []).forEach(function (feature) {
      if (told.hotspots.indexOf(feature.properties.id) >= 0) {
        inside.appendChild(parts.choice('hotspot:' + feature.properties.id, petarawan.say('rank', { n: feature.properties.rank })));
      }
    });
    var work = told.capacity_min
      ? petarawan.say('workload_of', { n: petarawan.number(told.workload_min), capacity: petarawan.number(told.capacity_min) })
      : petarawan.say('minutes_shift', { n: petarawan.number(told.workload_min) });
    return [
      petarawan.element('p', { class: 'big' }, petarawan.count('hotspots_n', told.hotspots.length) + ' · ' + petarawan.count('incidents_n', told.n)),
      petarawan.orderLinks('zone', told.id),
      parts.facts([
        [petarawan.say('lead'), told.lead ? petarawan.agencyName(told.lead) : petarawan.say('no_lead')],
        [petarawan.say('partners'), told.partners.map(petarawan.agencyName).join(', ') || '–']
      ]),
      told.gaps.length ? parts.part(petarawan.say('gaps'), gaps, moreGaps) : null,
      told.units.length ? parts.part(petarawan.say('units'), units) : null,
      parts.why(told),
      inside.childNodes.length ? parts.part(petarawan.say('hotspots_in'), inside) : null,
      parts.facts([
        [petarawan.say('workload'), work],
        [petarawan.say('travel_bases'), parts.duration(told.travel_min)],
        [petarawan.say('harm'), petarawan.number(told.harm, 1)],
        [petarawan.say('run'), parts.run(answer.run)]
      ])
    ];
  }

  function incidentCard(row) {
    var from = petarawan.moment(row.occurred_from, row.time_precision);
    var to = petarawan.moment(row.occurred_to, row.time_precision);
    var whole = row.time_precision === 'month' || row.time_precision === 'day' || row.time_precision === 'year';
    return [
      petarawan.element('p', { class: 'big' }, petarawan.kindName(row.kind)),
      parts.facts([
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
    card.dataset.shows = petarawan.selected;
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
      show(petarawan.say('hotspot', { id: id }), petarawan.hotspotCard(feature.properties, answer));
    } else if (feature && kind === 'zone') {
      show(petarawan.say('zone', { n: feature.properties.rank, name: feature.properties.name }), zoneCard(feature.properties, answer));
    } else if (feature && kind === 'forecast') {
      show(petarawan.say('forecast', { n: feature.properties.rank }), petarawan.forecastCard(feature.properties, answer));
    } else if (feature && kind === 'route') {
      show(petarawan.say('route', { id: id, name: feature.properties.name }), petarawan.routeCard(feature.properties, answer));
    } else if (feature && kind === 'object') {
      show(feature.properties.name, petarawan.objectCard(feature.properties, answer));
    } else if (kind === 'crew') {
      show(petarawan.say('nearest_title'), petarawan.crewCard(id));
    } else if (feature && kind === 'change') {
      var about = feature.properties;
      show(petarawan.changeWords(about.change) + ': ' + petarawan.changedId(about), petarawan.changeCard(about, answer));
    } else if (kind === 'incident' && /^\d{1,9}$/.test(id)) {
      calling = new AbortController();
      var signal = calling.signal;
      if (card.hidden || card.dataset.shows !== key) {
        show(petarawan.say('incident', { id: id }), [petarawan.element('p', { class: 'quiet' }, petarawan.say('loading'))]);
      }
      return petarawan.askWhetherThere(petarawan.address('/api/incidents/' + id), signal, petarawan.drawCard).then(function (row) {
        if (signal.aborted) {
          return null; // another choice came first
        }
        if (row) {
          show(petarawan.say('incident', { id: row.incident_id }), incidentCard(row));
        } else {
          var text = row === false ? petarawan.say('not_on_map') : petarawan.say('unknown_yet');
          show(petarawan.say('incident', { id: id }), [petarawan.element('p', {}, text)]);
        }
        return row;
      });
    } else if (answer || kind === 'incident') {
      // Of an older run, of another agency, or mistyped: a card that says so, with a way to close it.
      show(petarawan.say('details'), [petarawan.element('p', {}, petarawan.say('not_found_here', { id: id }))]);
    } else {
      card.hidden = true;
      card.replaceChildren();
    }
    return Promise.resolve(null);
  };
})();
