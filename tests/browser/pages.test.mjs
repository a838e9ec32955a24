// The module of the other pages, which comes behind the first frame: what there is without it, and before it has arrived.
import assert from 'node:assert/strict';
import { ask, composer, eventually, messages, replies, send, settle, suite, talk, withHistory } from './page.mjs';

const { check } = suite();
const module = /\/pages\.[0-9a-f]+\.wasm$/;

check('signing in, sending and reading need nothing of it; what needs it says that it did not load, and the words are kept', async ({ page, site }) => {
  page.expectFailures();
  await page.route(module, route => route.abort());
  await page.goto('about:blank');
  await page.goto(site.address);
  await composer(page).waitFor();
  await ask(page, 'Find three florists in Lugo and draft emails to them');
  await messages(page).getByRole('button', { name: 'Copy message' }).first().click();
  await composer(page).fill('half a thought');
  await page.getByRole('button', { name: 'New chat' }).click();
  await composer(page).fill('another');
  await settle(page, { whole: false });
  await page.getByRole('link', { name: 'Goals' }).click();
  await page.getByRole('alert').getByText('could not be loaded').waitFor();
  page.problems = page.problems.filter(one => !/page error/.test(one)); // the call that could not be answered
  await page.unroute(module);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('navigation', { name: 'Goals' }).getByRole('link').first().waitFor();
});

check('a long thread is opened, scrolled and answered without it', async ({ page, site }) => {
  page.expectFailures();
  await page.route(module, route => route.abort());
  await page.goto('about:blank');
  await withHistory(page, site, { long: talk(10000) });
  await page.mouse.move(640, 300);
  for (let i = 0; i < 20; ++i) await page.mouse.wheel(0, -900);
  await settle(page, { whole: false });
  await send(page, 'hello');
  await replies(page).last().waitFor();
  await settle(page, { whole: false });
});

check('a page that is opened before it has arrived waits for it', async ({ page, site }) => {
  let asked = 0;
  await page.route(module, route => { if (++asked > 1) return route.continue(); }); // the first stays on its way
  await page.goto('about:blank');
  await page.goto(site.address);
  await composer(page).waitFor();
  await eventually(async () => assert.equal(asked, 1));
  await page.getByRole('link', { name: 'Goals' }).click();
  await page.getByRole('heading', { name: 'Goals' }).first().waitFor();
  assert.equal(asked, 2);
  await page.getByRole('link', { name: 'Chat' }).first().click();
  await send(page, 'hello');
});
