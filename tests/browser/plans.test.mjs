// Plans, the checkout, changes of plan and credits as the person works with them, over HTTP against the sandbox.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { composer, eventually, messages, own, send, signIn, suite } from './page.mjs';

const { check } = suite();
const requests = (page, end) => page.requests.filter(url => new URL(url).pathname.endsWith(end)).length;
const text = (page, words) => page.getByText(words).first().waitFor({ state: 'attached' });
const card = (page, name) => page.getByRole('group', { name, exact: true });
const subscription = page => page.getByRole('region', { name: 'Your plan' });

async function openPlans(page, address = '') {
  await page.goto(`${new URL(page.url()).origin}/#/plans${address}`);
  await page.getByRole('heading', { name: 'Plans and billing' }).waitFor();
}

/** On a bought plan: the sandbox's portal sells without a card. */
async function buy({ address }, plan) {
  const answer = await fetch(`${address}/sandbox/portal/account`, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: `plan=${plan}`, redirect: 'manual' });
  assert.equal(answer.status, 303);
}

check('prices are there without a sign-in, and the published ones only when the request fails, with a label', async ({ page, sandbox }) => {
  await page.getByRole('button', { name: 'See plans and prices' }).click();
  await card(page, 'Pro').getByText('$49 a month').waitFor();
  assert.match(page.url(), /#\/plans$/);
  assert.equal(await page.getByText('Published prices, not live ones').count(), 0);
  await page.getByRole('radio', { name: 'Annual' }).click();
  await card(page, 'Pro').getByText('$468 a year, saves $120').waitFor();
  await text(page, 'Annual, saves up to 21%');
  await text(page, 'Start with a $1 paid trial');
  await text(page, /Money-back guarantee/);
  page.expectFailures();
  await sandbox.dials({ status: 503, only: '/v1/stripe/plans' });
  await page.reload();
  await page.getByRole('group', { name: 'Published prices, not live ones' }).waitFor();
  // Without a network those that were read before are there, with their age.
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('status').getByText(/^You are offline\. This was read at \d\d:\d\d and cannot be changed now$/).waitFor();
  await page.getByRole('group', { name: 'Published prices, not live ones' }).waitFor({ state: 'detached' });
  await sandbox.dials({ reset: true });
  const before = requests(page, '/stripe/plans');
  await page.context().setOffline(false);
  await eventually(async () => assert.ok(requests(page, '/stripe/plans') > before + 1)); // the page's and the probe's
  await page.getByRole('button', { name: 'Sign in to start' }).click();
  await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
}, { signedIn: false, faults: true });

check('the trial opens in a new tab, and only the subscription says that it was paid', async ({ page }) => {
  await signIn(page);
  await openPlans(page);
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Start $1 trial' }).click();
  const checkout = await opened;
  await page.getByRole('group', { name: 'Finish in the other tab' }).waitFor();
  assert.equal(await checkout.evaluate(() => window.opener), null);
  await checkout.getByRole('button', { name: /^Pay \$1/ }).click();
  // The tab that comes back knows nothing of the sign-in, and says so.
  await checkout.getByRole('group', { name: 'Back from the checkout' }).waitFor();
  assert.match(checkout.url(), /#\/plans\/checkout$/);
  await checkout.close();
  await page.bringToFront();
  await page.getByRole('status').getByText('Your subscription is active').waitFor();
  await subscription(page).getByRole('heading', { name: 'Trial' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Start $1 trial' }).count(), 0);
}, { signedIn: false });

check('the sandbox inside the page plays its checkout and its portal in the page, and the subscription says what came of it', async ({ page }) => {
  await page.getByRole('button', { name: 'Explore the sandbox' }).click();
  await composer(page).waitFor();
  await openPlans(page);
  await page.getByRole('button', { name: 'Start $1 trial' }).click();
  const hosted = page.getByRole('dialog', { name: 'Start the $1 trial' });
  await hosted.getByText('Nothing real is called or charged').waitFor();
  await page.keyboard.press('Escape');
  await hosted.waitFor({ state: 'detached' });
  await page.getByRole('group', { name: 'No subscription yet' }).waitFor();
  assert.equal(await page.getByRole('group', { name: /^(Finish in the other tab|Back from the checkout)$/ }).count(), 0); // it was left: nothing is waited for
  await page.getByRole('button', { name: 'Start $1 trial' }).click();
  await hosted.getByRole('button', { name: 'Pay $1 in play money' }).click();
  await page.getByRole('status').getByText('Your subscription is active').waitFor();
  await subscription(page).getByRole('heading', { name: 'Trial' }).waitFor();
  await subscription(page).getByRole('button', { name: 'Manage billing' }).click();
  const portal = page.getByRole('dialog', { name: 'Your play-money plan' });
  await portal.getByRole('button', { name: 'Change to Pro' }).click();
  await portal.getByRole('button', { name: 'Change to Starter' }).waitFor();
  await portal.getByRole('button', { name: 'Close' }).click();
  await subscription(page).getByRole('heading', { name: 'Pro' }).waitFor();
}, { signedIn: false });

check('the address of the return proves nothing', async ({ page }) => {
  await openPlans(page, '/checkout');
  await page.getByRole('group', { name: 'Finish in the other tab' }).waitFor();
  await page.getByRole('group', { name: 'No subscription yet' }).waitFor();
  assert.equal(await page.getByText('Your subscription is active').count(), 0);
});

check('a plan is changed after a question that says now, next and when; a planned change can be dropped', async ({ page, sandbox }) => {
  await buy(sandbox, 'pro');
  await openPlans(page);
  await subscription(page).getByRole('status').getByText('Active').waitFor();
  await card(page, 'Starter').getByRole('button', { name: 'Switch to Starter' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change to Starter?' });
  for (const line of [/^Now: Pro, \$49 a month/, /^Next: Starter, \$19 a month/, /^When: On .* when this period ends/]) await dialog.getByText(line).waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Keep my plan'));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(requests(page, '/change-plan'), 0);
  await card(page, 'Starter').getByRole('button', { name: 'Switch to Starter' }).click();
  await dialog.getByRole('button', { name: 'Switch to Starter' }).click();
  const planned = page.getByRole('group', { name: /^Planned: Starter from / });
  await planned.getByRole('button', { name: 'Keep my plan' }).click();
  await planned.waitFor({ state: 'detached' });
  await card(page, 'Power').getByRole('button', { name: 'Upgrade to Power' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Upgrade to Power' }).click();
  await page.getByRole('status').getByText('Your plan has changed').waitFor();
  await subscription(page).getByRole('heading', { name: 'Power' }).waitFor();
  assert.equal(requests(page, '/change-plan'), 2);
});

check('both link keys of the portal open it, another host is refused, and what is missing is hidden', async ({ page, site }) => {
  await signIn(page);
  await buy(site, 'pro');
  await openPlans(page);
  const portal = /\/v1\/stripe\/billing-portal/, press = () => page.getByRole('button', { name: 'Manage billing' }).click();
  const answer = change => page.route(portal, async route => route.fulfill({ json: change(await (await route.fetch()).json()) }), { times: 1 });
  for (const key of ['portal_url', 'url']) {
    await answer(told => ({ [key]: told.portal_url }));
    const opened = page.context().waitForEvent('page');
    await press();
    const tab = await opened;
    await tab.getByRole('heading', { name: 'Your play-money plan' }).waitFor();
    await tab.close();
  }
  await answer(() => ({ portal_url: 'https://billing.stripe.com.example.org/p' }));
  await press();
  await page.getByRole('alert').getByText(/no known billing page/).waitFor();
  assert.equal(page.context().pages().length, 1);
  await page.getByRole('button', { name: 'OK' }).click();
  page.expectFailures();
  await page.route(portal, route => route.fulfill({ status: 501, json: {} }), { times: 1 });
  await press();
  await page.getByRole('alert').getByText('This service does not offer that').waitFor();
  await eventually(async () => assert.equal(await page.getByRole('button', { name: 'Manage billing' }).count(), 0));
}, { signedIn: false });

check('credits: the balance, what it was used for, the ledger by day and goal with search, the file', async ({ page }) => {
  await page.getByText(/credits left/).first().waitFor({ state: 'attached' }); // below the composer
  await openPlans(page, '/credits');
  const ledger = page.getByRole('list', { name: 'Ledger' });
  await page.getByRole('table', { name: 'Credits by kind of work' }).getByRole('row').first().waitFor({ state: 'attached' });
  await page.getByRole('list', { name: 'What things cost' }).getByText(/^Call: 1 credit \+ 0.1 credits a minute/).waitFor({ state: 'attached' });
  await ledger.getByRole('listitem').first().waitFor({ state: 'attached' });
  assert.match(await ledger.getByRole('listitem').first().innerText(), /: [\d.,]+ credits?$/); // a day with its sum
  await page.getByRole('radio', { name: 'By goal' }).click();
  await page.getByRole('searchbox', { name: 'Search the ledger' }).fill('xyzzy');
  await text(page, /Nothing found for "xyzzy"|xyzzy/);
  await page.getByRole('button', { name: 'Clear search' }).click();
  await page.getByRole('textbox', { name: 'Describe a task' }).fill('Phone a piano tuner and ask for a quote');
  await page.getByRole('region', { name: 'What things cost' }).getByRole('button', { name: 'Call' }).click();
  await page.getByRole('status').getByText(/^Call: About [\d.]+ credits?/).waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const lines = readFileSync(await (await saved).path(), 'utf8').trim().split('\r\n');
  assert.equal(lines[0], 'time,type,description,credits,goal_id,id');
  const told = await page.evaluate(async () => (await (await fetch('/v1/credits/history?limit=100000', { headers: { Authorization: `Bearer ${/^access=(.+)$/m.exec(sessionStorage['kally.session'])[1]}` } })).json()).entries.length);
  assert.equal(lines.length - 1, told);
}, { demo: true });

check('each 402 has its own way out, and the text is kept', async ({ page, sandbox }) => {
  page.expectFailures();
  const ways = [['quota_exceeded', 'See plans', /#\/plans$/], ['budget_exceeded', 'Review the budget', /#\/goals/], ['budget_approval_required', 'Review the estimate', /#\/goals/], ['soft_cap_reached', 'Review the goal', /#\/goals/]];
  for (const [code, name, address] of ways) {
    await sandbox.dials({ status: 402, code, only: '/v1/coordination/message' });
    await send(page, `call about ${code}`);
    await own(page).filter({ hasText: `call about ${code}` }).getByText('Not sent').waitFor();
    await messages(page).getByRole('button', { name }).last().click();
    await eventually(async () => assert.match(page.url(), address));
    await page.goBack();
    await own(page).filter({ hasText: `call about ${code}` }).waitFor();
  }
  await sandbox.dials({ reset: true });
  await composer(page).waitFor();
});
