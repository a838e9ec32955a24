// axe-core finds nothing on any screen: light and dark, desktop and phone. Contrast it cannot see on a canvas; that is
// tests/structure/contrast.test.mjs, from the theme's own values.
import axe from 'axe-core';
import assert from 'node:assert/strict';
import { ask, chats, composer, eventually, forgetAnswers, messages, replies, send, suite } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';
const desktop = { width: 1280, height: 800 }, phone = { width: 390, height: 844 };

let seen = 0;

/**
 * The screen that is open, light on a desktop and dark on a phone, the next one the other way round: colours change nothing that axe
 * sees, sizes do. `same` waits until the screen stands again after the window has changed.
 */
async function clean(page, screen, same = async () => {}, sizes = [desktop, phone]) {
  for (const size of sizes) {
    const colorScheme = ['light', 'dark', 'dark', 'light'][seen++ % 4];
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), colorScheme));
    await same();
    const found = await page.evaluate(async () => {
      const { violations, passes } = await axe.run(document, { resultTypes: ['violations'] });
      return { violations: violations.flatMap(one => one.nodes.map(node => `${one.id}: ${one.help}: ${node.html}`)), passed: passes.length };
    });
    assert.deepEqual(found.violations, [], `${screen}, ${size.width} wide, ${colorScheme}`);
    assert.ok(found.passed > 10, `${screen}: axe saw ${found.passed} rules apply`);
  }
  await page.setViewportSize(desktop);
}

/** Runs in the page's own world, past its policy, as a developer's console would. */
const load = page => page.evaluate(`${axe.source}; 0`);
const heading = (page, name) => page.getByRole('heading', { name }).first().waitFor();

check('axe finds nothing on the pages before sign-in', async ({ page, sandbox }) => {
  await load(page);
  await clean(page, 'sign-in', () => page.getByText('KallyAI is reachable').waitFor());
  await page.getByRole('button', { name: 'Language: English' }).click();
  await page.getByRole('menu').waitFor();
  await clean(page, 'language menu', () => page.getByRole('menu').waitFor());
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Use an access token' }).click();
  const field = page.getByRole('textbox', { name: 'Access token' });
  await field.fill('nothing like a token');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await clean(page, 'paste token, refused', () => page.getByRole('alert').getByText('does not look like a token').waitFor());
  page.expectFailures();
  await sandbox.down();
  await page.goto(page.url().replace(/#.*/, '#/signin'));
  await page.reload();
  await load(page);
  await clean(page, 'sign-in without the service', () => page.getByText('KallyAI cannot be reached').waitFor(), [desktop]);
}, { signedIn: false, faults: true });

check('axe finds nothing on the chat pages', async ({ page, site }) => {
  await load(page);
  await page.getByRole('button', { name: 'New chat' }).click();
  await clean(page, 'new chat', () => heading(page, 'What can I take off your plate?'));
  await ask(page, waits);
  await send(page, 'show the drafts');
  await replies(page).filter({ hasText: 'Here are the 3 drafts' }).waitFor();
  await replies(page).last().getByRole('button', { name: 'Copy message' }).click();
  await clean(page, 'thread with a toast', () => replies(page).last().waitFor());
  await page.getByRole('button', { name: 'Search in this chat' }).click();
  await page.getByRole('searchbox', { name: 'Search in this chat' }).fill('drafts');
  await clean(page, 'search in the thread', () => page.getByRole('status').getByText(/^\d+ of \d+$/).waitFor());
  await page.getByRole('button', { name: 'Close search' }).click();
  await page.setViewportSize({ width: 900, height: 800 });
  await page.getByRole('button', { name: 'Linked goal' }).click();
  await clean(page, 'goal over the thread', () => page.getByRole('dialog', { name: 'Linked goal' }).waitFor());
  await page.keyboard.press('Escape');
  await page.setViewportSize(phone);
  await page.getByRole('button', { name: 'Back' }).click();
  await clean(page, 'list on a phone', () => chats(page).getByRole('link').first().waitFor());
  await page.goto(`${site.address}/#/nowhere`);
  await clean(page, 'not found', () => heading(page, 'There is nothing at this address'));
});

check('axe finds nothing on the pages of goals', async ({ page, site }) => {
  await page.goto(`${site.address}/#/goals/in/needs-you`);
  await load(page);
  const rows = page.getByRole('navigation', { name: 'Goals' }).getByRole('link');
  await clean(page, 'goals', () => rows.first().waitFor());
  await rows.first().click();
  await clean(page, 'one goal', () => page.getByRole('list', { name: 'Steps' }).waitFor());
  await page.getByRole('button', { name: 'Cancel goal' }).click();
  await clean(page, 'question', () => page.getByRole('dialog').waitFor());
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Notifications' }).click();
  await clean(page, 'what waits', () => page.getByRole('dialog', { name: 'Notifications' }).getByRole('article').first().waitFor());
  await page.getByRole('tab', { name: /^Updates/ }).click();
  await clean(page, 'new messages', () => page.getByRole('list', { name: 'Updates' }).waitFor(), [desktop]);
  await page.keyboard.press('Escape');
  await page.goto(`${site.address}/#/goals/in/completed`);
  await page.getByRole('button', { name: 'Choose to archive' }).click();
  await clean(page, 'goals to archive', () => page.getByRole('checkbox').first().waitFor());
}, { demo: true });

check('axe finds nothing on the pages of plans, credits and activity', async ({ page, site }) => {
  await page.goto(`${site.address}/#/plans`);
  await load(page);
  await clean(page, 'plans', () => page.getByRole('region', { name: 'Credits used in this period' }).waitFor());
  await page.setViewportSize(desktop);
  await page.getByRole('button', { name: /^(Upgrade|Switch) to|^Choose / }).first().click();
  await clean(page, 'change of plan', () => page.getByRole('dialog').waitFor());
  await page.keyboard.press('Escape');
  await page.goto(`${site.address}/#/plans/credits`);
  await clean(page, 'credits', () => page.getByRole('list', { name: 'Ledger' }).getByRole('listitem').first().waitFor());
  await page.goto(`${site.address}/#/activity`);
  const inbox = page.getByRole('navigation', { name: 'Inbox' }).getByRole('link');
  await clean(page, 'inbox', () => inbox.first().waitFor());
  await inbox.first().click();
  await clean(page, 'message', () => page.getByRole('article').first().waitFor());
  await page.goto(`${site.address}/#/activity/actions`);
  await clean(page, 'actions', () => page.getByRole('list', { name: 'Actions' }).getByRole('listitem').first().waitFor());
}, { demo: true });

check('axe finds nothing on the settings, the palette and what belongs to a chat', async ({ page, site }) => {
  await load(page);
  await ask(page, waits);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  await clean(page, 'export', () => page.getByRole('dialog', { name: 'Export…' }).waitFor());
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('go');
  await clean(page, 'palette', () => page.getByRole('option').first().waitFor(), [desktop]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New chat' }).focus();
  await page.keyboard.press('?');
  await clean(page, 'shortcuts', () => page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor(), [desktop]);
  await page.keyboard.press('Escape');
  await page.goto(`${site.address}/#/settings/privacy`);
  await clean(page, 'settings', () => page.getByRole('switch', { name: 'Keep what was read on this device' }).waitFor());
  await page.setViewportSize(phone);
  await page.goto(`${site.address}/#/settings`);
  await page.getByRole('button', { name: 'More' }).click();
  await clean(page, 'more', () => page.getByRole('dialog', { name: 'More' }).waitFor(), [phone]);
});

check('axe finds nothing on the pages of calls', async ({ page, site }) => {
  await page.goto(`${site.address}/#/calls`);
  await load(page);
  const rows = page.getByRole('navigation', { name: 'Calls' }).getByRole('link');
  await rows.filter({ hasText: 'Done' }).first().click();
  await clean(page, 'one call', () => page.getByRole('list', { name: 'Transcript' }).waitFor());
  await page.goto(`${site.address}/#/calls/new`);
  await page.getByRole('button', { name: 'Start call' }).click();
  await clean(page, 'form with problems', () => page.getByRole('alert').first().waitFor());
}, { demo: true });

check('axe finds nothing while something is wrong', async ({ page, sandbox }) => {
  page.expectFailures();
  await load(page);
  await ask(page, waits);
  await sandbox.dials({ latency_ms: 600000, only: '/v1/coordination/message' });
  await send(page, 'make it shorter');
  await clean(page, 'waiting', () => page.getByRole('group', { name: 'Working on it' }).waitFor(), [desktop]);
  await sandbox.dials({ reset: true });
  await page.getByRole('button', { name: 'Stop waiting' }).click();
  await replies(page).nth(1).waitFor();
  await sandbox.dials({ latency_ms: 600000, only: '/v1/coordination/' });
  await page.reload();
  await load(page);
  await clean(page, 'loading', () => composer(page).waitFor(), [desktop]);
  await sandbox.dials({ reset: true, status: 503, only: '/v1/coordination/' });
  await page.reload();
  await load(page);
  await clean(page, 'list and thread from before', () => page.getByText('Could not refresh. Showing messages').waitFor());
  await forgetAnswers(page);
  await page.reload();
  await load(page);
  await clean(page, 'list and thread that did not load', () => heading(page, 'This chat did not load'));
  await sandbox.dials({ reset: true });
  await page.getByRole('button', { name: 'Try again' }).click();
  await replies(page).nth(1).waitFor();
  await sandbox.dials({ status: 402, code: 'quota_exceeded', only: '/v1/coordination/message' });
  await send(page, 'call my bank');
  await clean(page, 'message that was refused', () => messages(page).getByText('Not sent').waitFor());
  await sandbox.dials({ reset: true, drop_at: 20, only: '/v1/coordination/', times: 0 });
  await page.context().setOffline(true);
  await send(page, 'show the drafts');
  await clean(page, 'offline', () => page.getByText('You are offline.').waitFor());
  await page.context().setOffline(false);
  await sandbox.dials({ reset: true });
  await page.reload();
  await load(page);
  await composer(page).fill('half a thought');
  await page.getByRole('button', { name: 'New chat' }).click();
  await sandbox.orders({ expire: 'all' });
  await send(page, 'hello').catch(() => {}); // where a look at the goal found it out first, the dialog stands there already
  await clean(page, 'session that ended', () => page.getByRole('dialog', { name: 'Your session has expired' }).waitFor());
}, { faults: true });
