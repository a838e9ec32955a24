// Prints what the page costs: bytes and requests of the first load, time to the first frame, what happens at rest, time of a frame.
// What does not depend on the machine ends the run when it is over its bound.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ask, composer, countEntries, dist, entriesDuring, framesDuring, launch, openPage, send, settle, signIn, startSite } from './page.mjs';

const median = all => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
const say = (name, value, bound = '') => console.log(`${name.padEnd(72)} ${String(value).padStart(10)}   ${bound}`);
const over = [];
const gate = (name, value, most) => {
  say(name, value, most === 0 ? 'exactly 0' : `at most ${most}`);
  if (!(Number(value) <= most)) over.push(name);
};

const total = /(\d+)\s+first load, brotli, (\d+) requests/.exec(readFileSync(path.join(dist, '../sizes.txt'), 'utf8'));
gate('First load, brotli, bytes', total[1], 350 * 1024);
gate('First load, files', total[2], 10);

const browser = await launch();
const site = await startSite();
try {
  const first = [], requests = [];
  for (let i = 0; i < 5; ++i) { // a fresh profile each time: nothing is cached
    const page = await openPage(browser, site.address, { deviceScaleFactor: 1 });
    await settle(page);
    first.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
    requests.push(new Set(page.requests.filter(url => !/\/v1\/|\/pages\.[0-9a-f]+\.wasm$/.test(url))).size); // the other pages come behind the first frame
    await page.done();
  }
  gate('First load, requests of the browser', median(requests), 10);

  const ready = [];
  for (let i = 0; i < 5; ++i) {
    const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const watch = new MutationObserver(() => {
        if (document.documentElement?.dataset.ready) { watch.disconnect(); window.firstFrame = performance.now(); }
      });
      watch.observe(document, { subtree: true, attributes: true, childList: true });
    });
    await page.goto(site.address);
    await page.waitForFunction(() => window.firstFrame);
    ready.push(await page.evaluate(() => window.firstFrame));
    await context.close();
  }
  say('First paint of the page, ms, median of 5', Math.round(median(first)));
  say('First frame of the application, ms, median of 5', Math.round(median(ready)));

  const page = await openPage(browser, site.address, { script: countEntries, deviceScaleFactor: 1 });
  await signIn(page);
  await composer(page).focus();
  await settle(page);
  gate('Entries into the module a second, caret in the composer', await entriesDuring(page, 10000) / 10, 2);
  await ask(page, 'Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.');
  await page.evaluate(() => document.activeElement?.blur());
  await settle(page);
  // What waits is asked for again and again. The answer is held back until the turn that asked is over.
  const looks = /\/v1\/notifications\/pending$/, answered = [];
  await page.route(looks, async route => {
    const answer = await route.fetch();
    await page.waitForTimeout(1000);
    const before = await page.evaluate(() => window.entered);
    await route.fulfill({ response: answer });
    await page.waitForTimeout(1000);
    answered.push(await page.evaluate(() => window.entered) - before);
  });
  while (answered.length < 2) await page.waitForTimeout(100); // the first one is new to the page
  await page.unroute(looks);
  gate('Entries into the module, poll answer that tells nothing new', answered[1], 0);
  const rest = await page.evaluate(() => ({ frames: window.kally.frames, entered: window.entered }));
  await page.waitForTimeout(10000);
  const rested = await page.evaluate(() => ({ frames: window.kally.frames, entered: window.entered }));
  gate('Frames in 10 s, thread at rest', rested.frames - rest.frames, 0);
  gate('Entries into the module in 10 s, thread at rest', rested.entered - rest.entered, 0);

  // What each frame of `act` adds to the page's own counters. Chromium's clock has steps of 0.1 ms, so single frames are rough.
  const sampled = async act => {
    await page.evaluate(() => {
      const read = () => ({ frames: window.kally.frames, writes: window.kally.mirrorWrites, time: window.kally.mirrorTime, layout: window.kally.mirrorLayoutTime });
      let last = read();
      window.samples = [];
      const look = () => {
        const now = read();
        if (now.frames > last.frames) window.samples.push({ writes: now.writes - last.writes, time: now.time - last.time, layout: now.layout - last.layout });
        last = now;
        window.sampler = requestAnimationFrame(look);
      };
      look();
    });
    await act();
    return page.evaluate(() => { cancelAnimationFrame(window.sampler); return window.samples; });
  };
  // CPU time of the page's own thread in script, style and layout. Putting the page together is left out: it reads the canvas back
  // from this browser's software renderer.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const all = Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map(one => [one.name, one.value]));
    return (all.ScriptDuration + all.RecalcStyleDuration + all.LayoutDuration) * 1000;
  };
  const drive = async count => {
    const from = { time: await busy(), frames: await page.evaluate(() => window.kally.frames) };
    await page.evaluate(count => new Promise(resolve => {
      let i = 0;
      const again = () => { if (++i > count) resolve(); else { dispatchEvent(new Event('resize')); requestAnimationFrame(again); } };
      again();
    }), count);
    return (await busy() - from.time) / (await page.evaluate(() => window.kally.frames) - from.frames);
  };
  await drive(60);
  const frames = [];
  for (let i = 0; i < 5; ++i) frames.push(await drive(120));
  say('CPU of a frame that changes nothing, ms', median(frames).toFixed(2));
  await composer(page).focus();
  const from = { time: await busy(), frames: await page.evaluate(() => window.kally.frames) };
  await page.keyboard.type('A message that is typed one character after another', { delay: 30 });
  say('CPU of a frame while typing, ms', ((await busy() - from.time) / (await page.evaluate(() => window.kally.frames) - from.frames)).toFixed(2));

  const still = await sampled(() => drive(60));
  gate('Mirror writes in 60 frames that change nothing', still.reduce((sum, one) => sum + one.writes, 0), 0);
  const mirror = async (what, act) => {
    const changed = (await sampled(async () => { for (let i = 0; i < 30; ++i) { await act(i); await page.waitForTimeout(80); } })).filter(one => one.writes > 0);
    const both = part => { const all = changed.map(one => one[part]).sort((a, b) => a - b); return `${median(all).toFixed(1)} ${all[Math.floor(all.length * 0.95)].toFixed(1)}`; };
    say(`Mirror of a frame in which ${what}, median and p95, ms`, both('time'), 'at most 1');
    say('  besides, the browser setting the page for the focus and for scrolling', both('layout'));
  };
  await ask(page, 'Find three florists in Lugo and draft emails to them'); // more than the window holds
  await page.mouse.move(640, 300);
  await settle(page);
  await mirror('the thread scrolls', i => page.mouse.wheel(0, i % 6 < 3 ? -90 : 90));
  await composer(page).focus();
  await mirror('the composer grows', i => page.keyboard.press(i % 2 ? 'Shift+Enter' : 'x'));
  await mirror('a menu opens or closes', i => i % 2 ? page.keyboard.press('Escape') : page.getByRole('button', { name: 'More actions' }).click());

  await page.evaluate(() => {
    window.glyphWork = [];
    let glyphs = window.kally.glyphs;
    const look = () => {
      if (window.kally.glyphs > glyphs) window.glyphWork.push(window.kally.glyphTime);
      glyphs = window.kally.glyphs;
      requestAnimationFrame(look);
    };
    look();
  });
  await page.keyboard.press('Escape');
  await send(page, String.fromCharCode(...Array.from({ length: 1500 }, (_, i) => 0x4E00 + 7 * i)));
  await settle(page);
  const glyphWork = await page.evaluate(() => window.glyphWork);
  say(`Glyph work of a frame, 1,500 new ideographs (${glyphWork.length} frames), most, ms`, Math.max(...glyphWork).toFixed(1), 'at most 16');
  await page.done();
} finally {
  await browser.close();
  await site.stop();
}
if (over.length) {
  console.error(`Over their bounds: ${over.join(', ')}`);
  process.exitCode = 1;
}
