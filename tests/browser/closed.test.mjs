// One tour of everything under the policy that serve.py sends: no violation, no request to anybody else, no token where none belongs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ask, chats, composer, eventually, launch, openPage, openSettings, replies, startSandbox, startSite } from './page.mjs';

let browser, sandbox, site;
before(async () => {
  browser = await launch({}, { drawn: false });
  sandbox = await startSandbox({ args: ['--account', 'demo'] });
  site = await startSite({ api: sandbox.address, quiet: false });
});
after(async () => {
  await browser?.close();
  await site?.stop();
  await sandbox?.stop();
});

/** A script for a page: what its policy refused, over every document of the tab. */
const watch = () => {
  document.addEventListener('securitypolicyviolation', event => {
    window.name += `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}\n`;
  });
};

/** Everything that this browser keeps for the origin of the page, as text. */
const kept = page => page.evaluate(async () => {
  const out = { localStorage: JSON.stringify({ ...localStorage }), IndexedDB: '', 'Cache Storage': '', DOM: '', history: JSON.stringify(history.state), referrer: document.referrer };
  for (const { name, version } of await indexedDB.databases()) {
    const base = await new Promise((resolve, reject) => { const open = indexedDB.open(name, version); open.onsuccess = () => resolve(open.result); open.onerror = reject; });
    for (const store of base.objectStoreNames) {
      for (const ask of ['getAll', 'getAllKeys']) {
        const all = await new Promise(resolve => { base.transaction(store).objectStore(store)[ask]().onsuccess = event => resolve(event.target.result); });
        out.IndexedDB += JSON.stringify(all, (key, value) => ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value);
      }
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      const answer = await (await caches.open(name)).match(request);
      out['Cache Storage'] += `${request.url} ${JSON.stringify([...request.headers, ...answer.headers])} ${/\.(js|html|json)$/.test(request.url) ? await answer.text() : ''}`;
    }
  }
  for (const element of document.querySelectorAll('*')) out.DOM += `${[...element.attributes].map(one => `${one.name}=${one.value}`).join(' ')} ${element.value ?? ''} `;
  out.DOM += document.documentElement.textContent + document.title;
  return out;
});

test('a tour of everything: no violation of the policy, no request to anybody else, no token in any of eleven places', { timeout: 180000 }, async told => {
  const page = await openPage(browser, site.address, { script: watch, serviceWorkers: 'allow', route: '/#/calls', failures: [/^Failed to load resource/] });
  const context = page.context(), tokens = new Set(), sinks = { address: '', log: '', referrer: '', 'error report': '', 'exported diagnostics': '' }, asked = [];
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.address });
  page.on('console', message => { sinks.log += message.text(); });
  page.on('pageerror', error => { sinks.log += error.stack; });
  const isCallback = url => url.startsWith(`${site.address}/callback?`); // the service puts them into this one, which is replaced at once
  page.on('framenavigated', frame => { if (!isCallback(frame.url())) sinks.address += `${frame.url()} `; });
  context.on('request', request => {
    asked.push(request.url());
    if (!isCallback(request.url())) sinks.address += `${request.url()} `;
    sinks.referrer += `${request.headers().referer ?? ''} `;
  });
  const remember = async () => {
    for (const [, token] of (await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).matchAll(/(?:access|refresh)=([^\\"]+)/g)) tokens.add(token);
  };
  const violations = [];
  const see = async () => {
    await remember();
    violations.push(...(await page.evaluate(() => { const said = window.name; window.name = ''; return said; })).split('\n').filter(Boolean));
    for (const [name, text] of Object.entries(await kept(page))) sinks[name] = (sinks[name] ?? '') + text;
  };

  // In, by the redirect; what the callback carried is watched for as well.
  context.on('response', answer => {
    const location = new URL(answer.headers().location ?? 'x:', answer.url());
    for (const name of ['access_token', 'refresh_token']) if (location.searchParams.has(name)) tokens.add(location.searchParams.get(name));
  });
  await page.getByRole('button', { name: 'Continue with KallyAI' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByRole('link', { name: 'Chat', exact: true }).first().waitFor({ state: 'attached' });
  await see();
  assert.ok(tokens.size >= 2);
  assert.ok(!page.url().includes('?'));

  // Every page; hostile words in a message; a file; an error of the service; what the page says of itself.
  await page.goto(`${site.address}/#/chat/new`);
  await composer(page).waitFor();
  await ask(page, 'Find three florists in Lugo and draft emails to them');
  await ask(page, '<img src=x onerror=alert(1)> ![p](https://evil.example/pixel.png) [Approve](javascript:alert(1)) <script src="https://evil.example/x.js"></script>');
  for (const route of ['goals', 'goals/in/needs-you', 'calls', 'calls/new', 'activity/inbox', 'activity/outbox', 'activity/actions', 'plans', 'plans/credits', 'settings/privacy', 'settings/keyboard', 'settings/notifications', 'settings/region', 'settings/about', 'nowhere/at/all', 'goals']) {
    const before = await page.evaluate(() => window.kally.frames);
    await page.evaluate(route => { location.hash = `#/${route}`; }, route);
    await eventually(async () => assert.ok(await page.evaluate(() => window.kally.frames) > before + 1, route));
  }
  await page.getByRole('navigation', { name: 'Goals' }).getByRole('link').first().click();
  await page.waitForURL(/#\/goals\/./);
  await sandbox.dials({ status: 500, only: '/v1/coordination/history' });
  await page.getByRole('link', { name: 'Chat', exact: true }).first().click();
  await chats(page).getByRole('link').nth(3).click();
  await page.getByRole('button', { name: 'Copy details' }).click();
  sinks['error report'] += await page.locator('#mirror').innerText();
  sinks['error report'] += await page.evaluate(() => navigator.clipboard.readText());
  await sandbox.dials({ reset: true });
  await chats(page).getByRole('link').nth(1).click();
  await replies(page).first().waitFor();
  await page.getByRole('button', { name: 'More actions' }).first().click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog', { name: 'Export…' }).getByRole('button', { name: 'Save file' }).click();
  sinks['exported diagnostics'] += readFileSync(await (await download).path(), 'utf8');
  await openSettings(page, 'Diagnostics');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('list', { name: 'Requests' }).getByRole('listitem').first().waitFor();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await eventually(async () => assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\/v1\/coordination\/history 500/));
  sinks['exported diagnostics'] += await page.evaluate(() => navigator.clipboard.readText());
  await see();

  // An expired token is renewed, a lost session asks to sign in again; then out.
  const before = tokens.size;
  await sandbox.orders({ expire: true });
  await page.reload();
  await composer(page).or(page.getByRole('heading', { name: 'Diagnostics' })).first().waitFor({ state: 'attached' });
  await eventually(async () => { await remember(); assert.ok(tokens.size > before, 'renewed'); });
  await see();
  await openSettings(page, 'Data and privacy');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
  await see();
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), /kally\.session/);

  const session = await context.newCDPSession(page);
  sinks.history += JSON.stringify(await session.send('Page.getNavigationHistory'));
  sinks['server output'] = site.said();
  assert.match(sinks['server output'], /GET \/callback 200/);
  assert.deepEqual(Object.keys(sinks).sort(), ['Cache Storage', 'DOM', 'IndexedDB', 'address', 'error report', 'exported diagnostics', 'history', 'localStorage', 'log', 'referrer', 'server output']);
  for (const [name, text] of Object.entries(sinks)) {
    assert.ok(text.length > 1 || ['log', 'referrer'].includes(name), `${name} was looked at`);
    for (const token of tokens)
      for (const form of [token, encodeURIComponent(token), Buffer.from(token).toString('base64').replace(/=+$/, '').slice(0, -2)]) assert.ok(!text.includes(form), `a token is in: ${name}`);
  }
  assert.deepEqual(violations, []);
  assert.ok(asked.length > 30);
  // The person went to the sign-in page of the service; everything else is this origin's.
  const signIn = /^\/(v1\/auth\/cli\?|sandbox\/(style\.css|consent)$)/;
  assert.deepEqual(asked.filter(url => !url.startsWith(`${site.address}/`) && !url.startsWith('blob:') && !(url.startsWith(sandbox.address) && signIn.test(url.slice(sandbox.address.length)))), [], 'requests to others');
  told.diagnostic(`${asked.length} requests, 0 to others; 0 violations; ${tokens.size} tokens, 0 found in ${Object.keys(sinks).length} places`);
  await page.done();
});

test('what the policy forbids is stopped by the browser', { timeout: 60000 }, async () => {
  const page = await openPage(browser, site.address, { script: watch, watch: false, failures: [/./] });
  const tried = await page.evaluate(async other => {
    const outcome = {}, refused = name => { outcome[name] = 'done'; return problem => { outcome[name] = problem?.name ?? 'refused'; }; };
    const attempt = async (name, act) => { const no = refused(name); try { await act(); } catch (problem) { no(problem); } };
    await attempt('markup', () => { document.createElement('div').innerHTML = '<b>x</b>'; });
    await attempt('script address', () => { document.createElement('script').src = 'x.js'; });
    await attempt('second policy', () => { trustedTypes.createPolicy('other', {}); });
    await attempt('first policy again', () => { trustedTypes.createPolicy('kally', {}); });
    await attempt('foreign fetch', () => fetch(other));
    await attempt('foreign frame', () => new Promise((resolve, reject) => { const frame = document.createElement('iframe'); frame.src = other; document.addEventListener('securitypolicyviolation', () => reject(new Error()), { once: true }); document.body.append(frame); frame.onload = resolve; }));
    await attempt('foreign image', () => new Promise((resolve, reject) => { const image = new Image(); image.onload = resolve; image.onerror = () => reject(new Error()); image.src = `${other}/x.png`; }));
    await attempt('inline handler', () => new Promise((resolve, reject) => { document.addEventListener('securitypolicyviolation', () => reject(new Error()), { once: true }); document.body.setAttribute('onclick', 'window.hit = 1'); document.body.click(); setTimeout(resolve, 500); }));
    await attempt('inline script', () => new Promise((resolve, reject) => { document.addEventListener('securitypolicyviolation', () => reject(new Error()), { once: true }); const script = document.createElement('script'); script.append('window.hit = 1'); document.head.append(script); setTimeout(resolve, 500); }));
    await attempt('form', () => new Promise((resolve, reject) => { document.addEventListener('securitypolicyviolation', () => reject(new Error()), { once: true }); const form = document.createElement('form'); form.action = other; document.body.append(form); form.submit(); setTimeout(resolve, 500); }));
    await attempt('base', async () => { const before = document.baseURI, base = document.createElement('base'); base.href = other; document.head.append(base); if (document.baseURI === before) throw new Error(); });
    return { outcome, hit: window.hit ?? null, isolated: crossOriginIsolated };
  }, sandbox.address);
  assert.deepEqual(Object.entries(tried.outcome).filter(([, what]) => what === 'done'), [], JSON.stringify(tried));
  assert.equal(tried.hit, null);
  assert.equal(tried.isolated, true);
  await page.done();
});
