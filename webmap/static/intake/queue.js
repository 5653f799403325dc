// Reports that wait on the phone until they are sent: used by the page and by the service worker.
self.laporQueue = (function () {
  'use strict';
  var STORE = 'reports';

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

  function body(one) {
    var form = new FormData();
    one.fields.forEach(function (pair) { form.append(pair[0], pair[1]); });
    one.photos.forEach(function (photo, n) { form.append('photo', photo, 'foto-' + (n + 1) + '.jpg'); });
    form.append('id', one.id);
    form.append('written', String(one.made));
    form.append('sent', String(Date.now()));
    return form;
  }

  // Returns the report as it is now; only an answer of the service makes it sent or refused.
  function send(one) {
    return fetch(one.address, { method: 'POST', body: body(one), credentials: 'omit', headers: { Accept: 'application/json' } })
      .then(function (answer) {
        if (answer.status === 429 || answer.status >= 500) {
          one.after = Date.now() + 1000 * Math.min(3600, Number(answer.headers.get('Retry-After')) || 60);
          return put(one).then(function () { return one; });
        }
        return answer.json().then(function (told) {
          // What was sent leaves the phone; the code stays until its owner removes it.
          var now = answer.ok
            ? { id: one.id, made: one.made, state: 'sent', code: told.code, when: told.received_text }
            : Object.assign({}, one, { state: 'refused', why: { id: told.id, en: told.en }, field: told.field || '' });
          return put(now).then(function () { return now; });
        });
      })
      .catch(function () { return one; });
  }

  function sendAll(changed) {
    function go() {
      return all().then(function (reports) {
        var waiting = reports.filter(function (one) { return one.state === 'waiting' && !(one.after > Date.now()); });
        return waiting.reduce(function (before, one) {
          return before.then(function () { return send(one); }).then(function (now) { if (changed) changed(now); });
        }, Promise.resolve());
      });
    }
    return navigator.locks ? navigator.locks.request('lapor', go) : go();
  }

  return { put: put, all: all, remove: remove, sendAll: sendAll };
}());
