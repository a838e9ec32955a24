// The thread as a page: its words are real text over the letters of the canvas, all of them, however long the thread is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { ask, composer, eventually, messages, own, replies, settle, suite, talk, withHistory } from './page.mjs';

const { check } = suite();
const long = 'Call Casa Lola and book a table for 4 on Friday at 20:30, outside if the weather holds, inside near the window if it does not, and ask whether they have something without gluten for one of us.';

const kept = page => messages(page).getByRole('article').count();

/** Every word of the page's text that is in view, against the ink of the canvas in its place. */
async function lettersAgree(page) {
  const at = await page.evaluate(() => {
    const log = document.querySelector('[role=log]').getBoundingClientRect(), found = [];
    for (const unit of document.querySelectorAll('.unit')) {
      const nodes = document.createTreeWalker(unit, NodeFilter.SHOW_TEXT);
      while (nodes.nextNode())
        for (const word of nodes.currentNode.data.matchAll(unit.textContent.endsWith(nodes.currentNode.data) ? /(?<=^|\s)[A-Za-z]{4,}(?=\s|$)/g : /(?<=^|\s)[A-Za-z]{4,}(?=\s)/g)) {
          const range = document.createRange();
          range.setStart(nodes.currentNode, word.index);
          range.setEnd(nodes.currentNode, word.index + word[0].length);
          const all = range.getClientRects(), r = all[0];
          if (all.length === 1 && r.top >= log.top && r.bottom <= log.bottom) found.push({ word: word[0], italic: !!unit.querySelector('i'), x: r.x, y: r.y, width: r.width, height: r.height });
        }
    }
    return found;
  });
  assert.ok(at.length > 20, 'there is text to look at');
  const inked = await page.evaluate(async rects => {
    await new Promise(resolve => requestAnimationFrame(resolve));
    dispatchEvent(new Event('resize'));
    const picture = await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(async () => {
      dispatchEvent(new Event('resize'));
      requestAnimationFrame(async () => resolve(await createImageBitmap(document.getElementById('canvas'))));
    })));
    const canvas = document.createElement('canvas');
    canvas.width = picture.width;
    canvas.height = picture.height;
    const drawing = canvas.getContext('2d');
    drawing.drawImage(picture, 0, 0);
    const d = devicePixelRatio;
    // Leftmost and rightmost ink of the canvas inside each word's box, against that box.
    return rects.map(r => {
      const x0 = Math.max(0, Math.floor((r.x - 2) * d)), y0 = Math.floor(r.y * d), w = Math.ceil((r.width + 4) * d), h = Math.ceil(r.height * d);
      const data = drawing.getImageData(x0, y0, w, h).data;
      const ground = data.slice(0, 3);
      let left = w, right = -1;
      for (let x = 0; x < w; ++x)
        for (let y = 3; y < h - 5; ++y) {
          const i = (y * w + x) * 4;
          if (Math.abs(data[i] - ground[0]) + Math.abs(data[i + 1] - ground[1]) + Math.abs(data[i + 2] - ground[2]) > 60) { left = Math.min(left, x); right = Math.max(right, x); }
        }
      return { left: (x0 + left) / d - r.x, right: (x0 + right + 1) / d - (r.x + r.width), empty: right < 0 };
    });
  }, at);
  for (const [i, line] of inked.entries()) {
    assert.ok(!line.empty, `nothing is drawn at ${JSON.stringify(at[i])}`);
    // A letter has up to 2 px of air at its sides; an italic one leans over its end.
    assert.ok(line.left > -1 && line.left < 3 && line.right > -3 && line.right < (at[i].italic ? 3 : 1), `${JSON.stringify(at[i])} is drawn at ${JSON.stringify(line)}`);
  }
}

check('every letter of a message stands within a pixel of the letter that is drawn, on a wide screen and on a narrow one', async ({ page }) => {
  await ask(page, long);
  await ask(page, 'Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.');
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await settle(page);
    await lettersAgree(page);
  }
  const price = replies(page).last().getByRole('columnheader', { name: 'Listed price' });
  assert.ok((await price.boundingBox()).height > 30, 'words of the table stand on several lines');
}, { drawn: true, deviceScaleFactor: 1 });

check('what is selected over several messages is what they say, and is copied so', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const said = ['first line\nsecond line\n\nafter a gap', long, 'thanks'];
  for (const text of said) await ask(page, text);
  await settle(page);
  const units = own(page).locator('.unit');
  const box = async (unit, line) => await unit.evaluate((e, line) => {
    const range = document.createRange();
    range.selectNodeContents(e);
    const all = range.getClientRects(), r = all[line < 0 ? all.length + line : line];
    return { left: r.left, right: r.right, middle: (r.top + r.bottom) / 2 };
  }, line);
  // With the mouse, inside one message: over its soft line ends.
  await units.nth(1).scrollIntoViewIfNeeded();
  await settle(page);
  const from = await box(units.nth(1), 0), to = await box(units.nth(1), -1);
  await page.mouse.move(from.left + 1, from.middle);
  await page.mouse.down();
  await page.mouse.move(to.right - 40, to.middle, { steps: 4 });
  await page.mouse.move(to.right + 6, to.middle, { steps: 4 });
  await page.mouse.up();
  assert.equal(await page.evaluate(() => getSelection().toString()), long);
  await page.keyboard.press('Control+c');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), long);
  // Over all of it: the words of both sides in their order and nothing of the buttons between them.
  const all = await page.evaluate(() => {
    const units = document.querySelectorAll('[role=log] .unit'), range = document.createRange();
    range.setStartBefore(units[0]);
    range.setEndAfter(units[units.length - 1]);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return getSelection().toString();
  });
  assert.ok(all.startsWith(`${said[0]}\n`), all);
  for (const text of said) assert.ok(all.includes(text), `${text} is not in ${all}`);
  assert.ok(!/Copy message|credits used|What KallyAI did/.test(all), all);
});

check('all messages of a long thread are in the page soon after it is open; a link to a word far up scrolls there', async ({ page, site }) => {
  await withHistory(page, site, { long: talk(1000) });
  await eventually(async () => assert.equal(await kept(page), 1000));
  await settle(page);
  assert.equal(await messages(page).evaluate(e => e.scrollHeight - e.scrollTop - e.clientHeight < 2), true, 'it still stands at its end');
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('[role=log] article')].map(e => e.textContent).filter(text => !text.trim())), []);
  const order = await page.evaluate(() => [...document.querySelectorAll('[role=log] article')].map(e => /(?:number|Part) (\d+)/.exec(e.textContent)?.[1]).filter(Boolean).map(Number));
  assert.deepEqual(order, [...order].sort((a, b) => a - b), 'in their order');
  const entries = await page.evaluate(() => window.kally.entries);
  await page.waitForTimeout(1500);
  assert.equal(await page.evaluate(() => window.kally.entries), entries, 'and then nothing more is done');

  await page.evaluate(() => { location.hash = '#/chat/long:~:text=heliotrope'; });
  await messages(page).getByText('heliotrope').waitFor();
  await eventually(async () => {
    const box = await messages(page).getByText('heliotrope').boundingBox();
    assert.ok(box && box.y > 60 && box.y < 800, JSON.stringify(box));
  });
});

check('the composer keeps the focus while the thread is scrolled away from its end and back', async ({ page, site }) => {
  await withHistory(page, site, { long: talk(60) });
  await composer(page).focus();
  const scroll = top => messages(page).evaluate((e, top) => { e.scrollTop = top < 0 ? e.scrollHeight : top; }, top);
  await scroll(600);
  await page.getByRole('button', { name: 'Jump to the latest message' }).waitFor();
  await scroll(-1);
  await page.getByRole('button', { name: 'Jump to the latest message' }).waitFor({ state: 'detached' });
  assert.ok(await composer(page).evaluate(e => e === document.activeElement));
});

check('a page that is printed holds the whole thread', async ({ page, site }) => {
  await withHistory(page, site, { long: talk(60) });
  await eventually(async () => assert.equal(await kept(page), 60));
  await page.emulateMedia({ media: 'print' });
  await eventually(async () => {
    const shown = await page.evaluate(() => ({ canvas: getComputedStyle(document.getElementById('canvas')).display, color: getComputedStyle(document.querySelector('.unit')).color }));
    assert.deepEqual(shown, { canvas: 'none', color: 'rgb(0, 0, 0)' });
  });
  const printed = spawnSync('pdftotext', ['-', '-'], { input: await page.pdf() });
  assert.equal(printed.status, 0, String(printed.error ?? printed.stderr));
  assert.ok(String(printed.stdout).split('\f').length > 3, 'several pages');
  const text = String(printed.stdout).replace(/\s+/g, ' ');
  for (const number of [0, 28, 31, 58]) assert.ok(text.includes(`message number ${number} with some more words`), `message ${number} is not in ${text}`);
  for (const words of ['Part 29', 'one of 29', 'Part 59', 'heliotrope', 'KallyAI']) assert.ok(text.includes(words), words);
});

check('a code block and a table that are too wide scroll sideways in their own box', async ({ page, site }) => {
  const wide = `\`\`\`sh\n${'a-rather-long-word '.repeat(20)}\n\`\`\``;
  await withHistory(page, site, { wide: [{ message_id: 'm1', role: 'assistant', content: wide, created_at: '2026-01-01T08:00:00Z' }] });
  const box = messages(page).getByRole('group', { name: 'sh' });
  await box.waitFor();
  await settle(page);
  const frames = await page.evaluate(() => window.kally.frames);
  assert.ok(await box.evaluate(e => e.scrollWidth > e.clientWidth + 500));
  await box.focus();
  await page.keyboard.press('End');
  await box.evaluate(e => { e.scrollLeft = 400; });
  await eventually(async () => assert.ok(await page.evaluate(() => window.kally.frames) > frames, 'the canvas follows'));
  assert.ok(await box.evaluate(e => e.scrollLeft) > 300);
});

check('a table is copied with tabs between its cells, by mouse and by keyboard, and that is said', async ({ page, site }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const table = '| Space | Walk | Price |\n| :--- | :---: | ---: |\n| **Patio** Norte | | 189 |\n| [La Terraza](https://terraza.example) | 7 min | 210 |';
  const tabs = 'Space\tWalk\tPrice\nPatio Norte\t\t189\nLa Terraza\t7 min\t210';
  await withHistory(page, site, { table: [{ message_id: 'm1', role: 'assistant', content: table, created_at: '2026-01-01T08:00:00Z' }] });
  const copy = replies(page).getByRole('button', { name: 'Copy table' });
  const copied = async () => {
    await page.getByRole('status').getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), tabs);
  };
  await copy.click();
  await copied();
  await page.getByRole('region', { name: 'Notice' }).getByRole('button', { name: 'Close' }).click();
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await copy.focus();
  await page.keyboard.press('Enter');
  await copied();
  // It stands over no cell: what the header says at the right ends before it.
  const [button, header] = [await copy.boundingBox(), await replies(page).getByRole('columnheader', { name: 'Price' }).boundingBox()];
  assert.ok(header.x + header.width <= button.x + 1, JSON.stringify({ header, button }));
});

check('without WebGL the page itself signs in, sends, shows the answer and approves', async ({ page, site }) => {
  await page.addInitScript(() => {
    const context = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : context.call(this, kind, ...more); };
  });
  page.expectFailures(/WebGL|webgl/);
  await page.goto(site.address);
  await page.getByText('Everything works here as plain text.').waitFor();
  await page.getByRole('button', { name: 'Continue with KallyAI' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await ask(page, long);
  assert.equal(await own(page).locator('.unit').first().evaluate(e => getComputedStyle(e).color !== 'rgba(0, 0, 0, 0)' && e.getBoundingClientRect().height > 20), true, 'it can be read');
  await replies(page).last().getByRole('button').last().click();
  await composer(page).fill('thanks');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await eventually(async () => assert.equal(await replies(page).count(), 2));
  if (process.env.KALLY_TEST_SHOT) await page.screenshot({ path: process.env.KALLY_TEST_SHOT, fullPage: true });
  await ask(page, 'Find three florists in Lugo and draft emails to them');
  await page.goto(`${site.address}/#/goals/in/needs-you`);
  await page.getByRole('link', { name: /Waits for your OK/ }).first().click();
  await page.getByRole('button', { name: 'Approve step' }).click();
  await page.getByRole('status').getByText(/^(Done|Sent)/).waitFor();
  assert.equal(page.requests.filter(url => /\/approve-step$/.test(url)).length, 1);
}, { signedIn: false });
