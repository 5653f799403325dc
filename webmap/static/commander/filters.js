/* Period, kinds and agency: chosen here, kept in the address, told to every layer they mean something to. */
'use strict';

(function () {
  var wide = window.matchMedia('(max-width: 1500px)'); // there is room for it only beyond

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
      : wide.matches ? '' : petarawan.say('all_kinds');
  }

  document.querySelectorAll('#filters input[name=period]').forEach(function (input) {
    input.checked = input.value === petarawan.shown.period;
    input.addEventListener('change', function () {
      petarawan.shown.period = input.value;
      petarawan.shown.step = null; // a step belongs to the period it was chosen in
      changed();
    });
  });
  document.getElementById('filters').addEventListener('submit', function (event) {
    event.preventDefault();
  });
  document.addEventListener('click', function (event) {
    document.querySelectorAll('#filters details[open]').forEach(function (open) {
      if (!open.contains(event.target)) {
        open.open = false;
      }
    });
  });
  document.addEventListener('keydown', function (event) {
    var open = document.querySelector('#filters details[open]');
    if (event.key === 'Escape' && open) {
      open.open = false;
      open.querySelector('summary').focus();
    }
  });

  /* Brings the controls into line with the address, after a step back. */
  petarawan.showFilters = function () {
    document.querySelectorAll('#filters input[name=period]').forEach(function (input) {
      input.checked = input.value === petarawan.shown.period;
    });
    var agency = document.getElementById('agency');
    if (agency) {
      agency.value = petarawan.agency || '';
    }
  };

  /* The agencies that lead or take part in a zone or a route; none to choose from: no control. */
  petarawan.drawAgencyFilter = function () {
    var names = {};
    ['zone', 'route'].forEach(function (kind) {
      var answer = petarawan.answers[kind];
      (answer ? answer.features : []).forEach(function (feature) {
        [feature.properties.lead].concat(feature.properties.partners).filter(Boolean).forEach(function (code) {
          names[code] = (answer.agencies && answer.agencies[code] && answer.agencies[code].short) || code;
        });
      });
    });
    var codes = Object.keys(names).sort(function (one, other) {
      return names[one] < names[other] ? -1 : 1;
    });
    var place = document.getElementById('agency');
    if (codes.length < 2 && !petarawan.agency) {
      return;
    }
    if (!place) {
      place = petarawan.element('select', { id: 'agency', 'aria-label': petarawan.say('agency_filter') });
      place.addEventListener('change', function () {
        petarawan.agency = place.value || null;
        petarawan.writeState(false);
        petarawan.layers.zones.refresh();
        petarawan.layers.routes.refresh();
        petarawan.drawList();
      });
      document.getElementById('kinds').after(place);
    }
    if (petarawan.agency && codes.indexOf(petarawan.agency) < 0) {
      codes.push(petarawan.agency);
      names[petarawan.agency] = petarawan.agency;
    }
    place.replaceChildren(petarawan.element('option', { value: '' }, petarawan.say('all_agencies')));
    codes.forEach(function (code) {
      place.appendChild(petarawan.element('option', { value: code }, names[code]));
    });
    place.value = petarawan.agency || '';
  };

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
