/* Asking the server: a bar while something is under way; when it fails one sentence that says why, and what to do. */
'use strict';

(function () {
  var underWay = 0;
  var again = {};

  function bar(step) {
    underWay += step;
    var element = document.getElementById('bar');
    if (element) {
      element.hidden = underWay === 0;
    }
  }

  function retryAll() {
    var waiting = again;
    again = {};
    document.getElementById('failed').hidden = true;
    Object.keys(waiting).forEach(function (one) {
      waiting[one]();
    });
  }

  /* Nobody answered, the session is over, or the service itself could not. */
  function reasonOf(error) {
    if (error.message === '401' && document.querySelector('meta[name="csrf-token"]')) {
      return 'signed_out';
    }
    return error.name === 'TypeError' ? 'offline' : 'service';
  }

  /* Where to sign in, and be led back to what is shown now. */
  function door() {
    return petarawan.address('/masuk', { next: window.location.pathname + window.location.search + window.location.hash });
  }

  function tell(reason) {
    var place = document.getElementById('failed');
    if (!place || (!place.hidden && place.dataset.reason === reason)) {
      return;
    }
    var text, what;
    if (reason === 'signed_out') {
      text = petarawan.say('signed_out');
      what = petarawan.element('a', { href: door() }, petarawan.say('sign_in_again'));
      what.addEventListener('click', function () {
        what.setAttribute('href', door()); // what is shown may have changed since
      });
    } else {
      text = reason === 'offline' ? petarawan.say('failed_offline') : petarawan.say('failed');
      what = petarawan.element('button', { type: 'button' }, petarawan.say('retry'));
      what.addEventListener('click', retryAll);
    }
    place.dataset.reason = reason;
    place.replaceChildren(text + ' ', what);
    place.hidden = false;
  }

  /* The session is over: only signing in helps. */
  petarawan.signedOut = function () {
    tell('signed_out');
  };

  window.addEventListener('online', function () {
    var place = document.getElementById('failed');
    if (place && !place.hidden && place.dataset.reason === 'offline') {
      retryAll();
    }
  });

  /* What has failed is not worth a sentence any more once the same has been answered. */
  function answered(path) {
    delete again[path];
    var place = document.getElementById('failed');
    if (place && !Object.keys(again).length) {
      place.hidden = true;
    }
  }

  petarawan.address = function (path, values) {
    var query = new URLSearchParams();
    Object.keys(values || {}).forEach(function (name) {
      if (values[name] !== null && values[name] !== undefined && values[name] !== '') {
        query.set(name, values[name]);
      }
    });
    var text = query.toString();
    return (document.body.dataset.root || '') + path + (text ? '?' + text : '');
  };

  /* Period and kinds as the API takes them; a comma inside a code is escaped once more. */
  petarawan.filter = function (values) {
    var asked = Object.assign({}, values);
    if (petarawan.shown.period !== 'all') {
      asked.period = petarawan.shown.period;
    }
    if (petarawan.shown.kinds.length) {
      asked.kinds = petarawan.shown.kinds.map(encodeURIComponent).join(',');
    }
    if (petarawan.shown.step) {
      asked.step = petarawan.shown.step;
    }
    if (petarawan.shown.hours) {
      asked.hours = petarawan.shown.hours;
    }
    return asked;
  };

  /* Where incidents are asked for: a step of time or a band of hours is answered beside the plain ones. */
  petarawan.timed = function (path) {
    return petarawan.shown.step || petarawan.shown.hours ? path.replace('/api/', '/api/hours/') : path;
  };

  /* Fetches; `signal` may call it off, `retry` is what the button does. Answers with the response or null. */
  petarawan.ask = function (address, signal, retry) {
    return asked(address, signal, retry, function (response) {
      return response;
    });
  };

  petarawan.askJson = function (address, signal, retry) {
    return asked(address, signal, retry, function (response) {
      return response.json();
    });
  };

  /* The same of something that may not exist: then the answer is false, and nothing has failed. */
  petarawan.askWhetherThere = function (address, signal, retry) {
    return asked(address, signal, retry, function (response) {
      return response.status === 404 ? false : response.json();
    }, 404);
  };

  function asked(address, signal, retry, read, expected) {
    var path = address.split('?')[0];
    bar(1);
    return fetch(address, { signal: signal, credentials: 'same-origin' })
      .then(function (response) {
        if (!response.ok && response.status !== expected) {
          throw new Error(String(response.status));
        }
        return read(response);
      })
      .then(function (content) {
        answered(path);
        return content;
      })
      .catch(function (error) {
        if (error.name !== 'AbortError' && retry) {
          again[path] = retry;
          tell(reasonOf(error));
        }
        return null;
      })
      .finally(function () {
        bar(-1);
      });
  }
})();
