// What waits for the person: badges and title, one tab that asks for all, one list to decide from, the record of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { composer, eventually, framesDuring, polls, settle, soon, suite } from './page.mjs';

const { check } = suite();
const bell = page => page.getByRole('button', { name: 'Notifications' });
const drawer = page => page.getByRole('dialog', { name: 'Notifications' });
const cards = page => drawer(page).getByRole('article');

/** The week of work of somebody, with the drawer open. */
async function openDemo(page) {
  await composer(page).waitFor({ state: 'attached' });
  await settle(page); // goals and mails are there
}
async function openDrawer(page) {
  await bell(page).click();
  await cards(page).first().waitFor();
}
/** The card of a mail that waits. */
const mailCard = page => drawer(page).getByRole('article', { name: /^Email to / }).first();

/** What another client of the same person asks of the service. */
const elsewhere = async (page, site, target, body) => page.evaluate(async ([url, body]) => {
  const token = /^access=(.+)$/m.exec(sessionStorage.getItem('kally.session'))[1];
  const answer = await fetch(url, { method: body ? 'POST' : 'GET', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }, body: body && JSON.stringify(body) });
  return answer.json();
}, [site.address + target, body]);
/** A mail that waits. */
const queued = (page, site, subject) => elsewhere(page, site, '/v1/actions/email/send', { to: 'ana@example.com', subject, body: 'May I visit on Tuesday?' });

check('what comes to wait shows in the badge, the title and the list without a reload; an answer that tells nothing new draws no frame', async ({ page, site }) => {
  await openDemo(page);
  await eventually(async () => assert.match(await page.title(), /^\(\d+\) /));
  const before = Number(/^\((\d+)\)/.exec(await page.title())[1]);
  await page.evaluate(() => { window.hurry = true; document.activeElement?.blur(); });
  await openDrawer(page);
  assert.equal(await cards(page).count(), before);
  await page.keyboard.press('Escape');
  await eventually(async () => assert.ok(polls(page) >= 2));
  await settle(page, { quiet: 800 }); // the bell has the focus again, and tells its name after half a second
  const asked = polls(page);
  assert.equal(await framesDuring(page, 3000), 0);
  assert.ok(polls(page) - asked >= 2, `asked ${polls(page) - asked} times`);
  await queued(page, site, 'One more desk');
  await eventually(async () => assert.match(await page.title(), new RegExp(`^\\(${before + 1}\\) `)));
  await openDrawer(page);
  await drawer(page).getByRole('article', { name: 'Email to ana@example.com' }).getByText('May I visit on Tuesday?').waitFor();
}, { script: soon, demo: true });

check('the list is opened, read and decided from by keys alone, and the focus comes back to the bell', async ({ page, site }) => {
  for (const subject of ['A desk', 'A chair']) await queued(page, site, subject);
  await page.reload();
  await eventually(async () => assert.match(await page.title(), /^\(2\) /));
  await page.keyboard.press('Alt+Shift+A');
  const inFocus = () => page.evaluate(() => document.activeElement.tagName === 'ARTICLE' && `${document.activeElement.innerText} ${document.activeElement.getAttribute('aria-description')}`);
  await eventually(async () => assert.match(await inFocus(), /A chair[^]* 1 of 2$/));
  await page.keyboard.press('Alt+Shift+A');
  await eventually(async () => assert.match(await inFocus(), /A desk[^]* 2 of 2$/));
  await page.keyboard.press('Alt+Shift+A');
  await eventually(async () => assert.match(await inFocus(), /A chair[^]* 1 of 2$/));
  await page.waitForTimeout(800); // it is decided about only after a look
  await page.keyboard.press('Control+Alt+Enter');
  await eventually(async () => assert.equal(await cards(page).count(), 1));
  assert.equal(page.requests.filter(url => /\/email\/[^/]+\/(approve|cancel)$/.test(url)).length, 1);
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  await bell(page).focus();
  await page.keyboard.press('Enter');
  await mailCard(page).waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Close')); // nothing that decides
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    await eventually(async () => assert.ok(await page.evaluate(() => document.activeElement.closest('[role=dialog]'))));
    if (await page.evaluate(() => document.activeElement.textContent) === 'Discard') break;
  }
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Discard');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.ok(page.requests.some(url => /\/email\/[^/]+\/cancel$/.test(url))));
  await page.getByRole('status').getByText(/^Done/).waitFor();
  await eventually(async () => assert.equal(await cards(page).count(), 0));
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Notifications'));
});

check('what changed since it was seen is not sent, and the lines that changed are shown; the log holds what was shown, sent and came back', async ({ page, site }) => {
  await queued(page, site, 'A desk');
  await page.reload();
  await openDrawer(page);
  await mailCard(page).getByText('May I visit on Tuesday?').waitFor();
  await page.route(/\/v1\/actions\/email\/outbox$/, async route => {
    const answer = await route.fetch(), all = await answer.json();
    (all.emails ?? all.items).forEach(mail => { mail.body += ' I pay 300 EUR.'; });
    await route.fulfill({ response: answer, json: all });
  });
  await mailCard(page).getByRole('button', { name: 'Approve and send' }).click();
  const note = mailCard(page).getByRole('alert');
  await note.getByText(/changed since you saw it/).waitFor();
  assert.match(await note.innerText(), /Before: body: May I visit on Tuesday\?\n?.*Now: body: May I visit on Tuesday\? I pay 300 EUR\./s);
  assert.equal(page.requests.filter(url => url.endsWith('/approve')).length, 0);
  await page.unrouteAll();
  await mailCard(page).getByRole('button', { name: 'OK' }).click();
  await mailCard(page).getByRole('button', { name: 'Approve and send' }).click(); // now it differs the other way round
  await note.getByText(/changed since you saw it/).waitFor();
  await mailCard(page).getByRole('button', { name: 'OK' }).click();
  await mailCard(page).getByRole('button', { name: 'Approve and send' }).click();
  await page.getByRole('status').getByText(/^Done/).waitFor();
  const coming = page.waitForEvent('download');
  await drawer(page).getByRole('button', { name: 'Save decision log' }).click();
  const file = await coming, log = JSON.parse(readFileSync(await file.path(), 'utf8'));
  assert.equal(file.suggestedFilename(), 'kally-decisions.json');
  assert.deepEqual(log.map(one => one.outcome), ['changed', 'changed', 'done']);
  assert.match(log[0].then, /I pay 300 EUR/);
  assert.equal(log[0].sent, 'not sent');
  assert.equal(log[2].shown, 'to: ana@example.com\nsubject: A desk\nstatus: pending_approval\nbody: May I visit on Tuesday?');
  assert.match(log[2].sent, /^20\d\d-/);
  assert.match(log[2].came_back, /sent/);
});

/** Another tab of the same browser, signed in as the first one is. */
async function another(page, site) {
  const session = await page.evaluate(() => ({ ...sessionStorage }));
  const other = await page.context().newPage();
  other.requests = [];
  other.on('request', request => other.requests.push(request.url()));
  await other.addInitScript(soon);
  await other.addInitScript(session => { for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value); }, session);
  await other.goto(site.address);
  await composer(other).waitFor({ state: 'attached' });
  return other;
}

check('two tabs ask once: the one that was opened last, until it goes; both show what came', async ({ page, site }) => {
  await openDemo(page);
  await eventually(async () => assert.match(await page.title(), /^\(\d+\) /));
  const before = Number(/^\((\d+)\)/.exec(await page.title())[1]);
  const other = await another(page, site);
  await eventually(async () => assert.match(await other.title(), /^\(\d+\) /));
  for (const one of [page, other]) await one.evaluate(() => { window.hurry = true; });
  await settle(page);
  await settle(other);
  await eventually(async () => assert.ok(polls(other) >= 2));
  const [first, second] = [polls(page), polls(other)];
  await eventually(async () => assert.ok(polls(other) - second >= 4), 20000);
  assert.equal(polls(page), first);
  await queued(page, site, 'One more desk');
  for (const one of [page, other]) await eventually(async () => assert.match(await one.title(), new RegExp(`^\\(${before + 1}\\) `)));
  assert.equal(polls(page), first);
  await other.close();
  await eventually(async () => assert.ok(polls(page) > first), 20000);
}, { script: soon, demo: true });

check('of two tabs one decides; the other says so and sends nothing', async ({ page, site }) => {
  await queued(page, site, 'A desk');
  await page.reload();
  const other = await another(page, site);
  await openDrawer(page);
  await openDrawer(other);
  let release;
  const held = new Promise(resolve => { release = resolve; });
  await page.route(/\/approve$/, async route => { await held; await route.continue(); });
  await mailCard(page).getByRole('button', { name: 'Approve and send' }).click();
  await eventually(async () => assert.ok(page.requests.some(url => url.endsWith('/approve'))));
  await mailCard(other).getByRole('button', { name: 'Discard', exact: true }).click();
  await mailCard(other).getByRole('alert').getByText('This is being decided in another tab. Look there.').waitFor();
  assert.ok(!other.requests.some(url => url.endsWith('/cancel')));
  release();
  await page.getByRole('status').getByText(/^Done/).waitFor();
});

/** A page that can be left and come back to, with a clock that goes on meanwhile, and a system that shows notifications. */
const away = () => {
  const set = window.setTimeout, now = Date.now;
  let skipped = 0, hidden = false;
  Date.now = () => now() + skipped;
  window.setTimeout = (call, ms, ...rest) => window.hurry && ms > 1000 ? set(() => { skipped += ms; call(); }, 200) : set(call, ms, ...rest);
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  Object.defineProperty(document, 'visibilityState', { get: () => hidden ? 'hidden' : 'visible' });
  window.leave = (gone, minutes = 0) => { hidden = gone; skipped += minutes * 60000; document.dispatchEvent(new Event('visibilitychange')); };
  window.notices = [];
  window.asked = [];
  window.Notification = class {
    static permission = 'default';
    static requestPermission() {
      window.asked.push(navigator.userActivation.isActive);
      Notification.permission = 'granted';
      return Promise.resolve('granted');
    }
    constructor(title, options) { window.notices.push({ title, body: options.body, press: () => this.onclick() }); }
    close() { }
  };
};
const leave = (page, gone, minutes) => page.evaluate(([gone, minutes]) => window.leave(gone, minutes), [gone, minutes]);

check('who comes back reads at most five lines of what changed meanwhile, each a way to it', async ({ page, site }) => {
  await openDemo(page);
  const { goals } = await elsewhere(page, site, '/v1/coordination/goals?limit=50');
  const open = goals.filter(goal => !['completed', 'cancelled', 'archived'].includes(goal.status));
  assert.ok(open.length > 5, `${open.length} goals`);
  await leave(page, true);
  for (const goal of open) await elsewhere(page, site, `/v1/coordination/goals/${goal.id}/cancel`, {});
  await leave(page, false, 10);
  await bell(page).click();
  const lines = drawer(page).getByRole('list', { name: 'Since you left' }).getByRole('link');
  await lines.first().waitFor();
  assert.equal(await lines.count(), 5);
  for (const name of await lines.allInnerTexts()) assert.ok(open.some(goal => name.startsWith(goal.title)), name);
  await lines.first().click();
  await page.getByRole('region').getByRole('status').getByText('Cancelled').waitFor();
  await bell(page).click();
  await drawer(page).getByRole('button', { name: 'Dismiss' }).click();
  await eventually(async () => assert.equal(await lines.count(), 0));
}, { script: away, demo: true });

check('the system tells in quiet words of what comes while nobody looks, asked for by a press only, and its press opens it', async ({ page, site }) => {
  await openDemo(page);
  assert.deepEqual(await page.evaluate(() => window.asked), []);
  await bell(page).click();
  await drawer(page).getByRole('button', { name: 'System notifications' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'When something needs you' }).click();
  assert.deepEqual(await page.evaluate(() => window.asked), [true], 'asked once, in the press');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  await page.evaluate(() => { window.hurry = true; });
  const before = Number(/^\((\d+)\)/.exec(await page.title())[1]);
  await queued(page, site, 'Seen at once');
  await eventually(async () => assert.match(await page.title(), new RegExp(`^\\(${before + 1}\\) `)));
  assert.equal(await page.evaluate(() => window.notices.length), 0, 'it is on the screen');
  await leave(page, true);
  await queued(page, site, 'A secret matter');
  await eventually(async () => assert.equal(await page.evaluate(() => window.notices.length), 1));
  const { title, body } = await page.evaluate(() => window.notices[0]);
  assert.deepEqual({ title, body }, { title: 'KallyAI', body: 'Something needs you' });
  await page.evaluate(() => { window.hurry = false; window.leave(false); window.notices[0].press(); });
  await page.getByRole('heading', { name: 'Goals', level: 1 }).waitFor();
  await page.getByRole('article', { name: 'Email to ana@example.com' }).getByText('A secret matter').first().waitFor();
}, { script: away, demo: true });

check('a service without notifications shows the same list from its goals and mails, and says so', async ({ page, sandbox }) => {
  page.expectFailures();
  await sandbox.dials({ missing: { getPendingNotifications: 404 } });
  page.requests = [];
  await openDemo(page);
  await openDrawer(page);
  await mailCard(page).waitFor();
  await drawer(page).getByText('This service tells of goals and emails only.').waitFor();
  assert.equal(polls(page), 1);
}, { demo: true });
