/* Period and kinds: chosen here, kept in the address, told to every layer that shows incidents. */
'use strict';

(function () {
  function changed() {
    petarawan.writeState(false);
    petarawan.events.fire('shown');
    petarawan.loadSummary();
    tellKinds();
  }

  function tellKinds() {
    var n = petarawan.shown.kinds.length;
    document.getElementById('kinds-chosen').textContent = n
      ? petarawan.say('kinds_chosen', { n: n })
      : petarawan.say('all_kinds');
  }

  document.querySelectorAll('#filters input[name=period]').forEach(function (input) {
    input.checked = input.value === petarawan.shown.period;
    input.addEventListener('change', function () {
      petarawan.shown.period = input.value;
      changed();
    });
  });
  document.getElementById('filters').addEventListener('submit', function (event) {
    event.preventDefault();
  });
  document.addEventListener('click', function (event) {
    var open = document.getElementById('kinds');
    if (open.open && !open.contains(event.target)) {
      open.open = false;
    }
  });
  document.addEventListener('keydown', function (event) {
    var open = document.getElementById('kinds');
    if (event.key === 'Escape' && open.open) {
      open.open = false;
      open.querySelector('summary').focus();
    }
  });

  petarawan.drawKinds = function (kinds) {
    var place = document.getElementById('kinds-list');
    var focused = document.activeElement && document.activeElement.value;
    var groups = {};
    kinds.forEach(function (kind) {
      (groups[kind.group] = groups[kind.group] || []).push(kind);
    });
    var clear = petarawan.element('button', { type: 'button', class: 'plain' }, petarawan.say('clear'));
    clear.addEventListener('click', function () {
      petarawan.shown.kinds = [];
      place.querySelectorAll('input').forEach(function (input) {
        input.checked = false;
      });
      changed();
    });
    place.replaceChildren(clear);
    Object.keys(groups).forEach(function (group) {
      var name = petarawan.texts['group_' + group] || group;
      var field = petarawan.element('fieldset', {}, petarawan.element('legend', {}, name));
      groups[group].forEach(function (kind) {
        var input = petarawan.element('input', { type: 'checkbox', value: kind.code });
        input.checked = petarawan.shown.kinds.indexOf(kind.code) >= 0;
        input.addEventListener('change', function () {
          petarawan.shown.kinds = petarawan.shown.kinds.filter(function (code) {
            return code !== kind.code;
          });
          if (input.checked) {
            petarawan.shown.kinds.push(kind.code);
            petarawan.shown.kinds.sort();
          }
          changed();
        });
        field.appendChild(
          petarawan.element('label', {}, input, ' ', petarawan.element('span', {}, petarawan.said(kind)), ' ', petarawan.element('small', {}, petarawan.number(kind.n)))
        );
        if (focused === kind.code) {
          window.setTimeout(function () {
            input.focus();
          }, 0);
        }
      });
      place.appendChild(field);
    });
    tellKinds();
  };
})();
