/* What cards are made of: lists of facts, parts with a heading, links to runs, pages and other choices. */
'use strict';

petarawan.parts = {
  facts: function (pairs) {
    var list = petarawan.element('dl', { class: 'facts' });
    pairs.forEach(function (pair) {
      if (pair && pair[1] !== null && pair[1] !== '') {
        list.appendChild(petarawan.element('dt', {}, pair[0]));
        list.appendChild(petarawan.element('dd', {}, pair[1]));
      }
    });
    return list;
  },

  part: function (heading) {
    var content = Array.prototype.slice.call(arguments, 1);
    return petarawan.fill(petarawan.element('section', {}, petarawan.element('h3', {}, heading)), {}, content);
  },

  /* The sentences of a row in the reader's language, or null. */
  why: function (told) {
    var text = petarawan.said(told.why);
    return text ? petarawan.parts.part(petarawan.say('why'), petarawan.element('p', {}, text)) : null;
  },

  /* Minutes, and beyond an hour and a half hours and minutes, as the pages write them. */
  duration: function (minutes) {
    if (minutes === null) {
      return null;
    }
    var whole = Math.round(minutes);
    if (whole <= 90) {
      return petarawan.say('minutes', { n: petarawan.number(whole) });
    }
    var hours = petarawan.number(Math.floor(whole / 60));
    return whole % 60 ? petarawan.say('hours_minutes', { h: hours, m: whole % 60 }) : petarawan.say('hours_n', { h: hours });
  },

  page: function (path, values, text) {
    return petarawan.element('a', { href: petarawan.address(path, values) }, text);
  },

  run: function (run) {
    var link = petarawan.parts.page('/commander/analisis/' + encodeURIComponent(run.run_id), {}, run.run_id);
    return petarawan.element('span', {}, link, ' · ' + run.method);
  },

  /* A button that chooses something else. */
  choice: function (key, text) {
    var button = petarawan.element('button', { type: 'button', class: 'plain' }, text);
    button.addEventListener('click', function () {
      petarawan.choose(key);
    });
    return button;
  },

  /* The link to a hotspot's history; an id that no page can have gets none. */
  history: function (id, text) {
    return /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/.test(id || '') ? petarawan.parts.page('/commander/titik/' + id, {}, text) : null;
  }
};
