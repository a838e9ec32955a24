// Text by the browser's own rasteriser: measured and drawn with Canvas2D, read back or uploaded as it is.
mergeInto(LibraryManager.library, {
  $G__deps: [],
  $G: {
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
      if (!G.scratch) {
        var c = document.createElement('canvas');
        c.width = 1024;
        c.height = 256;
        G.scratch = c.getContext('2d', { willReadFrequently: true });
      }
      var k = G.scratch, font = G.fonts[face].css + Math.round(px * 1000) / 1000 + 'px ' + G.fonts[face].family, direction = toLeft ? 'rtl' : 'ltr';
      if (k.kallyFont !== font) {
        k.kallyFont = font;
        k.font = font;
        k.fontKerning = 'none';
        k.textRendering = 'geometricPrecision';
        k.textBaseline = 'alphabetic';
        k.textAlign = 'left';
        k.fillStyle = G.colour(G.ink * 0x10101);
        k.kallyDirection = '';
      }
      if (k.kallyDirection !== direction) k.direction = k.kallyDirection = direction;
      return k;
    },
    // Makes room in the scratch canvas; that forgets all of its settings.
    clear: function (width, height) {
      var k = G.scratch, c = k.canvas;
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
      G.clear(width, height);
      var k = G.prepare(face, px, toLeft);
      k.save();
      k.beginPath();
      k.rect(0, 0, width, height);
      k.clip();
      if (color >= 0) k.fillStyle = G.colour(color);
      k.fillText(text, -x0, -y0);
      if (whiten) {
        k.globalCompositeOperation = 'source-in';
        k.fillStyle = '#fff';
        k.fillRect(0, 0, width, height);
      }
      k.restore();
      return k;
    },
  },

  kally_font_box__deps: ['$G'],
  kally_font_box: function (face, px, out) {
    var m = G.prepare(face, px).measureText('x'), o = out >> 2;
    HEAPF32[o] = Math.round(m.fontBoundingBoxAscent);
    HEAPF32[o + 1] = Math.round(m.fontBoundingBoxDescent);
  },
  kally_segment_ends__deps: ['$G'],
  kally_segment_ends: function (text, length, words, out) {
    if (!self.Intl || !Intl.Segmenter) return 0;
    if (!G.segmenters) G.segmenters = ['grapheme', 'word'].map(function (kind) { return new Intl.Segmenter(undefined, { granularity: kind }); });
    var count = 0, end = 0, o = out >> 2;
    for (var part of G.segmenters[words].segment(UTF8ToString(text, length))) {
      end += lengthBytesUTF8(part.segment);
      HEAPU32[o + count++] = end;
    }
    return end === length ? count : 0; // broken text is measured otherwise here than there
  },
  kally_line_baseline__deps: ['$G'],
  kally_line_baseline: function (face, em, line) {
    // Browsers round ascent, descent and leading each in their way: one line is set to see.
    var e = document.createElement('div'), mark = document.createElement('span'), s = e.style;
    s.position = 'absolute';
    s.visibility = 'hidden';
    s.top = s.left = '0';
    s.whiteSpace = 'pre';
    s.font = G.fonts[face].css + em + 'px/' + line + 'px ' + G.fonts[face].family;
    mark.style.display = 'inline-block'; // empty: its bottom stands on the baseline
    e.append('x', mark);
    document.body.append(e);
    var baseline = mark.getBoundingClientRect().bottom - e.getBoundingClientRect().top;
    e.remove();
    return baseline;
  },
  kally_text_metrics__deps: ['$G'],
  kally_text_metrics: function (face, px, text, length, toLeft, out) { G.measure(G.prepare(face, px, toLeft), UTF8ToString(text, length), out); },
  kally_text_draw__deps: ['$G'],
  kally_text_draw: function (face, px, text, length, toLeft, color, x0, y0, width, height, out) {
    var words = UTF8ToString(text, length);
    var data = G.paint(face, px, words, toLeft, -1, x0, y0, width, height).getImageData(0, 0, width, height).data, coloured = 0;
    var other = function (value) { return Math.abs(value - G.ink) > 5; };
    for (var i = 0; i < data.length; i += 4) if (data[i + 3] > 16 && (other(data[i]) || other(data[i + 1]) || other(data[i + 2]))) { coloured = 1; break; }
    if (!coloured) for (var j = 0; j < data.length; j += 4) data[j] = data[j + 1] = data[j + 2] = 255;
    else if ((color & 0xFFFFFF) !== 0xFFFFFF) data = G.paint(face, px, words, toLeft, color & 0xFFFFFF, x0, y0, width, height).getImageData(0, 0, width, height).data;
    HEAPU8.set(data, out);
    return coloured;
  },
  kally_ascii_metrics__deps: ['$G'],
  kally_ascii_metrics: function (face, px, out) {
    var k = G.prepare(face, px, 0);
    for (var c = 33; c < 127; c++, out += 20) G.measure(k, String.fromCharCode(c), out);
  },
  kally_ascii_draw__deps: ['$G'],
  kally_ascii_draw: function (face, px, metrics, width, height, out) {
    var all = width * 16, rows = height * 6;
    G.clear(all, rows);
    var k = G.prepare(face, px, 0);
    for (var i = 0, m = metrics >> 2; i < 94; i++, m += 5) k.fillText(String.fromCharCode(33 + i), i % 16 * width - HEAPF32[m + 1], (i >> 4) * height - HEAPF32[m + 2]);
    var data = k.getImageData(0, 0, all, rows).data;
    for (var j = 0; j < data.length; j += 4) data[j] = data[j + 1] = data[j + 2] = 255;
    HEAPU8.set(data, out);
  },
  kally_readback_works__deps: ['$G'],
  kally_readback_works: function () {
    // Opaque squares of known colours: a browser that guards against fingerprinting gives back others, noise or nothing.
    G.prepare(0, 16, 0);
    G.clear(64, 64);
    var k = G.prepare(0, 16, 0), of = function (i) { return i * 16 + (i % 2 ? 7 : 0); };
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
  kally_text_upload__deps: ['$G', '$GL', 'kally_text_coloured'],
  kally_text_upload: function (texture, x, y, face, px, text, length, toLeft, color, x0, y0, width, height) {
    var white = (color & 0xFFFFFF) === 0xFFFFFF, words = UTF8ToString(text, length), coloured = _kally_text_coloured(text, length);
    var canvas = G.paint(face, px, words, toLeft, white ? -1 : color & 0xFFFFFF, x0, y0, width, height, white && !coloured).canvas, g = GLctx;
    var before = g.getParameter(g.TEXTURE_BINDING_2D);
    g.bindTexture(g.TEXTURE_2D, GL.textures[texture]);
    g.texSubImage2D(g.TEXTURE_2D, 0, x, y, width, height, g.RGBA, g.UNSIGNED_BYTE, canvas);
    g.bindTexture(g.TEXTURE_2D, before);
  },
  kally_most_texels__deps: ['$GL'],
  kally_most_texels: function () { return GLctx.getParameter(3379); },
});
