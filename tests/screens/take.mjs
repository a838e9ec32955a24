// Takes a picture of every screen, at 1280x800 and 390x844, light and dark, into build/screens/ (or the folder named first).
// A second argument takes only the screens whose names contain it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ask, chats, composer, forgetAnswers, launch, openPage, own, replies, root, send, startSandbox, startSite } from '../browser/page.mjs';

const folder = process.argv[2] ?? path.join(root, 'build/screens'), only = process.argv[3] ?? '';
const request = 'Find three coworking spaces near downtown Málaga and draft outreach emails asking for monthly pricing.';
mkdirSync(folder, { recursive: true });
const browser = await launch();
const sizes = { desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 }, phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, hasTouch: true, isMobile: true } };

const enter = async (page, at) => {
  await page.getByRole('button', { name: /^Contin/ }).click();
  await page.getByRole('button', { name: /^(Allow|Permitir)$/ }).click();
  await (at.phone ? page.getByRole('button', { name: /^(New chat|Nuevo chat)$/ }) : composer(page)).waitFor();
};
/** Signed in, in a new chat. */
const inside = async (page, at) => {
  await enter(page, at);
  if (at.phone) await page.getByRole('button', { name: /^(New chat|Nuevo chat)$/ }).click();
  await composer(page).waitFor();
};
const withReply = async (page, at) => { await inside(page, at); await ask(page, request); };
/** Three conversations, the last one open. */
const withList = async (page, at) => {
  await withReply(page, at);
  for (const text of ['What is on my electricity bill?', 'Call Casa Lola and book a table for 4 on Friday at 20:30']) {
    if (at.phone) await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'New chat' }).click();
    await ask(page, text);
  }
  if (at.phone) await page.getByRole('button', { name: 'Back' }).click();
  await chats(page).getByRole('link').nth(2).waitFor();
};
const goalRows = page => page.getByRole('navigation', { name: 'Goals' }).getByRole('link');
const goals = tab => async (page, at) => {
  await at.sandbox.orders({ start_over: 'demo' });
  await enter(page, at);
  await page.goto(`${at.site.address}/#/goals${tab ? `/in/${tab}` : ''}`);
  await goalRows(page).first().waitFor();
};
/** Somebody who has worked with it for a week, at this address. */
const week = (address, ready) => async (page, at) => {
  await at.sandbox.orders({ start_over: 'demo' });
  await enter(page, at);
  await page.goto(`${at.site.address}/#/${address}`);
  await ready(page);
};

const settings = section => async (page, at) => {
  await enter(page, at);
  await page.goto(`${at.site.address}/#/settings${section ? `/${section}` : ''}`);
  await page.getByRole('heading').first().waitFor();
};
const callRows = page => page.getByRole('navigation', { name: 'Calls' }).getByRole('link');
const calls = open => async (page, at) => {
  await at.sandbox.orders({ start_over: 'demo' });
  await enter(page, at);
  await page.goto(`${at.site.address}/#/calls`);
  await callRows(page).first().waitFor();
  if (!open) return;
  await callRows(page).filter({ hasText: open }).first().click();
  await page.getByRole('region', { name: 'Calls' }).getByRole('status').first().waitFor();
};
const newCall = async (page, at) => { await calls()(page, at); await page.getByRole('button', { name: 'New call' }).click(); await page.getByRole('textbox', { name: 'Phone number' }).waitFor(); };
const mine = (page, text) => own(page).filter({ hasText: text });

const screens = {
  'signin': async page => { await page.getByText('KallyAI is reachable').waitFor(); },
  'signin-denied': async page => { await page.getByRole('button', { name: /^Contin/ }).click(); await page.getByRole('button', { name: 'Deny' }).click(); await page.getByRole('alert').waitFor(); },
  'signin-unreachable': async (page, at) => { await at.sandbox.down(); await page.reload(); await page.getByText('KallyAI cannot be reached').waitFor(); },
  'signin-menu': async page => { await page.getByRole('button', { name: /^Theme/ }).click(); await page.getByRole('menu').waitFor(); },
  'signin-token': async page => { await page.getByRole('button', { name: 'Use an access token' }).click(); await page.getByRole('textbox').waitFor(); },
  'signin-token-refused': async page => {
    await page.getByRole('button', { name: 'Use an access token' }).click();
    await page.getByRole('textbox').fill('no token');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('alert').waitFor();
  },
  'sandbox': async page => { await page.getByRole('button', { name: 'Explore the sandbox' }).click(); await page.getByRole('banner', { name: 'Sandbox' }).waitFor(); },
  'notifications': async (page, at) => {
    await goals('')(page, at);
    await page.getByRole('button', { name: 'Notifications' }).click();
    await page.getByRole('dialog').getByRole('article', { name: /^Email/ }).first().waitFor();
  },
  'notifications-changed': async (page, at) => {
    await goals('')(page, at);
    let approved = false;
    await page.route(/\/approve-step$/, route => { approved = true; return route.continue(); });
    await page.route(/\/coordination\/goals\/[^/?]+$/, async route => {
      const response = await route.fetch(), body = await response.text();
      await route.fulfill({ response, body: approved ? body.replace('€60', '€90') : body });
    });
    await page.getByRole('button', { name: 'Notifications' }).click();
    await page.getByRole('dialog').getByRole('article', { name: 'Dinner on the first evening' }).getByRole('button', { name: 'Approve step' }).click();
    await page.getByRole('alert').getByText(/^Sent\./).waitFor();
  },
  'chats-empty': enter,
  'chat-new': inside,
  'chat': withReply,
  'chats': withList,
  'chats-search': async (page, at) => { await withList(page, at); await page.getByRole('searchbox').fill('lola'); },
  'chats-nothing-found': async (page, at) => { await withList(page, at); await page.getByRole('searchbox').fill('dentist'); },
  'chat-focus': async (page, at) => { await withReply(page, at); await composer(page).fill('Please add that I need\nparking for one car'); },
  'chat-sending': async (page, at) => { await withReply(page, at); await at.sandbox.dials({ latency_ms: 30000, only: '/v1/coordination/message' }); await send(page, 'make it shorter'); await page.waitForTimeout(7000); },
  'chat-failed': async (page, at) => { await withReply(page, at); await at.sandbox.dials({ status: 402, code: 'quota_exceeded', only: '/v1/coordination/message' }); await send(page, 'make it shorter'); await mine(page, 'shorter').getByText('Not sent').waitFor(); },
  'chat-unknown': async (page, at) => { await withReply(page, at); await at.sandbox.dials({ drop_at: 9, only: '/v1/coordination/' }); await send(page, 'make it shorter'); await mine(page, 'shorter').getByText('Perhaps sent').waitFor(); },
  'chat-offline': async (page, at) => { await withReply(page, at); await page.context().setOffline(true); await send(page, 'make it shorter'); await mine(page, 'shorter').getByText('Queued').waitFor(); },
  'unsent': async (page, at) => {
    await withReply(page, at);
    await at.sandbox.dials({ status: 402, code: 'quota_exceeded', only: '/v1/coordination/message' });
    await send(page, 'make it shorter');
    await mine(page, 'shorter').getByText('Not sent').waitFor();
    await page.context().setOffline(true);
    await send(page, 'And add that I need parking for one car');
    await mine(page, 'parking').getByText('Queued').waitFor();
    await page.evaluate(() => { location.hash = '#/unsent'; });
    await page.getByRole('region', { name: 'Unsent' }).waitFor();
  },
  'unsent-in-doubt': async (page, at) => {
    await page.route(/\/(approve-step|calls)$/, route => route.request().method() === 'POST' ? route.fulfill({ status: 502 }) : route.continue());
    await newCall(page, at);
    await page.getByRole('textbox', { name: 'Phone number' }).fill('+34 911 234 567');
    await page.getByRole('textbox', { name: 'What should the call achieve?' }).fill('Book a table for four on Friday at 20:30.');
    await page.getByRole('button', { name: 'Start call' }).click();
    await page.getByRole('heading', { name: 'The connection broke' }).waitFor();
    await page.evaluate(() => { location.hash = '#/goals'; });
    await page.getByRole('button', { name: 'Notifications' }).click();
    await page.getByRole('dialog').getByRole('article', { name: 'Dinner on the first evening' }).getByRole('button', { name: 'Approve step' }).click();
    await page.getByRole('alert').first().waitFor();
    await page.keyboard.press('Escape');
    await page.evaluate(() => { location.hash = '#/unsent'; });
    await page.getByRole('region', { name: 'Unsent' }).getByRole('article').nth(1).waitFor();
  },
  'chat-loading': async (page, at) => { await withReply(page, at); await at.sandbox.dials({ latency_ms: 20000, only: '/v1/coordination/' }); await page.reload(); await page.waitForTimeout(800); },
  'chat-not-loaded': async (page, at) => { await withReply(page, at); await at.sandbox.dials({ status: 503, only: '/v1/coordination/' }); await forgetAnswers(page); await page.reload(); await page.getByText('This chat did not load').waitFor(); },
  'chat-kept': async (page, at) => { await withReply(page, at); await page.reload(); await replies(page).first().waitFor(); await page.waitForTimeout(500); await at.sandbox.dials({ status: 503, only: '/v1/coordination/' }); await page.reload(); await page.getByText('Showing messages from').waitFor(); },
  'chat-not-loaded-unsent': async (page, at) => { await withReply(page, at); await at.sandbox.dials({ status: 503, only: '/v1/coordination/' }); await send(page, 'make it shorter'); await mine(page, 'shorter').getByText('Not sent').waitFor(); await forgetAnswers(page); await page.reload(); await page.getByText('This chat did not load').waitFor(); },
  'chats-not-loaded': async (page, at) => { await withList(page, at); await at.sandbox.dials({ status: 503, only: '/v1/coordination/conversations' }); await page.reload(); await page.getByText('Could not refresh').first().waitFor(); },
  'chat-session': async (page, at) => { await withReply(page, at); await composer(page).fill('Before you send them, add that I need parking'); await at.sandbox.orders({ expire: 'all' }); await replies(page).last().getByRole('button', { name: 'Show the drafts' }).click(); await page.getByRole('dialog').waitFor(); },
  'chat-goal': async (page, at) => { await withReply(page, at); if (at.phone) { await page.getByRole('button', { name: 'Linked goal' }).click(); await page.getByRole('dialog').waitFor(); } },
  'chat-goal-failed': async (page, at) => {
    await withReply(page, at);
    await at.sandbox.dials({ status: 503, only: '/v1/coordination/goals' });
    await page.reload();
    await replies(page).first().waitFor();
    if (at.phone) { await page.getByRole('button', { name: 'Linked goal' }).click(); await page.getByRole('dialog').waitFor(); }
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
  },
  'chat-find': async (page, at) => { await withReply(page, at); await page.getByRole('button', { name: 'Search in this chat' }).click(); await page.getByRole('searchbox', { name: 'Search in this chat' }).fill('month'); await page.getByText('2 of 2').waitFor(); },
  'chat-markdown': async (page, at) => { await withReply(page, at); await ask(page, 'Show the drafts'); },
  'chat-toast': async (page, at) => { await withReply(page, at); await replies(page).last().getByRole('button', { name: 'Copy message' }).click(); await page.getByText('Copied').waitFor(); },
  'chat-tip': async (page, at) => { await withReply(page, at); await page.setViewportSize({ width: at.phone ? 390 : 900, height: 844 }); await page.getByRole('button', { name: 'More actions' }).hover(); await page.waitForTimeout(900); },
  'goals': goals('needs-you'),
  'goals-one': async (page, at) => { await goals('needs-you')(page, at); await goalRows(page).filter({ hasText: 'Waits for your OK' }).first().click(); await page.getByRole('list', { name: 'Steps' }).waitFor(); },
  'goals-active': async (page, at) => { await goals('')(page, at); if (!at.phone) { await goalRows(page).last().click(); await page.getByRole('list', { name: 'Steps' }).waitFor(); } },
  'goals-empty': async (page, at) => { await enter(page, at); await page.goto(`${at.site.address}/#/goals`); await page.getByRole('heading', { name: 'No goals yet' }).waitFor(); },
  'goals-question': async (page, at) => { await goals('needs-you')(page, at); await goalRows(page).first().click(); await page.getByRole('button', { name: 'Cancel goal' }).click(); await page.getByRole('dialog').waitFor(); },
  'goals-choose': async (page, at) => { await goals('completed')(page, at); await page.getByRole('button', { name: 'Choose to archive' }).click(); await page.getByRole('checkbox').first().click(); },
  'plans': week('plans', page => page.getByRole('region', { name: 'Credits used in this period' }).waitFor()),
  'plans-new': async (page, at) => { await enter(page, at); await page.goto(`${at.site.address}/#/plans`); await page.getByText('No subscription yet').first().waitFor({ state: 'attached' }); },
  'plans-public': async page => { await page.getByRole('button', { name: 'See plans and prices' }).click(); await page.getByText('Start with a $1 paid trial').first().waitFor({ state: 'attached' }); },
  'plans-question': async (page, at) => { await week('plans', page => page.getByRole('region', { name: 'Credits used in this period' }).waitFor())(page, at); if (at.phone) await page.getByRole('radio', { name: /^Power/ }).click(); await page.getByRole('button', { name: 'Upgrade to Power' }).first().click(); await page.getByRole('dialog').waitFor(); },
  'credits': week('plans/credits', page => page.getByRole('list', { name: 'Ledger' }).getByRole('listitem').first().waitFor()),
  'credits-estimate': async (page, at) => {
    await week('plans/credits', page => page.getByRole('textbox', { name: 'Describe a task' }).waitFor())(page, at);
    await page.getByRole('textbox', { name: 'Describe a task' }).fill('Phone a piano tuner and ask for a quote');
    await page.getByRole('region', { name: 'What things cost' }).getByRole('button', { name: 'Call' }).click();
    await page.getByRole('status').getByText(/^Call: About/).waitFor();
  },
  'chats-waiting': async (page, at) => {
    await at.sandbox.orders({ start_over: 'demo' });
    await enter(page, at);
    await chats(page).getByTitle(/Needs you/).first().waitFor();
  },
  'activity-inbox': week('activity', async page => { const rows = page.getByRole('navigation', { name: 'Inbox' }).getByRole('link'); await rows.first().click(); await page.getByRole('article').first().waitFor(); }),
  'activity-outbox': week('activity/outbox', async page => { await page.getByRole('navigation', { name: 'Outbox' }).getByRole('link').first().click(); await page.getByRole('article').first().waitFor(); }),
  'activity-actions': week('activity/actions', async page => { await page.getByRole('button', { name: 'Undo' }).first().click(); await page.getByRole('button', { name: 'Keep it' }).waitFor(); }),
  'settings': settings('appearance'),
  'settings-region': settings('region'),
  'settings-notifications': settings('notifications'),
  'settings-keyboard': settings('keyboard'),
  'settings-privacy': settings('privacy'),
  'settings-list': settings(''),
  'more': async (page, at) => { await enter(page, at); if (at.phone) { await page.getByRole('button', { name: 'More' }).click(); await page.getByRole('dialog').waitFor(); } },
  'palette': async (page, at) => { await withReply(page, at); await page.keyboard.press('Control+k'); await page.getByRole('combobox').fill('cow'); await page.getByRole('option').first().waitFor(); },
  'shortcuts': async (page, at) => { await enter(page, at); await page.keyboard.press('Control+/'); await page.getByRole('dialog').waitFor(); },
  'chat-menu': async (page, at) => { await withReply(page, at); await page.getByRole('button', { name: 'More actions' }).click(); await page.getByRole('menu').waitFor(); },
  'chat-rename': async (page, at) => { await withReply(page, at); await page.getByRole('button', { name: 'More actions' }).click(); await page.getByRole('menuitem', { name: 'Rename' }).click(); await page.getByRole('dialog').waitFor(); },
  'chat-export': async (page, at) => { await withReply(page, at); await page.getByRole('button', { name: 'More actions' }).click(); await page.getByRole('menuitem', { name: 'Export…' }).click(); await page.getByRole('dialog').waitFor(); },
  'calls': calls(),
  'calls-one': async (page, at) => { await calls('Done')(page, at); await page.getByRole('list', { name: 'Transcript' }).waitFor(); },
  'calls-playing': async page => {
    await page.getByRole('button', { name: 'Explore the sandbox' }).click();
    await page.getByRole('link', { name: 'Calls' }).click();
    await page.getByRole('button', { name: 'New call' }).click();
    await page.getByRole('textbox', { name: 'Phone number' }).fill('+34 911 234 567');
    await page.getByRole('textbox', { name: 'What should the call achieve?' }).fill('Book a table for four on Friday at 20:30.');
    await page.getByRole('button', { name: 'Start call' }).click();
    await page.getByRole('button', { name: 'Listen to the recording' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
  },
  'calls-planned': calls('Planned'),
  'calls-question': async (page, at) => { await calls('Calling')(page, at); await page.getByRole('button', { name: 'Hang up' }).click(); await page.getByRole('dialog').waitFor(); },
  'calls-empty': async (page, at) => { await enter(page, at); await page.goto(`${at.site.address}/#/calls`); await page.getByRole('heading', { name: 'No calls yet' }).waitFor(); },
  'calls-new': async (page, at) => { await newCall(page, at); await page.getByRole('textbox', { name: 'Phone number' }).fill('555 0134'); await page.getByRole('button', { name: 'Start call' }).click(); await page.getByRole('alert').first().waitFor(); },
  'calls-open': async (page, at) => {
    await newCall(page, at);
    await at.sandbox.dials({ latency_ms: 30000, only: '/v1/calls' });
    await page.getByRole('textbox', { name: 'Phone number' }).fill('+34 911 234 567');
    await page.getByRole('textbox', { name: 'What should the call achieve?' }).fill('Book a table for four on Friday at 20:30.');
    await page.getByRole('button', { name: 'Start call' }).click();
    await page.getByText('00:02').waitFor();
  },
  'not-found': async (page, at) => { await enter(page, at); await page.goto(`${new URL(page.url()).origin}/#/nowhere`); await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor(); },
  'spanish-signin': async page => { await page.getByText('KallyAI responde').waitFor(); },
  'spanish-chat': async (page, at) => { await inside(page, at); await ask(page, 'Busca tres espacios de coworking en el centro de Málaga y prepara correos para preguntar el precio mensual'); },
};

let failures = 0;
for (const [name, prepare] of Object.entries(screens)) {
  if (!name.includes(only)) continue;
  for (const [size, options] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark']) {
      const sandbox = await startSandbox();
      const site = await startSite({ api: sandbox.address, args: ['--account', 'demo'] });
      const page = await openPage(browser, site.address, { ...options, colorScheme, watch: false, locale: name.startsWith('spanish') ? 'es-ES' : 'en-GB' });
      try {
        await prepare(page, { sandbox, site, phone: size === 'phone' });
        await page.waitForTimeout(500); // the last thing that moves has arrived
        await page.screenshot({ path: path.join(folder, `${name}-${size}-${colorScheme}.png`) });
      } catch (problem) {
        ++failures;
        console.error(`${name} ${size} ${colorScheme}: ${problem.message.split('\n')[0]}`);
        await page.screenshot({ path: path.join(folder, `${name}-${size}-${colorScheme}.png`) });
      } finally {
        await page.context().close();
        await site.stop();
        await sandbox.stop().catch(() => {});
      }
    }
  }
  console.log(name);
}
await browser.close();
console.log(`Screens in ${folder}`);
process.exit(failures ? 1 : 0);
