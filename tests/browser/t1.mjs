import path from 'node:path';
import { launch, openSignedIn, root, startSite } from './page.mjs';
const count = Number(process.argv[2]);
const b = await launch();
const site = await startSite({ dist: path.join(root, 'build/web-bench/dist') });
const page = await openSignedIn(b, site.address);
page.on('console', m => console.log(m.text())); page.on('pageerror', e => console.log('ERR', e.message, e.stack));
page.on('crash', () => console.log('CRASH'));
const devtools = await page.context().newCDPSession(page);
await devtools.send('Profiler.enable'); await devtools.send('Profiler.setSamplingInterval', { interval: 1000 });
await devtools.send('Profiler.start');
await page.goto(`${site.address}/?bench=${count}#/chat/c_1`);
try { await page.waitForFunction(() => window.ready, null, { timeout: 40000 }); console.log(await page.evaluate(() => window.ready - window.received)); } catch (e) { console.log('late', await page.evaluate(() => [window.received, document.body.innerText.slice(0, 200)])); }
const { profile } = await devtools.send('Profiler.stop');
const self = new Map(); const dt = profile.timeDeltas; const by = new Map(profile.nodes.map(n => [n.id, n]));
profile.samples.forEach((id, i) => { const n = by.get(id); const k = n.callFrame.functionName + ':' + n.callFrame.url.slice(-12) + ':' + n.callFrame.columnNumber; self.set(k, (self.get(k) ?? 0) + dt[i] / 1000); });
console.log([...self].sort((a, b) => b[1] - a[1]).slice(0, 14).map(([k, v]) => `${Math.round(v)} ${k}`).join('\n'));
await b.close(); await site.stop();
