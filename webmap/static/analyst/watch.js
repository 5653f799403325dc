/* The queue without reloading: asks for its state (an answer only when something changed) and shows it. */
'use strict';

(function () {
  var FAST = 1500;
  var SLOW = 8000;

  function show(place, state) {
    var bar = place.querySelector('progress');
    var share = state.progress || 0;
    bar.value = share;
    bar.textContent = Math.round(100 * share) + ' %';
    place.querySelector('.share').textContent = state.status === 'running' ? Math.round(100 * share) + ' %' : state.state;
    place.querySelector('.stage').textContent = state.stage;
    place.dataset.status = state.status;
  }

  function watch(queue) {
    var etag = null;
    var rest = FAST;

    function known() {
      return Array.prototype.slice.call(queue.querySelectorAll('[data-run]'));
    }

    function told(found) {
      var states = Array.isArray(found) ? found : [found];
      var places = known();
      var here = places.map(function (place) { return place.dataset.run; }).sort().join();
      var there = states.filter(function (state) {
        return state.status === 'queued' || state.status === 'running';
      });
      if (there.map(function (state) { return state.run_id; }).sort().join() !== here) {
        // What came or went changes the page as a whole: lists, results, buttons.
        window.location.reload();
        return;
      }
      there.forEach(function (state) {
        places.forEach(function (place) {
          if (place.dataset.run === state.run_id) {
            show(place, state);
          }
        });
      });
      again();
    }

    function again() {
      window.setTimeout(ask, document.hidden ? SLOW : rest);
    }

    function ask() {
      fetch(queue.dataset.watch, {
        credentials: 'same-origin',
        cache: 'no-store',
        headers: etag ? { 'If-None-Match': etag } : {}
      }).then(function (response) {
        if (response.status === 304) {
          rest = Math.min(SLOW, rest * 1.3);
          again();
          return null;
        }
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        etag = response.headers.get('ETag');
        rest = FAST;
        return response.json().then(told);
      }).catch(function () {
        rest = SLOW;
        again();
      });
    }

    if (known().length) {
      again();
    }
  }

  Array.prototype.forEach.call(document.querySelectorAll('[data-watch]'), watch);
})();
