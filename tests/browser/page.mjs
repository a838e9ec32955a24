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

/** What the site's own `_headers` tells a static host to send with every answer; `api` in place of the service's address. */
export function hostHeaders(api) {
  const [all] = readFileSync(path.join(dist, '_headers'), 'utf8').split('\n\n'), service = JSON.parse(readFileSync(path.join(dist, 'config.json'), 'utf8')).api_base;
  return Object.fromEntries(all.split('\n').slice(1).map(line => /^  ([^:]+): (.*)$/.exec(line).slice(1)).map(([name, value]) => [name, api ? value.replace(service, api) : value]));
}

const desktop = { width: 1280, height: 800 };

/** Pixels of the window for one of CSS: as with the browser's zoom at 50 %, a quarter of the work. Tests that look at pixels name theirs. */
export const density = 0.5;

/**
 * Chromium with WebGL by its software renderer. What is built without windows starts and opens pages at less than half the cost; the
 * `whole` one is for what belongs to the window around the page. Where it is `drawn`, the page around the canvas is put together without
 * WebGL, which halves the work; else every call of WebGL is taken and fills no pixel, and so does the compositor. The crash reporter
 * brings the handler that makes a trap of WebAssembly an exception.
 */
export function launch(environment = {}, { drawn = true, whole = false, args = [], ...options } = {}) {
  return chromium.launch({
    ...options,
    env: { ...process.env, ...environment },
    executablePath: whole ? process.env.CHROMIUM ?? '/usr/bin/chromium' : process.env.CHROMIUM_SHELL ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--enable-crash-reporter', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-background-networking', '--disable-component-update', '--disable-sync', drawn ? '--disable-gpu-compositing' : '--disable-gl-drawing-for-tests', ...args],
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
  return { address, said: () => said, stop: async () => { child.kill('SIGTERM'); await ended; } };
}

/** An account with nothing in it, unless another one is asked for. */
const withAccount = args => args.includes('--account') ? args : [...args, '--account', 'empty'];

/** The sandbox server with a state file of its own; it can be ended and brought back on the same port. */
export async function startSandbox({ clock = 'real', args = [] } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kally-test-'));
  const all = port => ['--port', String(port), '--state', path.join(folder, 'state.json'), '--clock', clock, ...withAccount(args)];
  let process_ = await start(sandboxProgram, all(0));
  const { address } = process_;
  const post = async (what, body) => {
    const go = () => fetch(`${address}/sandbox/${what}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const answer = await go().catch(go); // a connection kept from before may have been closed by now
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
    down: async () => { await process_?.stop(); process_ = null; },
    up: async () => { process_ ??= await start(sandboxProgram, all(new URL(address).port)); },
    stop: async () => { await process_?.stop(); rmSync(folder, { recursive: true, force: true }); },
  };
}

/** serve.py. Without `api` it starts a sandbox of its own, as it does for a person. `said` is what it has printed: with `quiet: false` every request. */
export async function startSite({ api, dist: pages = dist, args = [], quiet = true } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kally-test-'));
  const site = await start('python3', [path.join(root, 'serve.py'), '--port', '0', '--no-open', ...(quiet ? ['--quiet'] : []), '--dist', pages, '--state', path.join(folder, 'state.json'), ...(api ? ['--api', api] : []), ...withAccount(args)],
    { KALLY_SANDBOX: sandboxProgram });
  return { address: site.address, said: site.said, stop: async () => { await site.stop(); rmSync(folder, { recursive: true, force: true }); } };
}

/** A page that remembers what went wrong in it; `script` runs before the page's own; without an address nothing is opened in it yet. */
export async function openPage(browser, address, { route = '', watch = true, ready = true, failures = [], script, ...context } = {}) {
  const surroundings = await browser.newContext({ viewport: desktop, locale: 'en-GB', serviceWorkers: 'block', ...(context.viewport === null ? {} : { deviceScaleFactor: density }), ...context });
  const page = await surroundings.newPage();
  if (script) await page.addInitScript(script);
  page.setDefaultTimeout(patience);
  let allowed;
  page.begin = () => { allowed = failures; page.requests = []; page.problems = []; };
  page.begin();
  page.on('pageerror', error => page.problems.push(`page error: ${error.message}`));
  page.on('console', message => {
    if (message.type() === 'error' && !allowed.some(pattern => pattern.test(message.text()))) page.problems.push(`console: ${message.text()}`);
  });
  page.on('request', request => page.requests.push(request.url()));
  // Tests of trouble name the failing requests they provoke; the browser reports each on the console.
  page.expectFailures = (...patterns) => { allowed = patterns.length ? patterns : [/^Failed to load resource/]; };
  page.done = async () => {
    await surroundings.close();
    if (watch) assert.deepEqual(page.problems, []);
  };
  if (address === null) return page;
  await page.goto(address + route);
  if (ready) await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
  return page;
}

/** The tokens of the callback's address have been retired: what the tab keeps now stays. Begin to wait before they come. */
export const retired = page => page.waitForResponse(answer => answer.url().endsWith('/v1/auth/refresh')).then(answer => answer.finished());

/** Signs in by the redirect through the sandbox's consent page. */
export async function signIn(page) {
  await page.getByRole('button', { name: 'Continue with KallyAI' }).click();
  const renewed = retired(page);
  await page.getByRole('button', { name: 'Allow' }).click();
  await renewed;
  await composer(page).waitFor({ state: 'attached' });
}

/** What decides about the process that a page runs in. */
const apart = Object.fromEntries(Object.entries(JSON.parse(readFileSync(path.join(root, 'web/headers.json'), 'utf8'))).filter(([name]) => /Origin/.test(name)));

/** An empty page of the site, which its server is not asked for. Being of the same site, it keeps the tab's process and what that has compiled. */
async function goBefore(page, address) {
  if (page.url() === `${address}/before`) return;
  await page.route(`${address}/before`, route => route.fulfill({ contentType: 'text/html', headers: apart, body: '<link rel="icon" href="data:,">' }));
  await page.goto(`${address}/before`);
  await page.unrouteAll();
}

/** That empty page, with nothing kept in this browser but these values of the tab. */
export async function beginAt(page, address, values) {
  await goBefore(page, address);
  page.requests = [];
  await page.evaluate(values => {
    localStorage.clear();
    sessionStorage.clear();
    for (const [key, value] of Object.entries(values)) sessionStorage.setItem(key, value);
    return new Promise(resolve => { const gone = indexedDB.deleteDatabase('kally'); gone.onsuccess = gone.onerror = resolve; });
  }, values);
}

/** Through the consent page, with the state that the application would have kept, so that the application is loaded once instead of twice. */
async function comeSignedIn(page, address, consentAt) {
  const state = randomBytes(32).toString('base64url'), callback = encodeURIComponent(`${address}/callback`);
  await beginAt(page, address, { 'kally.state': `${state} ${Date.now()}` });
  await page.goto(`${consentAt}/v1/auth/cli?redirect_uri=${callback}&state=${state}`);
  const renewed = retired(page);
  await page.getByRole('button', { name: /^(Allow|Permitir)$/ }).click();
  await renewed;
}

async function isSignedIn(page) {
  await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
  await composer(page).or(page.getByRole('heading', { name: 'Chats' })).first().waitFor({ state: 'attached' }); // a phone shows the list
}

/** Opens a page of its own signed in, for tests of what comes after. Signing in itself is tested elsewhere. */
export async function openSignedIn(browser, address, { consentAt = address, ...options } = {}) {
  const page = await openPage(browser, null, options);
  await comeSignedIn(page, address, consentAt);
  await isSignedIn(page);
  return page;
}

/** `count` messages of both sides, every tenth a reply in Markdown; the fourth holds a word that no other does. */
export const talk = count => Array.from({ length: count }, (_, i) => ({
  message_id: `m${i}`, role: i % 2 ? 'assistant' : 'user', created_at: new Date(Date.UTC(2026, 0, 1, 8, 0, i)).toISOString(),
  content: i === 3 ? 'somewhere here the word heliotrope stands' : i % 10 !== 9 ? `message number ${i} with some more words so that it wraps on a narrow screen at least once or twice` : `## Part ${i}\n\n- **one** of ${i}\n- \`two\`\n\n| a | b |\n| --- | --- |\n| ${i} | x |`,
}));

/** Conversations with these messages, by id, in place of the service's own; the rest of the service is the real one. Opens the first. */
export async function withHistory(page, site, conversations) {
  const ids = Object.keys(conversations);
  await page.route(/\/v1\/coordination\/conversations\/?(\?.*)?$/, route => route.fulfill({ json: { conversations: ids.map(id => ({ conversation_id: id, title: `About ${id}`, message_count: conversations[id].length, created_at: '2026-01-01T08:00:00Z', updated_at: '2026-01-02T08:00:00Z' })) } }));
  await page.route(/\/v1\/coordination\/history/, route => {
    const id = new URL(route.request().url()).searchParams.get('conversation_id');
    return route.fulfill({ json: { conversation_id: id, has_more: false, messages: conversations[id] } });
  });
  await page.goto(`${site.address}/#/chat/${ids[0]}`);
  await page.reload();
  await replies(page).last().waitFor();
}

/** Repeats a check until it holds: what the page shows follows a frame after what was pressed. */
export async function eventually(check, time = patience) {
  for (const end = Date.now() + time; ;) {
    try { return await check(); } catch (problem) { if (Date.now() > end) throw problem; }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** Opens the page of settings by the rail, or on a phone behind "More", and there the section. */
export async function openSettings(page, section) {
  await page.getByRole('link', { name: /^(Settings|Ajustes)$/ }).click();
  await page.getByRole('navigation', { name: /^(Settings|Ajustes)$/ }).getByRole('link', { name: section }).click();
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
  assert.ok(kept.some(value => value.includes(text) || value.includes(encodeURIComponent(text))), `${text} is not among ${kept}`);
});

/** Removes the answers that this browser keeps to be read. */
export const forgetAnswers = page => page.evaluate(() => new Promise(resolve => {
  indexedDB.open('kally').onsuccess = event => {
    const all = event.target.result.transaction('records', 'readwrite');
    all.objectStore('records').delete(IDBKeyRange.bound(['kept'], ['kept', []]));
    all.oncomplete = resolve;
  };
}));

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

/** How often this page has asked what waits. */
export const polls = page => page.requests.filter(url => new URL(url).pathname === '/v1/notifications/pending').length;

/** While window.hurry is set, the next poll comes after 200 ms, and the clock says that its time had come. */
export const soon = () => {
  const set = window.setTimeout, now = Date.now;
  let skipped = 0;
  Date.now = () => now() + skipped;
  window.setTimeout = (call, ms, ...rest) => window.hurry && ms > 1000 && ms < 20000 ? set(() => { skipped += ms; call(); }, 200) : set(call, ms, ...rest);
};

/** Entries into the module in `ms`, of a page with countEntries. */
export async function entriesDuring(page, ms) {
  const before = await page.evaluate(() => window.entered);
  assert.ok(before > 0, 'entries are counted');
  await page.waitForTimeout(ms);
  return await page.evaluate(() => window.entered) - before;
}

/** Waits until the page draws no more, and until the module behind the first frame is there, after which it draws once: `whole` false does without. `quiet`: for so many ms. */
export async function settle(page, { whole = true, quiet = 250 } = {}) {
  if (whole && !process.env.KALLY_COUNTS_TO) await page.waitForFunction(() => Module.kallyWhole()); // what counts has no second module
  for (let i = 0; i < 40; ++i) if (await framesDuring(page, quiet) === 0) return;
  throw new Error('the page keeps drawing');
}

/** What a test leaves in its tab when it was called: no other test gets that tab. */
const lasting = { page: ['addInitScript'], context: ['newCDPSession', 'grantPermissions'] };

/** What a test may change of its tab, as it was. */
async function restore(page, options) {
  await page.context().setOffline(false);
  await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null });
  if (options.viewport !== null) await page.setViewportSize(options.viewport ?? desktop);
}

/** Browsers (one more where tests are drawn), one sandbox behind one serve.py, and a tab for each kind of context. */
class Ground {
  servers = null;
  #browsers = new Map();
  #tabs = new Map();

  constructor(environment) { this.environment = environment; }
  async browser(drawn) {
    if (!this.#browsers.has(drawn)) this.#browsers.set(drawn, await launch(this.environment, { drawn }));
    return this.#browsers.get(drawn);
  }
  /** The tab that was kept for this kind of context, if there is one. */
  take(kind) {
    const tab = this.#tabs.get(kind);
    this.#tabs.delete(kind);
    return tab;
  }
  /** Keeps the tab for the next test of this kind, and the last eight in all: each takes as much memory as an application. */
  async keep(kind, tab) {
    this.#tabs.set(kind, tab);
    for (const [oldest, one] of this.#tabs) {
      if (this.#tabs.size <= 8) break;
      this.#tabs.delete(oldest);
      await one.context().close();
    }
  }
  async end() {
    for (const browser of this.#browsers.values()) await browser.close();
    await end(this.servers);
  }
}

let common;
/** From now on the suites of this process share one ground; whoever asks for it ends it. */
export const shared = () => common ??= new Ground();

async function end(servers) {
  await servers?.site.stop();
  await servers?.sandbox?.stop();
}

/**
 * The tests of a file, on a ground that they share. Each begins with a new account and nothing kept in the browser:
 *   const { check } = suite();  check('does it', async ({ page, site, sandbox, browser }) => { ... }, { options of the context });
 * `environment` is of the browser, which no other file has then. For a file or a test: `drawn: true` where it looks at pixels or at motion,
 * `demo: true` for an account with a week of work in it. `signedIn: false` stays on the sign-in page of serve.py with the sandbox that it
 * starts itself, as for a person; with `faults: true` in front of the shared one, whose dials can be turned. `clock` is that of a sandbox of its own.
 */
export function suite({ environment, ...usual } = {}) {
  const ground = environment || !common ? new Ground(environment) : common;
  if (ground !== common) after(() => ground.end());

  const begin = async clock => {
    const sandbox = await startSandbox({ clock });
    const orders = sandbox.orders, servers = { sandbox, site: await startSite({ api: sandbox.address }), session: null };
    sandbox.orders = async body => { if (body.expire) servers.session = null; await orders(body); };
    return servers;
  };
  const accepted = async ({ sandbox, session }) => {
    const token = /^access=(.+)$/m.exec(session?.['kally.session'])?.[1];
    const go = () => fetch(`${sandbox.address}/v1/users/me/subscription`, { headers: { Authorization: `Bearer ${token}` } });
    return token && (await go().catch(go)).ok;
  };

  const check = (name, body, { drawn = usual.drawn ?? false, demo = usual.demo ?? false, faults = false, signedIn = true, clock, route = '', ...options } = {}) => test(name, { timeout: 90000 }, async () => {
    const kind = JSON.stringify({ ...options, drawn, script: String(options.script) }), alone = clock || !(signedIn || faults);
    let servers, page, passed = false;
    try {
      if (alone) servers = clock ? await begin(clock) : { site: await startSite() };
      else {
        servers = ground.servers ??= await begin();
        await servers.sandbox.up();
        await servers.sandbox.dials({ reset: true });
      }
      if (servers.sandbox) await servers.sandbox.orders({ start_over: demo ? 'demo' : true });
      const { site, sandbox } = servers;
      const browser = await ground.browser(drawn);
      page = ground.take(kind) ?? await openPage(browser, null, drawn ? options : { reducedMotion: 'reduce', ...options });
      page.begin();
      for (const [owner, methods] of [[page, lasting.page], [page.context(), lasting.context]])
        for (const method of methods) {
          const call = Object.getPrototypeOf(owner)[method];
          owner[method] = (...all) => { page.spent = true; return call.apply(owner, all); };
        }
      if (!signedIn) {
        await beginAt(page, site.address, {});
        await page.goto(site.address + route);
        await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
      } else if (await accepted(servers)) {
        await beginAt(page, site.address, servers.session);
        await page.goto(site.address + route);
        await isSignedIn(page);
      } else {
        await comeSignedIn(page, site.address, sandbox.address);
        await isSignedIn(page);
        servers.session = await page.evaluate(() => ({ ...sessionStorage }));
      }
      await body({ page, site, sandbox, browser });
      assert.deepEqual(page.problems, []);
      passed = true;
    } catch (problem) {
      if (process.env.KALLY_TEST_SHOT && page) await page.screenshot({ path: process.env.KALLY_TEST_SHOT }).catch(() => {});
      if (page?.problems.length) problem.message += `\n${page.problems.join('\n')}`;
      throw problem;
    } finally {
      if (passed && !page.spent) {
        for (const other of page.context().pages()) if (other !== page) await other.close();
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await restore(page, options);
        await goBefore(page, servers.site.address); // ends what is under way, also when the server goes
        await ground.keep(kind, page);
      } else await page?.context().close().catch(() => {});
      if (alone) await end(servers);
      else if (!passed) {
        await end(ground.servers);
        ground.servers = null;
      }
    }
  });
  return { check };
}
