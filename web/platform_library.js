// The browser side of src/platform/web: the loop, input, the page. Called from C++ as listed in browser.h.
// Nothing here or in its neighbours parses or runs text as markup or script; styles are set through CSSOM, so that a strict policy holds.
mergeInto(LibraryManager.library, {
  $K__deps: ['$M', '$G'],
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
      M.scrollers.forEach(function (e) {
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
      K.count();
      if (K.left > 0) K.arm(K.left);
    },
    // What drawing takes, so far and by the last turn. It stands outside of the mirror and costs none of what it counts.
    overlay: null, counted: [0, 0, 0, 0],
    count: function () {
      if (!K.overlay) return;
      var now = [K.frames, _kally_draw_calls(), K.writes, _kally_glyph_count()];
      K.overlay.textContent = ['frames', 'draw calls', 'mirror writes', 'glyphs'].map(function (name, i) { return name + ' ' + now[i] + ' +' + (now[i] - K.counted[i]); }).join('\n');
      K.counted = now;
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

    // ---- input: listeners on the window, so events count whether they hit the canvas or an element above it
    owner: function (node) {
      while (node && node !== document && node.kallyId === undefined) node = node.parentNode;
      return node && node.kallyId !== undefined ? node : null;
    },
    listen: function () {
      var native = function (node) { return node.closest && node.closest('textarea,input'); };
      var text = function (node) { return node.closest && node.closest('.unit,textarea,input'); }; // its presses select
      // A finger that rests on what has a menu asks for it, also where the browser makes nothing of that (iOS); the press that ends it opens nothing.
      var rest = 0, from = null, rested = false;
      var menuOf = function (target) {
        var e = K.owner(target);
        return e && e.tagName === 'A' && e.kally['aria-haspopup'] ? e : null;
      };
      var openMenu = function (e) {
        clearTimeout(rest);
        _kally_on_menu(e.kallyId);
        K.respond();
      };
      var move = function (event) { _kally_on_pointer(event.pageX / K.zoom, event.pageY / K.zoom); };
      addEventListener('pointermove', function (event) {
        move(event);
        if (from && Math.hypot(event.pageX - from.pageX, event.pageY - from.pageY) > 10) clearTimeout(rest);
        K.arm(2);
      }, { passive: true });
      addEventListener('pointerdown', function (event) {
        move(event);
        clearTimeout(rest);
        rested = false;
        var e = event.pointerType === 'touch' && menuOf(event.target);
        if (e) {
          from = event;
          rest = setTimeout(function () { rested = true; openMenu(e); }, 500);
        }
        if (!text(event.target)) _kally_on_button(event.button === 2 ? 1 : event.button === 1 ? 2 : 0, 1);
        K.arm(3);
      });
      addEventListener('pointerup', function (event) {
        clearTimeout(rest);
        if (rested) setTimeout(function () { rested = false; }, 50); // behind the press that this may become
        _kally_on_button(event.button === 2 ? 1 : event.button === 1 ? 2 : 0, 0);
        if (event.pointerType === 'touch') _kally_on_pointer(-1e6, -1e6); // a finger that left hovers over nothing
        K.arm(3);
      });
      addEventListener('pointercancel', function () { clearTimeout(rest); _kally_on_button(0, 0); _kally_on_pointer(-1e6, -1e6); K.arm(3); });
      document.addEventListener('pointerleave', function () { _kally_on_pointer(-1e6, -1e6); K.arm(2); });
      addEventListener('click', function (event) {
        var e = K.owner(event.target);
        if (rested) {
          rested = false;
          event.preventDefault();
          return;
        }
        if (!e) return;
        if (e.tagName === 'A') {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return; // the browser's business
          if (e.target === '_blank') return;
          event.preventDefault();
        }
        // Never judged by the mirror's own state: that is one frame old, C++ decides.
        _kally_on_click(e.kallyId, event.shiftKey ? 1 : 0);
        K.respond();
      });
      addEventListener('contextmenu', function (event) {
        var e = menuOf(event.target);
        if (!e) return;
        event.preventDefault();
        if (!rested) openMenu(e);
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
        var whole = K.whole(event), ours = K.capture ? !K.isBrowsers(whole) : K.isOurs(whole, inField);
        if (ours) {
          event.preventDefault();
          K.send(whole);
          _kally_on_key(0, inField ? 1 : 0);
          K.respond();
          return;
        }
        // In a field only up and down may be ours, and in one of several lines only where the program left the caret.
        var rows = /^ArrowU|^ArrowD/.test(event.key) && !event.shiftKey;
        var takes = event.key === 'Escape' || event.key === 'F6' || (plain && moves && e && (!inField ? e.roving : rows && (e.kallyRole === 'combobox' || (e.roving && e.selectionStart === e.value.length))));
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
      addEventListener('popstate', function () {
        var then = K.leaving || [];
        K.leaving = null;
        then.forEach(K.afterwards);
      });
      addEventListener('hashchange', function () { K.send(K.fragment()); _kally_on_fragment(); K.arm(2); });
      var redraw = function () { K.arm(2); };
      addEventListener('resize', redraw);
      new ResizeObserver(redraw).observe(K.probe); // one rem wide
      addEventListener('online', redraw);
      addEventListener('offline', redraw);
      if (window.visualViewport) visualViewport.addEventListener('resize', redraw);
      // As it was before, taken out of the back-forward cache: another page may have its locks and drafts by now.
      addEventListener('pageshow', function (event) { if (event.persisted) location.reload(); });
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
      Promise.allSettled(G.fonts.filter(function (f) { return f.load; }).map(function (f) { return document.fonts.load(f.load, f.sample); })).then(fonts);
    },
    // ---- shortcuts: which keys are ours comes from the application
    keys: null, capture: false, modEnter: false, mac: false, clock: null,
    // What a browser does with these is not taken from it, whatever the person chose.
    isBrowsers: function (whole) { return /^(Mod\+(Shift\+)?[rtwnlpfij]|F5|F11|F12|Alt\+Arrow(Left|Right)|(Mod\+|Shift\+)*Tab|.*(Control|Meta|Alt|Shift|AltGraph|Dead|Unidentified))$/.test(whole); },
    whole: function (event) {
      var key = event.altKey && /^(Key|Digit).$/.test(event.code) ? event.code.slice(-1) : event.key === ' ' ? 'Space' : event.key;
      if (key.length === 1) key = key.toLowerCase();
      if (K.mac ? event.ctrlKey : event.metaKey) return 'Other+' + event.key; // the system's
      return ((K.mac ? event.metaKey : event.ctrlKey) ? 'Mod+' : '') + (event.altKey ? 'Alt+' : '') + (event.shiftKey && (key.length > 1 || /[a-z]/.test(key)) ? 'Shift+' : '') + key;
    },
    isOurs: function (whole, inField) {
      if (!K.keys.has(whole) || K.isBrowsers(whole)) return false;
      // In a field letters are text, and the keys of editing are the field's.
      return !inField || (/^(Mod|Alt)\+|Escape$|^F\d/.test(whole) && !/^Mod\+(Shift\+)?([zyxcva]|Home|End)$/.test(whole));
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
    zoom: 1, scale: 1, least: 0, tall: false, grown: false,
    fragment: function () { return location.hash.replace(/^#/, ''); },
    leaving: null, // while the browser goes back, which takes it a turn: what comes then
    afterwards: function (act) {
      if (K.leaving) K.leaving.push(act);
      else act();
    },
    go: function (address, step) { // 0: on, 1: instead, 2: a dialog over the page, 3: from it back to the page
      if (location.hash === address) return;
      var over = history.state === 'dialog';
      if (step === 3 && over) {
        K.leaving = [];
        history.back();
        return;
      }
      history[step % 2 || (step === 2 && over) ? 'replaceState' : 'pushState'](step === 2 ? 'dialog' : null, '', address);
    },
    // ---- the player of one recording: an element of its own, which no page shows. It is told of once a second and when it starts or ends.
    sound: null, heard: '',
    hear: function (state) {
      var s = K.sound, length = s && isFinite(s.duration) ? Math.round(s.duration) : 0, now = s ? Math.floor(s.currentTime) : 0;
      if (state === undefined) state = s.error ? 3 : s.paused ? 1 : 2;
      if (K.heard === (K.heard = [state, now, length].join())) return;
      _kally_on_sound(state, now, length);
      K.arm(1);
    },
  },

  kally_page_init__deps: ['$K', '$M'],
  kally_page_init: function () {
    M.elements = new Map();
    M.scrollers = new Set();
    K.keys = new Set();
    K.mac = /Mac|iPhone|iPad/.test(navigator.platform);
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
    if (/[?&]debug\b/.test(location.search)) {
      K.overlay = document.createElement('div');
      K.overlay.id = 'debug';
      K.overlay.setAttribute('role', 'group');
      K.overlay.setAttribute('aria-label', 'Debug');
      document.body.append(K.overlay);
    }
    // What tests and figures read; nothing can be done through it.
    Object.defineProperty(window, 'kally', { value: Object.freeze({
      get frames() { return K.frames; }, get drawCalls() { return _kally_draw_calls(); }, get mirrorWrites() { return K.writes; }, get mirrorTime() { return _kally_mirror_time(); }, get mirrorLayoutTime() { return _kally_mirror_layout_time(); }, get glyphs() { return _kally_glyph_count(); }, get glyphTime() { return _kally_glyph_time(); },
      get armed() { return K.raf !== 0; }, get entries() { return K.entries; }, get memory() { return HEAPU8.length; },
    }) });
  },
  kally_page_info__deps: ['$K'],
  kally_page_info: function (out) {
    var v = window.visualViewport, zoomed = v && v.scale > 1.01, d = devicePixelRatio;
    var width = v && !zoomed ? v.width : innerWidth, height = v && !zoomed ? v.height : innerHeight;
    // Larger text makes everything larger, as browser zoom does: the mirror is scaled as a whole, the canvas by its density.
    // The narrowest layout is for 320 pixels; where larger text would leave less, it is as large as fits.
    var s = getComputedStyle(K.probe), zoom = Math.min(2, Math.max(0.8, (parseFloat(s.width) / 16 || 1) * K.scale), Math.max(1, width / 320));
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
      | (navigator.onLine ? 16 : 0) | (document.hidden ? 0 : 32) | (K.coarse.matches ? 64 : 0) | (K.mac ? 128 : 0) | (Module['kallyWhole']() ? 256 : 0);
  },
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
  kally_set_title: function (text) { document.title = UTF8ToString(text); },
  kally_announce__deps: ['$K'],
  kally_announce: function (text, assertive) {
    var e = K.live[assertive ? 1 : 0], words = UTF8ToString(text);
    // The same words twice are spoken twice: an unseen character makes them differ.
    e.textContent = e.textContent === words ? words + '\u00A0' : words;
  },
  kally_set_language: function (code) { document.documentElement.lang = UTF8ToString(code); },
  kally_set_theme__deps: ['$G'],
  kally_set_theme: function (dark) {
    G.ink = dark ? 255 : 0;
    if (G.scratch) G.scratch.kallyFont = '';
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    var meta = document.querySelector('meta[name=theme-color]');
    if (meta) meta.content = getComputedStyle(document.documentElement).getPropertyValue('--surface-content').trim();
  },
  kally_set_fragment__deps: ['$K'],
  kally_set_fragment: function (text, step) {
    var address = '#' + UTF8ToString(text);
    K.afterwards(function () { K.go(address, step); });
  },
  kally_leave_for__deps: ['$K'],
  kally_leave_for: function (url) {
    var address = UTF8ToString(url);
    K.afterwards(function () { location.assign(address); });
  },
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
  kally_load_sound__deps: ['$K'],
  kally_load_sound: function (type, bytes, length) {
    if (K.sound) {
      K.sound.pause();
      URL.revokeObjectURL(K.sound.src);
      K.sound = null;
      K.hear(0);
    }
    if (!length) return;
    var s = K.sound = new Audio(URL.createObjectURL(new Blob([HEAPU8.slice(bytes, bytes + length)], { type: UTF8ToString(type) })));
    ['loadedmetadata', 'timeupdate', 'play', 'pause', 'ended', 'error'].forEach(function (name) { s.addEventListener(name, function () { if (s === K.sound) K.hear(); }); });
    K.hear(1);
  },
  kally_play_sound__deps: ['$K'],
  kally_play_sound: function (on, at) {
    if (!K.sound) return;
    if (at >= 0) K.sound.currentTime = at;
    if (on) K.sound.play().catch(function () { if (K.sound) K.hear(); }); else K.sound.pause();
  },
  kally_save_file: function (name, type, bytes, length) {
    var a = document.createElement('a'), address = URL.createObjectURL(new Blob([HEAPU8.slice(bytes, bytes + length)], { type: UTF8ToString(type) }));
    a.href = address;
    a.download = UTF8ToString(name);
    a.click();
    setTimeout(function () { URL.revokeObjectURL(address); }, 60000); // the browser reads it after this turn
  },
  kally_random: function (out, count) { crypto.getRandomValues(HEAPU8.subarray(out, out + count)); },
  kally_page_text__deps: ['$K'],
  kally_page_text: function (which) {
    return K.send([
      function () { return location.origin + location.pathname; },
      function () { return K.fragment(); },
      function () { return Intl.DateTimeFormat().resolvedOptions().timeZone || ''; },
      function () { return navigator.language || ''; },
      function () { return Module['kallyConfig'] || ''; },
      function () { return Intl.supportedValuesOf ? Intl.supportedValuesOf('timeZone').join(' ') : ''; },
    ][which]());
  },
  kally_utc_offset__deps: ['$K'],
  kally_utc_offset: function (ms) {
    if (!K.clock) return -new Date(ms).getTimezoneOffset();
    var at = {};
    K.clock.formatToParts(ms).forEach(function (part) { at[part.type] = Number(part.value); });
    return Math.round((Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - ms) / 60000);
  },
  kally_set_preferences__deps: ['$K'],
  kally_set_preferences: function (scale, modEnter, zone, keys, capture) {
    K.scale = scale;
    K.modEnter = !!modEnter;
    K.keys = new Set(UTF8ToString(keys).split(' '));
    K.capture = !!capture;
    var name = UTF8ToString(zone);
    try { K.clock = name ? new Intl.DateTimeFormat('en', { timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }) : null; } catch (problem) { K.clock = null; }
    K.arm(2);
  },
  kally_wipe__deps: ['$K'],
  kally_wipe: function () {
    [localStorage, sessionStorage].forEach(function (store) {
      Object.keys(store).forEach(function (key) { if (key.indexOf('kally.') === 0) store.removeItem(key); });
    });
    if (window.caches) caches.keys().then(function (all) { all.forEach(function (name) { if (name.indexOf('kally-') === 0) caches.delete(name); }); });
    if (navigator.serviceWorker) navigator.serviceWorker.getRegistration().then(function (worker) { if (worker) worker.unregister(); });
  },
  kally_first_frame: function () {
    var shell = document.getElementById('shell');
    if (shell) shell.remove();
    document.documentElement.dataset.ready = 'true';
    Module['kallyPages'](function () { K.arm(1); });
    if (Module['kallyReady']) Module['kallyReady']();
  },
});
