(function () {
  var query = location.search; history.replaceState(null, '', location.pathname);
  var kept = null, store = null;
  try { store = sessionStorage; kept = store.getItem('kally.state'); store.removeItem('kally.state'); } catch (denied) { }
  var parts = (kept || '').split(' '), states = [];
  query.slice(1).split('&').forEach(function (part) { if (part.slice(0, 6) === 'state=') states.push(part.slice(6)); });
  var age = Date.now() - Number(parts[1]);
  // Single use, this tab's own, at most ten minutes old: anything else is dropped unread.
  if (!parts[0] || states.length !== 1 || states[0] !== parts[0] || !(age >= -60000 && age < 600000)) return;
  try { store.setItem('kally.callback', parts[0] + ' ' + query); } catch (denied) { return; }
  location.replace('./');
})();
