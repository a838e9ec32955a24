// Text as the browser draws it: scripts, emoji, direction, budget, falsified readback. The canvas is compared with the same words
// set by the page itself, in the same browser and the same pinned fonts.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, openSignedIn, own, root, send, settle, suite } from './page.mjs';

const { check } = suite({ environment: { FONTCONFIG_FILE: path.join(root, 'tests/browser/fonts.conf') }, drawn: true });

/** Twelve scripts and the sequences that are one picture or one letter; a line each. */
const lines = [
  'English: fine offices, well-known 123',
  'Ελληνικά: Η γρήγορη αλεπού',
  'Русский: Съешь же ещё этих булок',
  '日本語: 明日の午後三時に会議室を',
  '한국어: 내일 오후 세 시에 예약해',
  'العربية: مرحبا بالعالم، كيف حالك 123؟',
  'עברית: שלום עולם, 50 ש"ח (test).',
  'हिन्दी: नमस्ते, क्षत्रिय त्रिकोण',
  'ไทย: สวัสดีครับ ขอจองโต๊ะ น้ำ',
  'தமிழ்: வணக்கம் உலகம் கொள்கை',
  'বাংলা: নমস্কার বিশ্ব, ক্ষুদ্র',
  'Հայերեն: Բարեւ աշխարհ',
  'e\u0301 n\u0303 a\u030A a\u0323\u0308 x\u0302 o\u0328\u0301',
  '\u{1F44D}\u{1F3FD} \u{1F469}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466} \u{1F3F3}\uFE0F\u200D\u{1F308} \u{1F469}\u{1F3FE}\u200D\u{1F4BB}',
  '\u{1F1EA}\u{1F1F8}\u{1F1EF}\u{1F1F5} 1\uFE0F\u20E3 #\uFE0F\u20E3 \u2764\uFE0F \u260E\uFE0F \u{1F600}\u{1F4DE}\u2705',
];
const padding = { x: 16, y: 10 }, lineHeight = 24; // of the person's bubble (design, section 4)
const bubble = { light: { background: '#E9EBFB', color: '#1B1B22' }, dark: { background: '#292F58', color: '#ECEBE6' } };
const context = { colorScheme: 'light', viewport: { width: 840, height: 660 } };

/** Sends the lines and returns the rectangle in which their bubble lies, at its right. */
async function show(page) {
  await send(page, lines.join('\n'));
  await eventually(async () => assert.equal(await own(page).count(), 1));
  await settle(page);
  await own(page).evaluate(article => article.scrollIntoView({ block: 'start' })); // the answer is longer than the window
  await settle(page);
  const article = await own(page).boundingBox();
  return { x: article.x + article.width - 420, y: article.y, width: 420, height: 2 * padding.y + lines.length * lineHeight };
}

/** In each picture: the ink of each line (distance from the bubble's colour), where its middle lies and what it covers, in CSS pixels. */
async function inkOf(page, pictures, area, from = 0) {
  const other = await page.context().newPage(); // without the site's policy, which keeps such pictures out
  const result = await other.evaluate(({ pngs, padding, lineHeight, count, width, from: begin }) => Promise.all(pngs.map(async png => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height), k = canvas.getContext('2d', { willReadFrequently: true });
    k.drawImage(picture, 0, 0);
    const scale = picture.width / width, { data } = k.getImageData(0, 0, picture.width, picture.height);
    const at = (x, y) => (y * picture.width + x) * 4, ground = at(picture.width - Math.round(6 * scale), Math.round(picture.height / 2));
    return Array.from({ length: count }, (_, line) => {
      const from = Math.round((padding.y + line * lineHeight) * scale), to = Math.round((padding.y + (line + 1) * lineHeight) * scale);
      let ink = 0, x = 0, y = 0, left = Infinity, right = 0;
      for (let v = from; v < to; v++)
        for (let u = Math.round(begin * scale); u < picture.width - Math.round(8 * scale); u++) {
          const i = at(u, v), far = Math.max(...[0, 1, 2].map(c => Math.abs(data[i + c] - data[ground + c])));
          if (far < 24) continue;
          ink += far; x += far * u; y += far * v;
          left = Math.min(left, u); right = Math.max(right, u + 1);
        }
      return { ink: ink / scale / scale, x: x / ink / scale, y: y / ink / scale, left: left / scale, right: right / scale };
    });
  })), { pngs: pictures.map(picture => picture.toString('base64')), padding, lineHeight, count: lines.length, width: area.width, from });
  await other.close();
  return result;
}

/** Covers the bubble with the same words, set by the page; where they begin. */
const coverByPage = (page, area, look) => page.evaluate(({ lines, area, padding, lineHeight, look }) => {
  const box = document.createElement('div'), words = document.createElement('div');
  Object.assign(box.style, {
    position: 'fixed', zIndex: '99', left: `${area.x}px`, top: `${area.y}px`, width: `${area.width}px`, height: `${area.height}px`, ...look,
  });
  Object.assign(words.style, {
    position: 'absolute', right: `${padding.x}px`, top: `${padding.y}px`, font: `400 15px/${lineHeight}px Inter, system-ui, sans-serif`, fontKerning: 'none',
    fontVariantLigatures: 'none', textSpacingTrim: 'space-all', textRendering: 'geometricPrecision', whiteSpace: 'pre', unicodeBidi: 'plaintext', textAlign: 'start',
  });
  words.textContent = lines.join('\n');
  box.append(words);
  document.body.append(box);
  // The bubble is as wide as its widest line, rounded up; its words begin at the left of that.
  const { width } = words.getBoundingClientRect();
  words.style.right = `${padding.x + Math.ceil(width - 0.01) - width}px`;
  return words.getBoundingClientRect().left - area.x - 4; // what is left of it is not the bubble
}, { lines, area, padding, lineHeight, look });

for (const [density, colorScheme] of [[1, 'light'], [1, 'dark'], [1.25, 'light'], [2, 'light'], [3, 'light']])
  check(`twelve scripts and emoji look as in the page, density ${density}, ${colorScheme}`, async ({ page }) => {
    const area = await show(page);
    const ours = await page.screenshot({ clip: area });
    const from = await coverByPage(page, area, bubble[colorScheme]);
    const theirs = await page.screenshot({ clip: area });
    if (process.env.KALLY_TEST_SHOTS)
      for (const [name, picture] of Object.entries({ ours, theirs })) writeFileSync(path.join(process.env.KALLY_TEST_SHOTS, `${name}-${density}-${colorScheme}.png`), picture);
    const [canvas, dom] = await inkOf(page, [ours, theirs], area, from);
    for (const [i, line] of lines.entries()) {
      const seen = canvas[i], set = dom[i], step = 1 / density; // a letter stands on a device pixel, half of one from the page's at most
      const said = `${line}: ${JSON.stringify({ seen, set })}`; // pictures of both: KALLY_TEST_SHOTS names a folder
      assert.ok(Math.abs(seen.x - set.x) <= 0.5 && Math.abs(seen.y - set.y) <= 0.25, said);
      assert.ok(Math.abs(seen.left - set.left) <= step + 0.01 && Math.abs(seen.right - set.right) <= step + 0.01, said);
      assert.ok(Math.abs(seen.ink / set.ink - 1) <= 0.03, said);
    }
  }, { ...context, colorScheme, deviceScaleFactor: density });

for (const [kind, falsify] of Object.entries({
  'noise': data => { for (let i = 0; i < data.length; i++) data[i] = Math.max(0, Math.min(255, data[i] + Math.round(Math.random() * 80 - 40))); },
  'a blank picture': data => data.fill(255),
}))
  check(`a browser that gives back ${kind} shows the same text`, async ({ page, site, sandbox, browser }) => {
    const before = await page.screenshot({ clip: await show(page) });
    const other = await openSignedIn(browser, site.address, {
      ...context, consentAt: sandbox.address, script: `{
        const read = CanvasRenderingContext2D.prototype.getImageData;
        CanvasRenderingContext2D.prototype.getImageData = function (...area) { const image = read.apply(this, area); (${falsify})(image.data); window.falsified = true; return image; };
      }`,
    });
    await other.getByRole('button', { name: 'New chat' }).click();
    const area = await show(other);
    const [honest, guarded] = await inkOf(page, [before, await other.screenshot({ clip: area })], area);
    assert.ok(await other.evaluate(() => window.falsified));
    for (const [i, line] of lines.entries()) {
      assert.ok(Math.abs(guarded[i].ink / honest[i].ink - 1) <= 0.05, `${line}: ${guarded[i].ink} for ${honest[i].ink}`);
      assert.ok(Math.abs(guarded[i].x - honest[i].x) <= 0.5 && Math.abs(guarded[i].y - honest[i].y) <= 0.5, line);
    }
    await other.done();
  }, context);

check('a page of new ideographs is drawn over several frames', async ({ page }) => {
  await settle(page);
  await page.evaluate(() => {
    window.drawn = [];
    const k = window.kally;
    let glyphs = k.glyphs, frames = k.frames;
    const look = () => {
      if (k.frames !== frames) window.drawn.push({ glyphs: k.glyphs - glyphs, time: k.glyphTime });
      [glyphs, frames] = [k.glyphs, k.frames];
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await send(page, String.fromCharCode(...Array.from({ length: 500 }, (_, i) => 0x4E00 + 7 * i)));
  await eventually(async () => assert.equal(await own(page).count(), 1));
  await settle(page);
  const drawn = (await page.evaluate(() => window.drawn)).filter(frame => frame.glyphs > 0);
  assert.ok(drawn.reduce((sum, frame) => sum + frame.glyphs, 0) >= 500, JSON.stringify(drawn));
  assert.ok(drawn.length >= 4 && Math.max(...drawn.map(frame => frame.glyphs)) < 400, JSON.stringify(drawn));
});
