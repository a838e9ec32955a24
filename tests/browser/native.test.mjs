// What is the browser's stays the browser's: its keys, its menus, links, the wheel and the finger.
import assert from 'node:assert/strict';
import { ask, chats, composer, eventually, messages, own, replies, send, settle, suite } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

// Reload, find, print, save, tabs and windows, zoom, address bar, history, developer tools, editing, caret browsing, help.
const chords = `F1 F3 F5 F7 F11 F12 Control+F5 Control+R Control+Shift+R Control+F Control+G Control+Shift+G Control+P Control+Shift+P Control+S Control+O Control+U
  Control+T Control+Shift+T Control+N Control+Shift+N Control+W Control+Shift+W Control+Tab Control+Shift+Tab Control+PageUp Control+PageDown Control+1 Control+9
  Control++ Control+= Control+- Control+0 Control+L Alt+D Control+K Control+E Control+D Control+H Control+J Alt+ArrowLeft Alt+ArrowRight Alt+Home
  Control+Shift+I Control+Shift+J Control+Shift+C Control+Shift+K Control+Shift+Delete Control+A Control+C Control+X Control+V Control+Shift+V Control+Z Control+Y Control+Shift+Z
  Control+B Control+I Control+Home Control+End Control+ArrowLeft Control+Backspace PageUp PageDown Tab Shift+Tab ContextMenu Shift+F10 Escape Control+/ Alt+/ Alt+Enter`.split(/\s+/);

check('no key of the browser is taken from it, wherever the focus is', async ({ page }) => {
  await send(page, waits);
  await replies(page).first().waitFor();
  const taken = await page.evaluate(([chords, places]) => {
    const apple = chords.filter(one => one.startsWith('Control+')).map(one => one.replace('Control', 'Meta'));
    const found = [];
    for (const place of places)
      for (const chord of [...chords, ...apple]) {
        const parts = /^((?:\w+\+)*)(.+)$/.exec(chord), held = parts[1].split('+');
        const event = new KeyboardEvent('keydown', { key: parts[2], bubbles: true, cancelable: true, ctrlKey: held.includes('Control'), shiftKey: held.includes('Shift'), altKey: held.includes('Alt'), metaKey: held.includes('Meta') });
        (document.querySelector(place) ?? document.body).dispatchEvent(event);
        if (event.defaultPrevented) found.push(`${chord} on ${place}`);
      }
    return found;
  }, [chords, ['body', '#mirror textarea', '#mirror input', '#mirror nav a', '#mirror button', '#mirror [role=log]']]);
  // Its own: the palette, the list of shortcuts, and outside of fields, where the browser does nothing, undo.
  const own = /^Control\+[K/] on |^Control\+Z on (?!.*(textarea|input))/;
  assert.deepEqual(taken.filter(one => !own.test(one)), []);
  await settle(page); // what the keys opened and closed is a way back that the browser still goes
});

check('a link shows its real host, opens a page of its own without opener or referrer, and keeps the browser\'s ways to open it', async ({ page, site }) => {
  const address = `${site.address}/callback`;
  await send(page, `read ${address} for me`);
  const link = own(page).first().getByRole('link').first();
  await link.waitFor();
  assert.equal(await link.getAttribute('href'), address);
  assert.equal(await link.getAttribute('title'), new URL(address).hostname);
  assert.deepEqual((await link.getAttribute('rel')).split(' ').sort(), ['noopener', 'noreferrer']);
  await replies(page).first().waitFor();
  for (const [how, act] of [['a click', () => link.click()], ['Ctrl and a click', () => link.click({ modifiers: ['Control'] })], ['the middle button', () => link.click({ button: 'middle' })], ['Enter', () => link.press('Enter')], ['Ctrl and Enter', () => link.press('Control+Enter')]]) {
    const opened = page.context().waitForEvent('page');
    await act();
    const other = await opened;
    await eventually(async () => assert.equal(other.url().replace(/#.*/, ''), address, how));
    await other.waitForLoadState('domcontentloaded');
    assert.equal(await other.evaluate(() => `${document.referrer}${window.opener ?? ''}`), '', how);
    await other.close();
  }
  await page.waitForTimeout(200);
  assert.equal(page.context().pages().length, 1, 'each opened one page');
  const row = chats(page).getByRole('link').first(), href = await row.getAttribute('href'), been = [], opened = page.context().waitForEvent('page');
  // Nobody is signed in there, so that it soon goes on to the sign-in.
  page.context().once('page', one => { been.push(one.url()); one.on('framenavigated', frame => been.push(frame.url())); });
  await row.click({ modifiers: ['Control'] });
  const other = await opened;
  await eventually(async () => assert.ok(been.some(one => one.endsWith(href)), been.join(', ')));
  await other.close();
  // The page's own menu, with "copy link address" in it, is the browser's over whatever is below the pointer.
  await page.evaluate(() => addEventListener('contextmenu', event => { window.menu = [event.target.tagName, event.defaultPrevented]; event.preventDefault(); }));
  await link.click({ button: 'right' });
  assert.deepEqual(await page.evaluate(() => window.menu), ['A', false]);
  await composer(page).click({ button: 'right' });
  assert.deepEqual(await page.evaluate(() => window.menu), ['TEXTAREA', false]);
});

/** A thread that does not fit the window, at its end. */
async function longThread(page) {
  for (const text of [waits, 'make it shorter', 'show the drafts']) await ask(page, text);
  await eventually(async () => assert.ok(await messages(page).evaluate(log => log.scrollTop > 60 && log.scrollTop >= log.scrollHeight - log.clientHeight - 2)));
}
const top = page => messages(page).evaluate(log => log.scrollTop);

check('the wheel scrolls the thread also over a button, a link of the list over the list', async ({ page }) => {
  await longThread(page);
  const before = await top(page);
  await replies(page).last().getByRole('button', { name: 'Copy message' }).hover();
  await page.mouse.wheel(0, -60);
  await eventually(async () => assert.equal(await top(page), before - 60));
  await composer(page).hover();
  await page.mouse.wheel(0, -60);
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => scrollY), 0, 'the page itself never moves');
}, { viewport: { width: 1280, height: 520 } });

check('a finger drags the thread', async ({ page }) => {
  await page.getByRole('button', { name: 'Continue with KallyAI' }).tap();
  await page.getByRole('button', { name: 'Allow' }).tap();
  await page.getByRole('button', { name: 'New chat' }).tap();
  await longThread(page);
  const before = await top(page), session = await page.context().newCDPSession(page);
  const touch = (type, y) => session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 195, y }] });
  await touch('touchStart', 200);
  for (let y = 210; y <= 400; y += 10) {
    await touch('touchMove', y);
    await page.waitForTimeout(16);
  }
  await touch('touchEnd');
  await eventually(async () => assert.ok(before - await top(page) > 100, `moved ${before - await top(page)}`));
}, { ...phone, viewport: { width: 390, height: 560 }, signedIn: false });
