/* When: the row of periods with its slider, hours of the day, three-hour bands that filter, weekdays of what is in view. */
'use strict';

(function () {
  var map = petarawan.map;
  var place = document.getElementById('when');
  var calling = null;
  var waiting = null;
  var playing = null;
  var pressed = false;
  var roomy = window.matchMedia('(min-width: 900px)');
  var row = [];
  var unit = null;

  function named(from, form) {
    return new Intl.DateTimeFormat(petarawan.locale, Object.assign({ timeZone: document.body.dataset.timezone }, form)).format(new Date(1000 * from));
  }

  /* A step in words: its name says what it is, its limits are local. */
  function words(step) {
    var last = step.ends - 3600;
    if (/W/.test(step.name)) {
      return petarawan.say('week_n', { n: Number(step.name.slice(6)), from: named(step.begins, { day: 'numeric', month: 'short' }), to: named(last, { day: 'numeric', month: 'short', year: 'numeric' }) });
    }
    var forms = { day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }, month: { month: 'long', year: 'numeric' }, year: { year: 'numeric' } };
    return named(step.begins, forms[unit] || forms.day);
  }

  var range = petarawan.element('input', { type: 'range', min: 0, max: 0, value: 0, id: 'step', 'aria-label': petarawan.say('step_label') });
  var told = petarawan.element('output', { for: 'step', id: 'step-told' });
  var play = petarawan.element('button', { type: 'button', class: 'plain play' });
  var hours = petarawan.element('div', { class: 'hours' });
  var bands = petarawan.element('div', { class: 'bands', role: 'group', 'aria-label': petarawan.say('bands_label') });
  var days = petarawan.element('div', { class: 'weekdays' });
  var note = petarawan.element('p', { class: 'quiet', id: 'hours-note' });
  var heading = petarawan.element('h2', {}, petarawan.say('when_heading'));
  place.replaceChildren(
    heading,
    petarawan.element('div', { class: 'slider' }, play, range, told),
    petarawan.element('div', { class: 'clock' }, petarawan.element('h3', {}, petarawan.say('hours')), hours, bands),
    petarawan.element('div', {}, petarawan.element('h3', {}, petarawan.say('weekdays')), days),
    note
  );

  function stop() {
    window.clearInterval(playing);
    playing = null;
    play.textContent = '▶';
    play.setAttribute('aria-label', petarawan.say('play'));
  }

  function at() {
    return row.findIndex(function (step) {
      return step.name === petarawan.shown.step;
    }) + 1;
  }

  function choose(number) {
    petarawan.shown.step = number ? row[number - 1].name : null;
    petarawan.writeState(false);
    tellStep();
    petarawan.events.fire('shown');
  }

  play.addEventListener('click', function () {
    if (playing) {
      stop();
      return;
    }
    play.textContent = '❚❚';
    play.setAttribute('aria-label', petarawan.say('stop'));
    if (at() >= row.length) {
      choose(0);
    }
    playing = window.setInterval(function () {
      if (at() >= row.length) {
        stop();
      } else {
        choose(at() + 1);
      }
    }, 1200);
  });
  range.addEventListener('input', function () {
    stop();
    choose(Number(range.value));
  });

  function tellStep() {
    var number = at();
    range.value = number;
    var step = number ? row[number - 1] : null;
    var n = step ? step.n : row.reduce(function (sum, one) {
      return sum + one.n;
    }, 0);
    var text = (step ? words(step) : petarawan.shown.step || petarawan.say('whole_period')) + ' · ' + petarawan.count('incidents_n', n);
    told.textContent = text;
    range.setAttribute('aria-valuetext', text);
  }

  function bandOf(hour) {
    var first = hour - (hour % 3);
    return petarawan.hourText(first) + '-' + petarawan.hourText(first + 3);
  }

  function chooseBand(band) {
    petarawan.shown.hours = petarawan.shown.hours === band ? null : band;
    petarawan.writeState(false);
    petarawan.events.fire('shown');
  }

  function within(hour) {
    var band = /^(\d\d)-(\d\d)$/.exec(petarawan.shown.hours || '');
    if (!band) {
      return false;
    }
    var first = Number(band[1]), last = Number(band[2]);
    return first < last ? hour >= first && hour < last : hour >= first || hour < last;
  }

  /* Made once: a button that is replaced while a finger lies on it loses the tap. */
  for (var first = 0; first < 24; first += 3) {
    bands.append(petarawan.element('button', { type: 'button', 'data-band': bandOf(first), 'aria-pressed': 'false' },
      petarawan.element('span', {}, bandOf(first).replace('-', '–')), petarawan.element('b', {}, '–')));
  }
  bands.addEventListener('click', function (event) {
    var button = event.target.closest('button');
    if (button) {
      chooseBand(button.dataset.band);
    }
  });
  /* Pressed and lifted on the drawing: a click dies with a drawing that is replaced meanwhile. */
  hours.addEventListener('pointerdown', function (event) {
    pressed = event.button === 0;
  });
  ['pointerup', 'pointercancel'].forEach(function (name) {
    document.addEventListener(name, function () {
      pressed = false;
    });
  });
  hours.addEventListener('pointerup', function (event) {
    if (!pressed || !hours.firstElementChild) {
      return;
    }
    var box = hours.firstElementChild.getBoundingClientRect();
    var hour = Math.floor((24 * (event.clientX - box.left)) / box.width);
    chooseBand(bandOf(Math.min(23, Math.max(0, hour))));
  });

  function drawHours(answer) {
    var names = answer.hours.map(function (n, hour) {
      return petarawan.hourText(hour);
    });
    var busiest = petarawan.busiest(answer.hours);
    var marked = petarawan.shown.hours ? within : function (hour) {
      return busiest && (hour - busiest[0] + 24) % 24 < 3;
    };
    var drawing = petarawan.bars(answer.hours, names, petarawan.say('hours'), marked, roomy.matches ? 520 : 288);
    hours.replaceChildren(drawing);
    answer.clock.forEach(function (n, number) {
      var button = bands.children[number];
      button.setAttribute('aria-pressed', String(petarawan.shown.hours === button.dataset.band));
      button.lastChild.textContent = petarawan.number(n);
    });
    days.replaceChildren(petarawan.bars(answer.weekdays, petarawan.weekdayNames(), petarawan.say('weekdays'), null, roomy.matches ? 200 : 288));
    var notes = [petarawan.say('timed', { n: petarawan.number(answer.timed), total: petarawan.number(answer.timed + answer.spread + answer.unknown) })];
    if (answer.spread) {
      notes.push(petarawan.say('spread_n', { n: petarawan.number(answer.spread) }));
    }
    if (answer.unknown) {
      notes.push(petarawan.say('unknown_n', { n: petarawan.number(answer.unknown) }));
    }
    if (petarawan.shown.hours) {
      notes.push(petarawan.say('band_on', { band: petarawan.shown.hours.replace('-', '–') }));
    }
    note.textContent = notes.join('; ');
  }

  function took(answer) {
    row = answer.steps.row;
    unit = answer.steps.unit;
    range.max = row.length;
    range.disabled = play.disabled = row.length < 2;
    petarawan.timedTotal = answer.everywhere;
    if (petarawan.shownInAll !== undefined) {
      petarawan.tellShown(petarawan.shownInAll);
    }
    tellStep();
    drawHours(answer);
    petarawan.fitSheet();
  }

  function load() {
    if (calling) {
      calling.abort();
    }
    calling = new AbortController();
    var signal = calling.signal;
    var view = map.getBounds();
    var edges = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map(function (edge, number) {
      var limit = number % 2 ? 90 : 180;
      return Math.max(-limit, Math.min(limit, edge)).toFixed(3);
    });
    petarawan.askJson(petarawan.address('/api/hours', petarawan.filter({ bbox: edges.join(',') })), signal, load).then(function (answer) {
      if (answer && !signal.aborted) {
        took(answer);
      }
    });
  }

  function soon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(load, 250);
  }

  stop();
  map.on('moveend', soon);
  petarawan.events.on('shown', load);
  load();
})();
