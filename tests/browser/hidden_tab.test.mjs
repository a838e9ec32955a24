// A tab that is really hidden, behind another one of its window. Playwright keeps every page visible, so puppeteer does this.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { eventually, startSite } from './page.mjs';

const waits = 'Find three florists in Lugo and draft emails to them';

test('a tab behind another one draws nothing, and what was sent from it is answered meanwhile', { timeout: 60000 }, async () => {
  const site = await startSite();
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', defaultViewport: { width: 1280, height: 800 },
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const [page] = await browser.pages();
    page.setDefaultTimeout(10000);
    const button = name => page.locator(`::-p-aria([role="button"][name="${name}"])`);
    await page.goto(site.address);
    await button('Continue with KallyAI').click();
    await button('Allow').click();
    await page.waitForSelector('#mirror textarea');
    await page.focus('#mirror textarea');
    await page.keyboard.sendCharacter(waits);
    await page.keyboard.press('Enter');
    const other = await browser.newPage(); // stands in front from now on
    await eventually(async () => assert.equal(await page.evaluate(() => document.visibilityState), 'hidden'));
    const at = await page.evaluate(() => ({ frames: kally.frames, entries: kally.entries, armed: kally.armed }));
    assert.equal(at.armed, false, 'no frame is asked for');
    // The reply comes and its conversation is named, all without a frame.
    await eventually(async () => assert.match(await page.evaluate(() => location.hash), /^#\/chat\/(?!new)./));
    await page.mainFrame().evaluate(() => { dispatchEvent(new Event('resize')); dispatchEvent(new PointerEvent('pointermove', { clientX: 9, clientY: 9 })); });
    await new Promise(done => setTimeout(done, 1500));
    assert.equal(await page.evaluate(() => kally.frames), at.frames, 'nothing is drawn while nobody looks');
    await page.bringToFront();
    await page.waitForFunction(() => [...document.querySelectorAll('#mirror [role=log] article')].some(one => one.getAttribute('aria-label').startsWith('KallyAI')));
    assert.ok(await page.evaluate(() => kally.frames) > at.frames);
    await other.close();
  } finally {
    await browser.close();
    await site.stop();
  }
});
