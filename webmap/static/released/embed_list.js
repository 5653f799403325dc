/* The rows of a release as a table, made in the browser: an embed's page holds no data of its own. */
'use strict';

/* `choose(id)` shows a row on the map. */
petarawan.releaseList = function (place, answer, level, choose) {
  var rows = answer.features.filter(function (feature) {
    return (feature.properties.level === 'district') === (level === 'districts');
  });
  // The highest band first, else the fixed order of the release.
  rows = rows.map(function (feature, number) {
    return { id: feature.id, told: feature.properties, number: number };
  });
  rows.sort(function (one, other) {
    var low = (other.told.n_low === null ? -1 : other.told.n_low) - (one.told.n_low === null ? -1 : one.told.n_low);
    return low || one.number - other.number;
  });
  var body = petarawan.element('tbody', {});
  rows.forEach(function (row) {
    var told = row.told;
    var parts = told.kinds.map(function (part) {
      return petarawan.said(answer.kinds[part[0]]) + ' ' + petarawan.band(part[1], part[2]);
    });
    var button = petarawan.element('button', { type: 'button', class: 'row-link' }, petarawan.said(told.name));
    button.addEventListener('click', function () {
      choose(row.id);
    });
    body.appendChild(
      petarawan.element('tr', {},
        petarawan.element('th', { scope: 'row' }, button),
        petarawan.element('td', { class: 'number', 'data-label': petarawan.say('released_number') }, petarawan.band(told.n_low, told.n_high)),
        petarawan.element('td', { 'data-label': petarawan.say('released_split') }, petarawan.element('span', {}, parts.join('; ') || '–')))
    );
  });
  var head = petarawan.element('thead', {}, petarawan.element('tr', {},
    petarawan.element('th', { scope: 'col' }, petarawan.say('released_place')),
    petarawan.element('th', { scope: 'col', class: 'number' }, petarawan.say('released_number')),
    petarawan.element('th', { scope: 'col' }, petarawan.say('released_split'))));
  place.replaceChildren(petarawan.element('table', { class: 'stack' }, head, body));
};
