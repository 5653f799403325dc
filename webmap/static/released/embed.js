/* An embed: the secret after # is exchanged for five minutes held in memory; nothing is stored, no cookie is sent. When
   the secret does not hold any more, what was shown is taken away within five seconds. */
'use strict';

(function () {
  var root = document.getElementById('embed');
  var id = root.dataset.embed;
  var secret = unwrapped(location.hash.slice(1));
  var here = location.pathname;
  var bearer = null;
  var listed = [];
  var shown = { level: 'cells', page: root.dataset.page, answer: null, counts: null };
  var asked = 0;
  var LOOK_MS = 4000;
  var map = null;
  var timers = { renew: null, look: null };

  function unwrapped(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return text; // no secret of ours
    }
  }

  function part(name) {
    return root.querySelector('.embed-' + name);
  }

  /* The secret leaves the address: no history, no link and no error report can carry it. */
  if (location.hash) {
    history.replaceState(null, '', here + location.search);
  }

  function say(key) {
    part('message').textContent = petarawan.say(key);
    part('message').hidden = false;
  }

  function shut(text) {
    bearer = null;
    shown.answer = null;
    shown.counts = null;
    clearTimeout(timers.renew);
    clearTimeout(timers.look);
    part('list').replaceChildren();
    part('counts').replaceChildren();
    part('card').textContent = '';
    part('chooser').hidden = true;
    part('body').hidden = true;
    if (map) {
      map.clear();
    }
    part('message').textContent = text;
    part('message').hidden = false;
    tellHeight();
  }

  function ask(path, options) {
    return fetch(here + path, Object.assign({ credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' }, options));
  }

  function read(path) {
    return ask('/data/' + path, { headers: { Authorization: 'Bearer ' + bearer } });
  }

  /* Answers true, false (refused), or null when nobody answered. */
  function enter(again) {
    var body = JSON.stringify({ secret: secret, again: Boolean(again) });
    return ask('/masuk', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: body })
      .then(function (response) {
        if (!response.ok) {
          return response.status === 401 || response.status === 404 ? false : null;
        }
        return response.json().then(function (told) {
          bearer = told.bearer;
          clearTimeout(timers.renew);
          timers.renew = setTimeout(renew, Math.max(10, told.seconds - 45) * 1000);
          return true;
        });
      })
      .catch(function () {
        return null;
      });
  }

  function renew() {
    enter(true).then(function (entered) {
      if (entered === false) {
        shut(petarawan.say('embed_refused'));
      } else if (entered === null) {
        timers.renew = setTimeout(renew, 5000);
      }
    });
  }

  function look() {
    clearTimeout(timers.look);
    if (!bearer) {
      return;
    }
    if (document.visibilityState === 'hidden') {
      return; // nobody sees it; asked at once when it is seen again
    }
    read('hidup')
      .then(function (response) {
        return response.status === 401 ? enter(true) : response.status === 404 ? false : true;
      })
      .catch(function () {
        return null;
      })
      .then(function (alive) {
        if (alive === false) {
          shut(petarawan.say('embed_refused'));
        } else {
          timers.look = setTimeout(look, LOOK_MS);
          tellHeight(); // again: the site's script may have come later than this frame
        }
      });
  }

  function readJson(path) {
    return read(path).then(function (response) {
      if (!response.ok) {
        throw new Error(String(response.status));
      }
      return response.json();
    });
  }

  function draw() {
    var answer = shown.answer;
    if (!answer) {
      return;
    }
    part('message').hidden = true;
    part('body').hidden = false;
    part('body').classList.toggle('as-list', shown.page !== 'map');
    ['map', 'list', 'counts'].forEach(function (name) {
      part(name).hidden = shown.page !== name;
    });
    part('period').hidden = shown.page === 'counts';
    part('legend').hidden = shown.page === 'counts';
    part('card').hidden = shown.page === 'counts' || !part('card').textContent;
    part('place').hidden = !answer.place;
    part('place').textContent = answer.place ? petarawan.said(answer.place.name) : '';
    if (shown.page === 'map') {
      if (!map) {
        map = petarawan.releaseMap(part('map'), answer.release.bounds, root.dataset.ground);
      }
      map.show(answer, shown.level);
    } else if (shown.page === 'list') {
      petarawan.releaseList(part('list'), answer, shown.level, function (id) {
        shown.page = 'map';
        draw();
        map.choose(id);
      });
    } else if (shown.counts) {
      petarawan.releaseCounts(part('counts'), shown.counts, shown.level);
    } else {
      count();
    }
    petarawan.releaseLegend(part('legend'), answer.release.k);
    part('line').textContent = petarawan.say('embed_line', { km: petarawan.number(answer.release.cell_m / 1000), k: petarawan.number(answer.release.k) });
    part('dates').textContent = petarawan.say('embed_dates', {
      period: petarawan.said(answer.release.label),
      day: new Intl.DateTimeFormat(petarawan.locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(answer.release.data_day))
    });
    Array.prototype.forEach.call(root.querySelectorAll('[data-page-choice]'), function (button) {
      button.setAttribute('aria-pressed', String(button.dataset.pageChoice === shown.page));
    });
    root.dataset.ready = '1';
    tellHeight();
  }

  /* The counts of all periods, fetched when they are first looked at. */
  function count() {
    readJson('angka')
      .then(function (told) {
        if (bearer) {
          shown.counts = told;
          draw();
        }
      })
      .catch(failed(count));
  }

  function load(release) {
    asked += 1;
    var mine = asked;
    return readJson('rilis/' + encodeURIComponent(release)).then(function (answer) {
      if (!bearer || mine !== asked) {
        return; // shut meanwhile, or another period was chosen
      }
      part('card').textContent = '';
      shown.answer = answer;
      var hasCells = answer.release.cell_kinds.length > 0;
      var hasDistricts = answer.release.district_kinds.length > 0;
      if (!hasCells || (!hasDistricts && shown.level === 'districts')) {
        shown.level = hasCells ? 'cells' : 'districts';
      }
      part('level').hidden = !(hasCells && hasDistricts);
      part('level').value = shown.level;
      draw();
    });
  }

  function choose() {
    load(part('period').value).catch(failed(choose));
  }

  /* What is not answered is asked again, as the message says. */
  function failed(again) {
    return function (error) {
      if (bearer && error.message !== '401') {
        say('embed_failed');
        setTimeout(again, 5000);
      }
    };
  }

  function begin() {
    if (!bearer) {
      return;
    }
    readJson('rilis')
      .then(function (told) {
        listed = told.releases;
        if (!listed.length) {
          say('embed_empty');
          tellHeight();
          return null;
        }
        var options = listed.map(function (one) {
          return petarawan.element('option', { value: one.id }, petarawan.said(one.label));
        });
        part('period').replaceChildren.apply(part('period'), options);
        part('chooser').hidden = false;
        return load(listed[0].id);
      })
      .catch(failed(begin));
  }

  /* Told to the site around us and to no other: the first ancestor, when it is one of the listed ones. */
  function tellHeight() {
    if (window.parent === window) {
      return;
    }
    var parent = '';
    if (location.ancestorOrigins && location.ancestorOrigins.length) {
      parent = location.ancestorOrigins[0];
    } else if (document.referrer) {
      parent = new URL(document.referrer).origin;
    }
    if (root.dataset.origins.split(' ').indexOf(parent) < 0) {
      return;
    }
    var asList = shown.page !== 'map' || !shown.answer;
    var natural = root.scrollHeight;
    var height = asList ? natural : Math.round(Math.max(300, Math.min(root.clientWidth * 0.8, 640)));
    window.parent.postMessage({ type: 'petarawan:resize', v: 1, height: height }, parent);
  }

  part('period').addEventListener('change', choose);
  part('level').addEventListener('change', function () {
    shown.level = part('level').value;
    draw();
  });
  Array.prototype.forEach.call(root.querySelectorAll('[data-page-choice]'), function (button) {
    button.addEventListener('click', function () {
      shown.page = button.dataset.pageChoice;
      draw();
    });
  });
  // The other language is the same page with its secret, put back for the length of one step.
  Array.prototype.forEach.call(root.querySelectorAll('.embed-lang a'), function (link) {
    link.addEventListener('click', function (event) {
      event.preventDefault();
      location.replace(here + '?lang=' + link.lang + (secret ? '#' + encodeURIComponent(secret) : ''));
    });
  });
  document.addEventListener('visibilitychange', look);
  petarawan.releaseCard(part('card'));

  say('embed_opening');
  if (!secret && root.dataset.open !== '1') {
    shut(petarawan.say('embed_no_secret'));
    return;
  }
  (function start() {
    enter(false).then(function (entered) {
      if (entered === true) {
        begin();
        timers.look = setTimeout(look, LOOK_MS);
      } else if (entered === false) {
        shut(petarawan.say('embed_refused'));
      } else {
        say('embed_failed');
        setTimeout(start, 5000);
      }
    });
  })();
})();
