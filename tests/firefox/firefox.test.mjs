// The main job in Firefox, in a window on a virtual display: without one it has no WebGL2. Keys come from the X server where it matters.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { startSite } from '../browser/page.mjs';
import { startScreen } from '../browser/screen.mjs';

const waits = 'Find three florists in Lugo and draft emails to them';
const size = { width: 1280, height: 900 };
let screen, browser, site, page;

before(async () => {
  screen = await startScreen(size);
  site = await startSite();
  browser = await puppeteer.launch({
    browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: false, defaultViewport: null,
    args: [`--width=${size.width}`, `--height=${size.height}`], env: { ...process.env, DISPLAY: screen.display, MOZ_ENABLE_WAYLAND: '0' },
    extraPrefsFirefox: { 'webgl.force-enabled': true, 'intl.accept_languages': 'en-GB', 'browser.shell.checkDefaultBrowser': false, 'browser.aboutwelcome.enabled': false },
  });
  [page] = await browser.pages();
  page.setDefaultTimeout(20000);
}, { timeout: 60000 });
after(async () => {
  await browser?.close();
  await site?.stop();
  screen?.stop();
});

/** By role and name, as in the other suites. */
const by = (role, name) => page.locator(`::-p-aria([role="${role}"][name="${name}"])`);
const value = () => page.$eval('#mirror textarea', field => field.value);
async function eventually(check) {
  for (const end = Date.now() + 10000; ;) {
    try { return await check(); } catch (problem) { if (Date.now() > end) throw problem; }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
const holds = text => eventually(async () => assert.equal(await value(), text));
const articles = () => page.$$eval('#mirror [role=log] article', all => all.map(one => `${one.getAttribute('aria-label')}: ${one.innerText}`));
const replied = count => eventually(async () => assert.ok((await articles()).filter(one => one.startsWith('KallyAI')).length >= count, (await articles()).join('\n')));

test('sign in through the consent page, send, read the answer, reload', { timeout: 60000 }, async () => {
  await page.goto(site.address);
  await by('button', 'Continue with KallyAI').click();
  await by('button', 'Allow').click();
  await page.waitForSelector('#mirror textarea');
  await page.focus('#mirror textarea');
  await page.keyboard.type(waits);
  await page.keyboard.press('Enter');
  await replied(1);
  assert.ok((await articles()).some(one => one.includes('3 florists')));
  await holds('');
  await page.reload();
  await replied(1);
});

test('what an input method composes is one text; the Enter that ends it sends nothing, the next one sends once', { timeout: 30000 }, async () => {
  const [x, y] = await page.$eval('#mirror textarea', field => {
    const { left, top, width, height } = field.getBoundingClientRect();
    return [Math.round(mozInnerScreenX + left + width / 2), Math.round(mozInnerScreenY + top + height / 2)];
  });
  screen.click(x, y);
  await eventually(async () => assert.ok(await page.evaluate(() => document.hasFocus() && document.activeElement.tagName === 'TEXTAREA')));
  screen.type('to ');
  await holds('to ');
  // No input method runs on this display: its events come as Firefox sends them, one after the other with frames between.
  await page.$eval('#mirror textarea', async field => {
    const fire = event => field.dispatchEvent(event), frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const key = name => fire(new KeyboardEvent('keydown', { key: name, keyCode: 229, isComposing: true, bubbles: true, cancelable: true }));
    fire(new CompositionEvent('compositionstart', { bubbles: true }));
    for (const text of ['に', 'にほ', 'にほん', '日本']) {
      key('Process');
      fire(new CompositionEvent('compositionupdate', { data: text, bubbles: true }));
      field.value = `to ${text}`;
      fire(new InputEvent('input', { data: text, inputType: 'insertCompositionText', isComposing: true, bubbles: true }));
      await frame();
    }
    key('Enter');
    fire(new CompositionEvent('compositionend', { data: '日本', bubbles: true }));
    await frame();
  });
  await holds('to 日本');
  assert.ok(!(await articles()).some(one => one.includes('日本')), 'nothing was sent');
  screen.key('End');
  screen.type(' make it shorter');
  screen.key('Return');
  await eventually(async () => assert.equal((await articles()).filter(one => one.startsWith('You') && one.includes('to 日本 make it shorter')).length, 1));
  await replied(2);
});

test('messages are selected and copied as text', { timeout: 30000 }, async () => {
  await page.evaluate(() => {
    document.activeElement.blur();
    const log = document.querySelector('#mirror [role=log]'), all = log.querySelectorAll('article');
    getSelection().setBaseAndExtent(all[0], 0, all[all.length - 1], all[all.length - 1].childNodes.length);
  });
  screen.key('ctrl+c');
  await page.focus('#mirror textarea');
  screen.key('ctrl+v');
  await eventually(async () => {
    const pasted = await value();
    assert.ok(pasted.includes(waits) || pasted.includes('3 florists'), pasted);
    assert.ok(pasted.includes('to 日本 make it shorter'), pasted);
  });
  screen.key('ctrl+a', 'BackSpace');
  await holds('');
});

test('the browser\'s own search finds a word of a message', { timeout: 30000 }, async () => {
  await page.evaluate(() => { document.activeElement.blur(); getSelection().removeAllRanges(); });
  screen.key('ctrl+f');
  await eventually(async () => assert.ok(await page.evaluate(() => !document.hasFocus()), 'the bar, which is the browser\'s, has the focus'));
  screen.type('make it sh');
  screen.key('Return', 'Escape'); // closing the bar leaves the match selected
  const matched = () => page.evaluate(() => document.hasFocus() && getSelection().rangeCount && getSelection().getRangeAt(0).cloneContents().textContent);
  await eventually(async () => assert.equal(await matched(), 'make it sh'));
  screen.key('ctrl+c');
  await page.focus('#mirror textarea');
  screen.key('ctrl+v');
  await holds('make it sh');
});

test('a reload shows the thread where it was left', { timeout: 30000 }, async () => {
  const scrolled = () => page.$eval('#mirror [role=log]', log => [log.scrollTop, log.scrollHeight - log.clientHeight]);
  assert.ok((await scrolled())[1] > 100, 'the thread is longer than the window');
  await page.$eval('#mirror [role=log]', log => { log.scrollTop = 40; });
  await new Promise(done => setTimeout(done, 500));
  await page.reload();
  await replied(2);
  await eventually(async () => assert.equal((await scrolled())[0], 40));
});

test('back, forward and a new tab follow the address', { timeout: 30000 }, async () => {
  const address = page.url();
  assert.match(address, /#\/chat\/.+/);
  await by('button', 'New chat').click();
  await page.waitForFunction(() => location.hash === '#/chat/new');
  await page.goBack();
  assert.equal(page.url(), address);
  await replied(1);
  await page.goForward();
  await by('heading', 'What can I take off your plate?').wait();
  const other = await browser.newPage();
  await other.goto(`${site.address}/#/nowhere`);
  await other.waitForSelector('::-p-aria([role="button"][name="Continue with KallyAI"])', { timeout: 10000 }); // this tab has no session of its own
  await other.close();
});

/** Without waiting for what moves to stand: a press finds its element by itself. */
const press = (role, name) => by(role, name).setWaitForStableBoundingBox(false).setEnsureElementIsInTheViewport(false).click();

test('goals, what needs the person, plans, activity, calls and settings open by their names, and what is pressed on each happens', { timeout: 30000 }, async () => {
  await press('link', 'Goals');
  await by('heading', 'Goals').wait();
  await page.locator('#mirror nav[aria-label="Goals"] a').click();
  await by('list', 'Steps').wait();
  await press('button', 'Notifications');
  await by('button', 'Save decision log').wait();
  await press('button', 'Close');
  await press('link', 'Plans');
  await press('radio', 'Annual');
  await page.locator('::-p-text($468 a year, saves $120)').wait();
  await page.evaluate(() => { location.hash = '#/activity'; });
  await press('tab', 'Outbox');
  await page.locator('#mirror nav[aria-label="Outbox"] a').click();
  await by('button', 'Discard').wait();
  await press('link', 'Calls');
  await press('button', 'New call');
  await press('button', 'Start call');
  await page.waitForSelector('#mirror [role=alert]'); // refused before anything is sent
  await press('button', 'Close');
  await press('link', 'Settings');
  await press('radio', 'Dark');
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
});
