// The service worker of /lapor: the page is kept, reports go when there is a connection. LAPOR stands before this.
importScripts(LAPOR.queue);
var NAME = 'lapor-' + LAPOR.version, MAP = 'lapor-map-' + LAPOR.version;

// The name under which a page of the form is kept, by its language; nothing else of its address matters.
function named(url) {
  var lang = url.searchParams.get('lang');
  return LAPOR.root + (lang === 'id' || lang === 'en' ? '?lang=' + lang : '');
}

// At first what is on the screen; the form in another language comes when it is looked at: every kilobyte counts.
self.addEventListener('install', function (event) {
  event.waitUntil(self.clients.matchAll({ includeUncontrolled: true }).then(function (open) {
    var pages = open.map(function (client) { return new URL(client.url); })
      .filter(function (url) { return url.pathname === LAPOR.root; }).map(named);
    var wanted = LAPOR.first.concat(pages.length ? pages : [LAPOR.root]);
    return caches.open(NAME).then(function (cache) {
      return cache.addAll(wanted.filter(function (name, n) { return wanted.indexOf(name) === n; }));
    });
  }).then(function () { return self.skipWaiting(); }));
});

self.addEventListener('activate', function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return name.indexOf('lapor-') === 0 && name !== NAME && name !== MAP; })
      .map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

function kept(key, request, name) {
  return caches.open(name).then(function (cache) {
    return cache.match(key).then(function (found) {
      return found || fetch(request).then(function (answer) {
        if (answer.ok) cache.put(key, answer.clone());
        return answer;
      });
    });
  });
}
// Without a connection the form in whatever language there is.
function form(key, request) {
  return kept(key, request, NAME).catch(function (lost) {
    return caches.open(NAME).then(function (cache) { return cache.match(LAPOR.root, { ignoreSearch: true }); })
      .then(function (found) { if (found) return found; throw lost; });
  });
}

self.addEventListener('fetch', function (event) {
  var url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname === LAPOR.root) {
    event.respondWith(form(named(url), event.request));
  } else if (LAPOR.files.indexOf(url.pathname + url.search) >= 0) {
    event.respondWith(kept(url.pathname + url.search, event.request, NAME));
  } else if (/\/(leaflet\.(js|css)|map\.js|peta\.json)$/.test(url.pathname)) {
    event.respondWith(kept(url.pathname + url.search, event.request, MAP));
  }
});

self.addEventListener('sync', function (event) {
  if (event.tag !== 'lapor') return;
  event.waitUntil(laporQueue.sendAll().then(laporQueue.all).then(function (reports) {
    // The browser tries again later, with longer pauses, while something waits.
    if (reports.some(function (one) { return one.state === 'waiting'; })) throw new Error('waiting');
  }));
});
