// Shows how far a backup or a drill is, and loads the page anew when it has ended; without script: reload by hand.
(function () {
  'use strict';
  var holder = document.getElementById('chores');
  var bars = holder ? holder.querySelectorAll('progress') : [];
  if (!bars.length) { return; }
  function look() {
    fetch(holder.getAttribute('data-state'), {credentials: 'same-origin'}).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (states) {
      var running = 0;
      bars.forEach(function (bar) {
        var state = states && states[bar.getAttribute('data-chore')];
        if (state && state.running) { bar.value = state.progress || 0; running += 1; }
      });
      if (states && running < bars.length) { window.location.reload(); return; }
      window.setTimeout(look, 1500);
    }).catch(function () { window.setTimeout(look, 5000); });
  }
  window.setTimeout(look, 1000);
}());
