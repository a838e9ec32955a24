// What the page does not do: draw when nothing changes, write to the mirror, load from elsewhere, double a name.
import assert from 'node:assert/strict';
import { ask, composer, countEntries, entriesDuring, eventually, framesDuring, isKept, openSettings, own, polls, replies, settle, signIn, soon, suite } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';

check('the first load takes at most 10 requests, all to the page\'s own address', async ({ page, site }) => {
  await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
  await settle(page);
  // The icon is named by the page and by the browser's tab; the second time it comes from the cache.
  const behind = /\/pages\.[0-9a-f]+\.wasm$/, files = [...new Set(page.requests)].filter(url => !new URL(url).pathname.startsWith('/v1/') && !behind.test(url));
  assert.equal(page.requests.filter(url => behind.test(url)).length, 1, 'the other pages come behind the first frame');
  const loaded = await page.evaluate(() => Object.fromEntries(performance.getEntriesByType('resource').map(one => [one.name, one.startTime])));
  const [pages] = Object.keys(loaded).filter(url => behind.test(url));
  for (const url of files.filter(url => /\.(wasm|js|css|woff2)$/.test(url))) assert.ok(loaded[url] < loaded[pages], `${url} before the other pages`);
  assert.ok(files.length <= 10, files.join('\n'));
  assert.ok(files.length >= 5, 'the page has more than a few files');
  for (const url of page.requests) assert.equal(new URL(url).origin, site.address);
}, { signedIn: false });

check('a signed-in page with nothing under way draws no frame in 10 s', async ({ page }) => {
  await page.getByRole('heading', { name: 'What can I take off your plate?' }).waitFor();
  await page.evaluate(() => document.activeElement?.blur());
  await settle(page);
  assert.equal(await framesDuring(page, 10000), 0);
});

check('a thread whose work waits for the person draws no frame in 10 s', async ({ page }) => {
  await ask(page, waits);
  await page.evaluate(() => document.activeElement?.blur());
  await settle(page);
  assert.equal(await framesDuring(page, 10000), 0);
});

check('the sign-in page draws no frame in 10 s', async ({ page }) => {
  await page.getByText('KallyAI is reachable').waitFor();
  await settle(page);
  assert.equal(await framesDuring(page, 10000), 0);
}, { signedIn: false });

check('at rest, and while the caret blinks in the composer, nothing enters the module, however often it is asked whether something waits', async ({ page }) => {
  await page.getByRole('heading', { name: 'What can I take off your plate?' }).waitFor();
  await page.evaluate(() => { window.hurry = true; document.activeElement?.blur(); });
  const rests = async () => {
    const before = polls(page);
    await eventually(async () => assert.ok(polls(page) > before + 1)); // the module has asked what it had to
    await settle(page);
    const asked = polls(page);
    assert.equal(await entriesDuring(page, 5000), 0);
    assert.ok(polls(page) > asked + 5, `asked ${polls(page) - asked} times`);
  };
  await rests();
  await composer(page).focus();
  await page.keyboard.type('half a thou');
  await isKept(page, 'half a thou');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA', 'the caret is the browser\'s');
  await rests();
}, { script: `(${countEntries})(); (${soon})();` });

check('a frame in which nothing changed writes nothing to the mirror', async ({ page }) => {
  await ask(page, waits);
  await settle(page);
  const before = await page.evaluate(() => ({ frames: window.kally.frames, writes: window.kally.mirrorWrites }));
  const changed = await page.evaluate(() => new Promise(resolve => {
    const seen = [];
    const watch = new MutationObserver(all => seen.push(...all.map(one => `${one.type} ${one.attributeName ?? ''}`)));
    watch.observe(document.getElementById('mirror'), { subtree: true, childList: true, attributes: true, characterData: true });
    let i = 0;
    const again = () => { if (++i > 20) { watch.disconnect(); resolve(seen); } else { dispatchEvent(new Event('resize')); requestAnimationFrame(again); } };
    again();
  }));
  const after = await page.evaluate(() => ({ frames: window.kally.frames, writes: window.kally.mirrorWrites }));
  assert.ok(after.frames - before.frames >= 10, 'frames were drawn');
  assert.equal(after.writes, before.writes);
  assert.deepEqual(changed, []);
});

const countDrawCalls = () => {
  window.drawn = 0;
  const draw = WebGL2RenderingContext.prototype.drawElements;
  WebGL2RenderingContext.prototype.drawElements = function (...all) { window.drawn++; draw.apply(this, all); };
};

check('?debug shows what drawing takes, draws nothing by itself and is in nobody\'s way', async ({ page, site }) => {
  assert.equal(await page.getByRole('group', { name: 'Debug' }).count(), 0, 'nobody sees it who did not ask');
  await page.goto(`${site.address}/?debug`);
  await composer(page).waitFor({ state: 'attached' });
  const overlay = page.getByRole('group', { name: 'Debug' });
  const agrees = async () => {
    await settle(page);
    const shown = Object.fromEntries((await overlay.innerText()).split('\n').map(line => /^(.+) (\d+) \+\d+$/.exec(line).slice(1)));
    const counted = await page.evaluate(() => ({ frames: kally.frames, 'draw calls': kally.drawCalls, 'mirror writes': kally.mirrorWrites, glyphs: kally.glyphs }));
    assert.deepEqual(shown, Object.fromEntries(Object.entries(counted).map(([name, count]) => [name, String(count)])));
    assert.equal(await page.evaluate(() => window.drawn), counted['draw calls'], 'as the graphics heard of them');
    return counted;
  };
  const before = await agrees();
  await openSettings(page, 'Appearance');
  await page.getByRole('radio', { name: 'Dark' }).click();
  const after = await agrees();
  for (const name of Object.keys(before)) assert.ok(after[name] > before[name], name);
  assert.equal(await framesDuring(page, 5000), 0);
  assert.deepEqual(await agrees(), after);
  // What lies under it is pressed through it.
  const box = await overlay.boundingBox();
  assert.notEqual(await page.evaluate(({ x, y }) => document.elementFromPoint(x, y).id, { x: box.x + 5, y: box.y + 5 }), 'debug');
}, { script: countDrawCalls });

check('on every screen no two things of the same role in the same place have the same name, and nothing to press is nameless', async ({ page }) => {
  const faults = () => page.locator('#mirror').evaluate(root => {
    const found = [];
    for (const e of root.querySelectorAll('button,a,input,textarea')) {
      const name = e.getAttribute('aria-label') || e.textContent.trim();
      if (!name) found.push(`nameless ${e.outerHTML.slice(0, 120)}`);
      const region = e.parentElement.closest('article,[role=dialog],[role=menu],section,nav,main,header,#mirror');
      const same = [...region.querySelectorAll(e.tagName)].filter(o => o !== e && o.parentElement.closest('article,[role=dialog],[role=menu],section,nav,main,header,#mirror') === region
        && (o.getAttribute('aria-label') || o.textContent.trim()) === name && o.getAttribute('href') === e.getAttribute('href'));
      if (same.length) found.push(`twice in one place: ${e.tagName} "${name}"`);
    }
    return [...new Set(found)];
  });
  assert.deepEqual(await faults(), []);
  await page.getByRole('button', { name: 'Use an access token' }).click();
  await page.getByRole('textbox', { name: 'Access token' }).waitFor();
  assert.deepEqual(await faults(), []);
  await page.getByRole('button', { name: 'Back' }).click();
  await signIn(page);
  assert.deepEqual(await faults(), []);
  await ask(page, waits);
  assert.deepEqual(await faults(), []);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menu').waitFor();
  assert.deepEqual(await faults(), []);
}, { signedIn: false });

check('what the mirror says stands where it is drawn, also after scrolling', async ({ page }) => {
  for (let i = 0; i < 6; ++i) await ask(page, i ? 'show the drafts' : waits);
  const chip = replies(page).last().getByRole('button', { name: 'Copy message' });
  await settle(page);
  const box = await chip.boundingBox();
  const inside = await page.evaluate(({ x, y, width, height }) => document.elementFromPoint(x + width / 2, y + height / 2)?.getAttribute('aria-label') ?? document.elementFromPoint(x + width / 2, y + height / 2)?.textContent, box);
  assert.equal(inside, 'Copy message');
  const log = page.getByRole('log', { name: 'Messages' });
  const end = await log.evaluate(e => e.scrollTop);
  assert.ok(end > 0, 'the thread is longer than the window');
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, -400);
  await settle(page);
  assert.ok(await log.evaluate(e => e.scrollTop) < end);
  assert.ok((await log.getByRole('article').count()) < 13, 'what is far away is not described');
  await composer(page).waitFor();
});

check('a lost graphics context is restored with the whole picture and what was typed; where it is not given back the page goes on as text', async ({ page }) => {
  await ask(page, waits);
  await ask(page, 'thanks 🙂 👩‍👩‍👧 مرحبا بكم');
  await composer(page).fill('half a thought');
  await settle(page);
  const before = await page.screenshot();
  await page.evaluate(() => new Promise(resolve => {
    const canvas = document.getElementById('canvas'), loss = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    canvas.addEventListener('webglcontextrestored', resolve, { once: true });
    loss.loseContext();
    setTimeout(() => loss.restoreContext(), 200);
  }));
  await settle(page);
  assert.ok(before.equals(await page.screenshot()), 'the same picture as before');
  assert.equal(await composer(page).inputValue(), 'half a thought');
  await page.evaluate(() => document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext());
  await page.getByText('Everything works here as plain text.').waitFor(); // it was not given back
  assert.equal(await composer(page).inputValue(), 'half a thought');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await own(page).filter({ hasText: 'half a thought' }).waitFor();
}, { drawn: true });
