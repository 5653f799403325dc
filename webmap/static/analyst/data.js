/* The analyst's data: watches work in progress, tells of too large files, and says that a form is on its way. */
'use strict';

(function () {
  var POLL_MS = 1500;

  function watch(box) {
    var known = box.dataset.state;
    var stage = box.querySelector('.stage');
    var percent = box.querySelector('.percent');
    var bar = box.querySelector('progress');

    function ask() {
      fetch(box.dataset.watch, { headers: { Accept: 'application/json' } })
        .then(function (answer) {
          return answer.ok ? answer.json() : null;
        })
        .then(function (told) {
          if (told && told.state !== known) {
            location.reload();
            return;
          }
          if (told) {
            stage.textContent = told.text;
            percent.textContent = told.percent;
            bar.value = told.percent;
          }
          setTimeout(ask, POLL_MS);
        })
        .catch(function () {
          setTimeout(ask, 4 * POLL_MS);
        });
    }
    setTimeout(ask, POLL_MS);
  }

  function measure(input) {
    var told = document.getElementById('told');
    input.addEventListener('change', function () {
      var file = input.files[0];
      var tooLarge = Boolean(file) && file.size > Number(input.dataset.most) * 1048576;
      told.textContent = tooLarge ? input.dataset.tooLarge : '';
      told.hidden = !tooLarge;
      input.setCustomValidity(tooLarge ? input.dataset.tooLarge : '');
    });
  }

  /* A second press would send the same again; the server would know it, but the user would wait for nothing. */
  function busy(button) {
    button.form.addEventListener('submit', function () {
      setTimeout(function () {
        button.textContent = button.dataset.busy;
        button.disabled = true;
      }, 0);
    });
  }

  document.querySelectorAll('[data-watch]').forEach(watch);
  document.querySelectorAll('input[data-most]').forEach(measure);
  document.querySelectorAll('button[data-busy]').forEach(busy);
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) {
      location.reload();
    }
  });
})();
