// Addresses with the place one reads at: back, forward, reload, a new tab.
import assert from 'node:assert/strict';
import { ask, chats, composer, eventually, messages, replies, settle, suite, talk, withHistory, openSettings } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';

/** The first message that begins in the view, how far below its top edge in device pixels, and whether the canvas has drawn it. */
const place = page => messages(page).evaluate(log => {
  const top = log.getBoundingClientRect().top;
  const first = [...log.querySelectorAll('article')].find(one => one.getBoundingClientRect().top >= top);
  return { says: first.textContent.slice(0, 40), at: Math.round((first.getBoundingClientRect().top - top) * devicePixelRatio), drawn: !first.querySelector('.raw') };
});
const scrollTo = async (page, top) => {
  await messages(page).evaluate((log, top) => { log.scrollTop = top; }, top);
  await settle(page);
};
const atEnd = page => messages(page).evaluate(log => log.scrollHeight - log.scrollTop - log.clientHeight < 2);
const stands = async (page, expected) => eventually(async () => assert.deepEqual(await place(page), expected));

check('back, forward and reload show a thread where it was left, and one that was left at its end at its end', async ({ page, site }) => {
  await withHistory(page, site, { first: talk(300), second: talk(200) });
  const open = name => chats(page).getByRole('link', { name }).click();
  await scrollTo(page, 5000);
  const left = await place(page);
  assert.match(left.says, /message number|Part/);
  await open('About second');
  await page.waitForURL(/second$/);
  await eventually(async () => assert.ok(await atEnd(page)));
  await page.goBack();
  await page.waitForURL(/first$/);
  await stands(page, left);
  await page.goForward();
  await page.waitForURL(/second$/);
  await eventually(async () => assert.ok(await atEnd(page), 'the other one was left at its end'));
  await scrollTo(page, 1200);
  const second = await place(page);
  await page.goBack();
  await stands(page, left);
  await page.reload();
  await replies(page).first().waitFor();
  await stands(page, left);
  await page.goForward();
  await page.waitForURL(/second$/);
  await stands(page, second);
  const kept = await page.evaluate(() => sessionStorage.getItem('kally.places'));
  assert.doesNotMatch(kept, /message|Part|heliotrope|About/, 'ids and numbers only');
});

check('a window of another width shows the same message at the top, also after a reload', async ({ page, site }) => {
  await withHistory(page, site, { first: talk(300) });
  await scrollTo(page, 5000);
  const left = await place(page);
  await page.setViewportSize({ width: 760, height: 800 });
  await settle(page);
  assert.equal((await place(page)).says, left.says);
  await page.reload();
  await replies(page).first().waitFor();
  await eventually(async () => assert.equal((await place(page)).says, left.says));
});

check('signing out forgets where one was', async ({ page, site }) => {
  await withHistory(page, site, { first: talk(100) });
  await scrollTo(page, 500);
  await page.reload();
  await replies(page).first().waitFor();
  assert.match(await page.evaluate(() => sessionStorage.getItem('kally.places')), /first/);
  await openSettings(page, 'Data and privacy');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
  assert.doesNotMatch(await page.evaluate(() => sessionStorage.getItem('kally.places') ?? ''), /first/);
});

check('on a phone the list of chats stands where it was left, after a chat and after a reload', async ({ page, site }) => {
  await withHistory(page, site, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`c${i}`, talk(4)])));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Back' }).click();
  await chats(page).getByRole('link').first().waitFor();
  await chats(page).evaluate(list => { list.scrollTop = 900; });
  await settle(page);
  const top = () => chats(page).evaluate(list => list.scrollTop);
  await chats(page).getByRole('link', { name: 'About c15', exact: true }).click();
  await replies(page).first().waitFor();
  await page.goBack();
  await chats(page).getByRole('link').first().waitFor();
  await eventually(async () => assert.equal(await top(), 900));
  // What is pressed is what is drawn there.
  await chats(page).getByRole('link', { name: 'About c16', exact: true }).click();
  await page.waitForURL(/c16$/);
  await page.goBack();
  await page.reload();
  await chats(page).getByRole('link').first().waitFor();
  await eventually(async () => assert.equal(await top(), 900));
});

check('a new tab with the address of a chat asks to sign in and then shows that chat', async ({ page }) => {
  await ask(page, waits);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole('button', { name: 'Continue with KallyAI' }).click();
  await other.getByRole('button', { name: 'Allow' }).click();
  await other.waitForURL(page.url());
  await replies(other).first().waitFor();
  assert.equal(await composer(other).count(), 1);
});

check('a dialog has its address: the way back closes it, a reload shows it again, and closing it leaves no way into it', async ({ page }) => {
  await ask(page, waits);
  const chat = page.url(), dialog = page.getByRole('dialog', { name: 'Rename' });
  await page.keyboard.press('F2');
  await page.waitForURL(`${chat}?rename=${chat.split('/').pop()}`);
  await page.goBack();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(page.url(), chat);
  await page.goForward();
  await dialog.waitFor();
  await page.reload();
  await dialog.waitFor();
  assert.equal(page.url(), `${chat}?rename=${chat.split('/').pop()}`);
  await page.keyboard.press('Escape');
  await page.waitForURL(chat);
  await dialog.waitFor({ state: 'detached' });
  assert.ok(await page.evaluate(() => navigation.canGoForward), 'the dialog is ahead, as after going back');
  await page.keyboard.press('Control+k');
  await page.waitForURL(`${chat}?palette`);
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('Plans');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/plans$/);
  await page.goBack();
  await page.waitForURL(chat);
  await replies(page).first().waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0, 'the palette was left for the page');
});

check('with "Keep me signed in on this device" a new tab shows the chat at once', async ({ page }) => {
  await ask(page, waits);
  const chat = page.url();
  await openSettings(page, 'Data and privacy');
  await page.getByRole('switch', { name: 'Keep me signed in on this device' }).click();
  const other = await page.context().newPage();
  await other.goto(chat);
  await replies(other).first().waitFor();
  assert.equal(other.url(), chat);
  assert.equal(await other.getByRole('button', { name: 'Continue with KallyAI' }).count(), 0);
});

check('who goes back and forward faster than the page follows arrives where they went, and keeps the way they came', async ({ page }) => {
  for (const name of ['Goals', 'Plans']) {
    await page.getByRole('link', { name, exact: true }).first().click();
    await page.waitForURL(new RegExp(`#/${name.toLowerCase()}`));
  }
  const [before, after] = await page.evaluate(async () => {
    const before = history.length, there = location.hash, frame = () => new Promise(requestAnimationFrame);
    // In the frame that follows the way back, the address has moved on already, and says so later.
    await new Promise(done => {
      addEventListener('hashchange', () => { history.replaceState(null, '', there); done(); }, { once: true });
      history.back();
    });
    for (let i = 0; i < 4; ++i) await frame();
    dispatchEvent(new HashChangeEvent('hashchange'));
    for (let i = 0; i < 4; ++i) await frame();
    return [[there, before], [location.hash, history.length]];
  });
  assert.deepEqual(after, before);
  await page.getByRole('heading', { name: 'Plans' }).first().waitFor();
});
