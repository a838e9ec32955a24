// What the person has set in the system or here: colours, contrast, motion, theme.
import assert from 'node:assert/strict';
import { ask, composer, eventually, framesDuring, openSettings, replies, send, suite } from './page.mjs';

const { check } = suite({ drawn: true });
const waits = 'Find three florists in Lugo and draft emails to them';

/** The colours of a part of the window, [red, green, blue, how many pixels] each. */
async function colours(page, clip) {
  const shot = await page.screenshot({ clip });
  return page.evaluate(async encoded => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(encoded), c => c.charCodeAt(0))], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const counts = new Map();
    for (const pixel of new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer)) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return [...counts].map(([pixel, count]) => [pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255, count]);
  }, shot.toString('base64'));
}
const system = (page, name) => page.evaluate(name => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = name;
  const parts = getComputedStyle(probe).color.match(/\d+/g).slice(0, 3).map(Number);
  probe.remove();
  return parts;
}, name);
const share = (all, colour) => all.reduce((sum, one) => sum + (colour.every((part, i) => Math.abs(part - one[i]) <= 2) ? one[3] : 0), 0) / all.reduce((sum, one) => sum + one[3], 0);
const has = (all, colour) => share(all, colour) > 0;
const whole = { x: 0, y: 0, width: 1280, height: 800 };

/** How light the page's ground is, 0 to 255. */
const ground = async page => (await colours(page, { x: 700, y: 100, width: 1, height: 1 }))[0].slice(0, 3).reduce((sum, part) => sum + part) / 3;

check('in forced colours only the system\'s own are drawn, in fields and on the canvas, and the words of the mirror stay unseen', async ({ page }) => {
  await ask(page, waits);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, forcedColors: 'active' });
    const [canvas, text, link] = [await system(page, 'Canvas'), await system(page, 'CanvasText'), await system(page, 'LinkText')];
    await eventually(async () => {
      const all = await colours(page, whole);
      assert.ok(share(all, canvas) > 0.9, `the ground is Canvas: ${share(all, canvas)}`);
      assert.ok(has(all, text) && has(all, link));
      const accent = colorScheme === 'light' ? [0x3B, 0x45, 0xCF] : [0x56, 0x61, 0xE8];
      assert.ok(!has(all, accent), 'the theme\'s own colour is gone');
    });
    assert.equal(await replies(page).first().evaluate(e => getComputedStyle(e).color), 'rgba(0, 0, 0, 0)');
    assert.deepEqual(await composer(page).evaluate(e => getComputedStyle(e).color.match(/\d+/g).map(Number)), text);
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  await eventually(async () => assert.ok(has(await colours(page, whole), [0xF0, 0xED, 0xE6]), 'the rail is paper again'));
}, { deviceScaleFactor: 1 });

check('who prefers more contrast gets darker lines around what presses; who prefers less motion gets a page that stands still', async ({ page, sandbox }) => {
  const box = await page.getByRole('searchbox', { name: 'Search chats' }).boundingBox();
  const edge = async () => Math.min(...(await colours(page, { x: box.x - 44, y: box.y + box.height / 2, width: 14, height: 1 })).map(one => one[0] + one[1] + one[2]));
  const plain = await edge();
  await page.emulateMedia({ contrast: 'more' });
  await eventually(async () => assert.ok(await edge() < plain - 120, `${await edge()} after ${plain}`));
  await page.emulateMedia({ contrast: 'no-preference' });
  await eventually(async () => assert.equal(await edge(), plain));
  await sandbox.dials({ latency_ms: 600000, only: '/v1/coordination/message' });
  await send(page, waits);
  await page.getByRole('group', { name: 'Working on it' }).waitFor();
  assert.ok(await framesDuring(page, 1000) > 8, 'the three dots move');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.waitForTimeout(300);
  assert.ok(await framesDuring(page, 1000) <= 3, 'only the clock goes on');
}, { faults: true, colorScheme: 'light', deviceScaleFactor: 1 });

check('the theme follows the system until it is chosen, and a choice stays over a reload', async ({ page }) => {
  await eventually(async () => assert.ok(await ground(page) < 80, 'dark with a dark system'));
  await page.emulateMedia({ colorScheme: 'light' });
  await eventually(async () => assert.ok(await ground(page) > 200, 'light when the system changes'));
  await openSettings(page, 'Appearance');
  await page.getByRole('radio', { name: 'Dark' }).click();
  await eventually(async () => assert.ok(await ground(page) < 80, 'dark when chosen'));
  await page.reload();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await eventually(async () => assert.ok(await ground(page) < 80, 'still dark after a reload'));
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
}, { colorScheme: 'dark' });
