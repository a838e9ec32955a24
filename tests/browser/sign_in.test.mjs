// Sign-in by the redirect: allowed, denied, forged, replayed; by a pasted token; and the way out.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ask, chats, composer, dist, eventually, replies, retired, signIn, suite, openSettings } from './page.mjs';

const { check } = suite();
const start = page => page.getByRole('button', { name: 'Continue with KallyAI' });
const stored = page => page.evaluate(() => ({ tab: Object.entries(sessionStorage).flat().join(' '), device: Object.entries(localStorage).flat().join(' ') }));

/** The address that the consent page would send this tab to. The tab stays where it is. */
async function callbackOf(page) {
  await page.getByRole('button', { name: 'Allow' }).waitFor();
  const ticket = await page.locator('input[name=ticket]').inputValue();
  const answer = await fetch(new URL('/sandbox/consent', page.url()), { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `ticket=${ticket}&decision=allow` });
  return answer.headers.get('location');
}

check('sign-in that is allowed leads into the app, with a clean address and no state left', async ({ page, site }) => {
  await start(page).click();
  await page.getByRole('heading', { name: 'Sign in to the KallyAI sandbox' }).waitFor();
  await page.getByRole('button', { name: 'Allow' }).click();
  await composer(page).waitFor({ state: 'attached' });
  assert.match(page.url(), new RegExp(`^${site.address}/#/chat`));
  const kept = await stored(page);
  assert.doesNotMatch(kept.tab, /kally\.state|kally\.callback/);
  assert.match(kept.tab, /kally\.session/);
  assert.doesNotMatch(kept.device, /kally\.session/, 'without being asked, nothing outlives the tab');
  await page.goBack();
  assert.doesNotMatch(page.url(), /token=/, 'no address of the history holds a token');
}, { signedIn: false });

check('a reload stays signed in; another tab does not know the session', async ({ page, site }) => {
  await page.reload();
  await composer(page).waitFor({ state: 'attached' });
  const other = await page.context().newPage();
  await other.goto(site.address);
  await start(other).waitFor();
});

check('sign-in that is denied says so in words and stores nothing', async ({ page }) => {
  await start(page).click();
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByRole('alert').getByText('Sign-in was declined. Nothing has changed.').waitFor();
  await start(page).waitFor();
  assert.doesNotMatch(page.url(), /error/);
  assert.doesNotMatch((await stored(page)).tab, /kally\.(session|state|callback)/);
}, { signedIn: false });

check('a callback with a foreign state is a neutral page, and uses up the real state', async ({ page, site }) => {
  page.expectFailures(/404/); // the browser looks for an icon of that page
  await start(page).click();
  const real = new URL(await callbackOf(page));
  const forged = new URL(real);
  forged.searchParams.set('state', 'A'.repeat(43));
  await page.goto(forged.href);
  await page.getByRole('heading', { name: 'This sign-in link is no longer valid' }).waitFor();
  assert.equal(page.url(), `${site.address}/callback`, 'the query is gone from the address');
  assert.doesNotMatch((await stored(page)).tab, /kally\.(session|state|callback)/);
  await page.goto(real.href);
  await page.getByRole('heading', { name: 'This sign-in link is no longer valid' }).waitFor();
  assert.doesNotMatch((await stored(page)).tab, /kally\.session/);
  await page.getByRole('link', { name: 'Return to KallyAI' }).click();
  await start(page).waitFor();
}, { signedIn: false });

check('a callback that was used is refused the second time and does not disturb the session', async ({ page, site }) => {
  page.expectFailures(/404/);
  await start(page).click();
  const real = await callbackOf(page), renewed = retired(page);
  await page.goto(real);
  await renewed;
  await composer(page).waitFor({ state: 'attached' });
  await eventually(async () => assert.ok(!(await stored(page)).tab.includes(new URL(real).searchParams.get('access_token')), 'the tokens of the address are retired'));
  const before = (await stored(page)).tab;
  await page.goto(real);
  await page.getByRole('heading', { name: 'This sign-in link is no longer valid' }).waitFor();
  assert.equal(page.url(), `${site.address}/callback`);
  assert.equal((await stored(page)).tab, before);
}, { signedIn: false });

check('a state is bound to its tab: the callback in another tab is refused', async ({ page }) => {
  await start(page).click();
  const real = await callbackOf(page);
  const other = await page.context().newPage();
  await other.goto(real);
  await other.getByRole('heading', { name: 'This sign-in link is no longer valid' }).waitFor();
  assert.equal(await other.evaluate(() => sessionStorage.length), 0);
}, { signedIn: false });

check('the callback page is under 4 KB, with one script of our own and nothing else', async () => {
  const html = readFileSync(path.join(dist, 'callback.html'), 'utf8');
  const scripts = [...html.matchAll(/<script[^>]*src="([^"]+)"/g)];
  assert.equal(scripts.length, 1);
  assert.doesNotMatch(html, /<link|<img|<style/);
  assert.ok(Buffer.byteLength(html) + statSync(path.join(dist, scripts[0][1])).size < 4096);
}, { signedIn: false });

check('sign-out asks for sign-in again, and no token is left in this browser', async ({ page }) => {
  await ask(page, 'hello');
  await openSettings(page, 'Data and privacy');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await start(page).waitFor();
  const kept = await stored(page);
  assert.doesNotMatch(kept.tab + kept.device, /kally\.session/);
  const records = await page.evaluate(() => new Promise(resolve => {
    indexedDB.open('kally').onsuccess = event => { event.target.result.transaction('records').objectStore('records').count().onsuccess = all => resolve(all.target.result); };
  }));
  assert.equal(records, 0);
  await page.reload();
  await start(page).waitFor();
});

check('"Keep me signed in on this device" outlives the tab only while it is chosen', async ({ page, site }) => {
  await openSettings(page, 'Data and privacy');
  await page.getByRole('switch', { name: 'Keep me signed in on this device' }).click();
  assert.match((await stored(page)).device, /kally\.session/);
  const other = await page.context().newPage();
  await other.goto(site.address);
  await composer(other).waitFor({ state: 'attached' });
  await openSettings(other, 'Data and privacy');
  await other.getByRole('switch', { name: 'Keep me signed in on this device' }).click();
  await eventually(async () => assert.doesNotMatch((await stored(other)).device, /kally\.session/));
});

check('tabs that share a session renew it once for all; signed out in one, all are', async ({ page, site, sandbox }) => {
  page.expectFailures(/401/);
  await openSettings(page, 'Data and privacy');
  await page.getByRole('switch', { name: 'Keep me signed in on this device' }).click();
  await page.getByRole('link', { name: 'Chat' }).first().click();
  const tabs = [page, await page.context().newPage(), await page.context().newPage()];
  for (const tab of tabs.slice(1)) {
    await tab.goto(site.address);
    await composer(tab).waitFor();
  }
  let renewed = 0;
  page.context().on('request', request => { renewed += request.url().endsWith('/v1/auth/refresh'); });
  await sandbox.orders({ expire: 'access' });
  await sandbox.dials({ latency_ms: 1000, only: '/v1/auth/refresh' }); // all have been refused before one has new tokens
  await Promise.all(tabs.map(tab => ask(tab, 'hello')));
  assert.equal(renewed, 1);
  await openSettings(page, 'Data and privacy');
  await page.getByRole('button', { name: 'Sign out' }).click();
  for (const tab of tabs) await tab.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
  assert.doesNotMatch(JSON.stringify(await stored(tabs[1])), /kally\.session/);
});

check('a page that is reloaded in the middle of a renewal asks again, and the person stays signed in', async ({ page, sandbox }) => {
  await composer(page).waitFor();
  await sandbox.orders({ expire: 'access' });
  await sandbox.dials({ latency_ms: 1000, only: '/v1/auth/refresh' });
  const asked = () => page.waitForRequest(request => request.url().endsWith('/v1/auth/refresh'));
  const first = asked();
  await page.reload();
  await first;
  const second = asked();
  await page.reload();
  await second;
  await ask(page, 'hello');
}, { faults: true, failures: [/status of 401/] });

check('the life that the redirect names is the session\'s, which is renewed before its end', async ({ page, sandbox }) => {
  await sandbox.dials({ token_lifetime: 600 });
  const before = Date.now();
  await signIn(page);
  const expires = Date.parse(decodeURIComponent(/^expires=(.+)$/m.exec(await page.evaluate(() => sessionStorage.getItem('kally.session')))[1]));
  assert.ok(expires >= before + 599000 && expires <= Date.now() + 601000, `${expires - before} ms`);
  const renewals = () => page.requests.filter(url => url.endsWith('/v1/auth/refresh')).length;
  assert.equal(renewals(), 1); // of the tokens that the address carried
  await ask(page, 'hello');
  assert.equal(renewals(), 1);
  await page.evaluate(() => { const now = Date.now; Date.now = () => now() + 560000; });
  await ask(page, 'hello again'); // a request that is refused would be a problem of the page
  assert.equal(renewals(), 2);
}, { signedIn: false, faults: true });

/** An access token as a person would copy it from somewhere else. */
async function tokensOf(sandbox) {
  const consent = await (await fetch(`${sandbox.address}/v1/auth/cli?state=s&redirect_uri=${encodeURIComponent('http://localhost:9/callback')}`)).text();
  const ticket = /name="ticket" value="([^"]+)"/.exec(consent)[1];
  const answer = await fetch(`${sandbox.address}/sandbox/consent`, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `ticket=${ticket}&decision=allow` });
  return new URL(answer.headers.get('location'));
}

const paste = async (page, text) => {
  await page.getByRole('textbox', { name: 'Access token' }).fill(text);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
};

for (const [what, text] of [
  ['an access token', address => address.searchParams.get('access_token')],
  ['the JSON of a token', address => JSON.stringify({ access_token: address.searchParams.get('access_token'), expires_in: 3600 })],
  ['the address of the callback', address => address.href],
]) {
  check(`${what} can be pasted`, async ({ page, sandbox }) => {
    await page.getByRole('button', { name: 'Use an access token' }).click();
    await paste(page, text(await tokensOf(sandbox)));
    await composer(page).waitFor({ state: 'attached' });
  }, { signedIn: false, faults: true });
}

check('a paste that is no token, and one the service refuses, are told apart', async ({ page }) => {
  page.expectFailures(/401/);
  await page.getByRole('button', { name: 'Use an access token' }).click();
  await paste(page, 'two words');
  await page.getByRole('alert').getByText('That does not look like a token.').waitFor();
  await paste(page, 'at-' + 'x'.repeat(40));
  await page.getByRole('alert').getByText('KallyAI does not accept this token.').waitFor();
  await eventually(async () => assert.equal(await page.getByRole('textbox', { name: 'Access token' }).inputValue(), '', 'a token stays nowhere longer than it must'));
  assert.doesNotMatch((await stored(page)).tab, /kally\.session/);
  await page.getByRole('button', { name: 'Back' }).click();
  await start(page).waitFor();
}, { signedIn: false });

check('the person comes back to where they wanted to go before they signed in', async ({ page, site }) => {
  await signIn(page);
  await page.waitForURL(`${site.address}/#/chat/new`);
  assert.equal(await replies(page).count(), 0);
  assert.equal(await chats(page).count(), 0);
}, { signedIn: false, route: '/#/chat/new' });
