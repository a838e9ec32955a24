// What the browser tests share: serve.py and kally-sandbox as a person would start them, and a Chromium page that fails its test
// on any page error, console error or violated policy. Tests press by role and name only.
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const dist = process.env.KALLY_DIST ?? path.join(root, 'build/web/dist');
const sandboxProgram = process.env.KALLY_SANDBOX ?? path.join(root, 'build/release/kally-sandbox');
const patience = 10000;

/** Chromium with WebGL by its software renderer; the page around the canvas is put together without it, which halves the work. */
export function launch(environment = {}) {
  return chromium.launch({
    env: { ...process.env, ...environment },
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-gpu-compositing', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Starts a program and waits for the line that names its address. */
async function start(command, args, environment = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', data => { said += data; });
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${command} did not start: ${said}`)), patience);
    child.stdout.on('data', data => {
      said += data;
      const found = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(said);
      if (found) { clearTimeout(late); resolve(found[0]); }
    });
    child.once('exit', code => { clearTimeout(late); reject(new Error(`${command} ended with ${code}: ${said}`)); });
    child.once('error', reject);
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  return { address, stop: async () => { child.kill('SIGTERM'); await ended; } };
}

/** The sandbox server with a state file of its own; it can be ended and brought back on the same port. */
export async function startSandbox({ clock = 'real', args = [] } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kally-test-'));
  const all = port => ['--port', String(port), '--state', path.join(folder, 'state.json'), '--clock', clock, ...args];
  let process_ = await start(sandboxProgram, all(0));
  const { address } = process_;
  const post = async (what, body) => {
    const answer = await fetch(`${address}/sandbox/${what}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.text());
  };
  return {
    address,
    dials: body => post('dials', body),
    orders: body => post('orders', body),
    /** How often the service holds a message of the person with these words. */
    held: text => {
      const count = value => Array.isArray(value) ? value.reduce((sum, one) => sum + count(one), 0)
        : value && typeof value === 'object' ? (value.from_user === true && value.text === text ? 1 : 0) + count(Object.values(value)) : 0;
      return count(JSON.parse(readFileSync(path.join(folder, 'state.json'), 'utf8')));
    },
    down: () => process_.stop(),
    up: async () => { process_ = await start(sandboxProgram, all(new URL(address).port)); },
    stop: async () => { await process_.stop(); rmSync(folder, { recursive: true, force: true }); },
  };
}

/** serve.py. Without `api` it starts a sandbox of its own, as it does for a person. */
export async function startSite({ api, dist: pages = dist, args = [] } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kally-test-'));
  const site = await start('python3', [path.join(root, 'serve.py'), '--port', '0', '--no-open', '--quiet', '--dist', pages, '--state', path.join(folder, 'state.json'), ...(api ? ['--api', api] : []), ...args],
    { KALLY_SANDBOX: sandboxProgram });
  return { address: site.address, stop: async () => { await site.stop(); rmSync(folder, { recursive: true, force: true }); } };
}

/** A page that remembers what went wrong in it; `script` runs before the page's own; without an address nothing is opened in it yet. */
export async function openPage(browser, address, { route = '', watch = true, ready = true, failures = [], script, ...context } = {}) {
  const surroundings = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...context });
  const page = await surroundings.newPage();
  if (script) await page.addInitScript(script);
  page.setDefaultTimeout(patience);
  const problems = [], requests = [];
  let allowed = failures;
  page.on('pageerror', error => problems.push(`page error: ${error.message}`));
  page.on('console', message => {
    if (message.type() === 'error' && !allowed.some(pattern => pattern.test(message.text()))) problems.push(`console: ${message.text()}`);
  });
  page.on('request', request => requests.push(request.url()));
  // Tests of trouble name the failing requests they provoke; the browser reports each on the console.
  page.expectFailures = (...patterns) => { allowed = patterns.length ? patterns : [/^Failed to load resource/]; };
  page.requests = requests;
  page.problems = problems;
  page.done = async () => {
    await surroundings.close();
    if (watch) assert.deepEqual(problems, []);
  };
  if (address === null) return page;
  await page.goto(address + route);
  if (ready) await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
  return page;
}

/** Signs in by the redirect through the sandbox's consent page. */
export async function signIn(page) {
  await page.getByRole('button', { name: 'Continue with KallyAI' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await composer(page).waitFor({ state: 'attached' });
}

/**
 * Opens the page signed in, for tests of what comes after: the redirect begins at the consent page, with the state that the
 * application would have kept, so that the application is loaded once instead of twice. Signing in itself is tested elsewhere.
 */
export async function openSignedIn(browser, address, { consentAt = address, ...options } = {}) {
  const state = randomBytes(32).toString('base64url'), callback = encodeURIComponent(`${address}/callback`);
  const page = await openPage(browser, null, options);
  await page.route(`${address}/before`, route => route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,">' }));
  await page.goto(`${address}/before`);
  await page.unrouteAll();
  await page.evaluate(state => sessionStorage.setItem('kally.state', `${state} ${Date.now()}`), state);
  await page.goto(`${consentAt}/v1/auth/cli?redirect_uri=${callback}&state=${state}`);
  await page.getByRole('button', { name: /^(Allow|Permitir)$/ }).click();
  await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
  await composer(page).waitFor({ state: 'attached' });
  return page;
}

/** Repeats a check until it holds: what the page shows follows a frame after what was pressed. */
export async function eventually(check, time = patience) {
  for (const end = Date.now() + time; ;) {
    try { return await check(); } catch (problem) { if (Date.now() > end) throw problem; }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

export const composer = page => page.getByRole('textbox', { name: /^(Message KallyAI|Escribe a KallyAI)$/ });
export const messages = page => page.getByRole('log', { name: /^(Messages|Mensajes)$/ });
export const replies = page => messages(page).getByRole('article', { name: /^KallyAI/ });
export const own = page => messages(page).getByRole('article', { name: /^(You|Tú)/ });
export const chats = page => page.getByRole('navigation', { name: 'Chats' });

export async function send(page, text) {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Sends and waits until a new reply stands at the end of the thread. A long thread holds only what is near the window. */
export async function ask(page, text) {
  const last = async () => await replies(page).count() ? replies(page).last().evaluate(element => element.kallyId, null, { timeout: 1000 }).catch(() => 0) : 0;
  const before = await last();
  await send(page, text);
  await eventually(async () => assert.ok(![before, 0].includes(await last()), `no reply to "${text}"`));
}

/** Waits until this text stands in the records of this browser: drafts are written half a second after the first key. */
export const isKept = (page, text) => eventually(async () => {
  const kept = await page.evaluate(() => new Promise(resolve => {
    indexedDB.open('kally').onsuccess = event => { event.target.result.transaction('records').objectStore('records').getAll().onsuccess = all => resolve(all.target.result.map(one => one.value)); };
  }));
  assert.ok(kept.some(value => value.includes(text)), `${text} is not among ${kept}`);
});

/** Waits until the composer holds this text. */
export const shows = (page, text) => eventually(async () => assert.equal(await composer(page).inputValue(), text));

/** Frames that the page draws in `ms` while nothing is asked of it. */
export async function framesDuring(page, ms) {
  const before = await page.evaluate(() => window.kally.frames);
  await page.waitForTimeout(ms);
  return await page.evaluate(() => window.kally.frames) - before;
}

/**
 * A script for a page: window.entered is how often its module was entered from outside, by whatever way, as seen around the
 * module and not as it counts by itself.
 */
export const countEntries = () => {
  window.entered = 0;
  let inside = false;
  const counted = call => typeof call !== 'function' ? call : (...all) => {
    if (inside) return call(...all); // the module asked for it
    inside = true;
    window.entered++;
    try { return call(...all); } finally { inside = false; }
  };
  const instantiate = WebAssembly.instantiateStreaming, get = WebAssembly.Table.prototype.get;
  WebAssembly.instantiateStreaming = async (...all) => {
    const { instance, module } = await instantiate(...all);
    return { instance: { exports: Object.fromEntries(Object.entries(instance.exports).map(([name, one]) => [name, counted(one)])) }, module };
  };
  WebAssembly.Table.prototype.get = function (at) { return counted(get.call(this, at)); };
};

/** Entries into the module in `ms`, of a page with countEntries. */
export async function entriesDuring(page, ms) {
  const before = await page.evaluate(() => window.entered);
  assert.ok(before > 0, 'entries are counted');
  await page.waitForTimeout(ms);
  return await page.evaluate(() => window.entered) - before;
}

/** Waits until the page draws no more. */
export async function settle(page) {
  for (let i = 0; i < 40; ++i) if (await framesDuring(page, 250) === 0) return;
  throw new Error('the page keeps drawing');
}

/**
 * One browser for a file and a site for each test:
 *   const { check } = suite();  check('does it', async ({ page, sandbox }) => { ... }, { options of the context });
 * `environment` is of the browser; `faults: true` puts serve.py before a sandbox of the test's own, whose dials it can turn; `signedIn: false` stays on the sign-in page.
 */
export function suite(environment) {
  let browser;
  before(async () => { browser = await launch(environment); });
  after(async () => { await browser.close(); });
  const check = (name, body, { faults = false, signedIn = true, clock, ...options } = {}) => test(name, { timeout: 90000 }, async () => {
    const sandbox = faults ? await startSandbox({ clock }) : null;
    let site, page;
    try {
      site = await startSite({ api: sandbox?.address });
      page = await (signedIn ? openSignedIn : openPage)(browser, site.address, { ...options, ...(signedIn && sandbox ? { consentAt: sandbox.address } : {}) });
      await body({ page, site, sandbox, browser });
      await page.done();
    } catch (problem) {
      if (process.env.KALLY_TEST_SHOT && page) await page.screenshot({ path: process.env.KALLY_TEST_SHOT }).catch(() => {});
      if (page?.problems.length) problem.message += `\n${page.problems.join('\n')}`;
      throw problem;
    } finally {
      await page?.context().close().catch(() => {});
      await site?.stop();
      await sandbox?.stop();
    }
  });
  return { check };
}
