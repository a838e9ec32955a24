// The keyboard alone: what ways.test.mjs leaves open. Order, no trap, and the focus back where it came from.
import assert from 'node:assert/strict';
import { ask, composer, eventually, send, suite } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';
const focused = page => page.evaluate(() => {
  const e = document.activeElement;
  return e && e !== document.body ? e.getAttribute('aria-label') || e.textContent : '';
});
const stands = (page, name) => eventually(async () => assert.equal(await focused(page), name));
async function until(page, key, name, most = 40) {
  for (let i = 0; i < most && await focused(page) !== name; ++i) {
    await page.keyboard.press(key);
    await page.waitForTimeout(40);
  }
  assert.equal(await focused(page), name, `${key} leads there`);
}
/** The names that Tab goes through until it comes round, without what lies outside the page. */
async function round(page) {
  const names = [], seen = [];
  for (let i = 0; i < 40; ++i) {
    await page.keyboard.press('Tab');
    await page.waitForTimeout(40);
    const id = await page.evaluate(() => document.activeElement?.kallyId);
    if (seen.includes(id)) return names;
    if (id === undefined) continue;
    seen.push(id);
    names.push(await focused(page));
  }
  return names;
}

check('a token is pasted, refused and left again with the keyboard', async ({ page }) => {
  await until(page, 'Tab', 'Use an access token');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Use an access token' }).waitFor();
  await until(page, 'Tab', 'Access token');
  await page.keyboard.type('nothing like a token');
  await until(page, 'Tab', 'Show token');
  await page.keyboard.press('Space');
  await stands(page, 'Hide token');
  await until(page, 'Tab', 'Forget the token when this tab closes');
  await page.keyboard.press('Space');
  await eventually(async () => assert.equal(await page.getByRole('checkbox').getAttribute('aria-checked'), 'false'));
  await until(page, 'Tab', 'Continue');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('does not look like a token').waitFor();
  await until(page, 'Shift+Tab', 'Back');
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
  await until(page, 'Tab', 'Theme: System');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'menuitemradio'));
  await page.keyboard.press('Escape');
  await stands(page, 'Theme: System');
}, { signedIn: false });

check('Tab goes through the page as it is read, from left to right and down; dialogs keep it and give it back', async ({ page }) => {
  await ask(page, waits);
  await page.getByRole('button', { name: 'Approve step', exact: true }).waitFor(); // beside the messages, as soon as the pages have come
  const stops = await page.evaluate(async () => {
    const regions = [...document.querySelectorAll('#mirror nav, #mirror section')].filter(e => !e.querySelector('nav, section'));
    const all = [...document.querySelectorAll('#mirror :is(button, a, input, textarea, [tabindex])')].filter(e => e.tabIndex >= 0 && !e.closest('[inert]') && e.getClientRects().length);
    return all.map(e => { const r = e.getBoundingClientRect(); return { name: e.getAttribute('aria-label') || e.textContent, region: regions.findIndex(one => one.contains(e)), log: e.role === 'log' || e.tagName === 'TEXTAREA', left: r.left, top: r.top }; });
  });
  const seen = await round(page), first = seen.indexOf(stops[0].name);
  const names = [...seen.slice(first), ...seen.slice(0, first)];
  assert.deepEqual(names, stops.map(one => one.name).filter(name => names.includes(name)), 'Tab follows the order of the page');
  for (let i = 1; i < stops.length; ++i) {
    const [a, b] = [stops[i - 1], stops[i]];
    if (a.region !== b.region || a.log || b.log) continue;
    assert.ok(b.top > a.top || b.left > a.left, `${b.name} comes after ${a.name}`);
  }
  await page.setViewportSize({ width: 900, height: 800 });
  await until(page, 'Tab', 'Linked goal');
  await page.keyboard.press('Enter');
  const goal = page.getByRole('dialog', { name: 'Linked goal' });
  await goal.waitFor();
  await stands(page, 'Close');
  for (const name of await round(page)) assert.ok(await goal.evaluate((dialog, name) => [...dialog.querySelectorAll('*')].some(e => (e.getAttribute('aria-label') || e.textContent) === name), name), `${name} lies below the dialog`);
  await page.keyboard.press('Escape');
  await goal.waitFor({ state: 'detached' });
  await stands(page, 'Linked goal');
  await page.keyboard.press('Space');
  await goal.waitFor();
  await stands(page, 'Close');
  await page.keyboard.press('Enter');
  await stands(page, 'Linked goal');
});

check('a session that ends while somebody types is renewed with the keyboard, and not by accident', async ({ page, sandbox }) => {
  page.expectFailures(/401/);
  await composer(page).focus();
  await page.keyboard.type('hello');
  await sandbox.orders({ expire: 'all' });
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Your session has expired' });
  await dialog.waitFor();
  await page.keyboard.type('and on ');
  await page.keyboard.press('Enter');
  await stands(page, 'Your session has expired'); // what somebody goes on typing presses none of its buttons
  assert.deepEqual((await round(page)).sort(), ['Explore the sandbox', 'Sign in again', 'Sign out']);
  await page.keyboard.press('Escape');
  await until(page, 'Tab', 'Sign in again');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Allow' }).waitFor();
}, { faults: true });
