// Seeded runs of a real browser in which pages are killed, loaded anew, cut off and refused storage while somebody writes and sends.
// Whatever was sent is at the service once, or the page says that it is not; whatever was typed stands in the composer, but for the last second.
//   node tests/browser/kills.mjs [runs: 1000] [first seed: 1]
import { fileURLToPath } from 'node:url';
import { composer, eventually, launch, openSignedIn, own, startSandbox, startSite } from './page.mjs';

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = state + 0x6D2B79F5 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
  };
}

const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

/** A browser in which somebody is signed in for good, a service, and what came of the runs so far. */
export class Runs {
  figures = { runs: 0, typed: 0, sent: 0, kills: 0, reloads: 0, cuts: 0, full: 0, unsent: 0, young: 0, oldest: 0, lost: [], doubled: [] };

  async begin() {
    [this.browser, this.sandbox] = await Promise.all([launch(), startSandbox()]);
    this.site = await startSite({ api: this.sandbox.address });
    const page = await openSignedIn(this.browser, this.site.address, { consentAt: this.sandbox.address });
    const session = await page.evaluate(() => sessionStorage.getItem('kally.session'));
    await page.close();
    this.context = page.context();
    // A page that is killed takes its tab along; the sign-in is kept on the device.
    this.token = /^access=(.+)$/m.exec(session)[1];
    await this.context.addInitScript(kept => {
      if (localStorage.getItem('kally.session')) return;
      localStorage.setItem('kally.settings', 'version=1\nkeep=yes\n');
      localStorage.setItem('kally.session', kept);
    }, session);
  }
  async end() {
    await this.browser?.close();
    await this.site?.stop();
    await this.sandbox?.stop();
  }
  async ask(path, body) {
    const answer = await fetch(this.sandbox.address + path, { method: 'POST', headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return answer.json();
  }

  async play(seed) {
    const random = numbers(seed), below = count => Math.floor(random() * count), figures = this.figures;
    const made = await this.ask('/v1/coordination/conversations', {});
    const address = `${this.site.address}/#/chat/${made.conversation_id ?? made.id}`;
    let page, protocol, offline = false, full = false, refused = false, words = 0;
    let draft = { text: '', at: 0 };
    const sent = [];
    const problem = (list, text) => list.push(`seed ${seed}: ${text}`);

    const open = async () => {
      page = await this.context.newPage();
      page.setDefaultTimeout(20000);
      protocol = await this.context.newCDPSession(page);
      await this.context.setOffline(false); // a page has to come from somewhere
      await page.goto(address).catch(() => page.goto(address)); // a crash that is still under way takes the first attempt along
      await composer(page).waitFor({ state: 'attached' });
      await this.context.setOffline(offline);
      // What stands there is at most a second older than what was typed.
      const shown = await eventually(async () => {
        const value = await composer(page).inputValue();
        if (value === draft.text || draft.young || refused) return value;
        throw new Error(`the composer holds "${value}" in place of "${draft.text}"`);
      }, 3000).catch(() => composer(page).inputValue());
      // Without room for what was typed last, what there was room for stands there.
      const earlier = one => one.text === shown || (refused && one.text.startsWith(shown));
      if (shown !== draft.text && !draft.text.startsWith(shown) && !sent.some(earlier)) problem(figures.lost, `the composer holds "${shown}" in place of "${draft.text}"`);
      else if (shown !== draft.text && draft.text) {
        const missing = Math.round(draft.age ?? 0);
        if (draft.young || refused) figures.young++;
        else problem(figures.lost, `draft "${draft.text}", ${missing} ms old, is "${shown}"`);
        figures.oldest = Math.max(figures.oldest, refused ? 0 : missing);
      }
      draft = { text: shown, at: Date.now() };
    };
    const leave = () => {
      draft.age = Date.now() - draft.at;
      draft.young = draft.age < 1000;
      for (const one of sent) {
        one.young ||= Date.now() - one.typed < 1000;
        one.age ??= Date.now() - one.typed;
      }
    };
    const store = async on => {
      full = on;
      refused ||= on;
      await protocol.send('Storage.overrideQuotaForOrigin', { origin: this.site.address, ...(on ? { quotaSize: 1 } : {}) });
    };
    const type = async () => {
      const text = `${draft.text}${draft.text && ' '}w${seed}x${words++}`;
      await composer(page).fill(text);
      draft = { text, at: Date.now() };
      figures.typed++;
    };
    const send = async () => {
      if (!draft.text) await type();
      sent.push({ text: draft.text, typed: draft.at });
      draft = { text: '', at: 0 };
      figures.sent++;
      await composer(page).press('Enter');
    };
    const kill = async () => {
      leave();
      figures.kills++;
      if (random() < 0.6) {
        protocol.send('Page.crash').catch(() => {});
        await page.waitForEvent('crash', { timeout: 5000 }).catch(() => {});
      }
      await page.close();
      await open();
    };

    await open();
    for (let left = 7 + below(4); left > 0; left--) {
      const dice = random();
      if (dice < 0.3) await type();
      else if (dice < 0.55) await send();
      else if (dice < 0.72) await kill();
      else if (dice < 0.77) {
        leave();
        figures.reloads++;
        if (!offline) {
          await page.close({ runBeforeUnload: false });
          await open();
        }
      } else if (dice < 0.85) {
        offline = !offline;
        figures.cuts += offline;
        await this.context.setOffline(offline);
      } else if (dice < 0.9) {
        figures.full += !full;
        await store(!full);
      } else {
        const faults = [{ latency_ms: 800 }, { drop_at: 5, times: 1 }, { status: 503, times: 1 }, { status: 502, times: 1 }, { record_after_ms: 700 }];
        await this.sandbox.dials({ reset: true, only: '/v1/coordination/message', ...faults[below(faults.length)] });
      }
      if (random() < 0.6) await wait(below(300));
      else await wait(below(1300));
    }

    // All is well again.
    await this.sandbox.dials({ reset: true });
    offline = false;
    await this.context.setOffline(false);
    if (full) await store(false);
    await kill();
    await eventually(async () => {
      for (const name of ['Send again', 'Check again', 'Try again'])
        for (const button of await page.getByRole('button', { name }).all()) await button.click({ timeout: 1000 }).catch(() => {});
      const there = sent.filter(one => this.sandbox.held(one.text) === 0 && !one.young);
      if (there.length) throw new Error('not all is there yet');
    }, 6000).catch(() => {});
    const shown = await own(page).allInnerTexts(), typed = await composer(page).inputValue();
    for (const one of sent) {
      const held = this.sandbox.held(one.text), stands = shown.find(text => text.includes(one.text));
      if (held > 1) problem(figures.doubled, `"${one.text}" is there ${held} times`);
      else if (held === 1 && typed.includes(one.text)) problem(figures.doubled, `"${one.text}" is sent and still in the composer`);
      else if (held === 0 && (stands || typed.includes(one.text))) figures.unsent++;
      else if (held === 0 && (one.young || refused)) figures.young++;
      else if (held === 0) problem(figures.lost, `"${one.text}" was sent and is nowhere; its page was left ${one.age} ms after it was typed; there are ${JSON.stringify(shown)}, and in the composer "${typed}"`);
    }
    await page.close();
    figures.runs++;
  }

  text(first) {
    const { lost, doubled, ...counts } = this.figures;
    return `kills in a real browser: ${counts.runs} runs, seeds ${first} to ${first + counts.runs - 1}, ${counts.typed} edits, ${counts.sent} messages sent, ${counts.kills} kills, ${counts.reloads} reloads, ${counts.cuts} times offline, `
      + `${counts.full} times storage full; at the end ${counts.unsent} truthfully unsent; lost ${lost.length}, doubled ${doubled.length}; ${counts.young} gone younger than 1 s or after it was said that nothing can be stored, the oldest draft that was lost ${counts.oldest} ms`;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const runs = new Runs(), count = Number(process.argv[2] ?? 1000), first = Number(process.argv[3] ?? 1);
  await runs.begin();
  try {
    for (let seed = first; seed < first + count; seed++) await runs.play(seed);
  } finally {
    console.log(runs.text(first));
    for (const line of [...runs.figures.lost, ...runs.figures.doubled]) console.log(`  ${line}`);
    await runs.end();
  }
  process.exitCode = runs.figures.lost.length + runs.figures.doubled.length === 0 ? 0 : 1;
}
