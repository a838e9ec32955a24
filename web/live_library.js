// What the tabs of one browser share: which of them asks the service, what it was told, what is being decided. And system notifications.
mergeInto(LibraryManager.library, {
  $L__deps: ['$K', '$R'],
  $L: {
    group: '', leads: true, waits: false, leave: null, channel: null, last: null, heard: null, held: {}, line: null, told: [], timer: 0, repeated: 0, notices: -1,
    // To ask the browser takes a millisecond, so that it is not asked in each frame: the person can have changed it only elsewhere.
    readNotices: function () {
      var before = L.notices;
      L.notices = window.Notification ? ['default', 'granted', 'denied'].indexOf(Notification.permission) + 1 : 0;
      if (L.notices !== before) K.arm(2);
    },
    // When an answer was put together is no news.
    core: function (text) { return text && text.replace(/"generated_at"\s*:\s*"[^"]*"/, ''); },
    // The tab that is seen takes the lock; the one that had it waits for its turn again.
    lead: function (steal) {
      var group = L.group;
      if (!steal) L.waits = true;
      navigator.locks.request('kally poll ' + group, steal ? { steal: true } : {}, function () {
        if (!steal) L.waits = false;
        if (group !== L.group) return;
        L.leads = true;
        K.advance();
        return new Promise(function (resolve) { L.leave = resolve; });
      }).catch(function () {
        if (group !== L.group) return;
        L.leads = false;
        if (!L.waits) L.lead(false);
      });
    },
    // All tabs, whosever they are.
    listen: function () {
      if (L.line || !window.BroadcastChannel) return;
      L.line = new BroadcastChannel('kally tabs');
      L.line.onmessage = function (event) { L.told.push(event.data); K.arm(1); K.advance(); };
    },
    // Without Web Locks: a record of who has it and until when, looked at and written in one transaction, and written anew as long as it is held.
    lasts: 40000, owner: 0,
    lease: function (name, wait, answer) {
      var late = Date.now() + 70000;
      if (!L.owner) {
        L.owner = crypto.getRandomValues(new Uint32Array(1))[0] + 1;
        addEventListener('pagehide', function () { Object.keys(L.held).forEach(function (held) { L.held[held](); }); });
      }
      var look = function (act, end) {
        R.change(function (all) { all.get(['locks', name]).onsuccess = function (found) { act(all, found.target.result || { owner: L.owner }); }; }, end);
      };
      var take = function (then) {
        var got = false;
        look(function (all, lock) {
          var left = lock.until - Date.now(); // more than it can be: the clock was set back
          got = lock.owner === L.owner || left <= 0 || left > L.lasts;
          if (got) all.put({ table: 'locks', key: name, owner: L.owner, until: Date.now() + L.lasts });
        }, function (stored) { then(got || !stored); }); // where nothing can be stored no deed can be either
      };
      var ask = function () {
        take(function (got) {
          if (!got && wait && Date.now() < late) { setTimeout(ask, 500); return; }
          if (got && !L.held[name]) {
            var beat = setInterval(take, L.lasts / 4, function () { });
            L.held[name] = function () {
              clearInterval(beat);
              look(function (all, lock) { if (lock.owner === L.owner) all.delete(['locks', name]); }, function () { });
            };
          }
          answer(got || wait ? 1 : 0);
        });
      };
      ask();
    },
    hear: function (event) {
      if (event.data.hello) { if (L.leads && L.last) L.channel.postMessage({ text: L.last }); return; }
      var news = L.core(event.data.text) !== L.core(L.last);
      L.heard = L.last = event.data.text;
      if (news) K.arm(1);
    },
  },
  kally_join_tabs__deps: ['$L'],
  kally_join_tabs: function (account) {
    var group = UTF8ToString(account);
    if (group === L.group) return;
    L.group = group;
    L.last = L.heard = null;
    if (L.leave) { L.leave(); L.leave = null; }
    if (L.channel) { L.channel.close(); L.channel = null; }
    L.leads = !group || !navigator.locks || !window.BroadcastChannel;
    if (L.leads) return;
    L.channel = new BroadcastChannel('kally poll ' + group);
    L.channel.onmessage = L.hear;
    L.channel.postMessage({ hello: true });
    L.waits = false;
    L.lead(!document.hidden);
    if (!L.seen) {
      L.seen = true;
      document.addEventListener('visibilitychange', function () { if (L.channel && !document.hidden && !L.leads) L.lead(true); });
    }
  },
  kally_leads__deps: ['$L'],
  kally_leads: function () { return L.leads ? 1 : 0; },
  kally_share__deps: ['$L'],
  kally_share: function (text) {
    L.last = UTF8ToString(text);
    if (L.channel) L.channel.postMessage({ text: L.last });
  },
  kally_take_shared__deps: ['$K', '$L'],
  kally_take_shared: function () {
    if (L.heard === null) return -1;
    var text = L.heard;
    L.heard = null;
    return K.send(text);
  },
  kally_tell_tabs__deps: ['$L'],
  kally_tell_tabs: function (text) {
    L.listen();
    if (L.line) L.line.postMessage(UTF8ToString(text));
  },
  kally_take_told__deps: ['$K', '$L'],
  kally_take_told: function () {
    L.listen();
    return L.told.length ? K.send(L.told.shift()) : -1;
  },
  kally_hold__deps: ['$K', '$L'],
  kally_hold: function (name, ticket, wait) {
    var n = UTF8ToString(name);
    var answer = function (ok) { _kally_on_db(ticket, ok); K.arm(1); };
    // A page's own lasts as long as it: a lease of one that was killed would keep its drafts from the next.
    if ((L.held[n] && !wait && navigator.locks) || (!navigator.locks && /^page /.test(n))) { setTimeout(function () { answer(1); }); return; }
    if (!navigator.locks) { L.lease(n, wait, answer); return; }
    var given = new AbortController(), late = wait && setTimeout(function () { given.abort(); }, 70000);
    navigator.locks.request('kally ' + n, wait ? { signal: given.signal } : { ifAvailable: true }, function (lock) {
      clearTimeout(late);
      // What was told before the end is heard before it: the two go different ways. It may end within the answer.
      var end = lock && new Promise(function (resolve) { L.held[n] = function () { setTimeout(resolve, wait ? 100 : 0); }; });
      answer(lock ? 1 : 0);
      return end;
    }).catch(function () { answer(wait ? 1 : 0); }); // what must not happen twice waits for somebody who can tell
  },
  kally_release__deps: ['$L'],
  kally_release: function (name) {
    var n = UTF8ToString(name);
    if (L.held[n]) L.held[n]();
    delete L.held[n];
  },
  // What was polled and brought nothing new is asked again here, without the module, as platform::Turn says.
  kally_advance_in__deps: ['$Fetch', '$K', '$L'],
  kally_advance_in: function (first, every, lasts) {
    clearTimeout(L.timer);
    L.timer = 0;
    if (first < 0) return;
    var end = Date.now() + lasts;
    var due = function () {
      L.timer = 0;
      if (!every || Date.now() > end || !L.leads || !Fetch.repeat || !Fetch.repeat()) { K.advance(); return; }
      L.repeated = Date.now();
      L.timer = setTimeout(due, every);
      if (L.channel && L.last) L.channel.postMessage({ text: L.last }); // asked a moment ago, for the others too
    };
    L.timer = setTimeout(due, first);
  },
  kally_repeated_at__deps: ['$L'],
  kally_repeated_at: function () { return L.repeated; },
  kally_visible: function () { return document.hidden ? 0 : 1; },
  // In the order of platform::Notices.
  kally_notices__deps: ['$L'],
  kally_notices: function () {
    if (L.notices < 0) {
      L.readNotices();
      window.addEventListener('focus', L.readNotices);
    }
    return L.notices;
  },
  kally_ask_for_notices__deps: ['$L'],
  kally_ask_for_notices: function () { if (window.Notification) Notification.requestPermission().then(L.readNotices); },
  kally_notify: function (title, body, tag, fragment) {
    var address = UTF8ToString(fragment);
    try {
      var one = new Notification(UTF8ToString(title), { body: UTF8ToString(body), tag: 'kally ' + UTF8ToString(tag), silent: true });
      one.onclick = function () { window.focus(); location.hash = address; one.close(); };
    } catch (problem) { } // some browsers have the name and nothing behind it
  },
});
