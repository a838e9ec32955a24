// When something goes wrong in the middle: the session, the server, the network, patience.
import assert from 'node:assert/strict';
import { ask, chats, composer, eventually, forgetAnswers, isKept, messages, own, replies, send, settle, shows, signIn, suite } from './page.mjs';

const { check } = suite();
const faults = { faults: true };
const waits = 'Find three florists in Lugo and draft emails to them'; // its work stops at drafts, so nothing more comes by itself
const dialog = page => page.getByRole('dialog', { name: 'Your session has expired' });
const at = (page, text) => own(page).filter({ hasText: text });

check('a session that ends in the middle of a message asks to sign in again, keeps the draft, and delivers once', async ({ page, sandbox }) => {
  page.expectFailures(/401/);
  await ask(page, waits);
  const place = page.url();
  await settle(page); // nothing is under way that would find out first
  await sandbox.orders({ expire: 'all' });
  await send(page, 'make it shorter');
  await dialog(page).waitFor();
  await at(page, 'make it shorter').getByText('Queued').waitFor();
  await dialog(page).getByRole('button', { name: 'Sign in again' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await replies(page).nth(1).waitFor();
  assert.equal(page.url(), place, 'back in the same conversation');
  assert.equal(sandbox.held('make it shorter'), 1);
}, faults);

check('what stands in the composer when the session ends is still there after signing in again', async ({ page, sandbox }) => {
  page.expectFailures(/401/);
  await ask(page, waits);
  await composer(page).fill('half a thought');
  await isKept(page, 'half a thought');
  await sandbox.orders({ expire: 'all' });
  await page.getByRole('button', { name: 'New chat' }).click();
  await send(page, 'hello');
  await dialog(page).waitFor();
  await page.reload();
  // The tokens are refused, so the sign-in page or the dialog stands there; both lead on.
  const again = page.getByRole('button', { name: /^(Sign in again|Continue with KallyAI)$/ });
  await again.first().click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /florists/i }).click();
  await shows(page, 'half a thought');
}, faults);

check('an access token that is too old is renewed without a word', async ({ page, sandbox }) => {
  page.expectFailures(/401/);
  await ask(page, waits);
  page.requests = [];
  await sandbox.orders({ expire: 'access' });
  await ask(page, 'make it shorter');
  assert.equal(await dialog(page).count(), 0);
  assert.equal(sandbox.held('make it shorter'), 1);
  assert.equal(page.requests.filter(url => url.includes('/v1/auth/')).filter(url => url.includes('refresh')).length, 1);
}, faults);

check('while the server is down a message is marked as not sent with the reason; back again, Retry delivers it once', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  await sandbox.down();
  await send(page, 'make it shorter');
  const mine = at(page, 'make it shorter');
  await mine.getByText('Not sent').waitFor();
  assert.match(await mine.innerText(), /could not be reached|has a problem right now/);
  await sandbox.up();
  await mine.getByRole('button', { name: 'Retry' }).click();
  await replies(page).nth(1).waitFor();
  assert.equal(sandbox.held('make it shorter'), 1);
  assert.equal(await mine.count(), 1);
}, faults);

check('an answer that breaks off is looked up in the history instead of being sent twice', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  await sandbox.dials({ drop_at: 20, only: '/v1/coordination/message', times: 1 });
  await send(page, 'make it shorter');
  await replies(page).nth(1).waitFor();
  assert.equal(sandbox.held('make it shorter'), 1);
  await eventually(async () => assert.equal(await at(page, 'make it shorter').getByText('Perhaps sent').count(), 0));
}, faults);

check('while the answer is unknown the person can look again or say that it was sent', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  await sandbox.dials({ drop_at: 20, only: '/v1/coordination/', times: 0 });
  await send(page, 'make it shorter');
  const mine = at(page, 'make it shorter');
  await mine.getByText('Perhaps sent').waitFor();
  assert.match(await mine.innerText(), /connection broke/);
  await page.reload();
  await mine.getByText('Perhaps sent').waitFor();
  const looked = page.waitForRequest(/\/v1\/coordination\/history/);
  await mine.getByRole('button', { name: 'Check again' }).click();
  await looked;
  await sandbox.dials({ reset: true });
  await eventually(async () => { // it looks by itself too, perhaps just before the press
    await mine.getByRole('button', { name: 'Check again' }).click({ timeout: 500 }).catch(() => {});
    assert.equal(await replies(page).count(), 2);
  });
  assert.equal(sandbox.held('make it shorter'), 1);
}, faults);

check('a refusal is told in words with what to do, and the message stays for Retry or Delete', async ({ page, sandbox }) => {
  page.expectFailures();
  await sandbox.dials({ status: 402, code: 'quota_exceeded', only: '/v1/coordination/message' });
  await send(page, 'call my bank');
  const mine = at(page, 'call my bank');
  await mine.getByText('Not sent').waitFor();
  assert.match(await mine.innerText(), /out of credits/);
  assert.match(await mine.innerText(), /Reference \S+/, 'the name by which the service knows it');
  await mine.getByRole('button', { name: 'Delete' }).click();
  await mine.waitFor({ state: 'detached' });
}, faults);

check('answers that cannot be read do not break the page', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  for (const malformed of ['truncated', 'html', 'empty', 'wrong_types', 'deep', 'invalid_utf8']) {
    await sandbox.dials({ reset: true, malformed });
    await page.reload();
    await page.getByRole('heading', { name: 'Chats' }).waitFor();
  }
  await sandbox.dials({ reset: true });
  await page.reload();
  await ask(page, 'make it shorter');
}, faults);

check('every further shape that the contract allows is read', async ({ page, sandbox }) => {
  await sandbox.dials({ shape: 'B' });
  await ask(page, waits);
  await page.reload();
  await replies(page).first().waitFor();
  await sandbox.dials({ absent: 'all' });
  await ask(page, 'make it shorter');
  await page.reload();
  await page.getByRole('heading', { name: /florists/i }).first().waitFor();
}, faults);

check('messages that wait offline are still there after a reload, and go out once, in order', async ({ page, sandbox }) => {
  await ask(page, waits);
  // A page without a network cannot be loaded anew; here only the browser says that there is none.
  await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => !sessionStorage.getItem('test.offline') }));
  await page.evaluate(() => sessionStorage.setItem('test.offline', 'yes'));
  await page.reload();
  await page.getByText('You are offline.').waitFor();
  await send(page, 'make it shorter');
  await at(page, 'make it shorter').getByText('Queued').waitFor();
  await send(page, 'show the drafts');
  await at(page, 'show the drafts').getByText('Queued').waitFor();
  await page.reload();
  await at(page, 'make it shorter').getByText('Queued').waitFor();
  await at(page, 'show the drafts').getByText('Queued').waitFor();
  assert.equal(sandbox.held('make it shorter'), 0);
  await page.evaluate(() => { sessionStorage.removeItem('test.offline'); dispatchEvent(new Event('online')); });
  await replies(page).nth(2).waitFor();
  assert.equal(sandbox.held('make it shorter'), 1);
  assert.equal(sandbox.held('show the drafts'), 1);
}, faults);

check('a gateway that gives up is no proof that a message did not arrive: it is looked up, not sent twice', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  // The service does the work, and what stands in front of it answers 504 in its place.
  await page.route('**/v1/coordination/message', async route => {
    await route.fetch();
    await route.fulfill({ status: 504, contentType: 'text/html', body: '<h1>Gateway time-out</h1>' });
  }, { times: 1 });
  await send(page, 'make it shorter');
  await replies(page).nth(1).waitFor();
  assert.equal(sandbox.held('make it shorter'), 1);
  assert.equal(await at(page, 'make it shorter').getByRole('button', { name: 'Retry' }).count(), 0);
}, faults);

check('offline, messages wait in order and go out once when the network is back', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await send(page, 'make it shorter');
  await at(page, 'make it shorter').getByText('Queued').waitFor();
  await shows(page, '');
  await send(page, 'show the drafts');
  await at(page, 'show the drafts').getByText('Queued').waitFor();
  await page.context().setOffline(false);
  await replies(page).nth(2).waitFor();
  assert.equal(sandbox.held('make it shorter'), 1);
  assert.equal(sandbox.held('show the drafts'), 1);
  assert.equal(await page.getByText('You are offline.').count(), 0);
}, faults);

check('"Stop waiting" ends the wait; the message was carried out and is found in the history', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  await sandbox.dials({ latency_ms: 600000, only: '/v1/coordination/message' });
  await send(page, 'make it shorter');
  await page.getByRole('group', { name: 'Working on it' }).waitFor();
  await page.getByRole('button', { name: 'Stop waiting' }).click();
  await replies(page).nth(1).waitFor();
  assert.equal(sandbox.held('make it shorter'), 1);
  assert.equal(await page.getByRole('group', { name: 'Working on it' }).count(), 0);
}, faults);

check('a list that does not load says so and loads when asked again', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  await settle(page);
  await sandbox.dials({ status: 503, only: '/v1/coordination/' });
  await forgetAnswers(page);
  await page.reload();
  await page.getByText('Could not refresh').waitFor();
  await page.getByText('Nothing loaded yet').waitFor();
  await page.getByText('This chat did not load').waitFor();
  await sandbox.dials({ reset: true });
  await page.getByRole('button', { name: 'Try again' }).click();
  await replies(page).first().waitFor();
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('Could not refresh').waitFor({ state: 'detached' });
}, faults);

check('while the service fails, what was read stays readable after a reload, with its age, and is read anew when asked', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  await settle(page);
  await page.reload(); // the list and the thread are answered, and kept
  await replies(page).first().waitFor();
  await settle(page);
  await sandbox.dials({ status: 503, only: '/v1/coordination/' });
  await page.reload();
  await page.getByText(/^Showing chats from \d\d:\d\d$/).waitFor();
  await chats(page).getByRole('link').first().waitFor();
  await page.getByText(/^Could not refresh. Showing messages from \d\d:\d\d$/).waitFor();
  await replies(page).first().waitFor();
  assert.equal(await page.getByText('This chat did not load').count(), 0);
  // Nor is it another's: who has signed in since is told nothing of it.
  const before = await page.evaluate(() => sessionStorage.getItem('kally.session'));
  await page.evaluate(kept => sessionStorage.setItem('kally.session', kept.replace(/^sign_in=.*$/m, 'sign_in=another')), before);
  await page.reload();
  await page.getByText('Nothing loaded yet').waitFor();
  await page.getByText('This chat did not load').waitFor();
  assert.equal(await replies(page).count(), 0);
  await page.evaluate(kept => sessionStorage.setItem('kally.session', kept), before);
  await page.reload();
  await replies(page).first().waitFor();
  // It is no answer: what is sent now is told truly, and kept.
  await send(page, 'make it shorter');
  await messages(page).getByText('Not sent').waitFor();
  await sandbox.dials({ reset: true });
  await eventually(async () => {
    const again = page.getByRole('button', { name: 'Retry' }); // of the list, of the thread and of the message
    if (await again.count() > 0) await again.first().click({ timeout: 1000 }).catch(() => {});
    assert.equal(await page.getByText('Could not refresh').count(), 0);
    assert.equal(sandbox.held('make it shorter'), 1);
  });
  await replies(page).nth(1).waitFor();
}, faults);

check('a service that cannot be reached says so before sign-in, and is tried again by itself', async ({ page, sandbox, site }) => {
  page.expectFailures();
  await sandbox.down();
  await page.goto(`${site.address}/#/signin`);
  await page.reload();
  await page.getByText('KallyAI cannot be reached').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Continue with KallyAI' }).getAttribute('aria-disabled'), 'true');
  await sandbox.up();
  await page.getByText('KallyAI is reachable').waitFor({ timeout: 40000 });
  await signIn(page);
}, { ...faults, signedIn: false });
