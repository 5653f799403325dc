/* The card of a vital object: incidents around it by ring and period against what is expected, and the way to its page. */
'use strict';

(function () {
  var parts = petarawan.parts;

  /* The sum of a value over all rings in one period; null when one ring has none. */
  petarawan.ringSum = function (told, days, name) {
    return told.rings.filter(function (ring) {
      return ring.days === days;
    }).reduce(function (sum, ring) {
      return sum === null || ring[name] === null ? null : sum + ring[name];
    }, 0);
  };

  petarawan.daysText = function (days) {
    return days === null ? petarawan.say('all_data') : petarawan.say('last_days', { n: days });
  };

  function table(told, answer) {
    var head = petarawan.element('tr', {}, petarawan.element('th', { scope: 'col' }, petarawan.say('ring_column')));
    answer.periods_days.forEach(function (days) {
      head.appendChild(petarawan.element('th', { scope: 'col', class: 'number' }, petarawan.daysText(days)));
    });
    var body = petarawan.element('tbody', {});
    answer.rings_m.forEach(function (outer) {
      var mine = told.rings.filter(function (ring) {
        return ring.outer_m === outer;
      });
      var row = petarawan.element('tr', {}, petarawan.element('th', { scope: 'row' }, petarawan.number(mine[0].inner_m) + '–' + petarawan.number(outer) + ' m'));
      mine.forEach(function (ring) {
        row.appendChild(
          petarawan.element('td', { class: 'number' }, petarawan.element('b', {}, petarawan.number(ring.n)),
            petarawan.element('small', {}, ' ' + petarawan.say('against', { n: petarawan.number(ring.even, 1) })))
        );
      });
      body.appendChild(row);
    });
    return petarawan.element('table', { class: 'rings' }, petarawan.element('thead', {}, head), body);
  }

  petarawan.objectCard = function (told, answer) {
    var days = answer.periods_days[0];
    var n = petarawan.ringSum(told, days, 'n');
    var usual = petarawan.ringSum(told, days, 'usual');
    var page = petarawan.address('/commander/objek/' + encodeURIComponent(told.id));
    return [
      petarawan.element('p', { class: 'big' }, petarawan.say('object_' + told.kind) + (told.must ? ' · ' + petarawan.say('must') : '')),
      petarawan.element('p', {}, petarawan.say('around_n', { n: petarawan.number(n), km: petarawan.number(answer.reach_m / 1000, 1), days: days }) +
        (usual === null ? '' : ' ' + petarawan.say('usual_is', { n: petarawan.number(usual, 1) }))),
      table(told, answer),
      petarawan.element('p', { class: 'quiet' }, petarawan.say('even_note')),
      petarawan.element('p', { class: 'links' },
        petarawan.element('a', { href: page }, petarawan.say('object_page')),
        parts.choice('crew:' + told.label[0] + ',' + told.label[1], petarawan.say('find_crews')))
    ];
  };
})();
