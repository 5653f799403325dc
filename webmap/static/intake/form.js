// The form of /lapor with script: one question a screen, a queue on the phone, photos made small before they go.
(function () {
  'use strict';
  var form = document.getElementById('form'), words = form.dataset;
  var steps = [].slice.call(form.querySelectorAll('.step')), at = 0, photos = [];

  function by(id) { return document.getElementById(id); }
  function field(name) { return form.elements[name]; }
  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (all, key) { return values[key]; }); }
  function random() {
    return [].map.call(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return (byte + 256).toString(16).slice(1); }).join('');
  }
  function element(tag, text, kind) {
    var made = document.createElement(tag);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }
  function button(text, act) {
    var made = element('button', text);
    made.type = 'button';
    made.addEventListener('click', act);
    return made;
  }
  function complain(text) {
    by('problem').textContent = text;
    by('problem').hidden = !text;
    if (text) by('problem').scrollIntoView({ block: 'nearest' });
  }

  // One question a screen; the back button of the phone goes back one question.
  function show(n, focus) {
    at = Math.max(0, Math.min(n, steps.length - 1));
    steps.forEach(function (step, i) { step.classList.toggle('now', i === at); });
    by('progress').textContent = fill(words.progress, { n: at + 1, of: steps.length });
    by('back').hidden = at === 0;
    by('next').hidden = at === steps.length - 1;
    by('send').hidden = at !== steps.length - 1;
    if (focus) { scrollTo(0, 0); steps[at].querySelector('h2').focus(); }
  }
  function go(n) {
    complain('');
    if (n > 0 && !form.querySelector('[name=kind]:checked')) { show(0, true); complain(words.choose); return; }
    if (location.hash === '#' + (n + 1)) show(n, true); else location.hash = '#' + (n + 1);
  }
  function ready() {
    form.classList.add('one');
    by('progress').hidden = false;
    [].forEach.call(form.querySelectorAll('.js'), function (one) { one.hidden = false; });
    by('next').addEventListener('click', function () { go(at + 1); });
    by('back').addEventListener('click', function () { go(at - 1); });
    addEventListener('hashchange', function () { show((parseInt(location.hash.slice(1), 10) || 1) - 1, true); });
    form.addEventListener('change', function (event) { if (event.target.name === 'kind') complain(''); });
    var first = steps.findIndex(function (step) { return words.field && step.id === 'step-' + words.field; });
    show(first, false);
    ['date', 'time'].forEach(function (name) {
      field(name).addEventListener('input', function () { form.querySelector('[name=when][value=at]').checked = true; });
    });
  }

  // Where: the present position, or a point on a map that is loaded only when it is asked for.
  function place(where, lon, lat, accuracy) {
    field('where').value = where;
    field('lon').value = lon.toFixed(6);
    field('lat').value = lat.toFixed(6);
    field('accuracy').value = accuracy ? String(Math.round(accuracy)) : '';
    by('unplace').hidden = false;
  }
  function unplace() {
    ['where', 'lon', 'lat', 'accuracy'].forEach(function (name) { field(name).value = ''; });
    by('placed').textContent = '';
    by('unplace').hidden = true;
    if (window.laporMap && laporMap.clear) laporMap.clear();
  }
  // What a form that came back, or a report that is mended, holds.
  function placed() {
    by('unplace').hidden = !field('lon').value;
    by('placed').textContent = field('lon').value ? fill(words.pointed, { place: field('lat').value + ', ' + field('lon').value }) : '';
  }
  by('unplace').firstChild.addEventListener('click', function () { unplace(); by('here').focus(); });
  by('here').addEventListener('click', function () {
    var told = by('placed');
    unplace();
    function failed() { told.textContent = words.noPosition; }
    if (!navigator.geolocation) { failed(); return; }
    told.textContent = words.locating;
    navigator.geolocation.getCurrentPosition(function (found) {
      var of = found.coords, far = of.accuracy > 1000;
      place('position', of.longitude, of.latitude, of.accuracy);
      told.textContent = fill(far ? words.far : words.located, { m: Math.round(of.accuracy).toLocaleString(document.documentElement.lang) });
    }, failed, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  });
  function load(tag, name, address) {
    return new Promise(function (done, fail) {
      var made = document.createElement(tag);
      if (tag === 'link') made.rel = 'stylesheet';
      made[name] = address;
      made.onload = done;
      made.onerror = fail;
      document.head.append(made);
    });
  }
  by('point').addEventListener('click', function () {
    by('map-box').hidden = false;
    if (window.laporMap) { by('map').focus(); return; }
    Promise.all([load('link', 'href', words.sheet), load('script', 'src', words.leaflet)])
      .then(function () { return load('script', 'src', words.map); })
      .then(function () {
        return window.laporMap(words.root + '/peta.json', function (lon, lat) {
          place('map', lon, lat, 0);
          by('placed').textContent = fill(words.pointed, { place: lat.toFixed(5) + ', ' + lon.toFixed(5) });
        });
      })
      .catch(function () { by('map-box').hidden = true; by('placed').textContent = words.noMap; });
  });

  // Photos: at most 1600 pixels a side, drawn anew, so that nothing but pixels leaves the phone.
  function small(file) {
    if (!window.createImageBitmap) return Promise.resolve(file);
    return createImageBitmap(file, { imageOrientation: 'from-image' }).then(function (picture) {
      var part = Math.min(1, 1600 / Math.max(picture.width, picture.height)), canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(picture.width * part));
      canvas.height = Math.max(1, Math.round(picture.height * part));
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) { canvas.toBlob(function (made) { done(made || file); }, 'image/jpeg', 0.8); });
    }).catch(function () { return file; });
  }
  // A camera gives one photo at a time: what is chosen next comes to what is there, and each can be removed.
  by('photo').addEventListener('change', function () {
    var more = photos.concat([].slice.call(by('photo').files)), many = more.length > Number(words.photos);
    complain(many ? words.tooMany : '');
    picked(many ? photos : more);
  });
  function picked(now) {
    photos = now;
    by('chosen').replaceChildren.apply(by('chosen'), photos.map(function (one, n) {
      var item = element('li', one.name || fill(words.photoN, { n: n + 1 }));
      var drop = button(words.photoDrop, function () {
        picked(photos.filter(function (other) { return other !== one; }));
        by('photo').focus();
      });
      drop.setAttribute('aria-label', words.photoDrop + ' ' + item.textContent);
      item.append(drop);
      return item;
    }));
    // For a form that is sent without the queue: the field holds what the list shows, where the browser lets it.
    try {
      var held = new DataTransfer();
      photos.forEach(function (one, n) {
        held.items.add(one instanceof File ? one : new File([one], 'foto-' + (n + 1) + '.jpg', { type: 'image/jpeg' }));
      });
      by('photo').files = held.files;
    } catch (old) { if (!photos.length) by('photo').value = ''; }
  }

  // `loose`: what was sent from a phone without room to keep it; `mending`: stays in the queue until it is kept anew.
  var sure = {}, busy = false, loose = [], mending = '', drawn = '', again = null;

  // The queue: an honest word on each report, and its code once the service has it.
  function line(one) {
    var item = document.createElement('li');
    if (one.state === 'sent') {
      item.append(element('p', fill(words.sent, { when: one.when })), element('p', one.code, 'code'), element('p', words.keep));
      var see = document.createElement('form'), code = document.createElement('input');
      see.method = 'post';
      see.action = words.root + '/status?lang=' + document.documentElement.lang;
      code.type = 'hidden';
      code.name = 'code';
      code.value = one.code;
      see.append(code, element('button', words.follow));
      item.append(see);
    } else if (one.state === 'refused') {
      item.append(element('p', fill(words.refused, { why: why(one) }), 'bad'));
      item.append(button(words.mend, function () { mend(one); }));
    } else {
      item.append(element('p', sending(one) ? words.sending : words.waiting));
      item.append(button(words.try, function () { laporQueue.change(one.id, { after: 0 }).then(send); }));
    }
    var drop = button(sure[one.id] ? words.sure : words.drop, function () {
      if (!sure[one.id]) { sure[one.id] = true; drop.textContent = words.sure; return; }
      loose = loose.filter(function (other) { return other.id !== one.id; });
      laporQueue.remove(one.id).then(draw, draw);
    });
    item.append(drop);
    return item;
  }
  function why(one) { return one.why[document.documentElement.lang] || one.why.en || words.large; }
  function sending(one) { return busy && !laporQueue.rests(one); }
  function draw() {
    return laporQueue.all().then(function (kept) {
      var reports = loose.concat(kept.filter(function (one) { return one.id !== mending; }));
      reports.sort(function (a, b) { return b.made - a.made; });
      // Only what has changed is drawn anew, so that nobody loses the button under the finger.
      var now = JSON.stringify(reports.map(function (one) { return [one.id, one.state, one.state === 'waiting' && sending(one)]; }));
      if (now === drawn) return;
      drawn = now;
      by('outbox').hidden = !reports.length;
      by('outbox').querySelector('ul').replaceChildren.apply(by('outbox').querySelector('ul'), reports.map(line));
    });
  }
  function waits(reports) { return reports.some(function (one) { return one.state === 'waiting'; }); }
  function send() {
    function rest() { busy = false; return draw(); }
    return laporQueue.all().then(function (reports) {
      if (!waits(reports)) return draw();
      busy = navigator.onLine;
      return draw().then(function () { return laporQueue.sendAll(draw); }).then(rest, rest);
    });
  }
  // Where the phone allows it, what waits is sent even after the page was closed.
  function later() {
    return laporQueue.all().then(function (reports) {
      if (!waits(reports) || !('serviceWorker' in navigator)) return undefined;
      return navigator.serviceWorker.ready.then(function (worker) { return worker.sync && worker.sync.register('lapor'); });
    }).catch(function () {});
  }
  function mend(one) {
    one.fields.forEach(function (pair) {
      var of = field(pair[0]);
      if (of && of.type !== 'file') of.value = pair[1];
    });
    picked(one.field === 'foto' ? [] : one.photos);
    placed();
    mending = one.id;
    open();
    draw();
    go(Math.max(0, steps.findIndex(function (step) { return step.id === 'step-' + one.field; })));
  }
  function open() {
    if (again) again.remove();
    again = null;
    form.hidden = by('progress').hidden = false;
  }
  function done() {
    form.reset();
    unplace();
    picked([]);
    form.hidden = by('progress').hidden = true;
    again = button(words.another, function () { open(); go(0); });
    by('outbox').after(again);
    by('outbox').tabIndex = -1;
    by('outbox').focus();
    scrollTo(0, 0);
  }
  function made() {
    var fields = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === 'string' && name !== 'id') fields.push([name, value]);
    });
    return Promise.all(photos.map(small)).then(function (pictures) {
      return { id: random(), made: Date.now(), state: 'waiting', after: 0, address: form.action, fields: fields, photos: pictures };
    });
  }
  function keep(one) {
    return laporQueue.put(one).then(function () {
      var old = mending;
      mending = '';
      return (old ? laporQueue.remove(old) : Promise.resolve()).then(draw).then(done).then(send).then(later);
    }, function () { return direct(one); });
  }
  // No room on the phone: sent from this page at once, or what was written stays in the form.
  function direct(one) {
    return laporQueue.post(one).then(function (now) {
      if (now.state !== 'sent') { complain(now.state ? fill(words.refused, { why: why(now) }) : words.full); return undefined; }
      loose.push(Object.assign({ id: one.id, made: one.made }, now));
      return draw().then(done);
    });
  }
  function online() { by('net').hidden = navigator.onLine; if (navigator.onLine) send(); else draw(); }

  ready();
  placed();
  (self.laporQueue ? draw() : Promise.reject(new Error('no queue'))).then(function () {
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      // The keyboard's Enter is "next" until the last question.
      if (at < steps.length - 1 || !form.querySelector('[name=kind]:checked')) { go(Math.min(at + 1, steps.length - 1)); return; }
      by('send').disabled = true;
      made().then(keep).finally(function () { by('send').disabled = false; });
    });
    addEventListener('online', online);
    addEventListener('offline', online);
    document.addEventListener('visibilitychange', function () { if (!document.hidden) online(); });
    setInterval(online, 60000);
    online();
    if ('serviceWorker' in navigator) navigator.serviceWorker.register(words.root + '/sw.js', { scope: words.root }).catch(function () {});
    later();
  }, function () {
    // No place to keep reports (a private window): the form is sent as without script.
    field('id').value = random();
  });
}());
