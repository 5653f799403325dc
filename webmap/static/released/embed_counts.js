/* The counts of all periods one under the other: sums of what each release shows, with a bar as long as the least. */
'use strict';

petarawan.releaseCounts = function (place, told, level) {
  var rows = told.periods.map(function (period) {
    return { label: period.label, sum: period[level] };
  });
  var most = Math.max.apply(null, [1].concat(rows.map(function (row) {
    return row.sum.low;
  })));
  var body = petarawan.element('tbody', {});
  rows.forEach(function (row) {
    var bar = petarawan.drawing('svg', { class: 'counts-bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    bar.appendChild(petarawan.drawing('rect', { x: 0, y: 0, width: (100 * row.sum.low) / most, height: 8 }));
    var sum = row.sum.shown ? petarawan.band(row.sum.low, row.sum.high) : petarawan.band(null, null);
    body.appendChild(
      petarawan.element('tr', {},
        petarawan.element('th', { scope: 'row' }, petarawan.said(row.label)),
        petarawan.element('td', { class: 'number', 'data-label': petarawan.say('released_number') }, petarawan.element('span', {}, sum, bar)),
        petarawan.element('td', { class: 'number', 'data-label': petarawan.say('embed_shown') },
          petarawan.say('embed_of', { n: petarawan.number(row.sum.shown), all: petarawan.number(row.sum.rows) })))
    );
  });
  var head = petarawan.element('thead', {}, petarawan.element('tr', {},
    petarawan.element('th', { scope: 'col' }, petarawan.say('embed_period')),
    petarawan.element('th', { scope: 'col', class: 'number' }, petarawan.say('released_number')),
    petarawan.element('th', { scope: 'col', class: 'number' }, petarawan.say('embed_shown'))));
  place.replaceChildren(
    petarawan.element('table', { class: 'stack' }, head, body),
    petarawan.element('p', { class: 'quiet' }, petarawan.say('embed_counts_how')));
};
