// Runs before the module: streams it with a true progress bar, hands over config.json, and explains in words when it cannot.
// Its words are filled in from the catalogue, each as [English, Spanish].
var Module = (function () {
  var script = document.currentScript, total = Number(script.dataset.size), page = document.documentElement;
  var words = { '': {{text:ShellLoading}}, wasm: {{text:ShellNoWasm}}, network: {{text:ShellNotLoaded}}, stopped: {{text:ShellStopped}} };
  var again = { network: {{text:TryAgain}}, stopped: {{text:ShellReload}} };
  var shell, bar, reason = '', began = false;
  page.lang = /^es/.test(navigator.language) ? 'es' : 'en';
  var say = function (both) { return both[page.lang === 'es' ? 1 : 0]; }; // the application sets the language later

  var show = function () {
    if (!shell) return; // not parsed yet, which shows it
    var text = shell.querySelector('p');
    if (!reason) {
      text.textContent = say(words['']);
      bar.setAttribute('aria-label', text.textContent);
      return;
    }
    text.setAttribute('role', 'alert');
    text.textContent = say(words[reason]);
    bar.remove();
    // Nothing of an application that has ended is left in reach, and it draws no more.
    document.getElementById('mirror').remove();
    window.requestAnimationFrame = function () { return 1; };
    document.body.append(shell); // the first frame took it away
    if (!again[reason]) return;
    var button = document.createElement('button');
    button.textContent = say(again[reason]);
    button.addEventListener('click', function () { location.reload(); });
    shell.append(button);
    button.focus();
  };
  // The first reason is the true one: what follows from it is not told.
  var failed = function (why) {
    if (reason) return;
    reason = why;
    show();
  };
  // After a trap the module's memory holds for nothing; other errors leave the application standing.
  var trapped = function (problem) { if (window.WebAssembly && problem instanceof WebAssembly.RuntimeError) failed('stopped'); };
  if (!window.WebAssembly) failed('wasm');
  document.addEventListener('DOMContentLoaded', function () {
    shell = document.getElementById('shell');
    bar = shell.querySelector('progress');
    shell.querySelector('.late').remove(); // from here on the bar and this script tell what happens
    show();
  });
  addEventListener('error', function (event) {
    if (event.target.tagName === 'SCRIPT') failed('network');
    else if (reason === 'wasm') event.preventDefault(); // the module's script says the same, less well
    else if (event.error && !page.dataset.ready && event.filename.indexOf(base) === 0) failed('stopped'); // a script of ours, before the first frame
    else trapped(event.error);
  }, true);
  addEventListener('unhandledrejection', function (event) { trapped(event.reason); });

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
          if (bar) bar.value = seen / total;
          controller.enqueue(part.value);
        });
      },
    });
    return new Response(stream, { headers: { 'Content-Type': 'application/wasm' } });
  };
  // What the first screen does not need is a module of its own (cmake/split_module.py), fetched behind the first frame. Whoever calls
  // one of its functions before it has arrived fetches it there and then.
  var pages = script.dataset.pages && new URL(script.dataset.pages, script.src).href, main, joined = false;
  var joinNow = function () {
    var ask = new XMLHttpRequest();
    ask.open('GET', pages, false);
    ask.overrideMimeType('text/plain; charset=x-user-defined');
    try {
      ask.send();
      if (ask.status !== 200) throw new Error(pages + ' answered ' + ask.status);
      new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(ask.responseText, function (c) { return c.charCodeAt(0) & 255; })), { primary: main });
    } catch (problem) {
      failed('network');
      throw problem;
    }
    joined = true;
  };
  var later = function (unused, index) {
    return function () {
      if (!joined) joinNow();
      var table = Object.values(main).find(function (one) { return one instanceof WebAssembly.Table; });
      return table.get(Number(index)).apply(null, arguments);
    };
  };
  return {
    kallyPages: function (arrived) {
      if (pages && !joined) WebAssembly.instantiateStreaming(fetch(pages, { credentials: 'same-origin' }), { primary: main }).then(function () { joined = true; arrived(); }, function () {});
    },
    kallyWhole: function () { return joined || !pages; },
    kallyFailed: failed,
    // After the first frame, so that neither is part of the first load: what makes this installable and lets it open without a network.
    kallyReady: function () {
      var manifest = document.createElement('link');
      manifest.rel = 'manifest';
      manifest.href = new URL('app.webmanifest', base).href;
      document.head.append(manifest);
      if (!navigator.serviceWorker) return;
      var worker = new URL('worker.js', base).href;
      try {
        if (window.trustedTypes) worker = trustedTypes.createPolicy('kally', { createScriptURL: function () { return worker; } }).createScriptURL('');
        navigator.serviceWorker.register(worker).catch(function () {});
      } catch (problem) { console.warn(problem); } // a stricter policy of the host: everything else works
    },
    kallyPlain: function () { return say({{text:ShellPlain}}); },
    kallySandbox: new URL(script.dataset.sandbox, script.src).href,
    onAbort: function () { failed('stopped'); },
    instantiateWasm: function (imports, ready) {
      imports.placeholder = new Proxy({}, { get: later });
      var load = fetch(address, { credentials: 'same-origin' }).then(function (response) {
        return WebAssembly.instantiateStreaming(Promise.resolve(counted(response)), imports);
      });
      Promise.all([load, config]).then(function (both) {
        began = true;
        main = both[0].instance.exports;
        Module.kallyConfig = both[1];
        // From here on the application says what colour the browser's frame has, in the one that counts.
        document.querySelectorAll('[name=theme-color]').forEach(function (meta) {
          if (matchMedia(meta.getAttribute('media')).matches) meta.removeAttribute('media'); else meta.remove();
        });
        ready(both[0].instance, both[0].module);
      }).catch(function (problem) {
        console.warn(problem);
        failed(began ? 'stopped' : 'network');
      });
      return {};
    },
  };
})();
