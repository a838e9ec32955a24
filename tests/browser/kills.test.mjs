// A slice of the runs in which pages are killed while somebody writes; tests/browser/kills.mjs has the long form.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Runs } from './kills.mjs';
import { composer, eventually, own, settle } from './page.mjs';

const runs = new Runs();
before(() => runs.begin());
after(() => runs.end());

test('pages that are killed, cut off and refused storage lose nothing and double nothing', { timeout: 90000 }, async t => {
  for (const seed of [1, 2]) await runs.play(seed);
  t.diagnostic(runs.text(1));
  const { lost, doubled, kills } = runs.figures;
  assert.ok(kills > 0);
  assert.deepEqual([...lost, ...doubled], []);
});

test('what a page wrote down while the browser was busy is kept, though the page is killed before it hears of that', { timeout: 60000 }, async () => {
  const made = await runs.ask('/v1/coordination/conversations', {}), address = `${runs.site.address}/#/chat/${made.conversation_id ?? made.id}`;
  const processes = async type => {
    const system = await runs.browser.newBrowserCDPSession();
    const all = (await system.send('SystemInfo.getProcessInfo')).processInfo;
    await system.detach();
    return all.filter(one => one.type === type).map(one => one.id);
  };
  const others = await processes('renderer');
  let page = await runs.context.newPage();
  await page.goto(address);
  await composer(page).waitFor({ state: 'attached' });
  await settle(page);
  const [browser] = await processes('browser'), mine = (await processes('renderer')).filter(one => !others.includes(one));
  assert.equal(mine.length, 1);
  await page.evaluate(() => setTimeout(() => {
    const field = document.querySelector('#mirror textarea');
    field.focus();
    field.value = 'written down in time';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }, 600));
  const crashed = page.waitForEvent('crash');
  process.kill(browser, 'SIGSTOP'); // it keeps the records, and answers the page no more
  try {
    await new Promise(resolve => setTimeout(resolve, 1500));
    process.kill(mine[0], 'SIGKILL');
  } finally {
    process.kill(browser, 'SIGCONT');
  }
  await crashed;
  await page.close();
  page = await runs.context.newPage();
  await page.goto(address);
  await own(page).filter({ hasText: 'written down in time' }).waitFor();
  await eventually(async () => assert.equal(runs.sandbox.held('written down in time'), 1));
  await page.close();
});
