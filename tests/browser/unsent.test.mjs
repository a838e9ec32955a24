// What is not sent: whose it is, where it stands, and that it goes once.
import assert from 'node:assert/strict';
import { ask, composer, eventually, isKept, own, replies, send, settle, shows, suite } from './page.mjs';

const { check } = suite();
const faults = { faults: true };
const waits = 'Find three florists in Lugo and draft emails to them';
const unsent = page => page.getByRole('region', { name: 'Unsent' });
/** The page believes that the browser has no network, also after a reload. */
const offline = async (page, yes) => {
  await page.evaluate(yes => { if (yes) sessionStorage.setItem('test.offline', 'yes'); else sessionStorage.removeItem('test.offline'); dispatchEvent(new Event(yes ? 'offline' : 'online')); }, yes);
  await page.getByText('You are offline.').waitFor({ state: yes ? 'visible' : 'detached' });
};
const canBeOffline = page => page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => !sessionStorage.getItem('test.offline') }));

check('what waited too long asks in one place over all chats; edited, discarded and sent from there it goes once', async ({ page, sandbox }) => {
  await canBeOffline(page);
  await ask(page, waits);
  await page.reload();
  await replies(page).first().waitFor();
  await offline(page, true);
  for (const text of ['make it shorter', 'show the drafts', 'never mind']) {
    await send(page, text);
    await own(page).filter({ hasText: text }).getByText('Queued').waitFor();
  }
  // A quarter of an hour later, by this device's clock.
  await page.addInitScript(() => { const real = Date.now; Date.now = () => real() + 16 * 60000; });
  await page.reload();
  await page.getByText('3 messages are not sent').waitFor();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  const item = text => unsent(page).getByRole('article').filter({ hasText: text });
  await item('never mind').getByText(/Send it still\?/).waitFor();
  await item('never mind').getByRole('button', { name: 'Discard' }).click();
  await item('never mind').waitFor({ state: 'detached' });
  await offline(page, false);
  await settle(page);
  assert.equal(sandbox.held('make it shorter') + sandbox.held('show the drafts'), 0, 'nothing goes by itself');
  await item('show the drafts').getByRole('button', { name: 'Edit' }).click();
  await eventually(async () => assert.equal(await composer(page).inputValue(), 'show the drafts'));
  await page.getByText('1 message is not sent').waitFor();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await item('make it shorter').getByRole('button', { name: 'Send now' }).click();
  await page.getByText(/messages? (is|are) not sent/).waitFor({ state: 'detached' });
  await eventually(async () => assert.equal(sandbox.held('make it shorter'), 1));
  assert.equal(sandbox.held('show the drafts') + sandbox.held('never mind'), 0);
}, faults);

check('what one person queued is neither sent nor shown when another signs in, and is there when they come back', async ({ page, sandbox }) => {
  page.expectFailures();
  await ask(page, waits);
  await settle(page);
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await send(page, 'my secret errand');
  await own(page).filter({ hasText: 'my secret errand' }).getByText('Queued').waitFor();
  await isKept(page, 'my secret errand');
  // Their session is over; the service answers the next person with conversations of their own.
  await sandbox.orders({ expire: 'all' });
  const others = { conversations: [{ id: 'c_other', title: 'Of somebody else', created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z' }] };
  await page.route('**/v1/coordination/conversations', route => route.request().method() === 'GET' ? route.fulfill({ json: others }) : route.continue());
  await page.context().setOffline(false);
  const again = page.getByRole('button', { name: /^(Sign in again|Continue with KallyAI)$/ });
  const enter = async () => { await again.first().click(); await page.getByRole('button', { name: 'Allow' }).click(); };
  await enter();
  await page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /Of somebody else/ }).waitFor();
  await settle(page);
  assert.equal(await page.getByText('my secret errand').count(), 0);
  assert.equal(await page.getByText(/messages? (is|are) not sent/).count(), 0);
  assert.equal(sandbox.held('my secret errand'), 0);
  await page.unrouteAll();
  await sandbox.orders({ expire: 'all' });
  await page.reload();
  await enter();
  await eventually(async () => assert.equal(sandbox.held('my secret errand'), 1));
}, faults);

check('two tabs that have the same queued message send it once', async ({ page, sandbox }) => {
  await canBeOffline(page);
  await ask(page, waits);
  await page.reload();
  await replies(page).first().waitFor();
  await offline(page, true);
  await send(page, 'make it shorter');
  await own(page).filter({ hasText: 'make it shorter' }).getByText('Queued').waitFor();
  const session = await page.evaluate(() => ({ ...sessionStorage }));
  const other = await page.context().newPage();
  await other.addInitScript(session => { if (!sessionStorage.length) for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value); }, session);
  await canBeOffline(other);
  await other.goto(page.url());
  await own(other).filter({ hasText: 'make it shorter' }).getByText('Queued').waitFor();
  await Promise.all([page, other].map(one => one.evaluate(() => { sessionStorage.removeItem('test.offline'); dispatchEvent(new Event('online')); })));
  for (const one of [page, other]) {
    await replies(one).nth(1).waitFor({ timeout: 30000 });
    await eventually(async () => assert.equal(await one.getByText(/messages? (is|are) not sent/).count(), 0));
  }
  assert.equal(sandbox.held('make it shorter'), 1);
  await other.close();
}, faults);

check('what a tab types is in no other that opens beside it, and when it was closed in the next one that opens', async ({ page }) => {
  const session = await page.evaluate(() => ({ ...sessionStorage }));
  const open = async () => {
    const tab = await page.context().newPage();
    await tab.addInitScript(session => { if (!sessionStorage.length) for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value); }, session);
    await tab.goto(page.url());
    await composer(tab).waitFor({ state: 'attached' });
    await settle(tab);
    return tab;
  };
  const first = await open();
  await composer(first).fill('half a thought');
  await isKept(first, 'half a thought');
  const second = await open();
  assert.equal(await composer(second).inputValue(), '');
  await first.reload();
  await shows(first, 'half a thought');
  await first.close();
  const third = await open();
  assert.equal(await composer(third).inputValue(), 'half a thought');
  const fourth = await open();
  assert.equal(await composer(fourth).inputValue(), '');
  await composer(third).fill('');
  for (const tab of [second, third, fourth]) await tab.close();
});

check('a page one comes back to, also out of the back-forward cache, dispatches nothing twice', async ({ page, site, sandbox }) => {
  await ask(page, waits);
  const dispatched = () => page.requests.filter(url => new URL(url).pathname === '/v1/coordination/message').length;
  const before = dispatched();
  await send(page, 'make it shorter');
  await eventually(async () => assert.equal(dispatched(), before + 1));
  await page.goto(`${site.address}/app.webmanifest`);
  await page.goBack();
  await replies(page).nth(1).waitFor({ timeout: 30000 });
  await settle(page);
  const loads = page.waitForEvent('load');
  await page.evaluate(() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); });
  await loads;
  await replies(page).nth(1).waitFor();
  await settle(page);
  assert.equal(dispatched(), before + 1);
  assert.equal(sandbox.held('make it shorter'), 1);
}, faults);

check('a record that another page has written under the same name is not written over: it is told, and what was typed here stays', async ({ page, sandbox }) => {
  await page.addInitScript(() => {
    const make = IDBDatabase.prototype.transaction, add = IDBObjectStore.prototype.add;
    let before, once = false;
    IDBDatabase.prototype.transaction = function (...all) {
      if (all[1] === 'readwrite') before = make.apply(this, all);
      return make.apply(this, all);
    };
    IDBObjectStore.prototype.add = function (record) {
      if (record.table === 'intents' && !once) {
        before.objectStore('records').put({ ...record, value: record.value.replace('mine', 'theirs') });
        once = true;
      }
      return add.call(this, record);
    };
  });
  await page.reload();
  await send(page, 'mine alone');
  await eventually(async () => assert.equal(sandbox.held('theirs alone'), 1));
  assert.equal(sandbox.held('mine alone'), 0);
  await shows(page, 'mine alone');
}, faults);
