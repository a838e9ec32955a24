// The page around the application: what it shows while the module loads, when it cannot load, when it stops; and the callback page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import vm from 'node:vm';
import { beginAt, composer, density, dist, eventually, isKept, launch, root, startSite } from './page.mjs';

const shell = path.join(root, 'shell'), timeout = 60000;
const tokens = JSON.parse(readFileSync(path.join(root, 'src/ui/tokens.json'), 'utf8'));
const words = Object.fromEntries([...readFileSync(path.join(root, 'src/ui/strings.def'), 'utf8').matchAll(/^KALLY_TEXT\((\w+), "([^"]+)", "([^"]+)"\)$/gm)].map(([, name, en, es]) => [name, { en, es }]));
const languages = { en: 'en-GB', es: 'es-ES' };
let browser, site;

before(async () => { browser = await launch({}, { drawn: false }); site = await startSite(); });
after(async () => { await browser?.close(); await site?.stop(); });

/** A new tab on the site that is not waited for; `body` gets it with what went wrong in it. Tabs of the same kind share a context. */
const contexts = new Map();
async function visit(body, { prepare = async () => {}, address = site.address, ...options } = {}) {
  const kind = JSON.stringify(options);
  if (!contexts.has(kind)) contexts.set(kind, await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: density, locale: 'en-GB', serviceWorkers: 'block', ...options }));
  const page = await contexts.get(kind).newPage(), errors = [];
  try {
    page.setDefaultTimeout(10000);
    page.on('pageerror', error => errors.push(error.message));
    await prepare(page);
    await page.goto(address);
    await body(page, errors);
  } finally {
    await page.close();
    await contexts.get(kind).clearCookies();
  }
}

const ready = page => page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
const bar = page => page.locator('#shell progress');

/** The page tells this in words, and nothing else: no bar, no application. */
async function tells(page, name, language = 'en') {
  await page.getByRole('alert').getByText(words[name][language], { exact: true }).waitFor();
  await page.waitForTimeout(300); // nothing that follows overwrites it
  assert.equal(await page.getByRole('main').getByRole('alert').innerText(), words[name][language]);
  assert.equal(await page.locator('html').getAttribute('lang'), language);
  await page.getByRole('heading', { name: 'KallyAI' }).waitFor();
  assert.equal(await bar(page).count(), 0);
}

test('where not even the boot script arrives the page says after a while that it takes long, and offers to load again', { timeout }, () => visit(async page => {
  const late = page.getByText(words.ShellLate.en);
  await page.getByText(words.ShellLoading.en, { exact: true }).waitFor();
  assert.equal(await late.isVisible(), false);
  const wait = await page.evaluate(() => document.getAnimations().map(one => { const { delay } = one.effect.getTiming(); one.finish(); return delay; }));
  assert.deepEqual(wait, [20000]);
  await late.waitFor();
  await page.getByText(words.ShellLate.es).waitFor();
  await page.unrouteAll();
  await page.getByRole('link', { name: words.ShellReload.en }).click();
  await ready(page);
}, { prepare: page => page.route(/boot\.[0-9a-f]+\.js/, route => route.abort()) }));

test('where the boot script arrives nothing is said of waiting: it tells itself what happens', { timeout }, () => visit(async page => {
  await page.getByText(words.ShellLoading.en, { exact: true }).waitFor();
  assert.equal(await page.getByText(words.ShellLate.en).count(), 0);
  assert.deepEqual(await page.evaluate(() => document.getAnimations().length), 0);
}, { prepare: page => page.route(/kally\.[0-9a-f]+\.wasm/, () => {}) }));

for (const [language, locale] of Object.entries(languages)) {
  test(`a browser without WebAssembly is told so, and not that its connection failed (${language})`, { timeout }, () => visit(async (page, errors) => {
    await tells(page, 'ShellNoWasm', language);
    assert.equal(await page.getByRole('button').count(), 0, 'trying again would not help');
    assert.deepEqual(errors, []);
  }, { locale, prepare: page => page.addInitScript(() => { delete window.WebAssembly; }) }));

  test(`a browser without WebGL2 is told so, and gets the application as text (${language})`, { timeout }, () => visit(async page => {
    await page.getByRole('status').getByText(words.ShellPlain[language]).waitFor();
    await page.getByRole('button', { name: words.ContinueWithKally[language] }).waitFor();
  }, { locale, prepare: page => page.addInitScript(() => {
    const context = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return kind === '2d' ? context.call(this, kind, ...more) : null; };
  }) }));

}

const missing = route => route.fulfill({ status: 404, body: 'Not found' }), silent = route => route.abort();
for (const [file, how, fail, language] of [['kally.*.js', 'is not there', missing, 'en'], ['kally.*.js', 'does not arrive', silent, 'es'], ['kally.*.wasm', 'is not there', missing, 'es'], ['kally.*.wasm', 'does not arrive', silent, 'en']]) {
  test(`when ${file} ${how} the page says so, and trying again loads it (${language})`, { timeout }, () => visit(async (page, errors) => {
    await tells(page, 'ShellNotLoaded', language);
    assert.deepEqual(errors, []);
    await page.unroute(`**/${file}`);
    const again = page.getByRole('button', { name: words.TryAgain[language] });
    assert.ok(await again.evaluate(element => element === document.activeElement), 'the way on has the focus');
    await page.keyboard.press('Enter');
    await ready(page);
    assert.equal(await page.locator('#shell').count(), 0);
  }, { locale: languages[language], prepare: page => page.route(`**/${file}`, fail) }));
}

test('a module that breaks off half way is a failure to load', { timeout }, async () => {
  const host = await startHost();
  try {
    await visit(async page => {
      await eventually(async () => assert.ok(await bar(page).evaluate(element => element.value) > 0));
      host.breakOff();
      await tells(page, 'ShellNotLoaded');
    }, { address: host.address });
  } finally {
    host.stop();
  }
});

test('a script of ours that fails before the first frame does not leave the page at "Loading"', { timeout }, () => visit(async page => {
  await tells(page, 'ShellStopped');
  await page.getByRole('button', { name: words.ShellReload.en }).waitFor();
}, { prepare: page => page.route('**/kally.*.js', route => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken");' })) }));

for (const [how, language, stop] of [
  ['a trap in the module', 'en', async page => { await page.evaluate(() => { Module.HEAPU8.fill(255); }); await page.mouse.move(400, 300); await page.mouse.move(420, 320); }],
  ['an abort', 'es', page => page.evaluate(() => { Module.onAbort('out of memory'); })],
]) {
  test(`after ${how} the page says that the application stopped, and a reload brings back the draft (${language})`, { timeout }, () => visit(async (page, errors) => {
    await ready(page);
    await page.getByRole('button', { name: words.ContinueWithKally[language] }).click();
    await page.getByRole('button', { name: /^(Allow|Permitir)$/ }).click(); // the consent page speaks both languages too
    await composer(page).fill('half a thought');
    await isKept(page, 'half a thought');
    await stop(page);
    await tells(page, 'ShellStopped', language);
    assert.equal(await page.locator('#mirror').count(), 0, 'nothing of the old page is in reach');
    const frames = await page.evaluate(() => window.kally.frames), told = errors.length;
    const button = page.getByRole('button', { name: words.ShellReload[language] });
    await button.hover();
    await page.mouse.move(20, 20);
    await page.setViewportSize({ width: 1000, height: 700 });
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => window.kally.frames), frames, 'a stopped application draws no more');
    assert.ok(errors.length <= told + 8, `no storm of errors: ${errors.length}`);
    const box = await page.locator('#shell').boundingBox();
    assert.deepEqual(box, { x: 0, y: 0, width: 1000, height: 700 });
    await button.click();
    await ready(page);
    await eventually(async () => assert.equal(await composer(page).inputValue(), 'half a thought'));
  }, { locale: languages[language] }));
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.json': 'application/json' };

/** A static host that sends the first third of the module and holds the rest back. */
async function startHost() {
  let held;
  const server = http.createServer((request, response) => {
    const name = path.basename(new URL(request.url, 'http://host').pathname) || 'index.html';
    try {
      const body = name === 'config.json' ? '{"api_base":"","service":"sandbox"}' : readFileSync(path.join(dist, name));
      response.writeHead(200, { 'Content-Type': types[path.extname(name)] ?? 'text/plain', 'Content-Security-Policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:; require-trusted-types-for 'script'; trusted-types 'none'" });
      if (!/^kally\..*\.wasm$/.test(name)) { response.end(body); return; }
      const third = Math.floor(body.length / 3);
      response.write(body.subarray(0, third));
      held = { body, third, response };
    } catch {
      response.writeHead(404);
      response.end();
    }
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  return {
    address: `http://localhost:${server.address().port}/`,
    get held() { return held; },
    breakOff: () => held.response.destroy(),
    stop: () => { server.closeAllConnections(); server.close(); },
  };
}

test('before the module has arrived the page shows what it is and how far the load is', { timeout }, async () => {
  const host = await startHost();
  try {
    await visit(async page => {
      await page.getByRole('heading', { name: 'KallyAI' }).waitFor();
      await page.getByText(words.ShellLoading.es, { exact: true }).waitFor();
      const progress = page.getByRole('progressbar', { name: words.ShellLoading.es });
      const value = () => progress.evaluate(element => element.value);
      await eventually(async () => assert.ok(host.held && await value() > 0));
      const { body, third, response } = host.held;
      const reaches = bytes => eventually(async () => assert.ok(Math.abs(await value() - bytes / body.length) < 1e-9, `${await value()} of ${bytes / body.length}`));
      await reaches(third);
      assert.equal(await page.locator('script[data-size]').getAttribute('data-size'), String(body.length), 'the total is the true size');
      response.write(body.subarray(third, 2 * third));
      await reaches(2 * third);
      response.write(body.subarray(2 * third, body.length - 1));
      await reaches(body.length - 1);
      assert.equal(await page.locator('html').getAttribute('data-ready'), null);
      response.end(body.subarray(body.length - 1));
      await ready(page);
      assert.equal(await page.locator('#shell').count(), 0);
    }, { address: host.address, locale: languages.es });
  } finally {
    host.stop();
  }
});

test('without scripts the page says in both languages what it needs', { timeout }, () => visit(async page => {
  const said = await page.locator('#shell').innerText();
  assert.deepEqual(said.split(/\n+/), ['KallyAI', words.ShellNoScript.en, words.ShellNoScript.es], 'and does not say that it is loading');
}, { javaScriptEnabled: false }));

const themeColors = page => page.locator('meta[name=theme-color]').evaluateAll(all => all.map(meta => [meta.media, meta.content]));
const content = theme => tokens.color[theme].surface.content;

for (const scheme of ['light', 'dark']) {
  test(`the browser's frame has the colour of the page from the first byte, and follows the application (${scheme})`, { timeout }, () => visit(async page => {
    await bar(page).waitFor();
    assert.deepEqual(await themeColors(page), [['(prefers-color-scheme:light)', content('light')], ['(prefers-color-scheme:dark)', content('dark')]]);
    await page.unroute('**/kally.*.wasm');
    await page.reload();
    await ready(page);
    await eventually(async () => assert.deepEqual(await themeColors(page), [['', content(scheme)]]));
  }, { colorScheme: scheme, prepare: page => page.route('**/kally.*.wasm', () => {}) }));
}

test('the shell has no word and no colour of its own', async () => {
  for (const name of readdirSync(shell)) {
    const text = readFileSync(path.join(shell, name), 'utf8');
    assert.doesNotMatch(text, /#[0-9a-f]{3,8}\b(?!["')])|["'(]#[0-9a-f]{3,8}["')]/i, `${name}: colours stand in tokens.json`);
    if (name.endsWith('.html')) {
      const said = [...text.matchAll(/>([^<>]*\w[^<>]*)</g), ...text.matchAll(/aria-label="([^"]*)"/g)].map(found => found[1].trim());
      assert.ok(said.length > 3);
      for (const one of said) assert.match(one, /^(KallyAI|\{\{text(\.es)?:\w+\}\})$/, `${name}: words stand in strings.def`);
    }
  }
  const boot = readFileSync(path.join(shell, 'boot.js'), 'utf8').replace(/\/\/.*/g, '');
  for (const [, text] of boot.matchAll(/'([^'\n]*)'/g)) assert.doesNotMatch(text, /[A-Za-z] [a-z]/, 'boot.js: words stand in strings.def');
  const icon = readFileSync(path.join(dist, readdirSync(dist).find(name => /^icon\..*\.svg$/.test(name))), 'utf8');
  for (const color of ['markTop', 'markBottom', 'dot']) assert.ok(icon.includes(tokens.color.light.brand[color]), color);
});

for (const [what, file, edit, said] of [
  ['a word that is missing', 'shell/index.html', text => text.replace('{{text:ShellLoading}}', '{{text:ShellWaiting}}'), /shell\/index\.html asks for \{\{text:ShellWaiting\}\}/],
  ['a colour that is missing', 'shell/icon.svg', text => text.replace('brand.dot', 'brand.spot'), /shell\/icon\.svg asks for \{\{color:light\.brand\.spot\}\}/],
  ['a size that is none', 'shell/style.css', text => text.replace('size:type.body.size', 'size:type.body.use'), /shell\/style\.css asks for \{\{size:type\.body\.use\}\}/],
  ['a line of the catalogue that cannot be read', 'src/ui/strings.def', text => text.replace('KALLY_TEXT(Chat, "Chat", "Chat")', 'KALLY_TEXT(Chat, "Chat", "Ch"at")'), /strings\.def:\d+: expected KALLY_TEXT/],
  ['a name that stands twice', 'src/ui/strings.def', text => text + 'KALLY_TEXT(Chat, "Chat", "Chat")\n', /strings\.def:\d+: .* name of its own/],
]) {
  test(`packaging ends at ${what}`, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kally-test-')), build = path.dirname(dist);
    try {
      mkdirSync(path.join(folder, 'build'));
      mkdirSync(path.join(folder, 'src/ui'), { recursive: true });
      for (const one of ['src/ui/strings.def', 'src/ui/tokens.json', 'shell']) cpSync(path.join(root, one), path.join(folder, one), { recursive: true });
      for (const one of ['generated', 'kally.js', 'kally.wasm', 'sandbox.wasm']) symlinkSync(path.join(build, one), path.join(folder, 'build', one));
      const target = path.join(folder, file), before = readFileSync(target, 'utf8');
      assert.notEqual(edit(before), before);
      writeFileSync(target, edit(before));
      const ended = spawnSync('/usr/bin/python3', [path.join(root, 'cmake/package_web.py'), folder, path.join(folder, 'build'), 'Debug'], { encoding: 'utf8' });
      assert.notEqual(ended.status, 0);
      assert.match(ended.stderr, said);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

const stored = page => page.evaluate(() => Object.entries({ ...sessionStorage, ...localStorage }).flat().join(' '));

/** The callback of a sign-in that the person has allowed; the tab stands on an empty page of the same origin, which began it `seconds` ago. */
async function pendingCallback(page, seconds = 0) {
  const state = randomBytes(32).toString('base64url');
  await beginAt(page, site.address, { 'kally.state': `${state} ${Date.now() - seconds * 1000}` });
  const consent = await (await fetch(`${site.address}/v1/auth/cli?redirect_uri=${encodeURIComponent(`${site.address}/callback`)}&state=${state}`)).text();
  const [, ticket] = /name="ticket" value="([^"]+)"/.exec(consent);
  const answer = await fetch(`${site.address}/sandbox/consent`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `ticket=${ticket}&decision=allow` });
  return new URL(answer.headers.get('location'));
}

test('a callback within ten minutes signs in', { timeout }, () => visit(async page => {
  await page.goto((await pendingCallback(page, 585)).href);
  await composer(page).waitFor({ state: 'attached' });
}));

test('any other callback is a neutral page with a clean address that stores nothing', { timeout }, () => visit(async page => {
  for (const [what, seconds, change = () => {}] of [
    ['later than ten minutes', 601],
    ['from the future', -120],
    ['its state given twice', 0, callback => { callback.search += `&state=${callback.searchParams.get('state')}`; }],
    ['a second, foreign state', 0, callback => { callback.search += '&state=foreign'; }],
    ['without a state', 0, callback => { callback.searchParams.delete('state'); }],
    ['an empty state', 0, callback => { callback.searchParams.set('state', ''); }],
    ['an error and no state', 0, callback => { callback.search = '?error=access_denied'; }],
    ['nothing at all', 0, callback => { callback.search = ''; }],
  ]) {
    const callback = await pendingCallback(page, seconds);
    change(callback);
    await page.goto(callback.href);
    await page.getByRole('heading', { name: words.CallbackTitle.en }).waitFor();
    await page.getByText(words.CallbackDetail.en).waitFor();
    await page.getByRole('heading', { name: words.CallbackTitle.es }).waitFor();
    assert.equal(page.url(), `${site.address}/callback`, what);
    assert.doesNotMatch(await stored(page), /kally\.(session|state|callback)|access_denied/, `${what}: the state is used up, nothing else is kept`);
    assert.doesNotMatch(await page.locator('body').innerText(), /access_denied|denied|token/, `${what}: nothing of the query is shown`);
  }
  await page.getByRole('link', { name: words.CallbackReturn.en }).click();
  await page.getByRole('button', { name: words.ContinueWithKally.en }).waitFor();
  assert.doesNotMatch(await stored(page), /kally\.session/);
}));

test('no hostile callback gets past the page, and of each the address is cleaned first', () => {
  const file = readFileSync(path.join(dist, readdirSync(dist).find(name => /^callback\..*\.js$/.test(name))), 'utf8'), script = new vm.Script(file);
  const state = '8AZz0-_state-of-32-bytes-as-base64url-abcde', values = { state, good: 'access_token=at_good&refresh_token=rt_good&expires_in=3600', tail: state.slice(1), tail2: state.slice(2), head: state.slice(0, -1),
    lower: state.toLowerCase(), upper: state.toUpperCase(), reversed: [...state].reverse().join(''), long: 'x'.repeat(20000) };
  const visit = query => {
    const kept = new Map([['kally.state', `${state} ${Date.now()}`]]), seen = { left: null, address: null };
    const sessionStorage = { getItem: key => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: key => kept.delete(key) };
    script.runInNewContext({ sessionStorage, Date, location: { search: query && `?${query}`, pathname: '/callback', replace: to => { seen.left = to; } }, history: { replaceState: (unused, title, to) => { seen.address = to; } } });
    return { ...seen, kept: [...kept.keys()] };
  };
  assert.deepEqual(visit(`state=${state}&${values.good}`), { left: './', address: '/callback', kept: ['kally.callback'] });
  const hostile = readFileSync(path.join(root, 'tests/session/hostile_callbacks.txt'), 'utf8').split('\n').filter(line => line.startsWith('?'))
    .map(line => line.slice(1).replace(/\{(\w+)\}/g, (all, name) => values[name]).replace(/\\x(..)/g, (all, hex) => `%${hex}`)); // as a browser writes other bytes
  assert.ok(hostile.length >= 150);
  for (const query of hostile) assert.deepEqual(visit(query), { left: null, address: '/callback', kept: [] }, query.slice(0, 200));
});

test('the callback page takes its query away before anything else, and is one small page', () => {
  const html = readFileSync(path.join(dist, 'callback.html'), 'utf8');
  const scripts = [...html.matchAll(/<script src="([^"]+)"><\/script>/g)];
  assert.equal(scripts.length, 1);
  const script = readFileSync(path.join(dist, scripts[0][1]), 'utf8');
  assert.match(script, /^\(function \(\) \{\s+var query = location\.search; history\.replaceState\(null, '', location\.pathname\);/);
  assert.ok(Buffer.byteLength(html) + Buffer.byteLength(script) < 4096);
});
