/* The card of a route: crew, times, and every stop with its time and reason. */
'use strict';

(function () {
  var parts = petarawan.parts;

  function clock(iso) {
    return new Intl.DateTimeFormat(petarawan.locale, {
      timeZone: document.body.dataset.timezone,
      hour: '2-digit',
      minute: '2-digit',
      hour12: false
    }).format(new Date(iso));
  }

  petarawan.clock = clock;

  petarawan.spanText = function (begins, ends) {
    return clock(begins) + '–' + clock(ends);
  };

  petarawan.routeCard = function (told, answer) {
    var stops = petarawan.element('ol', { class: 'stops' });
    told.stops.forEach(function (stop) {
      stops.appendChild(
        petarawan.element(
          'li',
          {},
          petarawan.element('strong', {}, petarawan.spanText(stop.begins, stop.ends)),
          ' ' + stop.name + (stop.must ? ' · ' + petarawan.say('must') : ''),
          petarawan.element('span', { class: 'quiet' }, petarawan.said(stop.why) + (stop.chance === null ? '' : ' ' + petarawan.say('chance_of', { n: stop.chance }))),
          petarawan.element('span', { class: 'quiet' }, petarawan.placeText(stop.at[1], stop.at[0], petarawan.crs))
        )
      );
    });
    var notices = petarawan.element('ul', { class: 'gaps' });
    told.notices.forEach(function (notice) {
      notices.appendChild(petarawan.element('li', {}, petarawan.said(notice)));
    });
    return [
      petarawan.element('p', { class: 'big' }, petarawan.say('route_times', {
        n: petarawan.number(told.stops.length), begins: petarawan.moment(told.begins, 'minute'), ends: clock(told.ends)
      })),
      petarawan.orderLinks('route', told.id),
      parts.facts([
        [petarawan.say('lead'), told.lead ? petarawan.agencyOf(answer, told.lead) : petarawan.say('no_lead')],
        [petarawan.say('partners'), told.partners.map(petarawan.agencyOf.bind(null, answer)).join(', ') || '–'],
        [petarawan.say('units'), told.units.join(', ') || '–'],
        [petarawan.say('mode'), petarawan.say('mode_' + told.mode)],
        [petarawan.say('distance'), told.distance_km === null ? null : petarawan.number(told.distance_km, 1) + ' km'],
        [petarawan.say('travel'), parts.duration(told.travel_min)]
      ]),
      told.notices.length ? parts.part(petarawan.say('gaps'), notices) : null,
      parts.part(petarawan.say('stops'), stops),
      parts.why(told),
      parts.facts([
        [petarawan.say('run'), parts.run(answer.run)],
        ['', parts.page('/commander/daftar/rute', { run: answer.run.run_id }, petarawan.say('orders_and_files'))]
      ])
    ];
  };

  petarawan.agencyOf = function (answer, code) {
    return answer.agencies && answer.agencies[code] ? answer.agencies[code].short : code;
  };
})();
