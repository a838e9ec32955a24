// Runs before the module: streams it with a true progress bar, hands over config.json, and explains in words when it cannot.
var Module = (function () {
  var script = document.currentScript, total = Number(script.dataset.size) || 0;
  var spanish = /^es/.test(navigator.language || '');
  var words = spanish ? {
    loading: 'Cargando', wasm: 'Este navegador no tiene WebAssembly. Usa una versión reciente de Firefox, Chrome, Edge o Safari.',
    webgl: 'Este navegador no ofrece WebGL2, que dibuja esta página. Actívalo o usa otro navegador.',
    network: 'No se pudo cargar la aplicación. Comprueba tu conexión y vuelve a cargar la página.',
  } : {
    loading: 'Loading', wasm: 'This browser has no WebAssembly. Use a recent Firefox, Chrome, Edge or Safari.',
    webgl: 'This browser does not offer WebGL2, which draws this page. Switch it on or use another browser.',
    network: 'The application could not be loaded. Check your connection and load the page again.',
  };
  document.documentElement.lang = spanish ? 'es' : 'en';
  var text = function (value) { var e = document.getElementById('shell-text'); if (e) e.textContent = value; };
  var failed = function (why) {
    text(words[why] || words.network);
    var bar = document.getElementById('shell-progress');
    if (bar) bar.remove();
  };
  document.addEventListener('DOMContentLoaded', function () {
    text(words.loading);
    if (typeof WebAssembly !== 'object') failed('wasm');
  });
  var address = new URL(script.dataset.wasm, script.src).href, base = new URL('./', script.src);
  var config = fetch(new URL('config.json', base), { cache: 'no-store', credentials: 'omit' }).then(function (answer) { return answer.ok ? answer.text() : ''; }, function () { return ''; });

  // The stream is passed on as it comes, so the browser compiles while it loads.
  var counted = function (response) {
    if (!response.ok || !response.body || !window.ReadableStream) return response;
    var reader = response.body.getReader(), seen = 0;
    var stream = new ReadableStream({
      pull: function (controller) {
        return reader.read().then(function (part) {
          if (part.done) { controller.close(); return; }
          seen += part.value.length;
          var bar = document.getElementById('shell-progress');
          if (bar && total) bar.value = Math.min(1, seen / total);
          controller.enqueue(part.value);
        });
      },
    });
    return new Response(stream, { headers: { 'Content-Type': 'application/wasm' } });
  };
  return {
    kallyFailed: failed,
    kallySandbox: new URL(script.dataset.sandbox, script.src).href,
    onAbort: function () { failed('network'); },
    instantiateWasm: function (imports, ready) {
      var load = fetch(address, { credentials: 'same-origin' }).then(function (response) {
        return WebAssembly.instantiateStreaming(Promise.resolve(counted(response)), imports);
      });
      Promise.all([load, config]).then(function (both) {
        Module.kallyConfig = both[1];
        ready(both[0].instance, both[0].module);
      }).catch(function () { failed(typeof WebAssembly === 'object' ? 'network' : 'wasm'); });
      return {};
    },
  };
})();
