/* Whether something new was published: asked quietly, said in a bar; the map changes only when the reader says so. */
'use strict';

(function () {
  var EVERY = 30000;
  var SLOWEST = 480000;
  var SOON = 5000; // one that nobody answered is asked again, before anything is said
  var LOOK_AT_AGE = 20; // look at the age of the data once in so many times
  var wait = EVERY;
  var times = 0;
  var timer = null;
  var first = null;
  var seen = null;
  var digest = null;
  var missed = 0;
  var answered = new Date();

  function later() {
    window.clearTimeout(timer);
    timer = document.hidden ? null : window.setTimeout(look, wait);
  }

  /* What was there first stays what the map shows; the latest answer is what could be shown. */
  function took(answer) {
    first = first || answer;
    if (answer.version === first.version || (seen && answer.version === seen.version)) {
      if (answer.version === first.version && seen) {
        seen = null; // what was news has been taken back
        document.getElementById('news').remove();
      }
      return;
    }
    seen = answer;
    if (answer.hotspots === first.hotspots || (answer.hotspots && !answer.published)) {
      tell(petarawan.say('new_data'));
      return;
    }
    if (!answer.hotspots) {
      tell(petarawan.say('run_withdrawn', { run: first.hotspots }));
      return;
    }
    if (isOlder(answer, first)) {
      tell(petarawan.say('run_withdrawn_now', { run: first.hotspots, now: answer.hotspots }));
      return;
    }
    tell(petarawan.say('new_run', { run: answer.hotspots, when: petarawan.clock(answer.published) + ' ' + petarawan.zoneName(answer.published) }));
  }

  /* Whether the run shown now was published before the one shown then: that one must have been withdrawn. */
  function isOlder(now, then) {
    var order = [now, then].map(function (one) {
      return one.published ? new Date(one.published).getTime() : 0;
    });
    return order[0] < order[1] || (order[0] === order[1] && now.hotspots < then.hotspots);
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

  /* Nobody answers: what is shown may be old, and since when. */
  function tellCutOff() {
    var line = document.getElementById('cut-off');
    if (missed < 2 || line) {
      return;
    }
    var when = answered.toISOString();
    line = petarawan.element('p', { id: 'cut-off', class: 'banner warn', role: 'status' }, petarawan.say('cut_off', { when: petarawan.clock(when) + ' ' + petarawan.zoneName(when) }));
    document.getElementById('filters').before(line);
  }

  function heard() {
    var line = document.getElementById('cut-off');
    missed = 0;
    wait = EVERY;
    answered = new Date();
    if (line) {
      line.remove();
    }
  }

  function show() {
    if (petarawan.run !== 'latest' && seen.hotspots !== first.hotspots) {
      petarawan.run = 'latest'; // the address named an older run
      petarawan.writeState(false);
    }
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
        var told = petarawan.element('p', { id: 'grown-old', class: 'banner warn', role: 'status' }, petarawan.say('grown_old') + ' ');
        told.append(petarawan.remedy('newer'));
        document.getElementById('filters').before(told);
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
    return fetch(petarawan.address('/api/shown'), { credentials: 'same-origin', headers: digest ? { 'If-None-Match': digest } : {}, cache: 'no-store' })
      .then(function (response) {
        if (response.status === 304) {
          return null;
        }
        if (response.status === 401) {
          petarawan.signedOut();
        }
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        digest = response.headers.get('ETag');
        return response.json();
      })
      .then(function (answer) {
        heard();
        if (answer) {
          took(answer);
        }
      })
      .catch(function (error) {
        missed += error.message === '401' ? 0 : 1; // that has its own sentence
        wait = missed === 1 ? SOON : Math.min(SLOWEST, 2 * Math.max(wait, EVERY));
        tellCutOff();
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
  window.addEventListener('online', look);
  window.addEventListener('offline', look);
  petarawan.lookForNews = look; // for a reader's own scripts, and for tests
  later();
  window.setTimeout(look, 2000);
})();
