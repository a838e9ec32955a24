// Finding words of a thread: the browser's own search by its real key, and the search of the application, which reaches further.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chats, eventually, launch, messages, openSignedIn, replies, settle, startSite, suite, talk, withHistory } from './page.mjs';
import { startScreen } from './screen.mjs';

const { check } = suite();
const field = page => page.getByRole('searchbox', { name: 'Search in this chat' });
const focused = page => page.evaluate(() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent);
/** A count of matches, which is also said to readers. */
const counts = (page, said) => page.getByRole('group', { name: 'Search in this chat' }).getByRole('status').getByText(said, { exact: true }).waitFor();
/** The words stand inside the thread's view. */
const inView = (page, words) => eventually(async () => {
  const view = await messages(page).boundingBox(), box = await messages(page).getByText(words).boundingBox();
  assert.ok(box && box.y >= view.y && box.y + box.height <= view.y + view.height, JSON.stringify({ view, box }));
});

check('the search in a thread goes from match to match by keyboard alone, and gives the focus back', async ({ page, site }) => {
  await withHistory(page, site, { first: talk(300), second: talk(20) });
  const open = page.getByRole('button', { name: 'Search in this chat' });
  await open.focus();
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await focused(page), 'Search in this chat'));
  await page.keyboard.type('Heliótrope');
  await counts(page, '1 of 1');
  await inView(page, 'heliotrope');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('number 24');
  await counts(page, '10 of 10'); // 24 and 240 to 248: every tenth says something else
  await inView(page, 'message number 248 with');
  await page.keyboard.press('Enter');
  await counts(page, '9 of 10');
  await inView(page, 'message number 247 with');
  await page.keyboard.press('Tab');
  await eventually(async () => assert.equal(await focused(page), 'Previous match'));
  await page.keyboard.press('Tab');
  await eventually(async () => assert.equal(await focused(page), 'Next match'));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await counts(page, '1 of 10');
  await inView(page, 'message number 24 with');
  await page.keyboard.press('Escape');
  await field(page).waitFor({ state: 'detached' });
  await eventually(async () => assert.equal(await focused(page), 'Search in this chat'));
  assert.equal(await open.getAttribute('aria-expanded'), 'false');
  await inView(page, 'message number 24 with'); // one stays where one was led to
  await open.click();
  await field(page).fill('nothing says this');
  await counts(page, 'No match');
  await chats(page).getByRole('link', { name: 'About second' }).click();
  await page.waitForURL(/second$/);
  await field(page).waitFor({ state: 'detached' }); // it belongs to the thread
  await settle(page);
});

check('a match is marked on the canvas, and no longer when the search is closed', async ({ page, site }) => {
  await withHistory(page, site, { first: talk(6) });
  await settle(page);
  const words = await messages(page).getByText('heliotrope').boundingBox();
  const picture = () => page.screenshot({ clip: words });
  const before = await picture();
  await page.getByRole('button', { name: 'Search in this chat' }).click();
  await field(page).fill('heliotrope');
  await counts(page, '1 of 1');
  await settle(page);
  assert.deepEqual(await messages(page).getByText('heliotrope').boundingBox(), words);
  assert.ok(!(await picture()).equals(before));
  await field(page).press('Escape');
  await settle(page);
  assert.ok((await picture()).equals(before));
}, { drawn: true });

check('a thread that is longer than the page keeps says which search reaches all of it, and that one does', async ({ page, site }) => {
  await withHistory(page, site, { long: talk(11_500) });
  await page.getByText('The browser\'s own find reaches the latest 10,000 messages of this chat.').waitFor();
  await eventually(async () => assert.ok(await messages(page).getByRole('article').count() >= 10_000), 60000);
  assert.equal(await messages(page).getByText('heliotrope').count(), 0, 'the page has no such word');
  await page.getByRole('button', { name: 'Search in this chat' }).click();
  await field(page).fill('heliotrope');
  await counts(page, '1 of 1');
  await inView(page, 'heliotrope');
});

test('Ctrl+F in a window of Chromium finds a word that is far up, and the thread scrolls there', { timeout: 90000 }, async () => {
  const screen = await startScreen({ width: 1280, height: 900 });
  let browser, site;
  try {
    site = await startSite();
    browser = await launch({ DISPLAY: screen.display }, { headless: false, whole: true });
    const page = await openSignedIn(browser, site.address, { viewport: null });
    await withHistory(page, site, { first: talk(300) });
    await eventually(async () => assert.equal(await messages(page).getByRole('article').count(), 300));
    await settle(page);
    const box = await messages(page).boundingBox();
    const [x, y] = await page.evaluate(() => [screenX + (outerWidth - innerWidth) / 2, screenY + outerHeight - innerHeight]);
    screen.click(Math.round(x + box.x + 8), Math.round(y + box.y + 100)); // without a window manager a press gives the window the keys
    assert.ok(await messages(page).evaluate(log => log.scrollTop) > 5000);
    screen.key('ctrl+f');
    await page.waitForTimeout(700); // the bar is the browser's, and says nothing to the page
    screen.type('heliotrope');
    screen.key('Return');
    await inView(page, 'heliotrope');
    screen.key('Escape'); // closing the bar leaves the match selected
    await eventually(async () => assert.equal(await page.evaluate(() => getSelection().toString()), 'heliotrope'));
    assert.equal(await field(page).count(), 0, 'the key stays the browser\'s');
    await page.done();
  } finally {
    await browser?.close();
    await site?.stop();
    screen.stop();
  }
});
