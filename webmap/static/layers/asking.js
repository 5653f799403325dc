/* Asking the server: a bar while something is under way, one sentence and "try again" when it fails. */
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

  function failed(path, retry) {
    again[path] = retry;
    var place = document.getElementById('failed');
    if (!place || !place.hidden) {
      return;
    }
    var button = petarawan.element('button', { type: 'button' }, petarawan.say('retry'));
    button.addEventListener('click', function () {
      var waiting = again;
      again = {};
      place.hidden = true;
      Object.keys(waiting).forEach(function (one) {
        waiting[one]();
      });
    });
    place.replaceChildren(petarawan.say('failed') + ' ', button);
    place.hidden = false;
  }

  /* What has failed is not worth a sentence any more once the same has been answered. */
  function answered(path) {
    delete again[path];
    if (!Object.keys(again).length) {
      document.getElementById('failed').hidden = true;
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

  function asked(address, signal, retry, read) {
    var path = address.split('?')[0];
    bar(1);
    return fetch(address, { signal: signal, credentials: 'same-origin' })
      .then(function (response) {
        if (!response.ok) {
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
          failed(path, retry);
        }
        return null;
      })
      .finally(function () {
        bar(-1);
      });
  }
})();
