// The mirror: real elements over the canvas, made from the records of a frame; the entries of a thread, which stay; fields.
mergeInto(LibraryManager.library, {
  $M__deps: ['$K', '$G'],
  $M: {
    // ---- mirror: real elements over the canvas, by the records of the frame
    elements: null, scrollers: null, composing: null, combobox: null, // made in kally_page_init: the linker copies plain values only
    roles: ['main', 'navigation', 'region', 'group', 'heading', 'text', 'button', 'link', 'textbox', 'textarea', 'searchbox', 'list', 'listitem', 'log',
      'article', 'separator', 'status', 'alert', 'dialog', 'menu', 'menuitem', 'menuitemradio', 'switch', 'checkbox', 'radio', 'radiogroup', 'progressbar',
      'img', 'tab', 'tablist', 'tabpanel', 'table', 'row', 'cell', 'columnheader', 'code', 'banner', 'menuitemcheckbox', 'combobox', 'listbox', 'option'],
    tags: { main: 'main', navigation: 'nav', region: 'section', button: 'button', link: 'a', textbox: 'input', searchbox: 'input', combobox: 'input', textarea: 'textarea',
      article: 'article', menuitem: 'button', menuitemradio: 'button', menuitemcheckbox: 'button', 'switch': 'button', checkbox: 'button', radio: 'button', tab: 'button', banner: 'header' },
    implied: { main: 1, navigation: 1, region: 1, button: 1, link: 1, textbox: 1, searchbox: 1, textarea: 1, article: 1, heading: 1, text: 1, banner: 1 },
    named: { text: 1, heading: 1, button: 1, link: 1, status: 1, alert: 1, listitem: 1, menuitem: 1, menuitemradio: 1, menuitemcheckbox: 1, code: 1, cell: 1, columnheader: 1, tab: 1, option: 1 },
    attribute: function (e, name, value) {
      var was = e.kally[name];
      if ((was === undefined ? null : was) === value) return;
      e.kally[name] = value;
      K.writes++;
      if (value === null) e.removeAttribute(name); else e.setAttribute(name, value);
    },
    make: function (role, level, state) {
      var e = document.createElement(role === 'heading' ? 'h' + (level || 2) : M.tags[role] || 'div');
      e.kally = {};
      e.kallyRole = role;
      K.writes++;
      if (!M.implied[role]) e.setAttribute('role', role);
      if (e.tagName === 'BUTTON') e.type = 'button';
      if (role === 'textbox') e.type = state & 1024 ? 'password' : 'text';
      if (role === 'searchbox') e.type = 'search';
      if (role === 'listbox') e.id = 'choices';
      if (role === 'combobox') {
        e.setAttribute('aria-controls', 'choices');
        e.setAttribute('aria-autocomplete', 'list');
        M.combobox = e;
      }
      if (e.tagName === 'INPUT' || e.tagName === 'TEXTAREA') M.field(e);
      return e;
    },
    apply: function (records, count, gone, goneCount) {
      var late = [];
      // What is gone counts as away at once, but leaves the page only when the focus has left it: else the browser moves that twice.
      for (var g = 0; g < goneCount; g++) {
        var goneId = HEAPU32[(gone >> 2) + g], x = M.elements.get(goneId);
        if (!x || x.kept) continue;
        M.scrollers.delete(x);
        if (x.entries) x.entries.forEach(M.drop);
        if (M.composing === x) M.composing = null;
        M.elements.delete(goneId);
        x.gone = true;
        M.leaving.push(x);
      }
      for (var i = 0; i < count; i++, records += 80) {
        var u = records >> 2;
        var id = HEAPU32[u], parent = HEAPU32[u + 1], before = HEAPU32[u + 2], role = M.roles[HEAPU32[u + 3]], state = HEAPU32[u + 4];
        var level = HEAPU32[u + 5], focusable = HEAPU32[u + 6], dirty = HEAPU32[u + 7];
        var e = M.elements.get(id);
        if (state & 32768) { // what the page keeps stands where its words stand
          if (!e && role === 'article') e = M.keep(M.elements.get(parent), id, role);
          if (e && (dirty & 4)) M.state(e, role, state, focusable, 0, false);
          continue;
        }
        if (e && (e.kallyRole !== role || (role === 'heading' && e.tagName !== 'H' + (level || 2)))) { e.remove(); e = null; }
        if (!e) {
          e = M.make(role, level, state);
          e.kallyId = id;
          M.elements.set(id, e);
          dirty = 31;
        }
        if (dirty & 2) M.words(e, role, UTF8ToString(HEAPU32[u + 15]), UTF8ToString(HEAPU32[u + 16]), UTF8ToString(HEAPU32[u + 17]));
        if (dirty & 4) M.state(e, role, state, focusable, HEAPF32[u + 12], parent === 0);
        if (dirty & 1) M.place(e, HEAPF32[u + 8], HEAPF32[u + 9], HEAPF32[u + 10], HEAPF32[u + 11], HEAPF32[u + 13], HEAPF32[u + 14]);
        if (dirty & 8) {
          var host = parent ? M.elements.get(parent) : K.root;
          // What is new is put together before the page gets it.
          if (host && host.isConnected) late.push(e, host, before); else if (host) M.stand(e, host, before);
        }
      }
      for (var l = 0; l < late.length; l += 3) M.stand(late[l], late[l + 1], late[l + 2]);
    },
    stand: function (e, host, before) { // behind that one
      var previous = before ? M.elements.get(before) : null;
      if (previous && previous.kept && previous.parentNode !== host) previous = previous.parentNode; // stands in a chunk
      var next = M.there(previous && previous.parentNode === host ? previous.nextSibling : M.first(host));
      // A field that is moved loses the focus, so nothing is moved that stands well.
      if (e !== next && (e.parentNode !== host || M.there(e.nextSibling) !== next)) { K.writes++; host.insertBefore(e, next); }
    },
    there: function (e) { // this or the next one that is not gone
      while (e && e.gone) e = e.nextSibling;
      return e;
    },
    leaving: [],
    leave: function () {
      M.leaving.forEach(function (x) {
        if (x.parentNode && !x.parentNode.gone) { K.writes++; x.remove(); } // what stands in another that is gone goes with it
      });
      M.leaving.length = 0;
    },
    // An id comes through a call as a signed number, through memory as an unsigned one.
    element: function (id) { return M.elements.get(id >>> 0); },
    first: function (host) { var head = host.spacer || host.said; return head ? head.nextSibling : host.firstChild; },

    // ---- what stays: every entry of the thread, in the flow of its scroller, with its words where they are drawn
    keep: function (host, id, role) {
      var e = M.make(role, 0, 0);
      e.kallyId = id;
      e.kept = true;
      e.links = [];
      e.className = 'kept';
      e.said = document.createElement('div');
      e.said.className = 'said';
      e.appendChild(e.said);
      host.entries = host.entries || new Set();
      host.entries.add(e);
      e.host = host;
      M.elements.set(id, e);
      return e;
    },
    drop: function (e) {
      M.forget(e);
      M.elements.delete(e.kallyId);
      e.host.entries.delete(e);
      var chunk = e.parentNode;
      e.remove();
      if (chunk && !chunk.firstChild) chunk.remove();
    },
    // Entries stand in chunks: when one changes its height the browser looks at its chunk and at the others as a whole only.
    chunk: 64,
    newChunk: function (host, next) {
      var c = document.createElement('div');
      c.className = 'chunk';
      host.insertBefore(c, next);
      return c;
    },
    before: function (e) { // the entry before it
      if (e.previousSibling) return e.previousSibling;
      var c = e.parentNode && e.parentNode.previousSibling;
      while (c && c.className !== 'chunk') c = c.previousSibling;
      return c ? c.lastChild : null;
    },
    insert: function (host, e, before) {
      if (e.parentNode && M.before(e) === before) return;
      var chunk = before ? before.parentNode : host.querySelector('.chunk');
      if (!chunk || (!before && chunk.childNodes.length >= M.chunk)) chunk = M.newChunk(host, chunk || null);
      else if (before && before === chunk.lastChild && chunk.childNodes.length >= M.chunk) chunk = M.newChunk(host, chunk.nextSibling);
      chunk.insertBefore(e, before && before.parentNode === chunk ? before.nextSibling : chunk.firstChild);
    },
    forget: function (e) { // what its words hold
      e.links.forEach(function (id) { M.elements.delete(id); });
      M.scrollers.forEach(function (s) { if (e.contains(s)) M.scrollers.delete(s); });
      e.links = [];
    },
    retain: function (log, fresh, left, width, changes, count, more) {
      var host = M.element(log);
      if (!host) return;
      if (fresh && host.entries) host.entries.forEach(M.drop);
      if (width && (host.column !== left + ' ' + width)) {
        host.column = left + ' ' + width;
        K.writes++;
        host.style.setProperty('--column-left', left + 'px');
        host.style.setProperty('--column-width', width + 'px');
      }
      for (var i = 0; i < count; i++, changes += 32) {
        var u = changes >> 2, kind = HEAPU32[u], id = HEAPU32[u + 1], e = M.elements.get(id);
        K.writes++;
        if (kind === 3) { if (e) M.drop(e); continue; }
        if (kind === 0) {
          if (!e) e = M.keep(host, id, M.roles[HEAPU32[u + 3]]);
          M.attribute(e, 'aria-label', UTF8ToString(HEAPU32[u + 6]));
          M.say(e, UTF8ToString(HEAPU32[u + 7]));
          M.insert(host, e, M.elements.get(HEAPU32[u + 2]) || null);
        }
        if (!e) continue;
        if (kind === 2) { M.lines(e, UTF8ToString(HEAPU32[u + 7])); continue; }
        e.style.marginTop = HEAPF32[u + 4] + 'px';
        e.style.height = HEAPF32[u + 5] + 'px';
      }
      M.missing = more;
      if (more && !M.filling) M.fillSoon();
    },
    missing: 0, filling: false,
    fillSoon: function () {
      M.filling = true;
      var soon = window.requestIdleCallback || function (go) { setTimeout(function () { go({ timeRemaining: function () { return 0; } }); }, 30); };
      soon(function (time) {
        do { M.missing = 0; K.entries++; _kally_idle(); } while (M.missing && time.timeRemaining() > 8);
        K.count();
        if (M.missing) M.fillSoon(); else M.filling = false;
      });
    },
    marks: [[1, 'b'], [2, 'i'], [8, 's'], [4, 'code']],
    // Blocks of units of spans, as ui/page_text.h tells it. Until their lines are known they stand as the browser sets them.
    say: function (e, content) {
      M.forget(e);
      e.said.textContent = '';
      e.said.classList.add('raw');
      e.units = {};
      var list = null;
      content.split('\x1d').forEach(function (block, number) {
        var units = block.split('\x1e'), kind = units[0][0], more = units[0].slice(1), host = e.said, row = null;
        if (kind === 'l') {
          if (!list) { list = M.part(e.said, 'div', 'list'); }
          host = list;
        } else list = null;
        if (kind === 'c' || kind === 't') {
          host = e.units['b' + number] = M.part(e.said, 'div', kind === 't' ? 'table' : 'group');
          host.classList.add('box');
          if (kind === 'c') host.setAttribute('aria-label', more || 'Code');
        }
        units.slice(1).forEach(function (spans, part) {
          if (kind === 't' && part % more === 0) row = M.part(host, 'div', 'row');
          var tag = kind === 'h' ? 'h' + Math.min(6, Number(more) + 2) : 'div';
          var unit = M.part(row || host, tag, kind === 'l' ? 'listitem' : kind === 't' ? (part < more ? 'columnheader' : 'cell') : kind === 'q' ? 'blockquote' : null);
          unit.classList.add('unit');
          unit.dir = 'auto'; // as the canvas decides
          if (kind === 'l' && more) unit.dataset.marker = more;
          e.units[number + '.' + part] = unit;
          var link = null, linkId = 0;
          spans.split('\x1f').forEach(function (span) {
            var style = span.charCodeAt(0) - 48, text = span.slice(1), into = unit;
            if (style & 16) {
              var fields = text.split('\x1c'), id = Number(fields[0]);
              if (!link || linkId !== id) {
                link = M.part(unit, 'a', null);
                link.href = fields[1];
                if (fields[2]) link.title = fields[2];
                link.target = '_blank';
                link.rel = 'noopener noreferrer';
                link.kally = {};
                link.kallyId = linkId = id;
                link.kept = true;
                M.elements.set(id, link);
                e.links.push(id);
              }
              into = link;
              text = fields[3];
            } else link = null;
            M.marks.forEach(function (mark) { if (style & mark[0]) into = M.part(into, mark[1], null); });
            into.appendChild(document.createTextNode(text));
          });
        });
      });
    },
    part: function (host, tag, role) {
      var e = document.createElement(tag);
      if (role) e.setAttribute('role', role);
      host.appendChild(e);
      return e;
    },
    // Text nodes stay the same nodes where they can: a selection and a match of find-in-page survive that the lines are cut.
    lines: function (e, content) {
      if (!e.units) return;
      e.said.classList.remove('raw');
      content.split('\x1e').forEach(function (item) {
        var f = item.split('\x1f'), box = f[0] === 'b', unit = e.units[box ? 'b' + f[1] : f[0]];
        if (!unit) return;
        var n = f.slice(box ? 2 : 1).map(function (text) { return text / 64; }), s = unit.style;
        s.left = n[0] + 'px';
        s.top = n[1] + 'px';
        s.height = n[3] + 'px';
        if (box) {
          s.width = n[2] + 'px';
          unit.kallyId = Number(f[7]);
          if (n[4] > n[2] && !unit.sideways) {
            unit.sideways = true;
            unit.seenTop = 0;
            unit.tabIndex = 0;
            M.scrollers.add(unit);
            unit.addEventListener('scroll', function () { K.arm(1); }, { passive: true });
          }
          return;
        }
        var face = G.fonts[f[5]];
        s.font = face.css + n[5] + 'px/' + n[6] + 'px ' + face.family;
        var right = f[8] === '1';
        s.textAlign = right ? 'right' : '';
        s.whiteSpace = right ? 'pre-wrap' : ''; // blanks at the ends of lines hang, as they do there
        // A pixel less than the column: the next word fits in it no more than it did there.
        var less = f.length > 9 && !right ? 1 : 0;
        s.width = n[2] - less + 'px';
        if (f[8] !== '0') s.left = n[0] + less + 'px';
        M.cut(unit, f.slice(9));
      });
    },
    cut: function (unit, runs) {
      unit.querySelectorAll('wbr').forEach(function (w) { w.remove(); });
      var nodes = document.createTreeWalker(unit, NodeFilter.SHOW_TEXT), all = [], text = '', at = 0;
      while (nodes.nextNode()) { all.push({ node: nodes.currentNode, from: text.length }); text += nodes.currentNode.data; }
      var breaks = [];
      runs.forEach(function (run, i) {
        var words = run.slice(1), found = text.indexOf(words, at);
        if (found < 0) return;
        if (i && run[0] === '1' && text.slice(at, found).indexOf('\n') < 0) breaks.push(found);
        at = found + words.length;
      });
      for (var k = all.length - 1; k >= 0 && breaks.length; k--)
        while (breaks.length && breaks[breaks.length - 1] >= all[k].from) {
          var offset = breaks.pop() - all[k].from, node = all[k].node, after = offset > 0 && offset < node.data.length ? node.splitText(offset) : node;
          if (offset === node.data.length && after === node) node.parentNode.insertBefore(document.createElement('wbr'), node.nextSibling);
          else after.parentNode.insertBefore(document.createElement('wbr'), after);
        }
    },
    words: function (e, role, name, value, hint) {
      if (role === 'link') {
        M.attribute(e, 'href', value || null);
        if (value && value[0] !== '#') { M.attribute(e, 'target', '_blank'); M.attribute(e, 'rel', 'noopener noreferrer'); }
      }
      if (role === 'progressbar') { M.attribute(e, 'aria-valuenow', value); M.attribute(e, 'aria-valuemin', '0'); M.attribute(e, 'aria-valuemax', '100'); }
      if (M.named[role] && !e.kallyParent) {
        if (e.kally.text !== name) { e.kally.text = name; K.writes++; e.textContent = name; }
      } else if (!M.tagsField(e) || name) M.attribute(e, 'aria-label', name || null);
      if (M.tagsField(e)) M.attribute(e, 'placeholder', hint || null);
      else if (role === 'link') M.attribute(e, 'title', hint || null);
      else M.attribute(e, 'aria-description', hint || null);
    },
    tagsField: function (e) { return e.tagName === 'INPUT' || e.tagName === 'TEXTAREA'; },
    state: function (e, role, state, focusable, content, top) {
      var is = function (bit) { return state & bit ? 'true' : null; };
      M.attribute(e, 'aria-disabled', is(1));
      M.attribute(e, 'aria-current', state & 4 ? 'page' : null);
      if (role === 'tab' || role === 'option') M.attribute(e, 'aria-selected', state & 2 ? 'true' : 'false');
      if (role === 'option' && state & 2) { // the focus stays in the field, which names the one that is meant
        M.attribute(e, 'id', 'choice-' + e.kallyId);
        M.attribute(M.combobox, 'aria-activedescendant', e.id);
      }
      if (role === 'checkbox' || role === 'switch' || role === 'menuitemradio' || role === 'menuitemcheckbox' || role === 'radio') M.attribute(e, 'aria-checked', state & 8 ? 'true' : 'false');
      if (state & 48 || role === 'combobox') M.attribute(e, 'aria-expanded', state & 32 ? 'false' : 'true'); else M.attribute(e, 'aria-expanded', null);
      M.attribute(e, 'aria-haspopup', state & 512 ? 'menu' : null);
      M.attribute(e, 'aria-busy', is(64));
      M.attribute(e, 'aria-invalid', is(128));
      M.attribute(e, 'aria-modal', is(256));
      // What an overlay covers is out of reach as a whole: only its topmost element says so.
      if (top) M.attribute(e, 'inert', state & 4096 ? '' : null);
      if (M.tagsField(e)) {
        if (e.tagName === 'INPUT' && role === 'textbox') { var type = state & 1024 ? 'password' : 'text'; if (e.type !== type) { e.type = type; K.writes++; } }
        e.style.visibility = state & 4096 ? 'hidden' : '';
      }
      var tab = focusable ? (/^(BUTTON|A|INPUT|TEXTAREA)$/.test(e.tagName) ? null : '0') : role === 'dialog' || /^(BUTTON|A)$/.test(e.tagName) ? '-1' : null;
      M.attribute(e, 'tabindex', tab);
      e.roving = !!(state & 16384) || (!focusable && /^(BUTTON|A)$/.test(e.tagName));
      if (state & 8192) {
        if (!e.spacer) {
          e.spacer = document.createElement('div');
          e.spacer.className = 'spacer';
          e.insertBefore(e.spacer, e.firstChild);
          e.classList.add('scrolls');
          e.seenTop = 0;
          M.scrollers.add(e);
          e.addEventListener('scroll', function () { K.arm(1); }, { passive: true });
        }
        if (e.spacer.kallyHeight !== content) { e.spacer.kallyHeight = content; K.writes++; e.spacer.style.height = content + 'px'; }
      }
    },
    place: function (e, x, y, width, height, font, line) {
      var s = e.style;
      K.writes++;
      s.left = x + 'px';
      s.top = y + 'px';
      s.width = width + 'px';
      s.height = height + 'px';
      if (font && e.kallyFont !== font) { e.kallyFont = font; s.fontSize = font + 'px'; s.lineHeight = line + 'px'; }
    },

    // ---- fields: the element owns its text, selection, composition and undo; C++ gets copies
    field: function (e) {
      e.kallyRevision = 0; // of the program's text that it holds
      e.autocomplete = 'off';
      e.spellcheck = e.tagName === 'TEXTAREA';
      if (e.tagName === 'TEXTAREA') e.enterKeyHint = 'send';
      var push = function () { K.send(e.value); _kally_on_edit(e.kallyId, e.kallyRevision); K.arm(2); };
      e.addEventListener('input', push);
      e.addEventListener('compositionstart', function () { M.composing = e; });
      var composed = function () { if (M.composing === e) { M.composing = null; push(); } };
      e.addEventListener('compositionend', composed);
      e.addEventListener('blur', composed); // some input methods end without a word
      e.addEventListener('keydown', function (event) {
        if (event.key !== 'Enter' || event.altKey || event.isComposing || event.keyCode === 229 || M.composing) return;
        if (e.tagName === 'TEXTAREA' && (event.shiftKey || K.modEnter) && !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        K.send(e.value);
        _kally_on_edit(e.kallyId, e.kallyRevision);
        _kally_on_submit(e.kallyId);
        K.respond();
      });
    },
  },

  kally_mirror_apply__deps: ['$M'],
  kally_mirror_apply: function (records, count, gone, goneCount) { M.apply(records, count, gone, goneCount); },
  kally_mirror_leave__deps: ['$M'],
  kally_mirror_leave: function () { M.leave(); },
  kally_retain__deps: ['$M'],
  kally_retain: function (log, fresh, left, width, changes, count, more) { M.retain(log, fresh, left, width, changes, count, more); },
  kally_field_text__deps: ['$K', '$M'],
  kally_field_text: function (id, revision, text) {
    var e = M.element(id), value = UTF8ToString(text);
    if (!e || M.composing === e) return; // what is composed comes back with the old revision and is moved over
    e.kallyRevision = revision;
    if (e.value === value) return;
    K.writes++;
    // What comes behind the words in a field that one writes in is inserted as if typed, so that undo takes it back alone.
    if (document.activeElement === e && e.tagName === 'TEXTAREA' && value.startsWith(e.value)) {
      e.setSelectionRange(e.value.length, e.value.length);
      document.execCommand('insertText', false, value.slice(e.value.length));
    }
    if (e.value !== value) e.value = value;
  },
  kally_scroll_to__deps: ['$M'],
  kally_scroll_to: function (id, top) {
    var e = M.element(id);
    if (e) { e.scrollTop = top; e.seenTop = e.scrollTop; }
  },
  kally_focus_on__deps: ['$M'],
  kally_focus_on: function (id) {
    var e = M.element(id);
    if (e && document.activeElement !== e) e.focus({ preventScroll: false });
  },
});
