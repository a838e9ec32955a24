// Ten tabs of one sign-in in a real browser whose clock is a day off: again and again the session expires, some of them frozen, the service
// overloaded or slow. One renewal for each time, nobody is signed out by it, and in the end signing out reaches all of them within a second.
//   node tests/browser/tabs.mjs [lives: 5] [first seed: 1]
import { numbers } from './kills.mjs';
import { composer, eventually, launch, openSettings, openSignedIn, startSandbox, startSite } from './page.mjs';

const tabs_count = 10, rounds = 4, day = 24 * 3600 * 1000, bound = 1000;
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
const figures = { lives: 0, expiries: 0, renewals: 0, overloaded: 0, freezes: 0, slowest: 0, problems: [] };

async function live(seed, browser, site, sandbox) {
  const random = numbers(seed), problem = text => figures.problems.push(`seed ${seed}: ${text}`);
  const first = await openSignedIn(browser, site.address, { consentAt: sandbox.address }), context = first.context();
  await openSettings(first, 'Data and privacy');
  await first.getByRole('switch', { name: 'Keep me signed in on this device' }).click();
  await eventually(async () => { if (!await first.evaluate(() => localStorage.getItem('kally.session'))) throw new Error('it is not kept'); });
  await context.addInitScript(off => { const now = Date.now; Date.now = () => now() + off; }, random() < 0.5 ? day : -day);

  let renewals = 0;
  context.on('response', answer => {
    renewals += answer.url().endsWith('/v1/auth/refresh') && answer.status() === 200;
    figures.overloaded += answer.status() === 503;
  });
  const tabs = [];
  for (let i = 0; i < tabs_count; i++) {
    const page = i === 0 ? first : await context.newPage(), tab = { page, heard: 0 };
    page.on('response', answer => { tab.heard += /\/conversations\/?(\?|$)/.test(answer.url()) && answer.status() === 200; });
    await page.goto(`${site.address}/#/chat/new`);
    if (i === 0) await page.reload(); // with the wrong clock
    await composer(page).waitFor({ state: 'attached' });
    tab.protocol = await context.newCDPSession(page);
    tabs.push(tab);
  }
  // Back from a moment without a network every tab asks anew.
  const all_ask = async asked => {
    for (const tab of asked) tab.heard = 0;
    await context.setOffline(true);
    await wait(200);
    await context.setOffline(false);
    await eventually(async () => { if (asked.some(tab => tab.heard === 0)) throw new Error('not all were answered'); }, 30000)
      .catch(() => problem(`no answer for tab ${asked.flatMap((tab, i) => tab.heard === 0 ? [i] : []).join(', ')}`));
  };
  const freeze = (tab, on) => tab.protocol.send('Page.setWebLifecycleState', { state: on ? 'frozen' : 'active' });
  await all_ask(tabs);

  for (let round = 0; round < rounds; round++) {
    const frozen = tabs.filter(() => random() < 0.3);
    const awake = tabs.filter(tab => !frozen.includes(tab));
    for (const tab of frozen) await freeze(tab, true);
    figures.freezes += frozen.length;
    renewals = 0;
    await sandbox.orders({ expire: 'access' });
    const troubles = [{ status: 503, times: 1 + Math.floor(random() * 6) }, { latency_ms: 400 + Math.floor(random() * 800) }, {}];
    await sandbox.dials({ reset: true, ...troubles[Math.floor(random() * troubles.length)] });
    await all_ask(awake);
    await sandbox.dials({ reset: true });
    for (const tab of frozen) await freeze(tab, false);
    await all_ask(tabs);
    figures.expiries++;
    figures.renewals += renewals;
    if (renewals !== 1) problem(`${renewals} renewals of one expiry`);
    for (const [i, { page }] of tabs.entries())
      if (await page.getByRole('button', { name: 'Continue with KallyAI' }).count()) problem(`tab ${i} was signed out`);
  }

  // By the browser's own clock, which all of its tabs share and nobody has turned.
  const leaving = tabs[Math.floor(random() * tabs_count)].page;
  await openSettings(leaving, 'Data and privacy');
  for (const { page } of tabs) await page.evaluate(() => {
    const clock = () => performance.timeOrigin + performance.now();
    addEventListener('click', () => { window.pressed = clock(); }, { capture: true });
    new MutationObserver(() => { if (document.body.textContent.includes('Continue with KallyAI')) window.out ??= clock(); })
      .observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await leaving.getByRole('button', { name: 'Sign out' }).click();
  for (const { page } of tabs) await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
  const pressed = await leaving.evaluate(() => window.pressed), ends = await Promise.all(tabs.map(({ page }) => page.evaluate(() => window.out)));
  const took = Math.max(...ends) - pressed;
  if (!(took <= bound)) problem(`signing out reached the last tab after ${Math.round(took)} ms`);
  figures.slowest = Math.max(figures.slowest, took);
  if (await leaving.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }).includes('kally.session'))) problem('the browser still holds the session');
  figures.lives++;
  await context.close();
}

const lives = Number(process.argv[2] ?? 5), seed = Number(process.argv[3] ?? 1);
const browser = await launch({}, { drawn: false }), sandbox = await startSandbox(), site = await startSite({ api: sandbox.address });
try {
  for (let i = seed; i < seed + lives; i++) await live(i, browser, site, sandbox);
} finally {
  console.log(`ten tabs in a real browser: ${figures.lives} lives, seeds ${seed} to ${seed + lives - 1}, ${figures.expiries} expiries, ${figures.renewals} renewals, ${figures.overloaded} requests refused with 503, `
    + `${figures.freezes} freezes and thaws; signed out everywhere after at most ${Math.round(figures.slowest)} ms (bound ${bound}); problems ${figures.problems.length}`);
  for (const line of figures.problems) console.log(`  ${line}`);
  await browser.close();
  await site.stop();
  await sandbox.stop();
}
process.exitCode = figures.problems.length === 0 && figures.lives === lives ? 0 : 1;
