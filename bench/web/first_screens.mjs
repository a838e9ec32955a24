// Finds what signing in, sending and reading do without, also when all goes wrong: their tests are run over a module that counts
// (Binaryen's wasm-split), and the functions that never ran are written to cmake/behind_first_frame.txt, for cmake/split_module.py.
// Needs the web build. To be run again when the first load has grown: names that are new stay in it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { chromium } from 'playwright-core';

const self = fileURLToPath(import.meta.url), root = path.resolve(path.dirname(self), '../..'), built = path.join(root, 'build/web');
const tests = ['main_job', 'trouble', 'text', 'transcript', 'pages'];
const features = ['--enable-bulk-memory', '--enable-mutable-globals', '--enable-sign-ext', '--enable-nontrapping-float-to-int'];

/** Which parts of these run depends on what is sorted or grows, not on what is done. */
const ofData = /^_ZNSt3__2.*(sort|merge|rotate|slow_path)/;

/** In a page, before its own script: what the module has counted is sent to `address`. */
const tell = address => {
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...all) => {
    const both = await instantiate(...all), { kally_counted: write } = both.instance.exports;
    const memory = Object.values(both.instance.exports).find(one => one instanceof WebAssembly.Memory);
    const counted = () => { // written where something else stands, which is put back
      const size = 65536, at = memory.buffer.byteLength - size, place = new Uint8Array(memory.buffer, at, size), before = place.slice();
      const counts = place.slice(0, write(at, size));
      place.set(before);
      navigator.sendBeacon(address, counts);
    };
    if (write) {
      addEventListener('pagehide', counted);
      setInterval(counted, 1000); // a tab that is closed has no time to tell
    }
    return both;
  };
};

/** The names of the functions that the module defines, in its order. */
function namesOf(bytes) {
  const module = new WebAssembly.Module(bytes), section = new Uint8Array(WebAssembly.Module.customSections(module, 'name')[0]);
  const imported = WebAssembly.Module.imports(module).filter(one => one.kind === 'function').length, names = [];
  let at = 0;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = section[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < section.length) {
    const kind = section[at++], size = number(), end = at + size;
    if (kind === 1)
      for (let left = number(); left > 0; --left) {
        const index = number(), length = number();
        if (index >= imported) names[index - imported] = Buffer.from(section.subarray(at, at + length)).toString();
        at += length;
      }
    at = end;
  }
  return names;
}

if (process.env.KALLY_COUNTS_TO) { // loaded before a test file: every tab tells
  const launch = chromium.launch;
  chromium.launch = async function (...all) {
    const browser = await launch.apply(this, all), open = browser.newContext;
    browser.newContext = async options => {
      const context = await open.call(browser, { ...options, bypassCSP: true });
      await context.addInitScript(tell, process.env.KALLY_COUNTS_TO);
      return context;
    };
    return browser;
  };
} else {
  const folder = mkdtempSync(path.join(tmpdir(), 'kally-first-')), dist = path.join(folder, 'dist');
  cpSync(path.join(built, 'dist'), dist, { recursive: true });
  for (const packed of readdirSync(dist).filter(name => /^kally\..*\.(br|gz)$/.test(name))) rmSync(path.join(dist, packed));
  const module = readdirSync(dist).find(name => /^kally\..*\.wasm$/.test(name));
  execFileSync('wasm-split', [...features, '--instrument', '--profile-export=kally_counted', path.join(built, 'kally.wasm'), '-o', path.join(dist, module)]);
  const names = namesOf(readFileSync(path.join(built, 'kally.wasm'))), ran = new Set();
  let told = 0;
  const server = createServer(async (request, answer) => {
    const counted = Buffer.concat(await request.toArray());
    answer.writeHead(204, { 'Cross-Origin-Resource-Policy': 'cross-origin' }).end();
    told++;
    names.forEach((name, i) => { if (counted.readUInt32LE(8 + 4 * i)) ran.add(name); });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const run = spawn(process.execPath, ['--import', self, '--test', '--test-reporter=dot', '--test-concurrency=2', ...tests.map(name => path.join(root, `tests/browser/${name}.test.mjs`))],
    { env: { ...process.env, KALLY_DIST: dist, KALLY_COUNTS_TO: `http://127.0.0.1:${server.address().port}/` }, stdio: ['inherit', 'pipe', 'inherit'] });
  const said = Buffer.concat(await run.stdout.toArray()).toString(), failed = said.match(/^✖ .*/gm)?.length ?? 0;
  server.close();
  rmSync(folder, { recursive: true });
  if (failed !== 2) { // those of pages that ask for the second module, which does not fit this one
    console.log(said);
    throw new Error(`${failed} tests failed where two do: what they did not come to would go behind the first frame`);
  }
  const never = names.filter(name => !ran.has(name) && !ofData.test(name));
  writeFileSync(path.join(root, 'cmake/behind_first_frame.txt'),
    `# Functions that signing in, sending and reading never ran (bench/web/first_screens.mjs): the CRC-32 of each name in the linked module.\n${never.map(name => crc32(name).toString(16).padStart(8, '0')).sort().join('\n')}\n`);
  console.log(`told ${told} times: ${ran.size} of ${names.length} functions ran`);
}
