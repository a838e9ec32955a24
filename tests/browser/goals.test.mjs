// Goals as the person works with them: lists, one goal, what it asks, what was decided. The account is the sandbox's week of work.
import assert from 'node:assert/strict';
import { ask, eventually, replies, settle, suite } from './page.mjs';

const { check } = suite({ demo: true });
const tab = (page, name) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
const list = page => page.getByRole('navigation', { name: 'Goals' });
const requests = (page, end) => page.requests.filter(url => new URL(url).pathname.endsWith(end)).length;

/** The page of goals of somebody who has worked with it for a week. */
async function openGoals(page, address = '') {
  await page.goto(`${new URL(page.url()).origin}/#/goals${address}`);
  await list(page).getByRole('link').first().waitFor();
}

check('the tabs hold the goals by their state with their number, and each has its own address', async ({ page }) => {
  await openGoals(page);
  for (const name of ['Active', 'Needs you', 'Completed', 'Cancelled', 'Archived']) {
    await tab(page, name).click();
    await eventually(async () => assert.match(await tab(page, name).innerText(), /\d/));
    const count = Number(/\d+/.exec(await tab(page, name).innerText())[0]);
    await eventually(async () => assert.equal(await list(page).getByRole('link').or(list(page).getByRole('article')).count(), count)); // mails that wait are cards
  }
  assert.match(page.url(), /#\/goals\/in\/archived$/);
  await page.goBack();
  await eventually(async () => assert.equal(await tab(page, 'Cancelled').getAttribute('aria-selected'), 'true'));
  await page.reload();
  await eventually(async () => assert.equal(await tab(page, 'Cancelled').getAttribute('aria-selected'), 'true'));
});

check('a goal that waits says why in the list, shows its steps, and goes on when its step is approved', async ({ page }) => {
  await openGoals(page, '/in/needs-you');
  const row = list(page).getByRole('link', { name: /Waits for your OK: / }).first();
  const address = await row.getAttribute('href');
  await row.click();
  const bar = page.getByRole('region', { name: 'Let KallyAI take this step?' });
  await bar.waitFor();
  assert.ok(await page.getByRole('list', { name: 'Steps' }).getByRole('listitem').count() > 1);
  await bar.getByRole('button', { name: 'Approve step' }).click();
  await page.getByRole('status').getByText(/^(Done|Sent)/).waitFor();
  assert.equal(requests(page, '/approve-step'), 1);
  // On a slow machine the goal may wait again meanwhile, for what it brought.
  await eventually(async () => assert.equal(await list(page).locator(`a[href="${address}"]`).filter({ hasText: 'Waits for your OK' }).count(), 0, 'it waits for that no more'));
  await eventually(async () => assert.equal(Number(/\d+/.exec(await tab(page, 'Needs you').innerText())?.[0] ?? 0), await list(page).getByRole('link').or(list(page).getByRole('article')).count()));
});

check('a goal that changed since it was seen is not decided about', async ({ page }) => {
  await openGoals(page, '/in/needs-you');
  await list(page).getByRole('link', { name: /Waits for your OK: / }).first().click();
  const bar = page.getByRole('region', { name: 'Let KallyAI take this step?' });
  await bar.waitFor();
  await settle(page);
  // Another step stands there now than the one that is on the screen.
  await page.route(/\/v1\/coordination\/goals\/[^/]+$/, async route => {
    const answer = await route.fetch(), goal = await answer.json();
    (goal.steps ?? goal.goal.steps).forEach(step => { step.description += ' and pay 300 EUR'; });
    await route.fulfill({ response: answer, json: goal });
  });
  await bar.getByRole('button', { name: 'Approve step' }).click();
  await page.getByRole('alert').getByText('This changed since you saw it. Nothing was sent.').waitFor();
  assert.equal(requests(page, '/approve-step'), 0);
  await page.getByRole('listitem').filter({ hasText: 'and pay 300 EUR' }).first().waitFor();
});

check('a refusal says what to do, and what was decided can be decided again', async ({ page, sandbox }) => {
  await openGoals(page, '/in/needs-you');
  await list(page).getByRole('link', { name: /Waits for your OK: / }).first().click();
  const bar = page.getByRole('region', { name: 'Let KallyAI take this step?' });
  await bar.waitFor();
  page.expectFailures();
  await sandbox.dials({ status: 402, code: 'quota_exceeded', only: `/v1/coordination/goals/${page.url().split('/').pop()}/approve-step` });
  await bar.getByRole('button', { name: 'Approve step' }).click();
  await page.getByRole('alert').getByText(/out of credits/).waitFor();
  await sandbox.dials({ reset: true });
  await bar.getByRole('button', { name: 'Approve step' }).click();
  await page.getByRole('status').getByText(/^(Done|Sent)/).waitFor();
  assert.equal(requests(page, '/approve-step'), 2);
});

check('an action that the service does not have is said once and hidden, and the others stay', async ({ page, sandbox }) => {
  await openGoals(page, '/in/needs-you');
  await list(page).getByRole('link', { name: /Waits for your OK: / }).first().click();
  page.expectFailures();
  await sandbox.dials({ missing: { approveGoalStep: 404 } });
  await page.getByRole('button', { name: 'Approve step' }).click();
  await page.getByRole('alert').getByText('This service does not offer that').waitFor();
  await eventually(async () => assert.equal(await page.getByRole('button', { name: 'Approve step' }).count(), 0));
  await page.getByRole('button', { name: 'Accept outcome' }).waitFor();
});

check('cancelling asks first with the safe answer in focus, and does nothing when it is taken back', async ({ page }) => {
  await openGoals(page, '/in/needs-you');
  await list(page).getByRole('link').first().click();
  await page.getByRole('button', { name: 'Cancel goal' }).click();
  const dialog = page.getByRole('dialog', { name: /^Cancel "/ });
  await dialog.waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Keep the goal'));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(requests(page, '/cancel'), 0);
  const title = await page.getByRole('heading', { level: 2 }).last().innerText();
  await page.getByRole('button', { name: 'Cancel goal' }).click();
  await dialog.getByRole('button', { name: 'Cancel goal' }).click();
  await page.getByRole('status').getByText(/^(Done|Sent)/).waitFor();
  assert.equal(requests(page, '/cancel'), 1);
  await tab(page, 'Cancelled').click();
  await list(page).getByRole('link', { name: title }).first().waitFor();
});

check('what a goal can be told goes out once each: budget, soft limit, negotiation, a question', async ({ page }) => {
  await openGoals(page, '/in/needs-you');
  const told = [['Warranty repair of the washing machine', 'Approve budget', '/approve-budget'], ['Fontaneros cerca de Ruzafa', 'Go on over budget', '/acknowledge-soft-cap'],
    ['A better internet contract', 'Keep negotiating', '/continue-negotiating'], ['Renew my passport before June', 'Approve step', '/approve-step']];
  for (const [title, name, end] of told) {
    await list(page).getByRole('link', { name: title }).first().click();
    await page.getByRole('region', { name: title }).getByRole('button', { name }).click();
    await eventually(async () => assert.equal(await tab(page, 'Needs you').count() && await list(page).getByRole('link', { name: title }).count(), 0, `${title} waits no more`));
    assert.equal(requests(page, end), 1, end);
  }
  await tab(page, 'Active').click();
  await list(page).getByRole('link', { name: 'Team offsite in Valencia' }).first().click();
  await page.getByRole('list', { name: 'Sub-goals' }).getByRole('link', { name: /^Dinner on the first evening/ }).waitFor();
  await page.getByText(/^\d of 3 done, [\d.]+ credits$/).waitFor(); // together
  await page.getByText(/^[\d.]+ credits left$/).first().waitFor();
  await page.getByText('Costs').first().waitFor();
  await page.getByRole('region', { name: 'Team offsite in Valencia' }).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Ask me about it' }).click();
  await eventually(async () => assert.equal(requests(page, '/escalate'), 1));
  await tab(page, 'Needs you').click();
  await list(page).getByRole('link', { name: 'Team offsite in Valencia' }).waitFor();
});

check('an outcome is accepted once, and the goal leaves the list', async ({ page }) => {
  await openGoals(page, '/in/needs-you');
  await list(page).getByRole('link', { name: 'A better internet contract' }).click();
  await page.getByRole('region', { name: 'A better internet contract' }).getByRole('button', { name: 'Accept outcome' }).click();
  await eventually(async () => assert.equal(requests(page, '/accept-outcome'), 1));
  await list(page).getByRole('link', { name: 'A better internet contract' }).waitFor({ state: 'detached' });
});

check('cancelling with sub-goals names them first, and ends them too', async ({ page }) => {
  await openGoals(page);
  const title = 'Team offsite in Valencia';
  await list(page).getByRole('link', { name: title }).first().click();
  await page.getByRole('region', { name: title }).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Cancel with sub-goals' }).click();
  const dialog = page.getByRole('dialog', { name: /^Cancel "/ });
  await dialog.getByText('Dinner on the first evening').waitFor();
  await dialog.getByRole('button', { name: 'Cancel with sub-goals' }).click();
  await eventually(async () => assert.equal(requests(page, '/cascade-cancel'), 1));
  await tab(page, 'Cancelled').click();
  await list(page).getByRole('link', { name: title }).first().waitFor();
  await list(page).getByRole('link', { name: title }).first().click();
  await page.getByRole('list', { name: 'Sub-goals' }).getByRole('link', { name: 'Dinner on the first evening, Cancelled' }).waitFor();
});

check('what a goal waits for is decided in its chat', async ({ page }) => {
  await ask(page, 'Find three coworking spaces near downtown Málaga and draft outreach emails asking for monthly pricing.');
  const goal = page.getByRole('region', { name: 'Linked goal' }), card = goal.getByRole('article');
  await card.getByText('Send the emails').waitFor();
  await card.getByRole('button', { name: 'Approve step' }).click();
  await card.waitFor({ state: 'detached' });
  await goal.getByRole('list', { name: 'Steps' }).getByRole('listitem').filter({ hasText: 'Send the emails' }).filter({ hasNotText: 'Needs you' }).waitFor();
});

check('several finished goals are archived at once, a range with Shift', async ({ page }) => {
  await openGoals(page, '/in/completed');
  const before = await list(page).getByRole('link').count();
  assert.ok(before >= 2, `${before} completed goals`);
  await page.getByRole('button', { name: 'Choose to archive' }).click();
  const boxes = list(page).getByRole('checkbox');
  await boxes.first().click();
  await boxes.last().click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: `Archive ${before}` }).click();
  await page.getByRole('status').getByText('Archived').waitFor();
  await eventually(async () => assert.equal(await list(page).getByRole('link').count(), 0));
  await tab(page, 'Archived').click();
  await eventually(async () => assert.ok(await list(page).getByRole('link').count() >= before));
});

check('a search in goals finds by title and step, without case and accents, and says when nothing is found', async ({ page }) => {
  await openGoals(page);
  const title = (await list(page).getByRole('link').first().innerText()).split(',')[0];
  const field = page.getByRole('searchbox', { name: 'Search goals' });
  await field.fill(title.toUpperCase());
  await eventually(async () => assert.ok(await list(page).getByRole('link').count() >= 1));
  await field.fill('xyzzy');
  await page.getByText('Nothing found for "xyzzy"').or(page.getByText(/xyzzy/)).first().waitFor();
  await page.getByRole('button', { name: 'Clear search' }).first().click();
  await list(page).getByRole('link').first().waitFor();
});

check('a service without trees, budgets and costs shows the goal without them', async ({ page, sandbox }) => {
  await openGoals(page);
  page.expectFailures();
  await sandbox.dials({ missing: { getGoalTree: 404, getGoalBudget: 405, getCostBreakdown: 501 } });
  await list(page).getByRole('link').first().click();
  await page.getByRole('list', { name: 'Steps' }).waitFor();
  await settle(page);
  assert.equal(await page.getByRole('list', { name: 'Sub-goals' }).count(), 0);
  assert.equal(await page.getByRole('heading', { name: 'Costs' }).count(), 0);
  assert.equal(requests(page, '/tree'), 1);
});

check('from a goal to its conversation and back', async ({ page }) => {
  await openGoals(page);
  const links = list(page).getByRole('link');
  for (let i = 0; i < await links.count(); i++) {
    await links.nth(i).click();
    await page.getByRole('list', { name: 'Steps' }).waitFor();
    if (await page.getByRole('button', { name: 'Open chat' }).count()) break;
  }
  const place = page.url();
  await page.getByRole('button', { name: 'Open chat' }).click();
  await replies(page).first().waitFor();
  await page.goBack();
  await eventually(async () => assert.equal(page.url(), place));
  await page.getByRole('list', { name: 'Steps' }).waitFor();
});

check('on a phone: list, one goal as a page with a way back, and what it asks below', async ({ page, site }) => {
  await page.goto(`${site.address}/#/goals/in/needs-you`);
  await page.getByRole('navigation', { name: 'Places' }).waitFor();
  await list(page).getByRole('link').first().tap();
  await page.getByRole('button', { name: 'Back' }).waitFor();
  assert.equal(await page.getByRole('navigation', { name: 'Places' }).count(), 0);
  const box = await page.getByRole('button', { name: 'Cancel goal' }).boundingBox();
  assert.ok(box.y + box.height <= 844 && box.height >= 44, JSON.stringify(box));
  await page.getByRole('button', { name: 'Back' }).tap();
  await page.getByRole('navigation', { name: 'Places' }).waitFor();
}, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, signedIn: true });

check('without Web Locks, too, two tabs approve a step once and renew their session once', async ({ page, sandbox }) => {
  const session = await page.evaluate(() => ({ ...sessionStorage })), other = await page.context().newPage(), tabs = [page, other];
  await other.addInitScript(session => { if (!sessionStorage.length) for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value); }, session);
  const asked = { '/approve-step': 0, '/refresh': 0 };
  page.context().on('request', request => { for (const end of Object.keys(asked)) asked[end] += new URL(request.url()).pathname.endsWith(end); });
  const address = page.url();
  for (const one of tabs) {
    await one.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined }));
    await one.goto(`${new URL(address).origin}/#/goals/in/needs-you`);
    await one.reload();
    await list(one).getByRole('link', { name: /^Dinner on the first evening/ }).first().click();
    await settle(one);
  }
  await sandbox.dials({ latency_ms: 700 });
  await Promise.all(tabs.map(one => one.getByRole('button', { name: 'Approve step' }).click()));
  await Promise.any(tabs.map(one => one.getByRole('alert').getByText('This is being decided in another tab').waitFor()));
  await Promise.any(tabs.map(one => one.getByRole('status').getByText(/^(Done|Sent)/).waitFor()));
  assert.equal(asked['/approve-step'], 1);
  page.expectFailures(/401/);
  await sandbox.orders({ expire: 'access' });
  await Promise.all(tabs.map(async one => {
    await one.goto(`${new URL(address).origin}/#/activity/inbox`);
    await one.getByText('Your offer').first().waitFor();
  }));
  assert.equal(asked['/refresh'], 1);
  await other.close();
});
