// Prints what the page costs: bytes and requests of the first load, time to the first frame, frames at rest, time of a frame.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ask, composer, dist, framesDuring, launch, openPage, settle, signIn, startSite } from './page.mjs';

const median = all => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
const say = (name, value, bound = '') => console.log(`${name.padEnd(46)} ${String(value).padStart(10)}   ${bound}`);

const total = /(\d+)\s+first load, brotli, (\d+) requests/.exec(readFileSync(path.join(dist, '../sizes.txt'), 'utf8'));
say('First load, brotli, bytes', total[1], 'at most 358400');
say('First load, files', total[2], 'at most 10');

const browser = await launch();
const site = await startSite();
try {
  const first = [], requests = [];
  for (let i = 0; i < 5; ++i) { // a fresh profile each time: nothing is cached
    const page = await openPage(browser, site.address);
    await settle(page);
    first.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
    requests.push(new Set(page.requests.filter(url => !url.includes('/v1/'))).size);
    await page.done();
  }
  say('First load, requests of the browser', median(requests), 'at most 10');

  const ready = [];
  for (let i = 0; i < 5; ++i) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
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

  const page = await openPage(browser, site.address);
  await signIn(page);
  await ask(page, 'Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.');
  await page.evaluate(() => document.activeElement?.blur());
  await settle(page);
  say('Frames in 10 s, thread at rest', await framesDuring(page, 10000), 'exactly 0');

  // CPU time of the page's own thread, without the time that the software renderer of this browser takes beside it.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map(one => [one.name, one.value])).TaskDuration;
  const drive = async count => {
    const from = { time: await busy(), frames: await page.evaluate(() => window.kally.frames) };
    await page.evaluate(count => new Promise(resolve => {
      let i = 0;
      const again = () => { if (++i > count) resolve(); else { dispatchEvent(new Event('resize')); requestAnimationFrame(again); } };
      again();
    }), count);
    return (await busy() - from.time) * 1000 / (await page.evaluate(() => window.kally.frames) - from.frames);
  };
  await drive(60);
  const frames = [];
  for (let i = 0; i < 5; ++i) frames.push(await drive(120));
  say('CPU of a frame that changes nothing, ms', median(frames).toFixed(2));
  await composer(page).focus();
  const from = { time: await busy(), frames: await page.evaluate(() => window.kally.frames) };
  await page.keyboard.type('A message that is typed one character after another', { delay: 30 });
  say('CPU of a frame while typing, ms', ((await busy() - from.time) * 1000 / (await page.evaluate(() => window.kally.frames) - from.frames)).toFixed(2));
  await page.done();
} finally {
  await browser.close();
  await site.stop();
}
