// The sandbox's own module: fetched when a person asks for it, instantiated without any script of its own.
mergeInto(LibraryManager.library, {
  $S: { module: null, answer: null },
  kally_sandbox_load__deps: ['$S'],
  kally_sandbox_load: function () {
    if (S.module) { setTimeout(function () { _kally_on_sandbox(1); }); return; }
    // Its C library may ask for a clock or a console; it gets neither.
    var nothing = function () { return 0; };
    var imports = { env: {}, wasi_snapshot_preview1: {} };
    WebAssembly.compileStreaming(fetch(Module['kallySandbox'])).then(function (module) {
      WebAssembly.Module.imports(module).forEach(function (one) { (imports[one.module] = imports[one.module] || {})[one.name] = nothing; });
      return WebAssembly.instantiate(module, imports);
    }).then(function (instance) {
      S.module = instance.exports;
      if (S.module['_initialize']) S.module['_initialize']();
      _kally_on_sandbox(1);
    }).catch(function () { _kally_on_sandbox(0); });
  },
  kally_sandbox_call__deps: ['$S'],
  kally_sandbox_call: function (text, length) {
    var m = S.module, at = m['sandbox_buffer'](length);
    new Uint8Array(m['memory'].buffer).set(HEAPU8.subarray(text, text + length), at);
    var size = m['sandbox_call'](), out = m['sandbox_output']();
    S.answer = new Uint8Array(m['memory'].buffer).slice(out, out + size);
    return size;
  },
  kally_sandbox_take__deps: ['$S'],
  kally_sandbox_take: function (out) { HEAPU8.set(S.answer, out); S.answer = null; },
});
