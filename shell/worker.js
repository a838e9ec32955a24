// Keeps the application's own files on the device, so that it opens without a network. Versioned by what is in them. Everything else
// passes by untouched: the service (/v1/), the callback page of sign-in, addresses with a query.
var home = new URL('./', location.href), family = 'kally-' + home.pathname + ' ', version = family + '{{worker.version}}', files = {{worker.files}};
var isHashed = function (name) { return /\.[0-9a-f]{10}\./.test(name); };

addEventListener('install', function (event) {
  event.waitUntil(caches.open(version).then(function (cache) {
    return cache.addAll(files.map(function (name) { return new Request(name, { cache: isHashed(name) ? 'default' : 'no-cache' }); }));
  }));
});
// Pages of the version before are closed by now: the browser waits with this for them.
addEventListener('activate', function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.map(function (name) { return name.indexOf(family) === 0 && name !== version ? caches.delete(name) : null; }));
  }));
});
addEventListener('fetch', function (event) {
  var url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== home.origin || url.search || url.pathname.indexOf(home.pathname) !== 0) return;
  var name = url.pathname.slice(home.pathname.length) || 'index.html';
  if (files.indexOf(name) < 0) return;
  var kept = function () { return caches.open(version).then(function (cache) { return cache.match(name); }); };
  // What carries a hash is what it was; the page and its configuration are asked for anew while there is a network.
  event.respondWith(isHashed(name) ? kept().then(function (found) { return found || fetch(event.request); })
    : fetch(event.request).catch(function (problem) { return kept().then(function (found) { if (!found) throw problem; return found; }); }));
});
