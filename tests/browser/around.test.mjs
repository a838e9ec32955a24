// What stands around the work: palette, shortcuts, settings, what the person makes of conversations, export, reading without a network.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask, chats, composer, eventually, isKept, messages, openSettings, own, replies, suite, talk, withHistory } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';
const focused = page => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
const palette = page => page.getByRole('combobox', { name: 'Search and commands' });
const chosen = page => page.getByRole('option', { selected: true });
/** The option that the field names while it keeps the focus. */
const meant = page => page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent);

check('the palette works by keyboard alone: open, find, move, choose, and the focus is back', async ({ page }) => {
  await ask(page, waits);
  await composer(page).focus();
  await page.keyboard.press('Control+k');
  await palette(page).waitFor();
  await eventually(async () => assert.equal(await focused(page), 'Search and commands'));
  await page.keyboard.type('goa');
  await eventually(async () => assert.match(await meant(page), /^Goals/));
  await page.keyboard.press('ArrowDown');
  await eventually(async () => assert.doesNotMatch(await meant(page), /^Goals$/));
  await page.keyboard.press('ArrowUp');
  await eventually(async () => assert.equal(await meant(page), await chosen(page).innerText()));
  await page.keyboard.press('Escape');
  await palette(page).waitFor({ state: 'detached' });
  await eventually(async () => assert.equal(await focused(page), 'Message KallyAI'));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('florists');
  await eventually(async () => assert.match(await meant(page), /florists/i));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('dark');
  await eventually(async () => assert.match(await meant(page), /Dark/));
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark'));
});

check('shortcuts come from one table: help lists them, keys work outside fields only, the browser keeps its own', async ({ page }) => {
  await ask(page, waits);
  await page.getByRole('button', { name: 'New chat' }).focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.getByRole('listitem').filter({ hasText: 'New chat: N' }).waitFor();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL(/#\/settings$/);
  await page.goBack();
  await composer(page).fill('');
  await composer(page).pressSequentially('gs n?');
  assert.equal(await composer(page).inputValue(), 'gs n?');
  await page.keyboard.press('ArrowUp'); // moves the caret
  assert.equal(await composer(page).inputValue(), 'gs n?');
  await composer(page).fill('');
  await eventually(async () => { // once the page knows that it is empty
    await page.keyboard.press('ArrowUp');
    assert.equal(await composer(page).inputValue(), waits);
  });
  await page.keyboard.press('Home');
  await page.keyboard.type('Please: ');
  assert.equal(await composer(page).inputValue(), `Please: ${waits}`);
  // What the browser does with these is never prevented, nor what an input method is composing.
  const prevented = await page.evaluate(() => {
    const keys = [['r', 1], ['t', 1], ['w', 1], ['n', 1], ['l', 1], ['p', 1], ['F5'], ['F11'], ['F12'], ['ArrowLeft', 0, 1], ['ArrowRight', 0, 1], ['Tab']];
    const results = keys.map(([key, ctrlKey, altKey]) => [key, !document.body.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: !!ctrlKey, altKey: !!altKey, bubbles: true, cancelable: true }))]);
    results.push(['composing', !document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', isComposing: true, bubbles: true, cancelable: true }))]);
    return results.filter(one => one[1]).map(one => one[0]);
  });
  assert.deepEqual(prevented, []);
});

check('a shortcut is remapped; keys of another are refused by its name; the choice survives a reload', async ({ page, site }) => {
  await openSettings(page, 'Keyboard');
  await page.getByRole('button', { name: 'New chat: N' }).click();
  await page.keyboard.press('e');
  await page.getByRole('alert').getByText('E already does this: Archive here').waitFor();
  await page.getByRole('button', { name: 'New chat: N' }).click();
  await page.keyboard.press('Alt+m');
  await page.getByRole('button', { name: 'New chat: Alt+M' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'New chat: Alt+M' }).waitFor();
  await page.keyboard.press('n');
  assert.match(page.url(), /#\/settings\/keyboard$/);
  await page.keyboard.press('Alt+m');
  await page.waitForURL(/#\/chat\/new$/);
  await page.goto(`${site.address}/#/settings/keyboard`);
  await page.getByRole('button', { name: 'Reset: New chat' }).click();
  await page.getByRole('button', { name: 'New chat: N' }).waitFor();
});

check('with Ctrl Enter as the key to send, Enter breaks the line', async ({ page }) => {
  await openSettings(page, 'Keyboard');
  await page.getByRole('radio', { name: 'Ctrl Enter' }).click();
  await eventually(async () => assert.equal(await page.getByRole('radio', { name: 'Ctrl Enter' }).getAttribute('aria-checked'), 'true'));
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await composer(page).fill('one');
  await composer(page).press('Enter');
  await composer(page).pressSequentially('two');
  assert.equal(await composer(page).inputValue(), 'one\ntwo');
  await composer(page).press('Control+Enter');
  await own(page).filter({ hasText: 'two' }).waitFor();
});

check('a conversation is renamed, labelled, pinned and archived on this device, over a reload and back by Undo', async ({ page }) => {
  await ask(page, waits);
  const act = async name => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await act('Rename');
  await page.getByRole('textbox', { name: 'Rename' }).fill('Flowers for Ana');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Flowers for Ana' }).waitFor();
  await act('Label');
  await page.getByRole('textbox', { name: 'Label' }).fill('family');
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: 'family' }).waitFor();
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await page.getByRole('button', { name: 'Unpin' }).waitFor();
  await isKept(page, 'pinned=yes');
  await page.reload();
  await page.getByRole('heading', { name: 'Flowers for Ana' }).waitFor();
  await chats(page).getByText('Pinned', { exact: true }).waitFor();
  const row = chats(page).getByRole('link', { name: 'Flowers for Ana' });
  assert.match(await row.getAttribute('title'), /family, Only on this device$/);
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Archive here' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await row.waitFor();
});

check('a conversation is exported with what is private left out, and shown before', async ({ page }) => {
  await ask(page, 'Call Ana Ruiz on +34 952 001 122 about the 300 EUR, or write to ana@ruiz.example');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export…' });
  for (const [name, shown] of [['Names', /Ana Ruiz/], ['Phone numbers', /\+34 952 001 122/], ['Email addresses', /ana@ruiz\.example/], ['Amounts of money', /300 EUR/]]) {
    const box = dialog.getByRole('checkbox', { name: new RegExp(`^${name} \\(\\d+\\)$`) });
    assert.match(await box.getAttribute('aria-description'), shown);
    await box.click();
  }
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save file' }).click();
  const file = await download, text = readFileSync(await file.path(), 'utf8');
  assert.match(file.suggestedFilename(), /^kallyai-\d{4}-\d\d-\d\d\.md$/);
  assert.match(text, /\[name \d+\] on \[phone \d+\] about the \[amount \d+\], or write to \[mail \d+\]/);
  for (const secret of ['Ana', 'Ruiz', '952 001', '300 EUR', 'ana@']) assert.ok(!text.includes(secret), secret);
});

check('a conversation is exported as a page for paper, which shows what the chat shows and asks for nothing', async ({ page }) => {
  await ask(page, 'Find three florists in Lugo and draft emails to them');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export…' });
  await dialog.getByRole('radio', { name: 'Page' }).click();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save file' }).click();
  const text = readFileSync(await (await download).path(), 'utf8'), paper = await page.context().newPage(), asked = [];
  paper.on('request', request => asked.push(request.url()));
  await paper.setContent(text);
  await paper.getByRole('heading', { level: 1, name: 'Florists near Lugo' }).waitFor();
  assert.equal(await paper.getByRole('table').getByRole('row').count(), 4);
  await paper.getByRole('link', { name: 'Patio Norte' }).waitFor();
  await paper.getByText(/Find florists \(Done\)/).waitFor();
  assert.doesNotMatch(await paper.locator('body').innerText(), /\*\*|\|--|T\d\d:\d\d:|needs_input/);
  assert.deepEqual(asked, []);
  await paper.close();
});

check('a note that goes leaves the focus with who went on to write', async ({ page }) => {
  await ask(page, waits);
  await replies(page).last().getByRole('button', { name: 'Copy message' }).click();
  const note = page.getByRole('region', { name: 'Notice' });
  await note.waitFor();
  await composer(page).click();
  await page.keyboard.type('half ');
  await note.waitFor({ state: 'detached' });
  await page.keyboard.type('a thought');
  await eventually(async () => assert.equal(await composer(page).inputValue(), 'half a thought'));
});

check('the second button, the key for menus and a finger that rests open the menu of a chat; a finger that moves or leaves does not', async ({ page }) => {
  await ask(page, waits);
  const row = chats(page).getByRole('link').first(), menu = page.getByRole('menu');
  const closed = async () => { await page.keyboard.press('Escape'); await menu.waitFor({ state: 'detached' }); };
  await row.click({ button: 'right' });
  await menu.waitFor();
  await closed();
  for (const key of ['Shift+F10', 'ContextMenu']) {
    await row.focus();
    await page.keyboard.press(key);
    await menu.waitFor();
    await closed();
    assert.ok(await row.evaluate(e => e === document.activeElement), `${key}: the focus is back`);
  }
  const touch = await page.context().newCDPSession(page), { x, y } = await row.boundingBox(), at = { x: x + 60, y: y + 20 };
  const finger = (type, ...touchPoints) => touch.send('Input.dispatchTouchEvent', { type, touchPoints });
  await finger('touchStart', at);
  await menu.waitFor();
  await finger('touchEnd');
  await page.waitForTimeout(100);
  assert.equal(await menu.count(), 1); // the finger that leaves presses nothing
  await closed();
  await finger('touchStart', at);
  await finger('touchMove', { x: at.x, y: at.y + 40 });
  await page.waitForTimeout(700);
  assert.equal(await menu.count(), 0);
  await finger('touchEnd');
});

check('privacy tells what is stored here, and clearing leaves nothing of it', async ({ page }) => {
  await ask(page, waits);
  await composer(page).fill('half a thought');
  await isKept(page, 'half a thought');
  await openSettings(page, 'Data and privacy');
  await page.getByRole('listitem').filter({ hasText: /^Drafts: 1, / }).waitFor();
  await page.getByRole('listitem').filter({ hasText: /^What was read, to read it offline: [1-9]/ }).waitFor();
  await page.getByRole('button', { name: 'Clear…' }).click();
  await eventually(async () => assert.equal(await focused(page), 'Cancel'));
  await page.getByRole('dialog').getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
  await eventually(async () => assert.deepEqual(await page.evaluate(async () => ({
    values: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
    records: await new Promise(resolve => { indexedDB.open('kally').onsuccess = event => { event.target.result.transaction('records').objectStore('records').count().onsuccess = all => resolve(all.target.result); }; }),
    caches: await caches.keys(),
  })), { values: [], records: 0, caches: [] }));
});

check('the search of chats finds words of a chat that was kept from an earlier visit, and says how far it went', async ({ page, site }) => {
  const row = chats(page).getByRole('link').nth(1), title = await row.innerText();
  await row.click();
  await own(page).first().waitFor();
  const words = (await own(page).first().innerText()).match(/\p{L}+ \p{L}+ \p{L}+/u)[0];
  await isKept(page, words);
  await page.goto(`${site.address}/#/chat/new`);
  await page.reload();
  await composer(page).waitFor();
  page.requests.length = 0;
  await page.getByRole('searchbox', { name: 'Search chats' }).fill(words.toUpperCase());
  await chats(page).getByRole('status').getByText(/^Searched all titles, and what was read of \d+ chats? on this device\.$/).waitFor();
  const found = chats(page).getByRole('link', { name: title });
  assert.ok((await found.getAttribute('title')).includes(words), 'the row says why');
  assert.equal(page.requests.filter(url => /history/.test(url)).length, 0, 'no history is asked for');
}, { demo: true });

check('diagnostics list the last requests without contents or tokens, and what the service said that nobody knows', async ({ page, sandbox }) => {
  await sandbox.dials({ malformed: 'strange', only: '/v1/coordination/' });
  await ask(page, 'a very private question');
  await sandbox.dials({ reset: true });
  await openSettings(page, 'Diagnostics');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  const list = page.getByRole('list', { name: 'Last requests' });
  await list.getByRole('listitem').filter({ hasText: /POST \/v1\/coordination\/message, 200, \d+ ms/ }).first().waitFor();
  const all = await list.getByRole('listitem').allInnerTexts();
  assert.ok(all.every(one => !/private|Bearer|token/.test(one)), all.join('\n'));
  const drift = page.getByText(/\/v1\/coordination\/message mood is unknown/);
  await drift.waitFor();
  assert.doesNotMatch(await drift.innerText(), /private|calm/);
});

check('one file holds all that this device keeps and has read, and no token', async ({ page }) => {
  await ask(page, 'a question of mine');
  await composer(page).fill('half a thought');
  await isKept(page, 'half a thought');
  await openSettings(page, 'Data and privacy');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  const file = await coming, text = readFileSync(await file.path(), 'utf8'), data = JSON.parse(text);
  assert.match(file.suggestedFilename(), /^kallyai-data-\d{4}-\d\d-\d\d\.json$/);
  assert.equal(data.kally_data, 1);
  assert.deepEqual(Object.keys(data.kept).sort(), ['decided', 'drafts', 'intents', 'kept', 'marks', 'seen', 'settings']);
  assert.match(JSON.stringify(data.kept.drafts), /half a thought/);
  assert.ok(data.read.threads.some(thread => thread.messages.some(message => message.from === 'user' && message.text === 'a question of mine')));
  const tokens = await page.evaluate(() => [...Object.values(sessionStorage), ...Object.values(localStorage)].flatMap(value => [...decodeURIComponent(value).matchAll(/(?:access|refresh)=(\S+)/g)].map(match => match[1])));
  assert.ok(tokens.length > 0);
  for (const token of tokens) assert.ok(!text.includes(token));
  assert.doesNotMatch(text, /access_token|refresh_token|Bearer/);
});

check('opened again without a network it reads what was read, stamped with its age, and changes nothing', async ({ page, site }) => {
  const go = address => page.goto(`${site.address}/#/${address}`), rows = name => page.getByRole('navigation', { name }).getByRole('link');
  const shown = (role, name) => page.getByRole(role, { name }).first().waitFor();
  await go('goals/in/needs-you');
  const goals = rows('Goals');
  await goals.first().waitFor();
  const title = (await goals.first().innerText()).split(',')[0]; // why it waits comes with another answer
  await goals.first().click();
  await page.getByRole('list', { name: 'Steps' }).waitFor();
  // Lists, and what stands behind a row of each; plans with the use of the period, and the ledger with the prices.
  const open = async name => {
    await rows(name).first().waitFor();
    await rows(name).nth(name === 'Calls' ? 3 : 0).click();
  };
  const also = [
    ['calls', async () => { await open('Calls'); await shown('list', 'Transcript'); }],
    ['activity', async () => { await open('Inbox'); await shown('article', /./); }],
    ['activity/outbox', async () => { await open('Outbox'); await shown('article', /./); }],
    ['plans', async () => { await shown('region', 'Credits used in this period'); await page.getByRole('group', { name: 'Pro', exact: true }).getByText('$49 a month').waitFor(); await page.getByRole('region', { name: 'Your plan' }).getByText('Active').waitFor(); }],
    ['plans/credits', async () => { await shown('list', 'What things cost'); await page.getByRole('table', { name: 'Credits by kind of work' }).getByRole('row').first().waitFor({ state: 'attached' }); await page.getByRole('list', { name: 'Ledger' }).getByRole('listitem').first().waitFor({ state: 'attached' }); await page.getByText(/[\d.]+ credits left/).first().waitFor(); }],
  ];
  for (const [address, seen] of also) {
    await go(address);
    await seen();
  }
  await go('chat');
  await chats(page).getByRole('link').first().click();
  await replies(page).first().waitFor();
  const said = await replies(page).first().innerText(), chat = page.url();
  // Installed once its worker is in charge, with a manifest and icons that are there.
  await eventually(async () => assert.ok(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated')));
  const manifest = await (await fetch(`${site.address}/app.webmanifest`)).json();
  for (const icon of manifest.icons) assert.equal((await fetch(`${site.address}/${icon.src}`)).status, 200, icon.src);
  assert.ok(await page.evaluate(() => caches.keys().then(async names => { const all = await (await caches.open(names[0])).keys(); return all.every(one => !/\/v1\/|callback/.test(one.url)); })));

  page.expectFailures();
  await site.stop();
  await page.context().setOffline(true);
  await page.goto('about:blank');
  await page.goto(chat);
  await page.getByRole('status').getByText(/^You are offline\. This was read at \d\d:\d\d and cannot be changed now$/).waitFor();
  await eventually(async () => assert.equal(await replies(page).first().innerText(), said));
  assert.ok(await chats(page).getByRole('link').count() > 0);
  await go('goals/in/needs-you');
  await goals.filter({ hasText: title }).first().click();
  await page.getByRole('list', { name: 'Steps' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^(Approve step|Accept outcome|Cancel goal)$/ }).and(page.locator(':not([aria-disabled=true])')).count(), 0);
  for (const [address, seen] of also) {
    await go(address);
    await seen();
  }
  assert.equal(await page.getByText('Published prices, not live ones').count(), 0);
}, { serviceWorkers: 'allow', clock: 'real', demo: true });

check('a thread of more than five megabytes is shown and not kept for reading without a network; a shorter one is', async ({ page, site }) => {
  const long = talk(1000).map(message => ({ ...message, content: message.content.padEnd(5200, ' and so on') }));
  await withHistory(page, site, { long, short: talk(10) });
  const kept = thread => page.evaluate(thread => localStorage.getItem('kally.kept').includes(`conversation_id=${thread}`), thread);
  await page.goto(`${site.address}/#/chat/short`);
  await replies(page).last().getByText('number 9').or(replies(page).last().getByText('Part 9')).first().waitFor();
  await eventually(async () => assert.ok(await kept('short')));
  assert.ok(!await kept('long'));
});
