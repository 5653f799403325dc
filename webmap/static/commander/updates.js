/* Whether something new was published: asked quietly, said in a bar; the map changes only when the reader says so. */
'use strict';

(function () {
  var EVERY = 30000;
  var SLOWEST = 480000;
  var LOOK_AT_AGE = 20; // look at the age of the data once in so many times
  var wait = EVERY;
  var times = 0;
  var timer = null;
  var first = null;
  var seen = null;
  var digest = null;

  function later() {
    window.clearTimeout(timer);
    timer = document.hidden ? null : window.setTimeout(look, wait);
  }

  /* What was there first stays what the map shows; the latest answer is what could be shown. */
  function took(answer) {
    first = first || answer;
    if (answer.version === first.version || (seen && answer.version === seen.version)) {
      return;
    }
    seen = answer;
    if (!answer.hotspots || answer.hotspots === first.hotspots) {
      tell(petarawan.say('new_data'));
      return;
    }
    fetch(petarawan.address('/api/hotspots', { run: answer.hotspots }), { credentials: 'same-origin' }).then(function (response) {
      return response.ok ? response.json() : null;
    }).catch(function () {
      return null; // the bar then names the run without its time
    }).then(function (found) {
      var finished = found && found.run && found.run.finished;
      tell(finished
        ? petarawan.say('new_run', { run: answer.hotspots, when: petarawan.clock(finished) + ' ' + petarawan.zoneName(finished) })
        : petarawan.say('new_run_only', { run: answer.hotspots }));
    });
  }

  function tell(text) {
    var button = petarawan.element('button', { type: 'button', class: 'plain' }, petarawan.say('show_it'));
    button.addEventListener('click', show);
    var bar = document.getElementById('news');
    if (!bar) {
      bar = petarawan.element('p', { id: 'news', class: 'news', role: 'status' }); // over the map: nothing moves
      document.querySelector('.map-box').appendChild(bar);
    }
    bar.replaceChildren(text + ' ', button);
  }

  function show() {
    first = seen;
    document.getElementById('news').remove();
    petarawan.forgetOrders();
    ['zones', 'hotspots', 'objects'].forEach(function (name) {
      petarawan.layers[name].load();
    });
    ['forecast', 'diff', 'routes'].forEach(function (name) {
      if (petarawan.map.hasLayer(petarawan.layers[name])) {
        petarawan.layers[name].load();
      }
    });
    petarawan.loadSummary().then(function () {
      petarawan.events.fire('shown');
      var line = document.querySelector('.as-of');
      if (line && petarawan.asOf) {
        line.textContent = petarawan.say('data_as_of', { when: petarawan.moment(petarawan.asOf, 'minute') });
      }
    });
  }

  /* A page left open grows old: then it says so, as a fresh one would. */
  function lookAtAge() {
    fetch(petarawan.address('/api/summary'), { credentials: 'same-origin' }).then(function (response) {
      return response.ok ? response.json() : null;
    }).then(function (summary) {
      if (summary && summary.stale && !petarawan.staleAtFirst && !document.getElementById('grown-old')) {
        document.getElementById('filters').before(petarawan.element('p', { id: 'grown-old', class: 'banner warn', role: 'status' }, petarawan.say('grown_old')));
      }
    }).catch(function () {
      return null; // the next look will tell
    });
  }

  function look() {
    times += 1;
    if (times % LOOK_AT_AGE === 0) {
      lookAtAge();
    }
    fetch(petarawan.address('/api/shown'), { credentials: 'same-origin', headers: digest ? { 'If-None-Match': digest } : {}, cache: 'no-store' })
      .then(function (response) {
        if (response.status === 304) {
          return null;
        }
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        digest = response.headers.get('ETag');
        return response.json();
      })
      .then(function (answer) {
        wait = EVERY;
        if (answer) {
          took(answer);
        }
      })
      .catch(function () {
        wait = Math.min(SLOWEST, wait * 2);
      })
      .finally(later);
  }

  document.addEventListener('visibilitychange', function () {
    if (!document.hidden) {
      look();
    } else {
      window.clearTimeout(timer);
    }
  });
  petarawan.lookForNews = look; // for a reader's own scripts, and for tests
  later();
  window.setTimeout(look, 2000);
})();
