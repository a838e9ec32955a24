// What the person has set in the browser: its zoom and its size of text. Everything stays within reach.
import assert from 'node:assert/strict';
import { ask, chats, composer, density, eventually, framesDuring, replies, suite } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';

/** Everything that can be pressed or written in, which the focus does not bring into the window whole, or which something else covers there. */
const unreachable = page => page.evaluate(async () => {
  const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const stops = () => [...document.querySelectorAll('#mirror button, #mirror a[href], #mirror input, #mirror textarea')].filter(e => !e.closest('[inert]') && getComputedStyle(e).visibility !== 'hidden');
  const found = [];
  const all = stops();
  for (const e of all) {
    if (!e.isConnected) continue; // it was beyond the edge, and is made anew when it comes near
    e.focus();
    await frames();
    if (!e.isConnected) continue;
    const r = e.getBoundingClientRect(), { clientWidth, clientHeight } = document.documentElement;
    const line = e.getClientRects()[0]; // a link may stand on two, with room between them
    const hit = document.elementFromPoint((Math.max(0, line.left) + Math.min(clientWidth, line.right)) / 2, (Math.max(0, line.top) + Math.min(clientHeight, line.bottom)) / 2);
    const name = e.getAttribute('aria-label') || e.textContent;
    if (document.activeElement !== e) found.push(`${name} takes no focus`);
    else if (r.left < -1 || r.right > clientWidth + 1 || r.top < -1 || r.bottom > clientHeight + 1) found.push(`${name} at ${[r.left, r.top, r.right, r.bottom].map(Math.round)} in ${clientWidth} x ${clientHeight}`);
    else if (hit !== e && !e.contains(hit)) found.push(`${name} is covered by ${hit?.outerHTML.slice(0, 90)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide in ${innerWidth}`);
  return { found, count: all.length };
});

/** Browser zoom is a smaller window of more pixels, 320 wide at 400 %; the size of text is set in the browser. */
const looks = [{ zoom: 4 }, { text: 200 }];
async function inEachLook(page, screen, stands, more = []) {
  const session = await page.context().newCDPSession(page);
  for (const { zoom = 1, width = Math.round(1280 / zoom), height = Math.round(800 / zoom), text = 100 } of [...more, ...looks]) {
    const name = `${screen}, ${width} x ${height}, zoom ${zoom}, text ${text} %`;
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: zoom * density, mobile: false });
    await session.send('Page.setFontSizes', { fontSizes: { standard: Math.round(16 * text / 100) } });
    await eventually(async () => assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight, parseInt(document.getElementById('canvas').style.width)]), [width, height, await page.evaluate(() => document.documentElement.clientWidth)]));
    await stands();
    while (await framesDuring(page, 100) > 0);
    const { found, count } = await unreachable(page);
    assert.deepEqual(found, [], name);
    assert.ok(count > 0, name);
  }
  await session.send('Page.setFontSizes', { fontSizes: { standard: 16 } });
  await session.send('Emulation.clearDeviceMetricsOverride');
  await session.detach();
}

check('before sign-in nothing is out of reach at any zoom or text size', async ({ page }) => {
  await inEachLook(page, 'sign-in', () => page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor(), [{ zoom: 0.5 }, { text: 80 }]);
  await page.getByRole('button', { name: 'Use an access token' }).click();
  await page.getByRole('textbox', { name: 'Access token' }).fill('nothing like a token');
  await page.keyboard.press('Enter');
  await inEachLook(page, 'paste token', () => page.getByRole('alert').waitFor());
}, { signedIn: false });

check('in the application nothing is out of reach at any zoom or text size', async ({ page, site }) => {
  await page.getByRole('button', { name: 'New chat' }).click();
  await inEachLook(page, 'new chat', () => composer(page).waitFor());
  await ask(page, waits);
  await inEachLook(page, 'thread', () => replies(page).last().waitFor(), [{ zoom: 0.5 }, { zoom: 2 }]);
  await page.setViewportSize({ width: 900, height: 800 });
  await page.getByRole('button', { name: 'Linked goal' }).click();
  await inEachLook(page, 'goal', () => page.getByRole('dialog', { name: 'Linked goal' }).waitFor());
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${site.address}/#/chat`);
  await inEachLook(page, 'list', () => chats(page).getByRole('link').first().waitFor());
  await page.goto(`${site.address}/#/settings/appearance`);
  await inEachLook(page, 'settings', () => page.getByRole('heading', { name: 'Appearance' }).waitFor());
  await page.goto(`${site.address}/#/chat`);
  await chats(page).getByRole('link').first().waitFor();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['line\n'.repeat(40)], 'notes.txt', { type: 'text/plain' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await inEachLook(page, 'dropped file', () => page.getByRole('dialog').waitFor());
});

check('larger text in the browser\'s settings makes everything larger, sharp, and still where it is pressed', async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  const size = () => page.getByRole('link', { name: 'Settings' }).evaluate(e => e.getBoundingClientRect().height);
  const before = await size();
  await session.send('Page.setFontSizes', { fontSizes: { standard: 24 } });
  await eventually(async () => assert.equal(await size(), 1.5 * before));
  assert.deepEqual(await page.evaluate(() => { const c = document.getElementById('canvas'); return [c.width, c.style.width]; }), [1280, '1280px']);
  const box = await page.getByRole('link', { name: 'Settings' }).boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
}, { deviceScaleFactor: 1 });
