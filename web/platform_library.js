// The browser side of src/platform/web: mirror, input, loop, glyphs, storage. Called from C++ as listed in browser.h.
// Nothing here parses or runs text as markup or script; styles are set through CSSOM, so that a strict policy holds.
mergeInto(LibraryManager.library, {
  $K__deps: [],
  $K: {
    // ---- frames: at most one requestAnimationFrame in flight, none when nothing asked
    raf: 0, left: 0, timer: 0, frames: 0, writes: 0, entries: 0, drawing: false,
    arm: function (count) {
      K.left = Math.max(K.left, count);
      if (document.hidden) K.advance();
      else if (!K.raf) K.raf = requestAnimationFrame(K.tick);
    },
    tick: function () {
      K.raf = 0;
      K.left = Math.max(0, K.left - 1);
      K.frames++;
      K.drawing = true;
      if (K.timer) { clearTimeout(K.timer); K.timer = 0; }
      K.scrollers.forEach(function (e) {
        // The position is read here, not in the scroll event, which comes a frame late while scrolling is smooth.
        var top = e.sideways ? e.scrollLeft : e.scrollTop;
        if (top !== e.seenTop) { e.seenTop = top; _kally_on_scroll(e.kallyId, top); }
      });
      K.entries++;
      _kally_frame();
      K.drawing = false;
      // What has the focus may stand somewhere else in a page that has just grown.
      if (K.grown && document.activeElement !== document.body) document.activeElement.scrollIntoView({ block: 'nearest' });
      K.grown = false;
      if (K.left > 0) K.arm(K.left);
    },
    // Nobody looks: nothing is drawn, but what was sent still leaves and its answer is still taken in.
    turn: 0,
    advance: function () {
      if (!K.turn) K.turn = setTimeout(function () { K.turn = 0; K.entries++; _kally_advance(); });
    },
    // A press is answered in its own turn, so that the next event meets the state it led to, and focus, clipboard and
    // new windows come within the gesture. The first frame acts, the second shows what came of it.
    respond: function () {
      K.arm(2);
      if (K.drawing || document.hidden) return;
      for (var i = 0; i < 2; i++) {
        cancelAnimationFrame(K.raf);
        K.tick();
      }
    },
    wake: function (ms) {
      if (K.timer) clearTimeout(K.timer);
      K.timer = setTimeout(function () { K.timer = 0; K.arm(1); }, ms);
    },
    // ---- text across the border
    send: function (text) {
      var bytes = lengthBytesUTF8(text);
      stringToUTF8(text, _kally_buffer(bytes + 1), bytes + 1);
      return bytes;
    },

    // ---- mirror: real elements over the canvas, by the records of the frame
    elements: null, scrollers: null, composing: null, // made in kally_page_init: the linker copies plain values only
    roles: ['main', 'navigation', 'region', 'group', 'heading', 'text', 'button', 'link', 'textbox', 'textarea', 'searchbox', 'list', 'listitem', 'log',
      'article', 'separator', 'status', 'alert', 'dialog', 'menu', 'menuitem', 'menuitemradio', 'switch', 'checkbox', 'radio', 'radiogroup', 'progressbar',
      'img', 'tab', 'tablist', 'tabpanel', 'table', 'row', 'cell', 'columnheader', 'code', 'banner', 'menuitemcheckbox'],
    tags: { main: 'main', navigation: 'nav', region: 'section', button: 'button', link: 'a', textbox: 'input', searchbox: 'input', textarea: 'textarea',
      article: 'article', menuitem: 'button', menuitemradio: 'button', menuitemcheckbox: 'button', 'switch': 'button', checkbox: 'button', radio: 'button', tab: 'button', banner: 'header' },
    implied: { main: 1, navigation: 1, region: 1, button: 1, link: 1, textbox: 1, searchbox: 1, textarea: 1, article: 1, heading: 1, text: 1, banner: 1 },
    named: { text: 1, heading: 1, button: 1, link: 1, status: 1, alert: 1, listitem: 1, menuitem: 1, menuitemradio: 1, menuitemcheckbox: 1, code: 1, cell: 1, columnheader: 1, tab: 1 },
    attribute: function (e, name, value) {
      if (e.kally[name] === value) return;
      e.kally[name] = value;
      K.writes++;
      if (value === null) e.removeAttribute(name); else e.setAttribute(name, value);
    },
    make: function (role, level, state) {
      var e = document.createElement(role === 'heading' ? 'h' + (level || 2) : K.tags[role] || 'div');
      e.kally = {};
      e.kallyRole = role;
      K.writes++;
      if (!K.implied[role]) e.setAttribute('role', role);
      if (e.tagName === 'BUTTON') e.type = 'button';
      if (role === 'textbox') e.type = state & 1024 ? 'password' : 'text';
      if (role === 'searchbox') e.type = 'search';
      if (e.tagName === 'INPUT' || e.tagName === 'TEXTAREA') K.field(e);
      return e;
    },
    apply: function (records, count, gone, goneCount) {
      // First what is gone: else what stands behind it would be moved, and a field that is moved loses the focus.
      for (var g = 0; g < goneCount; g++) {
        var goneId = HEAPU32[(gone >> 2) + g], x = K.elements.get(goneId);
        if (!x || x.kept) continue;
        K.writes++;
        K.scrollers.delete(x);
        if (x.entries) x.entries.forEach(K.drop);
        if (K.composing === x) K.composing = null;
        K.elements.delete(goneId);
        x.remove();
      }
      for (var i = 0; i < count; i++, records += 80) {
        var u = records >> 2;
        var id = HEAPU32[u], parent = HEAPU32[u + 1], before = HEAPU32[u + 2], role = K.roles[HEAPU32[u + 3]], state = HEAPU32[u + 4];
        var level = HEAPU32[u + 5], focusable = HEAPU32[u + 6], dirty = HEAPU32[u + 7];
        var e = K.elements.get(id);
        if (state & 32768) { // what the page keeps stands where its words stand
          if (!e && role === 'article') e = K.keep(K.elements.get(parent), id, role);
          if (e && (dirty & 4)) K.state(e, role, state, focusable, 0, false);
          continue;
        }
        if (e && (e.kallyRole !== role || (role === 'heading' && e.tagName !== 'H' + (level || 2)))) { e.remove(); e = null; }
        if (!e) {
          e = K.make(role, level, state);
          e.kallyId = id;
          K.elements.set(id, e);
          dirty = 31;
        }
        if (dirty & 2) K.words(e, role, UTF8ToString(HEAPU32[u + 15]), UTF8ToString(HEAPU32[u + 16]), UTF8ToString(HEAPU32[u + 17]));
        if (dirty & 4) K.state(e, role, state, focusable, HEAPF32[u + 12], parent === 0);
        if (dirty & 1) K.place(e, HEAPF32[u + 8], HEAPF32[u + 9], HEAPF32[u + 10], HEAPF32[u + 11], HEAPF32[u + 13], HEAPF32[u + 14]);
        if (dirty & 8) {
          var host = parent ? K.elements.get(parent) : K.root, previous = before ? K.elements.get(before) : null;
          if (host) {
            if (previous && previous.kept && previous.parentNode !== host) previous = previous.parentNode; // stands in a chunk
            var next = previous && previous.parentNode === host ? previous.nextSibling : K.first(host);
            if (e !== next && (e.parentNode !== host || e.nextSibling !== next)) { K.writes++; host.insertBefore(e, next); }
          }
        }
      }
    },
    // An id comes through a call as a signed number, through memory as an unsigned one.
    element: function (id) { return K.elements.get(id >>> 0); },
    first: function (host) { var head = host.spacer || host.said; return head ? head.nextSibling : host.firstChild; },

    // ---- what stays: every entry of the thread, in the flow of its scroller, with its words where they are drawn
    keep: function (host, id, role) {
      var e = K.make(role, 0, 0);
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
      K.elements.set(id, e);
      return e;
    },
    drop: function (e) {
      K.forget(e);
      K.elements.delete(e.kallyId);
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
      if (e.parentNode && K.before(e) === before) return;
      var chunk = before ? before.parentNode : host.querySelector('.chunk');
      if (!chunk || (!before && chunk.childNodes.length >= K.chunk)) chunk = K.newChunk(host, chunk || null);
      else if (before && before === chunk.lastChild && chunk.childNodes.length >= K.chunk) chunk = K.newChunk(host, chunk.nextSibling);
      chunk.insertBefore(e, before && before.parentNode === chunk ? before.nextSibling : chunk.firstChild);
    },
    forget: function (e) { // what its words hold
      e.links.forEach(function (id) { K.elements.delete(id); });
      K.scrollers.forEach(function (s) { if (e.contains(s)) K.scrollers.delete(s); });
      e.links = [];
    },
    retain: function (log, fresh, left, width, changes, count, more) {
      var host = K.element(log);
      if (!host) return;
      if (fresh && host.entries) host.entries.forEach(K.drop);
      if (width && (host.column !== left + ' ' + width)) {
        host.column = left + ' ' + width;
        K.writes++;
        host.style.setProperty('--column-left', left + 'px');
        host.style.setProperty('--column-width', width + 'px');
      }
      for (var i = 0; i < count; i++, changes += 32) {
        var u = changes >> 2, kind = HEAPU32[u], id = HEAPU32[u + 1], e = K.elements.get(id);
        K.writes++;
        if (kind === 3) { if (e) K.drop(e); continue; }
        if (kind === 0) {
          if (!e) e = K.keep(host, id, K.roles[HEAPU32[u + 3]]);
          K.attribute(e, 'aria-label', UTF8ToString(HEAPU32[u + 6]));
          K.say(e, UTF8ToString(HEAPU32[u + 7]));
          K.insert(host, e, K.elements.get(HEAPU32[u + 2]) || null);
        }
        if (!e) continue;
        if (kind === 2) { K.lines(e, UTF8ToString(HEAPU32[u + 7])); continue; }
        e.style.marginTop = HEAPF32[u + 4] + 'px';
        e.style.height = HEAPF32[u + 5] + 'px';
      }
      K.missing = more;
      if (more && !K.filling) K.fillSoon();
    },
    missing: 0, filling: false,
    fillSoon: function () {
      K.filling = true;
      var soon = window.requestIdleCallback || function (go) { setTimeout(function () { go({ timeRemaining: function () { return 0; } }); }, 30); };
      soon(function (time) {
        do { K.missing = 0; K.entries++; _kally_idle(); } while (K.missing && time.timeRemaining() > 8);
        if (K.missing) K.fillSoon(); else K.filling = false;
      });
    },
    marks: [[1, 'b'], [2, 'i'], [8, 's'], [4, 'code']],
    // Blocks of units of spans, as ui/page_text.h tells it. Until their lines are known they stand as the browser sets them.
    say: function (e, content) {
      K.forget(e);
      e.said.textContent = '';
      e.said.classList.add('raw');
      e.units = {};
      var list = null;
      content.split('\x1d').forEach(function (block, number) {
        var units = block.split('\x1e'), kind = units[0][0], more = units[0].slice(1), host = e.said, row = null;
        if (kind === 'l') {
          if (!list) { list = K.part(e.said, 'div', 'list'); }
          host = list;
        } else list = null;
        if (kind === 'c' || kind === 't') {
          host = e.units['b' + number] = K.part(e.said, 'div', kind === 't' ? 'table' : 'group');
          host.classList.add('box');
          if (kind === 'c') host.setAttribute('aria-label', more || 'Code');
        }
        units.slice(1).forEach(function (spans, part) {
          if (kind === 't' && part % more === 0) row = K.part(host, 'div', 'row');
          var tag = kind === 'h' ? 'h' + Math.min(6, Number(more) + 2) : 'div';
          var unit = K.part(row || host, tag, kind === 'l' ? 'listitem' : kind === 't' ? (part < more ? 'columnheader' : 'cell') : kind === 'q' ? 'blockquote' : null);
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
                link = K.part(unit, 'a', null);
                link.href = fields[1];
                if (fields[2]) link.title = fields[2];
                link.target = '_blank';
                link.rel = 'noopener noreferrer';
                link.kally = {};
                link.kallyId = linkId = id;
                link.kept = true;
                K.elements.set(id, link);
                e.links.push(id);
              }
              into = link;
              text = fields[3];
            } else link = null;
            K.marks.forEach(function (mark) { if (style & mark[0]) into = K.part(into, mark[1], null); });
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
            K.scrollers.add(unit);
            unit.addEventListener('scroll', function () { K.arm(1); }, { passive: true });
          }
          return;
        }
        var face = K.fonts[f[5]];
        s.font = face.css + n[5] + 'px/' + n[6] + 'px ' + face.family;
        s.textAlign = f[8] === '1' ? 'right' : '';
        // A pixel less than the column: the next word fits in it no more than it did there.
        var less = f.length > 9 ? 1 : 0;
        s.width = n[2] - less + 'px';
        if (f[8] !== '0') s.left = n[0] + less + 'px';
        K.cut(unit, f.slice(9));
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
        K.attribute(e, 'href', value || null);
        if (value && value[0] !== '#') { K.attribute(e, 'target', '_blank'); K.attribute(e, 'rel', 'noopener noreferrer'); }
      }
      if (role === 'progressbar') { K.attribute(e, 'aria-valuenow', value); K.attribute(e, 'aria-valuemin', '0'); K.attribute(e, 'aria-valuemax', '100'); }
      if (K.named[role] && !e.kallyParent) {
        if (e.kally.text !== name) { e.kally.text = name; K.writes++; e.textContent = name; }
      } else if (!K.tagsField(e) || name) K.attribute(e, 'aria-label', name || null);
      if (K.tagsField(e)) K.attribute(e, 'placeholder', hint || null);
      else if (role === 'link') K.attribute(e, 'title', hint || null);
      else K.attribute(e, 'aria-description', hint || null);
    },
    tagsField: function (e) { return e.tagName === 'INPUT' || e.tagName === 'TEXTAREA'; },
    state: function (e, role, state, focusable, content, top) {
      var is = function (bit) { return state & bit ? 'true' : null; };
      K.attribute(e, 'aria-disabled', is(1));
      K.attribute(e, 'aria-current', state & 4 ? 'page' : null);
      if (role === 'checkbox' || role === 'switch' || role === 'menuitemradio' || role === 'menuitemcheckbox' || role === 'radio') K.attribute(e, 'aria-checked', state & 8 ? 'true' : 'false');
      if (state & 48) K.attribute(e, 'aria-expanded', state & 16 ? 'true' : 'false'); else K.attribute(e, 'aria-expanded', null);
      K.attribute(e, 'aria-haspopup', state & 512 ? 'menu' : null);
      K.attribute(e, 'aria-busy', is(64));
      K.attribute(e, 'aria-invalid', is(128));
      K.attribute(e, 'aria-modal', is(256));
      // What an overlay covers is out of reach as a whole: only its topmost element says so.
      if (top) K.attribute(e, 'inert', state & 4096 ? '' : null);
      if (K.tagsField(e)) {
        if (e.tagName === 'INPUT' && role === 'textbox') { var type = state & 1024 ? 'password' : 'text'; if (e.type !== type) { e.type = type; K.writes++; } }
        e.style.visibility = state & 4096 ? 'hidden' : '';
      }
      var tab = focusable ? (/^(BUTTON|A|INPUT|TEXTAREA)$/.test(e.tagName) ? null : '0') : /^(BUTTON|A)$/.test(e.tagName) ? '-1' : null;
      K.attribute(e, 'tabindex', tab);
      e.roving = !!(state & 16384) || (!focusable && /^(BUTTON|A)$/.test(e.tagName));
      if (state & 8192) {
        if (!e.spacer) {
          e.spacer = document.createElement('div');
          e.spacer.className = 'spacer';
          e.insertBefore(e.spacer, e.firstChild);
          e.classList.add('scrolls');
          e.seenTop = 0;
          K.scrollers.add(e);
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
      e.addEventListener('compositionstart', function () { K.composing = e; });
      var composed = function () { if (K.composing === e) { K.composing = null; push(); } };
      e.addEventListener('compositionend', composed);
      e.addEventListener('blur', composed); // some input methods end without a word
      e.addEventListener('keydown', function (event) {
        if (event.key !== 'Enter' || event.altKey || event.isComposing || event.keyCode === 229 || K.composing) return;
        if (e.tagName === 'TEXTAREA' && event.shiftKey && !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        K.send(e.value);
        _kally_on_edit(e.kallyId, e.kallyRevision);
        _kally_on_submit(e.kallyId);
        K.respond();
      });
    },

    // ---- input: listeners on the window, so events count whether they hit the canvas or an element above it
    owner: function (node) {
      while (node && node !== document && node.kallyId === undefined) node = node.parentNode;
      return node && node.kallyId !== undefined ? node : null;
    },
    listen: function () {
      var native = function (node) { return node.closest && node.closest('textarea,input'); };
      var text = function (node) { return node.closest && node.closest('.unit,textarea,input'); }; // its presses select
      var move = function (event) { _kally_on_pointer(event.pageX / K.zoom, event.pageY / K.zoom); };
      addEventListener('pointermove', function (event) { move(event); K.arm(2); }, { passive: true });
      addEventListener('pointerdown', function (event) {
        move(event);
        if (!text(event.target)) _kally_on_button(event.button === 2 ? 1 : event.button === 1 ? 2 : 0, 1);
        K.arm(3);
      });
      addEventListener('pointerup', function (event) {
        _kally_on_button(event.button === 2 ? 1 : event.button === 1 ? 2 : 0, 0);
        if (event.pointerType === 'touch') _kally_on_pointer(-1e6, -1e6); // a finger that left hovers over nothing
        K.arm(3);
      });
      addEventListener('pointercancel', function () { _kally_on_button(0, 0); _kally_on_pointer(-1e6, -1e6); K.arm(3); });
      document.addEventListener('pointerleave', function () { _kally_on_pointer(-1e6, -1e6); K.arm(2); });
      addEventListener('click', function (event) {
        var e = K.owner(event.target);
        if (!e) return;
        if (e.tagName === 'A') {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return; // the browser's business
          if (e.target === '_blank') return;
          event.preventDefault();
        }
        // Never judged by the mirror's own state: that is one frame old, C++ decides.
        _kally_on_click(e.kallyId);
        K.respond();
      });
      addEventListener('focusin', function (event) {
        var e = K.owner(event.target);
        _kally_on_focus(e ? e.kallyId : 0, e && e.matches(':focus-visible') ? 1 : 0);
        K.arm(2);
      });
      addEventListener('focusout', function () { _kally_on_focus(0, 0); K.arm(2); });
      addEventListener('keydown', function (event) {
        var e = K.owner(event.target), inField = !!native(event.target);
        if (event.isComposing || event.keyCode === 229) return;
        var plain = !event.ctrlKey && !event.metaKey && !event.altKey;
        // The character of this very key must not reach the field that the link moves the focus to.
        if (event.key === 'Enter' && plain && !event.shiftKey && e && e.tagName === 'A') { event.preventDefault(); e.click(); return; }
        var moves = /^(ArrowUp|ArrowDown|ArrowLeft|ArrowRight|Home|End)$/.test(event.key);
        var takes = event.key === 'Escape' || event.key === 'F6' || (plain && moves && e && e.roving) || (plain && !inField && event.key === '/');
        if (!takes) return;
        if (event.key !== 'Escape') event.preventDefault();
        if (event.key === 'F6') { K.nextRegion(event.shiftKey); return; }
        K.send(event.key);
        _kally_on_key((event.ctrlKey ? 1 : 0) | (event.shiftKey ? 2 : 0) | (event.altKey ? 4 : 0) | (event.metaKey ? 8 : 0), inField ? 1 : 0);
        K.respond();
      });
      // A file is taken from the browser, which would leave the page to show it; text that is dropped is the field's.
      var hasFiles = function (data) { return data && Array.prototype.indexOf.call(data.types, 'Files') >= 0; };
      addEventListener('dragover', function (event) {
        if (!hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      });
      addEventListener('drop', function (event) {
        if (!hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        K.files(event.dataTransfer.files);
      });
      addEventListener('paste', function (event) {
        // Programs that copy a picture beside the text of a selection mean the text.
        if (!hasFiles(event.clipboardData) || event.clipboardData.getData('text/plain')) return;
        event.preventDefault();
        K.files(event.clipboardData.files);
      });
      addEventListener('hashchange', function () { K.send(K.fragment()); _kally_on_fragment(); K.arm(2); });
      var redraw = function () { K.arm(2); };
      addEventListener('resize', redraw);
      new ResizeObserver(redraw).observe(K.probe); // one rem wide
      addEventListener('online', redraw);
      addEventListener('offline', redraw);
      if (window.visualViewport) visualViewport.addEventListener('resize', redraw);
      document.addEventListener('visibilitychange', function () {
        if (!document.hidden) { K.arm(2); return; }
        // The page may be gone before the next turn: what was typed since the last frame is taken in and drafts are written now.
        if (K.raf) {
          cancelAnimationFrame(K.raf);
          K.tick();
        }
        K.entries++;
        _kally_advance();
      });
      ['(prefers-color-scheme:dark)', '(prefers-reduced-motion:reduce)', '(prefers-contrast:more)', '(forced-colors:active)', '(pointer:coarse)'].forEach(function (q) {
        matchMedia(q).addEventListener('change', redraw);
      });
      var density = function () { matchMedia('(resolution:' + devicePixelRatio + 'dppx)').addEventListener('change', function () { K.arm(2); density(); }, { once: true }); };
      density();
      var lost = 0;
      K.canvas.addEventListener('webglcontextlost', function (event) {
        event.preventDefault();
        _kally_on_context(1);
        lost = setTimeout(function () { K.goBlind(); }, 3000); // as a rule it is given back at once
      });
      K.canvas.addEventListener('webglcontextrestored', function () {
        clearTimeout(lost);
        K.blind = false;
        document.documentElement.classList.remove('plain');
        if (K.notice) { K.notice.remove(); K.notice = null; }
        _kally_on_context(0);
        K.arm(2);
      });
      // On paper, as without a canvas, the mirror is what one sees.
      var paper = function (on) { document.documentElement.classList.toggle('plain', on || K.blind); };
      matchMedia('print').addEventListener('change', function (event) { paper(event.matches); });
      addEventListener('beforeprint', function () { paper(true); });
      addEventListener('afterprint', function () { paper(false); });
      var fonts = function () { _kally_on_fonts(); K.arm(2); };
      Promise.allSettled(K.fonts.filter(function (f) { return f.load; }).map(function (f) { return document.fonts.load(f.load, f.sample); })).then(fonts);
    },
    notice: null, blind: false, // there is nothing to draw on
    goBlind: function () {
      K.blind = true;
      document.documentElement.classList.add('plain');
      if (!K.notice) {
        K.notice = document.createElement('p');
        K.notice.setAttribute('role', 'status');
        K.notice.className = 'notice';
        K.notice.textContent = Module['kallyPlain']();
        document.body.insertBefore(K.notice, K.root);
      }
      K.arm(2);
    },
    nextRegion: function (back) {
      var regions = Array.prototype.slice.call(K.root.querySelectorAll('nav,section,header,[role=dialog]')).filter(function (e) { return !e.closest('[inert]') && K.firstStop(e); });
      if (!regions.length) return;
      var at = -1;
      regions.forEach(function (e, i) { if (e.contains(document.activeElement)) at = i; });
      K.firstStop(regions[(at + (back ? -1 : 1) + regions.length) % regions.length]).focus();
    },
    firstStop: function (e) { return e.querySelector('button:not([tabindex="-1"]),a:not([tabindex="-1"]),input,textarea,[tabindex="0"]'); },
    // ---- files that are dropped or pasted: text by its content, whatever its name says; problems as in DroppedFile
    files: function (files) {
      var file = files[0], most = 65536;
      if (!file) return;
      var give = function (text, problem) {
        var copy = function (s) { var n = lengthBytesUTF8(s) + 1, p = _malloc(n); stringToUTF8(s, p, n); return p; };
        var name = copy(file.name), words = copy(text);
        _kally_on_file(name, words, file.size, problem);
        _free(name);
        _free(words);
        K.arm(2);
      };
      if (files.length > 1) { give('', 3); return; }
      // Of a large file the beginning shows whether it is text at all, which is the better reason.
      file.slice(0, most).arrayBuffer().then(function (bytes) {
        var text;
        try { text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: file.size > most }); } catch (problem) { give('', 1); return; }
        if (/[\0-\x08\x0E-\x1A\x1C-\x1F]/.test(text)) give('', 1);
        else if (file.size > most) give('', 2);
        else give(text.replace(/\r\n?/g, '\n'), 0);
      }, function () { give('', 4); });
    },
    // ---- the person's text size: the browser's default of 16 is 1; the height that what is shown needs
    zoom: 1, least: 0, tall: false, grown: false,
    fragment: function () { return location.hash.replace(/^#/, ''); },

    // ---- glyphs by Canvas2D
    fonts: [
      { css: '400 ', family: 'Inter, system-ui, sans-serif', load: '400 16px Inter', sample: 'a' },
      { css: '500 ', family: 'Inter, system-ui, sans-serif' },
      { css: '600 ', family: 'Inter, system-ui, sans-serif' },
      { css: 'italic 400 ', family: 'Inter, system-ui, sans-serif' },
      { css: '600 ', family: '"Inter Display", Inter, system-ui, sans-serif', load: '600 24px "Inter Display"', sample: 'a' },
      { css: '400 ', family: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace' },
      { css: '400 ', family: 'Lucide', load: '400 16px Lucide', sample: '\uE000' },
    ],
    scratch: null, segmenters: null,
    ink: 0, // in which letters are drawn before they are made white, to be tinted: 0 or 255 as the theme's text, for the edges that the page gives it
    prepare: function (face, px, toLeft) {
      if (!K.scratch) {
        var c = document.createElement('canvas');
        c.width = 1024;
        c.height = 256;
        K.scratch = c.getContext('2d', { willReadFrequently: true });
      }
      var k = K.scratch, font = K.fonts[face].css + Math.round(px * 1000) / 1000 + 'px ' + K.fonts[face].family, direction = toLeft ? 'rtl' : 'ltr';
      if (k.kallyFont !== font) {
        k.kallyFont = font;
        k.font = font;
        k.fontKerning = 'none';
        k.textRendering = 'geometricPrecision';
        k.textBaseline = 'alphabetic';
        k.textAlign = 'left';
        k.fillStyle = K.colour(K.ink * 0x10101);
        k.kallyDirection = '';
      }
      if (k.kallyDirection !== direction) k.direction = k.kallyDirection = direction;
      return k;
    },
    // Makes room in the scratch canvas; that forgets all of its settings.
    clear: function (width, height) {
      var k = K.scratch, c = k.canvas;
      if (c.width >= width && c.height >= height) { k.clearRect(0, 0, width, height); return; }
      c.width = Math.max(c.width, width);
      c.height = Math.max(c.height, height);
      k.kallyFont = '';
    },
    measure: function (k, text, out) {
      var m = k.measureText(text), o = out >> 2;
      var left = Math.floor(-m.actualBoundingBoxLeft) - 1, top = Math.floor(-m.actualBoundingBoxAscent) - 1;
      var width = Math.ceil(m.actualBoundingBoxRight) + 1 - left, height = Math.ceil(m.actualBoundingBoxDescent) + 1 - top;
      HEAPF32[o] = m.width;
      HEAPF32[o + 1] = left;
      HEAPF32[o + 2] = top;
      HEAPF32[o + 3] = width > 2 ? width : 0;
      HEAPF32[o + 4] = height > 2 ? height : 0;
    },
    colour: function (color) { return 'rgb(' + (color & 255) + ',' + (color >> 8 & 255) + ',' + (color >> 16 & 255) + ')'; },
    // No colour (-1) is the ink.
    paint: function (face, px, text, toLeft, color, x0, y0, width, height, whiten) {
      K.clear(width, height);
      var k = K.prepare(face, px, toLeft);
      k.save();
      k.beginPath();
      k.rect(0, 0, width, height);
      k.clip();
      if (color >= 0) k.fillStyle = K.colour(color);
      k.fillText(text, -x0, -y0);
      if (whiten) {
        k.globalCompositeOperation = 'source-in';
        k.fillStyle = '#fff';
        k.fillRect(0, 0, width, height);
      }
      k.restore();
      return k;
    },

    // ---- local records
    db: null,
    open: function () {
      if (!K.db) K.db = new Promise(function (resolve, reject) {
        var request = indexedDB.open('kally', 1);
        request.onupgradeneeded = function () { request.result.createObjectStore('records', { keyPath: ['table', 'key'] }); };
        var lost = function () { K.db = null; }; // asked for again by the next record
        request.onsuccess = function () {
          request.result.onclose = lost;
          request.result.onversionchange = function () { request.result.close(); lost(); };
          resolve(request.result);
        };
        request.onerror = request.onblocked = function () { lost(); reject(request.error); };
      });
      return K.db;
    },
    change: function (work, ticket) {
      var end = function (ok) { if (ticket) { _kally_on_db(ticket, ok ? 1 : 0); K.arm(1); } };
      K.open().then(function (db) {
        var all = db.transaction('records', 'readwrite', { durability: 'strict' });
        work(all.objectStore('records'));
        all.oncomplete = function () { end(true); };
        all.onabort = all.onerror = function () { end(false); };
      }).catch(function () { end(false); });
    },
    store: function (device) { return device ? localStorage : sessionStorage; },
  },

  kally_page_init__deps: ['$K'],
  kally_page_init: function () {
    K.elements = new Map();
    K.scrollers = new Set();
    K.canvas = document.getElementById('canvas');
    K.root = document.getElementById('mirror');
    K.probe = document.getElementById('safe-area');
    K.live = [document.getElementById('live-polite'), document.getElementById('live-assertive')];
    K.dark = matchMedia('(prefers-color-scheme:dark)');
    K.motion = matchMedia('(prefers-reduced-motion:reduce)');
    K.contrast = matchMedia('(prefers-contrast:more)');
    K.forced = matchMedia('(forced-colors:active)');
    K.coarse = matchMedia('(pointer:coarse)');
    K.listen();
    // What tests and the debug overlay read; nothing can be done through it.
    Object.defineProperty(window, 'kally', { value: Object.freeze({
      get frames() { return K.frames; }, get mirrorWrites() { return K.writes; }, get glyphs() { return _kally_glyph_count(); }, get glyphTime() { return _kally_glyph_time(); },
      get armed() { return K.raf !== 0; }, get entries() { return K.entries; }, get memory() { return HEAPU8.length; },
    }) });
  },
  kally_page_info__deps: ['$K'],
  kally_page_info: function (out) {
    var v = window.visualViewport, zoomed = v && v.scale > 1.01, d = devicePixelRatio;
    var width = v && !zoomed ? v.width : innerWidth, height = v && !zoomed ? v.height : innerHeight;
    // Larger text makes everything larger, as browser zoom does: the mirror is scaled as a whole, the canvas by its density.
    // The narrowest layout is for 320 pixels; where larger text would leave less, it is as large as fits.
    var s = getComputedStyle(K.probe), zoom = Math.min(2, Math.max(0.8, parseFloat(s.width) / 16 || 1), Math.max(1, width / 320));
    var tall = K.least * zoom > height;
    if (tall) height = K.least * zoom;
    if (tall !== K.tall) { K.tall = tall; document.documentElement.classList.toggle('tall', tall); }
    var w = Math.round(width * d), h = Math.round(height * d), c = K.canvas, o = out >> 2;
    // Browser zoom keeps the device pixels and changes only what a CSS pixel is.
    if (c.width !== w || c.height !== h || K.zoom !== zoom || c.style.width !== width + 'px' || c.style.height !== height + 'px') {
      K.zoom = zoom;
      K.grown = tall;
      if (c.width !== w || c.height !== h) { c.width = w; c.height = h; }
      c.style.width = width + 'px';
      c.style.height = height + 'px';
      K.root.style.width = width / zoom + 'px';
      K.root.style.height = height / zoom + 'px';
      K.root.style.transform = zoom === 1 ? '' : 'scale(' + zoom + ')';
    }
    HEAPF32[o] = width / zoom; HEAPF32[o + 1] = height / zoom; HEAPF32[o + 2] = d * zoom;
    HEAPF32[o + 3] = parseFloat(s.paddingTop) / zoom || 0; HEAPF32[o + 4] = parseFloat(s.paddingRight) / zoom || 0;
    HEAPF32[o + 5] = parseFloat(s.paddingBottom) / zoom || 0; HEAPF32[o + 6] = parseFloat(s.paddingLeft) / zoom || 0;
    HEAPF32[o + 7] = (K.dark.matches ? 1 : 0) | (K.motion.matches ? 2 : 0) | (K.contrast.matches ? 4 : 0) | (K.forced.matches ? 8 : 0)
      | (navigator.onLine ? 16 : 0) | (document.hidden ? 0 : 32) | (K.coarse.matches ? 64 : 0);
  },
  kally_most_texels__deps: ['$GL'],
  kally_most_texels: function () { return GLctx.getParameter(3379); },
  kally_no_canvas__deps: ['$K'],
  kally_no_canvas: function () { K.goBlind(); },
  kally_system_colors__deps: ['$K'],
  kally_system_colors: function (out) {
    ['Canvas', 'CanvasText', 'LinkText', 'ButtonFace', 'ButtonText', 'ButtonBorder', 'Highlight', 'HighlightText', 'GrayText'].forEach(function (name, i) {
      K.probe.style.color = name;
      var parts = getComputedStyle(K.probe).color.match(/[\d.]+/g);
      HEAPU32[(out >> 2) + i] = (parts[0] | parts[1] << 8 | parts[2] << 16 | 0xFF << 24) >>> 0;
    });
  },
  kally_least_height__deps: ['$K'],
  kally_least_height: function (height) { K.least = height; },
  kally_arm__deps: ['$K'],
  kally_arm: function (count) { K.arm(count); },
  kally_wake__deps: ['$K'],
  kally_wake: function (ms) { K.wake(ms); },
  kally_mirror_apply__deps: ['$K'],
  kally_mirror_apply: function (records, count, gone, goneCount) { K.apply(records, count, gone, goneCount); },
  kally_retain__deps: ['$K'],
  kally_retain: function (log, fresh, left, width, changes, count, more) { K.retain(log, fresh, left, width, changes, count, more); },
  kally_field_text__deps: ['$K'],
  kally_field_text: function (id, revision, text) {
    var e = K.element(id), value = UTF8ToString(text);
    if (!e || K.composing === e) return; // what is composed comes back with the old revision and is moved over
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
  kally_scroll_to__deps: ['$K'],
  kally_scroll_to: function (id, top) {
    var e = K.element(id);
    if (e) { e.scrollTop = top; e.seenTop = e.scrollTop; }
  },
  kally_focus_on__deps: ['$K'],
  kally_focus_on: function (id) {
    var e = K.element(id);
    if (e && document.activeElement !== e) e.focus({ preventScroll: false });
  },
  kally_set_title: function (text) { document.title = UTF8ToString(text); },
  kally_announce__deps: ['$K'],
  kally_announce: function (text, assertive) {
    var e = K.live[assertive ? 1 : 0], words = UTF8ToString(text);
    // The same words twice are spoken twice: an unseen character makes them differ.
    e.textContent = e.textContent === words ? words + '\u00A0' : words;
  },
  kally_set_language: function (code) { document.documentElement.lang = UTF8ToString(code); },
  kally_set_theme__deps: ['$K'],
  kally_set_theme: function (dark) {
    K.ink = dark ? 255 : 0;
    if (K.scratch) K.scratch.kallyFont = '';
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    var meta = document.querySelector('meta[name=theme-color]');
    if (meta) meta.content = getComputedStyle(document.documentElement).getPropertyValue('--surface-content').trim();
  },
  kally_set_fragment: function (text, replace) {
    var address = '#' + UTF8ToString(text);
    if (location.hash === address) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
  },
  kally_leave_for: function (url) { location.assign(UTF8ToString(url)); },
  kally_open_link: function (url) {
    var address = UTF8ToString(url);
    if (!/^(https?:\/\/|mailto:|tel:)/.test(address)) return 0;
    var a = document.createElement('a');
    a.href = address;
    a.target = '_blank';
    a.rel = 'noopener noreferrer';
    a.click();
    return 1;
  },
  kally_copy: function (text) {
    var words = UTF8ToString(text);
    var old = function () {
      var t = document.createElement('textarea'), before = document.activeElement;
      t.value = words;
      t.style.position = 'fixed';
      t.style.opacity = '0';
      document.body.appendChild(t);
      t.select();
      document.execCommand('copy');
      t.remove();
      if (before) before.focus();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(words).catch(old); else old();
  },
  kally_random: function (out, count) { crypto.getRandomValues(HEAPU8.subarray(out, out + count)); },
  kally_value__deps: ['$K'],
  kally_value: function (device, key) {
    try { var v = K.store(device).getItem(UTF8ToString(key)); return v === null ? -1 : K.send(v); } catch (problem) { return -1; }
  },
  kally_set_value__deps: ['$K'],
  kally_set_value: function (device, key, text) {
    try { K.store(device).setItem(UTF8ToString(key), UTF8ToString(text)); return 1; } catch (problem) { return 0; }
  },
  kally_remove_value__deps: ['$K'],
  kally_remove_value: function (device, key) { try { K.store(device).removeItem(UTF8ToString(key)); } catch (problem) { } },
  kally_page_text__deps: ['$K'],
  kally_page_text: function (which) {
    return K.send([
      function () { return location.origin + location.pathname; },
      function () { return K.fragment(); },
      function () { return Intl.DateTimeFormat().resolvedOptions().timeZone || ''; },
      function () { return navigator.language || ''; },
      function () { return Module['kallyConfig'] || ''; },
    ][which]());
  },
  kally_utc_offset: function (ms) { return -new Date(ms).getTimezoneOffset(); },
  kally_db_load__deps: ['$K'],
  kally_db_load: function (table, ticket) {
    var name = UTF8ToString(table);
    var text = function (s) { var n = lengthBytesUTF8(s) + 1, p = _malloc(n); stringToUTF8(s, p, n); return p; };
    K.open().then(function (db) {
      var request = db.transaction('records').objectStore('records').getAll(IDBKeyRange.bound([name], [name, []]));
      request.onsuccess = function () {
        request.result.forEach(function (r) {
          if (typeof r.value !== 'string') return;
          var k = text(r.key), v = text(r.value);
          _kally_on_record(ticket, k, v);
          _free(k);
          _free(v);
        });
        _kally_on_db(ticket, 1);
        K.arm(1);
      };
      request.onerror = function () { _kally_on_db(ticket, 0); K.arm(1); };
    }).catch(function () { _kally_on_db(ticket, 0); K.arm(1); });
  },
  kally_db_put__deps: ['$K'],
  kally_db_put: function (table, key, text, ticket) {
    var record = { table: UTF8ToString(table), key: UTF8ToString(key), value: UTF8ToString(text) };
    K.change(function (s) { s.put(record); }, ticket);
  },
  kally_db_remove__deps: ['$K'],
  kally_db_remove: function (table, key) {
    var id = [UTF8ToString(table), UTF8ToString(key)];
    K.change(function (s) { s.delete(id); }, 0);
  },
  kally_db_clear__deps: ['$K'],
  kally_db_clear: function () { K.change(function (s) { s.clear(); }, 0); },
  kally_font_box__deps: ['$K'],
  kally_font_box: function (face, px, out) {
    var m = K.prepare(face, px).measureText('x'), o = out >> 2;
    HEAPF32[o] = Math.round(m.fontBoundingBoxAscent);
    HEAPF32[o + 1] = Math.round(m.fontBoundingBoxDescent);
  },
  kally_segment_ends__deps: ['$K'],
  kally_segment_ends: function (text, length, words, out) {
    if (!self.Intl || !Intl.Segmenter) return 0;
    if (!K.segmenters) K.segmenters = ['grapheme', 'word'].map(function (kind) { return new Intl.Segmenter(undefined, { granularity: kind }); });
    var count = 0, end = 0, o = out >> 2;
    for (var part of K.segmenters[words].segment(UTF8ToString(text, length))) {
      end += lengthBytesUTF8(part.segment);
      HEAPU32[o + count++] = end;
    }
    return end === length ? count : 0; // broken text is measured otherwise here than there
  },
  kally_line_baseline__deps: ['$K'],
  kally_line_baseline: function (face, em, line) {
    // Browsers round ascent, descent and leading each in their way: one line is set to see.
    var e = document.createElement('div'), mark = document.createElement('span'), s = e.style;
    s.position = 'absolute';
    s.visibility = 'hidden';
    s.top = s.left = '0';
    s.whiteSpace = 'pre';
    s.font = K.fonts[face].css + em + 'px/' + line + 'px ' + K.fonts[face].family;
    mark.style.display = 'inline-block'; // empty: its bottom stands on the baseline
    e.append('x', mark);
    document.body.append(e);
    var baseline = mark.getBoundingClientRect().bottom - e.getBoundingClientRect().top;
    e.remove();
    return baseline;
  },
  kally_text_metrics__deps: ['$K'],
  kally_text_metrics: function (face, px, text, length, toLeft, out) { K.measure(K.prepare(face, px, toLeft), UTF8ToString(text, length), out); },
  kally_text_draw__deps: ['$K'],
  kally_text_draw: function (face, px, text, length, toLeft, color, x0, y0, width, height, out) {
    var words = UTF8ToString(text, length);
    var data = K.paint(face, px, words, toLeft, -1, x0, y0, width, height).getImageData(0, 0, width, height).data, coloured = 0;
    var other = function (value) { return Math.abs(value - K.ink) > 5; };
    for (var i = 0; i < data.length; i += 4) if (data[i + 3] > 16 && (other(data[i]) || other(data[i + 1]) || other(data[i + 2]))) { coloured = 1; break; }
    if (!coloured) for (var j = 0; j < data.length; j += 4) data[j] = data[j + 1] = data[j + 2] = 255;
    else if ((color & 0xFFFFFF) !== 0xFFFFFF) data = K.paint(face, px, words, toLeft, color & 0xFFFFFF, x0, y0, width, height).getImageData(0, 0, width, height).data;
    HEAPU8.set(data, out);
    return coloured;
  },
  kally_ascii_metrics__deps: ['$K'],
  kally_ascii_metrics: function (face, px, out) {
    var k = K.prepare(face, px, 0);
    for (var c = 33; c < 127; c++, out += 20) K.measure(k, String.fromCharCode(c), out);
  },
  kally_ascii_draw__deps: ['$K'],
  kally_ascii_draw: function (face, px, metrics, width, height, out) {
    var all = width * 16, rows = height * 6;
    K.clear(all, rows);
    var k = K.prepare(face, px, 0);
    for (var i = 0, m = metrics >> 2; i < 94; i++, m += 5) k.fillText(String.fromCharCode(33 + i), i % 16 * width - HEAPF32[m + 1], (i >> 4) * height - HEAPF32[m + 2]);
    var data = k.getImageData(0, 0, all, rows).data;
    for (var j = 0; j < data.length; j += 4) data[j] = data[j + 1] = data[j + 2] = 255;
    HEAPU8.set(data, out);
  },
  kally_readback_works__deps: ['$K'],
  kally_readback_works: function () {
    // Opaque squares of known colours: a browser that guards against fingerprinting gives back others, noise or nothing.
    K.prepare(0, 16, 0);
    K.clear(64, 64);
    var k = K.prepare(0, 16, 0), of = function (i) { return i * 16 + (i % 2 ? 7 : 0); };
    for (var i = 0; i < 16; i++) { k.fillStyle = 'rgb(' + of(i) + ',' + (255 - of(i)) + ',' + of(15 - i) + ')'; k.fillRect(i % 4 * 8, (i >> 2) * 8, 8, 8); }
    k.kallyFont = '';
    var data = k.getImageData(0, 0, 64, 32).data;
    for (var p = 0; p < data.length; p += 4) {
      var x = p / 4 % 64, n = (p / 4 / 64 >> 3) * 4 + (x >> 3);
      var want = x < 32 ? [of(n), 255 - of(n), of(15 - n), 255] : [0, 0, 0, 0];
      for (var j = 0; j < 4; j++) if (data[p + j] !== want[j]) return 0;
    }
    return 1;
  },
  kally_text_coloured: function (text, length) { return /\p{Emoji_Presentation}|\uFE0F/u.test(UTF8ToString(text, length)) ? 1 : 0; },
  kally_text_upload__deps: ['$K', '$GL', 'kally_text_coloured'],
  kally_text_upload: function (texture, x, y, face, px, text, length, toLeft, color, x0, y0, width, height) {
    var white = (color & 0xFFFFFF) === 0xFFFFFF, words = UTF8ToString(text, length), coloured = _kally_text_coloured(text, length);
    var canvas = K.paint(face, px, words, toLeft, white ? -1 : color & 0xFFFFFF, x0, y0, width, height, white && !coloured).canvas, g = GLctx;
    var before = g.getParameter(g.TEXTURE_BINDING_2D);
    g.bindTexture(g.TEXTURE_2D, GL.textures[texture]);
    g.texSubImage2D(g.TEXTURE_2D, 0, x, y, width, height, g.RGBA, g.UNSIGNED_BYTE, canvas);
    g.bindTexture(g.TEXTURE_2D, before);
  },
  kally_first_frame: function () {
    var shell = document.getElementById('shell');
    if (shell) shell.remove();
    document.documentElement.dataset.ready = 'true';
  },
});
