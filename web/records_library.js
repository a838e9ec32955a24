// Local records in IndexedDB, small values in the storage of the tab or the device.
mergeInto(LibraryManager.library, {
  $R__deps: ['$K'],
  $R: {
    db: null,
    open: function () {
      if (!R.db) R.db = new Promise(function (resolve, reject) {
        var request = indexedDB.open('kally', 1);
        request.onupgradeneeded = function () { request.result.createObjectStore('records', { keyPath: ['table', 'key'] }); };
        var lost = function () { R.db = null; }; // asked for again by the next record
        request.onsuccess = function () {
          request.result.onclose = lost;
          request.result.onversionchange = function () { request.result.close(); lost(); };
          resolve(request.result);
        };
        request.onerror = request.onblocked = function () { lost(); reject(request.error); };
      });
      return R.db;
    },
    // A transaction ends at once, in place of when its requests have been answered here: what it writes is kept even if this page is
    // killed behind it.
    commit: function (all) { if (all.commit) all.commit(); },
    change: function (work, end) {
      R.open().then(function (db) {
        var all = db.transaction('records', 'readwrite', { durability: 'strict' });
        work(all.objectStore('records'));
        all.oncomplete = function () { end(true); };
        all.onabort = all.onerror = function () { end(false); };
      }).catch(function () { end(false); });
    },
    // Histories are long, and the browser's own encoder is far quicker than Emscripten's.
    tell: function (ticket, key, value) {
      var at = [key, value].map(function (s) { var b = new TextEncoder().encode(s), p = _malloc(b.length + 1); HEAPU8.set(b, p); HEAPU8[p + b.length] = 0; return p; });
      _kally_on_record(ticket, at[0], at[1]);
      at.forEach(_free);
    },
    store: function (device) { return device ? localStorage : sessionStorage; },
  },

  kally_value__deps: ['$K', '$R'],
  kally_value: function (device, key) {
    try { var v = R.store(device).getItem(UTF8ToString(key)); return v === null ? -1 : K.send(v); } catch (problem) { return -1; }
  },
  kally_set_value__deps: ['$R'],
  kally_set_value: function (device, key, text) {
    try { R.store(device).setItem(UTF8ToString(key), UTF8ToString(text)); return 1; } catch (problem) { return 0; }
  },
  kally_remove_value__deps: ['$R'],
  kally_remove_value: function (device, key) { try { R.store(device).removeItem(UTF8ToString(key)); } catch (problem) { } },
  kally_db_load__deps: ['$K', '$R'],
  kally_db_load: function (table, ticket) {
    var name = UTF8ToString(table);
    R.open().then(function (db) {
      var request = db.transaction('records').objectStore('records').getAll(IDBKeyRange.bound([name], [name, []]));
      request.onsuccess = function () {
        request.result.forEach(function (r) {
          if (typeof r.value === 'string') R.tell(ticket, r.key, r.value);
        });
        _kally_on_db(ticket, 1);
        K.arm(1);
      };
      request.onerror = function () { _kally_on_db(ticket, 0); K.arm(1); };
    }).catch(function () { _kally_on_db(ticket, 0); K.arm(1); });
  },
  kally_db_put__deps: ['$K', '$R'],
  kally_db_put: function (table, key, text, ticket, names, count) {
    var record = { table: UTF8ToString(table), key: UTF8ToString(key), value: UTF8ToString(text) }, gone = [];
    for (var i = names >> 2; gone.length < count; ++i) gone.push(UTF8ToString(HEAPU32[i]));
    R.change(function (s) {
      if (record.value) s.put(record);
      else s.delete([record.table, record.key]);
      for (var i = 0; i < count; i += 2) s.delete([gone[i], gone[i + 1]]);
      R.commit(s.transaction);
    }, function (ok) { _kally_on_db(ticket, ok ? 1 : 0); K.arm(1); });
  },
  // One transaction looks and writes: of several tabs one finds what it knows. The ticket ends as platform::RecordStore::Replaced says.
  kally_db_replace__deps: ['$K', '$R'],
  kally_db_replace: function (table, key, known, text, ticket) {
    var record = { table: UTF8ToString(table), key: UTF8ToString(key), value: UTF8ToString(text) }, expected = UTF8ToString(known);
    var now = expected, outcome = 0;
    var end = function () {
      R.tell(ticket, '', now);
      _kally_on_db(ticket, outcome);
      K.arm(1);
    };
    R.open().then(function (db) {
      var all = db.transaction('records', 'readwrite', { durability: 'strict' }), records = all.objectStore('records');
      var name = [record.table, record.key], same = false, clashes = false;
      var seen = function (event) { now = event.target.result ? String(event.target.result.value) : ''; };
      if (!expected && record.value) {
        same = true;
        records.add(record).onerror = function (event) { clashes = event.target.error.name === 'ConstraintError'; };
        R.commit(all);
      } else records.get(name).onsuccess = function (event) {
        seen(event);
        same = now === expected;
        if (same && record.value) records.put(record);
        else if (same) records.delete(name);
        R.commit(all);
      };
      all.oncomplete = function () {
        outcome = same ? 1 : 2;
        if (same) now = record.value;
        end();
      };
      all.onabort = function () {
        if (!clashes) { end(); return; }
        outcome = 2;
        var look = db.transaction('records');
        look.objectStore('records').get(name).onsuccess = seen;
        look.oncomplete = look.onabort = end;
      };
    }).catch(end);
  },
  kally_db_clear__deps: ['$R'],
  kally_db_clear: function () { R.change(function (s) { s.clear(); }, function () {}); },
});
