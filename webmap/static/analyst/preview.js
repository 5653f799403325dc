/* While the form is filled: how many incidents match, and warnings, a moment after each change. */
'use strict';

(function () {
  var form = document.querySelector('form[data-preview]');
  var place = document.getElementById('told');
  var waiting = null;
  var asked = null;

  function line(tag, name, text) {
    var made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  }

  function ask() {
    if (asked) {
      asked.abort();
    }
    asked = new AbortController();
    fetch(form.dataset.preview, {
      method: 'POST',
      body: new FormData(form),
      credentials: 'same-origin',
      signal: asked.signal,
      headers: { Accept: 'application/json' }
    }).then(function (response) {
      return response.ok ? response.json() : null;
    }).then(function (told) {
      if (!told) {
        return;
      }
      var lines = told.warnings.map(function (text) { return line('p', 'banner warn', text); });
      Object.keys(told.errors).forEach(function (name) {
        lines.push(line('p', 'wrong', told.errors[name]));
      });
      if (told.sentence) {
        lines.unshift(line('p', 'matching', told.sentence));
      }
      place.replaceChildren.apply(place, lines);
    }).catch(function () {
      // The next change asks again; the button asks without script.
    });
  }

  if (form && form.querySelector('#f-period')) {
    form.addEventListener('change', function (event) {
      var own = document.getElementById('f-period');
      if ((event.target.id === 'f-since' || event.target.id === 'f-until') && event.target.value) {
        own.value = 'own';
      }
      if (event.target === own && own.value !== 'own') {
        document.getElementById('f-since').value = '';
        document.getElementById('f-until').value = '';
      }
      window.clearTimeout(waiting);
      waiting = window.setTimeout(ask, 400);
    });
  }
  var faults = document.getElementById('faults');
  if (faults) {
    faults.focus();
  }
})();
