// Reports that wait on the phone until they are sent: used by the page and by the service worker.
self.laporQueue = (function () {
  'use strict';
  var STORE = 'reports', HOUR = 3600000;

  function open() {
    return new Promise(function (done, fail) {
      var asked = indexedDB.open('lapor', 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(STORE, { keyPath: 'id' }); };
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { fail(asked.error); };
    });
  }

  function act(mode, what) {
    return open().then(function (db) {
      return new Promise(function (done, fail) {
        var deal = db.transaction(STORE, mode), asked = what(deal.objectStore(STORE));
        deal.oncomplete = function () { db.close(); done(asked.result); };
        deal.onabort = deal.onerror = function () { db.close(); fail(deal.error); };
      });
    });
  }

  function put(one) { return act('readwrite', function (store) { return store.put(one); }); }
  function all() { return act('readonly', function (store) { return store.getAll(); }); }
  function remove(id) { return act('readwrite', function (store) { return store.delete(id); }); }
  // Changes a report that waits here still; what was removed or sent meanwhile, in another tab too, stays so.
  function change(id, what) {
    return act('readwrite', function (store) {
      var asked = store.get(id);
      asked.onsuccess = function () {
        var one = asked.result;
        if (one && one.state === 'waiting') store.put(Object.assign(one, what));
      };
      return asked;
    });
  }
  // Until when a report rests; a clock that was set back does not make it rest for years.
  function rests(one) { var left = one.after - Date.now(); return left > 0 && left <= HOUR; }

  function body(one) {
    var form = new FormData();
    one.fields.forEach(function (pair) { form.append(pair[0], pair[1]); });
    one.photos.forEach(function (photo, n) { form.append('photo', photo, 'foto-' + (n + 1) + '.jpg'); });
    form.append('id', one.id);
    form.append('written', String(one.made));
    form.append('sent', String(Date.now()));
    return form;
  }

  // Sends once and returns what is new about the report; only an answer of the service makes it sent or refused.
  function post(one) {
    return fetch(one.address, { method: 'POST', body: body(one), credentials: 'omit', headers: { Accept: 'application/json' } })
      .then(function (answer) {
        if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
          var seconds = Number(answer.headers.get('Retry-After')) || 60;
          return { after: Date.now() + Math.min(HOUR, 1000 * seconds) };
        }
        return answer.json().catch(function () { return {}; }).then(function (told) {
          if (answer.ok && told.code) return { state: 'sent', code: told.code, when: told.received_text };
          // Without words of the service it is somebody between that answers, a network that wants a sign-in first.
          var large = answer.status === 413;
          if (told.id || large) return { state: 'refused', why: { id: told.id, en: told.en }, field: told.field || (large ? 'foto' : '') };
          return { after: Date.now() + 60000 };
        });
      })
      .catch(function () { return {}; });
  }
  function send(one) {
    return post(one).then(function (now) {
      // What was sent leaves the phone; the code stays until its owner removes it.
      if (now.state === 'sent') return put(Object.assign({ id: one.id, made: one.made }, now));
      return change(one.id, now);
    }).catch(function () {});
  }

  function sendAll(changed) {
    function go() {
      return all().then(function (reports) {
        var waiting = reports.filter(function (one) { return one.state === 'waiting' && !rests(one); });
        return waiting.reduce(function (before, one) {
          return before.then(function () { return send(one); }).then(function () { if (changed) return changed(); });
        }, Promise.resolve());
      });
    }
    return navigator.locks ? navigator.locks.request('lapor', go) : go();
  }

  return { put: put, all: all, remove: remove, change: change, rests: rests, post: post, sendAll: sendAll };
}());
