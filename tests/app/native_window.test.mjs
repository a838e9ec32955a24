// The real window on a virtual display: sign in through the loopback listener, send, read, and look at the picture.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.KALLY_BUILD ?? join(root, 'build/native');
const folder = mkdtempSync(join(tmpdir(), 'kally-window-'));
const tree = join(folder, 'tree');
const started = [];
let display;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, look, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = look();
    if (found) return found;
    assert.ok(Date.now() < end, `${what} did not happen in ${seconds} s\n${existsSync(tree) ? readFileSync(tree, 'utf8') : 'no tree'}`);
    await pause(100);
  }
}

function start(program, args, options = {}) {
  const process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  process.output = '';
  for (const stream of [process.stdout, process.stderr]) stream.on('data', (data) => { process.output += data; });
  started.push(process);
  return process;
}

/** Records of the window: { role, name, x, y, width, height, value }. */
function records() {
  if (!existsSync(tree)) return [];
  return readFileSync(tree, 'utf8').trim().split('\n').map((line) => {
    const [role, name, x, y, width, height, value] = line.split('|');
    return { role, name, x: +x, y: +y, width: +width, height: +height, value };
  });
}
const find = (role, name) => records().find((r) => r.role === role && (name instanceof RegExp ? name.test(r.name) : r.name === name));
const xdotool = (...args) => assert.equal(spawnSync('xdotool', args, { env: { ...process.env, DISPLAY: display } }).status, 0, args.join(' '));

async function press(role, name) {
  const target = await until(`${role} "${name}"`, () => find(role, name));
  xdotool('mousemove', String(target.x + (target.width >> 1)), String(target.y + (target.height >> 1)));
  await pause(120);
  xdotool('click', '1');
}

before(async () => {
  const sandbox = start(join(build, 'kally-sandbox'), ['--port', '0', '--account', 'empty']);
  const api = (await until('the sandbox', () => /http:\/\/127\.0\.0\.1:\d+/.exec(sandbox.output)))[0];
  const xvfb = start('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp']);
  display = `:${(await until('the display', () => /^\d+/m.exec(xvfb.output)))[0]}`;
  const browser = join(folder, 'browser');
  writeFileSync(browser, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'tests/app/allow_sign_in.mjs')}" "$1"\n`, { mode: 0o755 });
  start(join(build, 'kally'), ['--api', api, '--sandbox', '--data', join(folder, 'data')], {
    env: { ...process.env, DISPLAY: display, BROWSER: browser, KALLY_TREE: tree, LIBGL_ALWAYS_SOFTWARE: '1', SDL_AUDIODRIVER: 'dummy', LANG: 'C.UTF-8',
      // The graphics driver's own leaks are not ours to report.
      ASAN_OPTIONS: 'detect_leaks=0' },
  });
});

after(async () => {
  for (const process of started.reverse()) {
    const ended = process.exitCode ?? process.signalCode ?? new Promise(resolve => process.once('exit', resolve));
    process.kill();
    await ended; // what it writes last must not meet the folder's end
  }
  rmSync(folder, { recursive: true, force: true });
});

test('a person signs in, sends and reads the answer in the native window', { timeout: 120_000 }, async () => {
  await until('the service is reachable', () => find('status', 'KallyAI is reachable'));
  await press('button', 'Continue with KallyAI');
  await until('being signed in', () => find('heading', 'What can I take off your plate?'));

  await press('textarea', 'Message KallyAI');
  xdotool('type', '--delay', '15', 'Book a table for four at Casa Lola on Friday');
  await until('the typed text', () => find('textarea', 'Message KallyAI')?.value === 'Book a table for four at Casa Lola on Friday');
  xdotool('key', 'Return');
  await until('the answer', () => find('text', /Casa Lola/) && find('button', 'Copy message'));
  assert.equal(find('textarea', 'Message KallyAI').value, '', 'the composer is empty after the message was taken');
  await until('the conversation in the list', () => find('link', /Casa Lola/));

  const picture = join(folder, 'window.png');
  assert.equal(spawnSync('import', ['-window', 'root', picture], { env: { ...process.env, DISPLAY: display } }).status, 0);
  const histogram = spawnSync('convert', [picture, '-alpha', 'off', '-format', '%c', 'histogram:info:'], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout.trim().split('\n');
  const pixels = (colour) => histogram.filter((line) => line.includes(colour)).reduce((sum, line) => sum + parseInt(line, 10), 0);
  assert.ok(histogram.length > 200, `letters are smoothed: ${histogram.length} colours`);
  assert.ok(pixels('#E9EBFB') > 2000, 'the bubble of the person\'s words is drawn');
  assert.ok(pixels('#F0EDE6') > 20000, 'the rail is drawn');
});

test('F12, F11 and F10 show the metrics, the requests and what drawing takes, and hide them again', { timeout: 60_000 }, async () => {
  /** Pixels of the neutral grey of Dear ImGui's windows, of which the page has little, whatever it shows meanwhile. */
  const grey = () => {
    const rgb = spawnSync('import', ['-window', 'root', '-depth', '8', 'rgb:-'], { env: { ...process.env, DISPLAY: display }, maxBuffer: 1 << 26 }).stdout;
    let count = 0;
    for (let i = 0; i < rgb.length; i += 3) count += rgb[i] > 224 && rgb[i] < 246 && Math.abs(rgb[i] - rgb[i + 1]) < 3 && Math.abs(rgb[i + 1] - rgb[i + 2]) < 3;
    return count;
  };
  for (const key of ['F12', 'F11', 'F10']) {
    xdotool('key', key);
    await until(`what ${key} shows`, () => grey() > 9000);
    xdotool('key', key);
    await until(`${key} hiding it again`, () => grey() < 6000);
  }
});
