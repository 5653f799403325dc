// The service worker of /lapor: the page is kept, reports go when there is a connection. LAPOR stands before this.
importScripts(LAPOR.queue);
var NAME = 'lapor-' + LAPOR.version, MAP = 'lapor-map';

self.addEventListener('install', function (event) {
  event.waitUntil(caches.open(NAME).then(function (cache) { return cache.addAll(LAPOR.files); })
    .then(function () { return self.skipWaiting(); }));
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

self.addEventListener('fetch', function (event) {
  var url = new URL(event.request.url), lang = url.searchParams.get('lang');
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname === LAPOR.root) {
    var key = LAPOR.root + (lang === 'id' || lang === 'en' ? '?lang=' + lang : '');
    event.respondWith(kept(key, event.request, NAME));
  } else if (LAPOR.files.indexOf(url.pathname + url.search) >= 0) {
    event.respondWith(kept(url.pathname + url.search, event.request, NAME));
  } else if (/\/(leaflet\.(js|css)|map\.js|peta\.json)$/.test(url.pathname)) {
    event.respondWith(kept(url.pathname + url.search, event.request, MAP));
  }
});

self.addEventListener('sync', function (event) {
  if (event.tag === 'lapor') event.waitUntil(laporQueue.sendAll());
});
