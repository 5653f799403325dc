/* The card of a hotspot: rank and how sure it is, why, kinds, hours, weekdays, and what the tests say. */
'use strict';

(function () {
  var parts = petarawan.parts;

  function significance(told) {
    if (!told.tested) {
      return petarawan.say('untested');
    }
    var value = told.q_value !== null ? ['q', told.q_value] : ['p', told.p_value];
    var text = value[1] === null ? '–' : value[0] + (value[1] < 0.001 ? ' < ' + petarawan.number(0.001, 3) : ' = ' + petarawan.number(value[1], 3));
    return petarawan.say(told.significant ? 'significant' : 'not_significant', { value: text });
  }

  /* The word and sign of a weak hotspot, or null. */
  petarawan.weakMark = function (told) {
    return petarawan.isWeak(told) ? petarawan.element('span', { class: 'weak' }, petarawan.say('confidence_weak')) : null;
  };

  function confidence(told) {
    if (told.confidence_percent === null) {
      return null;
    }
    var ranks = told.rank_low === null || told.rank_high === null
      ? null
      : told.rank_low === told.rank_high ? String(told.rank_low) : told.rank_low + '–' + told.rank_high;
    var text = ranks
      ? petarawan.say('confidence_ranks', { n: told.confidence_percent, ranks: ranks })
      : petarawan.say('confidence_of', { n: told.confidence_percent });
    var mark = petarawan.weakMark(told);
    return petarawan.element('p', { class: 'sure' }, text, mark ? ' ' : null, mark);
  }

  function hours(told) {
    var busiest = petarawan.busiest(told.hours);
    if (!busiest) {
      return parts.part(petarawan.say('hours'), petarawan.element('p', { class: 'quiet' }, petarawan.say('no_hours')));
    }
    var span = { from: petarawan.hourText(busiest[0]), to: petarawan.hourText(busiest[1]) };
    var names = told.hours.map(function (count, hour) {
      return petarawan.hourText(hour);
    });
    var among = function (hour) {
      return (hour - busiest[0] + 24) % 24 < 3;
    };
    var notes = [petarawan.say('busiest', span)];
    if (told.timed !== null && told.timed < told.n) {
      notes.push(petarawan.say('timed', { n: petarawan.number(told.timed), total: petarawan.number(told.n) }));
    }
    if (!told.hours.every(Number.isInteger)) {
      notes.push(petarawan.say('hours_spread'));
    }
    return parts.part(
      petarawan.say('hours'),
      petarawan.bars(told.hours, names, petarawan.say('hours_label', span), among),
      petarawan.element('p', { class: 'quiet' }, notes.join('; '))
    );
  }

  function pattern(told) {
    var key = 'pattern_' + told.pattern;
    return told.pattern && key in petarawan.texts ? petarawan.say('pattern_' + told.pattern) : null;
  }

  function days(from, to) {
    return from && to ? petarawan.moment(from, 'day') + ' – ' + petarawan.moment(to, 'day') : null;
  }

  petarawan.hotspotCard = function (told, answer) {
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
      confidence(told),
      parts.why(told),
      parts.part(petarawan.say('kinds'), list),
      hours(told),
      told.weekdays.length === 7 && told.weekdays.some(Boolean)
        ? parts.part(petarawan.say('weekdays'), petarawan.bars(told.weekdays, petarawan.weekdayNames(), petarawan.say('weekdays_label')))
        : null,
      parts.facts([
        [petarawan.say('trend'), petarawan.say('trend_' + told.trend)],
        [petarawan.say('pattern'), pattern(told)],
        [petarawan.say('window'), days(told.begins, told.ends)],
        [petarawan.say('seen'), days(told.first, told.last)],
        [petarawan.say('since'), told.since ? petarawan.moment(told.since, 'day') : null],
        [petarawan.say('significance'), significance(told)],
        [petarawan.say('confidence'), told.confidence_percent === null ? petarawan.say('confidence_none') : null],
        [petarawan.say('core'), told.core_percent ? petarawan.say('core_of', { n: told.core_percent }) : null],
        [petarawan.say('expected'), told.expected === null ? null : petarawan.count('incidents_n', told.expected, 1)],
        [petarawan.say('relative_risk'), told.relative_risk === null ? null : petarawan.say('times_expected', { n: petarawan.number(told.relative_risk, 1) })],
        [petarawan.say('harm'), petarawan.number(told.harm, 1)],
        [petarawan.say('area'), petarawan.number(told.area_km2, 2) + ' km² (' + petarawan.number(told.density_km2, 1) + '/km²)'],
        [petarawan.say('in_zone'), zone ? parts.choice('zone:' + zone.properties.id, zone.properties.rank + ' ' + zone.properties.name) : null],
        [petarawan.say('run'), parts.run(answer.run)],
        [petarawan.say('history'), parts.history(told.id, told.id)]
      ])
    ];
  };
})();
