// The main job: send, read, press a suggestion, reload, find it again.
import assert from 'node:assert/strict';
import { ask, chats, composer, eventually, isKept, messages, own, replies, send, shows, suite } from './page.mjs';

const { check } = suite();
// It ends in drafts that wait for approval, so nothing more comes by itself.
const request = 'Find three coworking spaces near downtown Málaga and draft outreach emails asking for monthly pricing.';

check('a request is answered in Markdown: emphasis, a table, links, what was done and what it cost', async ({ page }) => {
  await ask(page, request);
  const reply = replies(page).first();
  await own(page).first().getByText(request).waitFor();
  const text = await reply.innerText();
  for (const cell of ['Name', 'On foot', 'Open', 'Listed price']) assert.ok(text.includes(cell), `the table has a column ${cell}`);
  await reply.getByRole('link', { name: /^Open goal: / }).first().waitFor(); // what it did leads to its goal
  const links = await reply.getByRole('link').and(page.locator('[target]')).evaluateAll(all => all.map(one => [one.href, one.target, one.rel]));
  assert.equal(links.length, 3);
  for (const [href, target, rel] of links) {
    assert.match(href, /^https:\/\//);
    assert.equal(target, '_blank');
    assert.match(rel, /noopener/);
  }
  assert.doesNotMatch(text, /\*\*|\|---/, 'marks are set, not shown');
  await reply.getByRole('listitem').filter({ hasText: /^Searched for .*, Done/ }).waitFor();
  await reply.getByText(/credits? used/).waitFor();
  await page.getByRole('heading', { level: 1, name: /coworking/i }).first().waitFor();
  assert.match(page.url(), /#\/chat\/./);
});

check('a suggestion goes out as its own message and is answered', async ({ page }) => {
  await ask(page, request);
  const chip = replies(page).first().getByRole('button', { name: /^Show the drafts/ });
  const words = await chip.innerText();
  await chip.click();
  await replies(page).nth(1).waitFor();
  await own(page).filter({ hasText: words }).waitFor();
  assert.equal(await replies(page).first().getByRole('button', { name: /^Show the drafts/ }).count(), 0, 'only the last reply offers what comes next');
});

check('a reload finds the conversation again, and so does a fresh visit through the list', async ({ page, site }) => {
  await ask(page, request);
  const there = await messages(page).innerText();
  await page.reload();
  await replies(page).first().waitFor();
  assert.equal(await replies(page).count(), 1);
  assert.equal(await own(page).count(), 1);
  assert.equal((await messages(page).innerText()).match(/\S+/g)[0], there.match(/\S+/g)[0]);
  await page.goto(`${site.address}/#/chat`);
  await chats(page).getByRole('link').first().click();
  await replies(page).first().getByText('Listed price').waitFor();
});

check('two conversations keep their own messages, titles and drafts, also over a reload', async ({ page }) => {
  await ask(page, request);
  await composer(page).fill('first draft: ask about parking');
  await page.getByRole('button', { name: 'New chat' }).click();
  await shows(page, '');
  await ask(page, 'Call Casa Lola and book a table for 4 on Friday at 20:30');
  await composer(page).fill('second draft\nof two lines');
  const list = chats(page).getByRole('link');
  await list.nth(1).waitFor();
  const search = list.filter({ hasText: /coworking/i }), call = list.filter({ hasNotText: /coworking/i });
  await search.click();
  await shows(page, 'first draft: ask about parking');
  await replies(page).first().getByText('Listed price').waitFor();
  assert.equal(await own(page).count(), 1);
  await isKept(page, 'second draft');
  await page.reload();
  await shows(page, 'first draft: ask about parking');
  await call.click();
  await shows(page, 'second draft\nof two lines');
  await own(page).getByText('Casa Lola').waitFor();
});

check('the list is searched without regard to case and accents, and says when nothing is found', async ({ page }) => {
  await ask(page, request);
  await page.getByRole('button', { name: 'New chat' }).click();
  await ask(page, 'Call Casa Lola and book a table for 4 on Friday at 20:30');
  await chats(page).getByRole('link').nth(1).waitFor();
  const field = page.getByRole('searchbox', { name: 'Search chats' }), rows = chats(page).getByRole('link');
  await field.fill('COWÓRKING');
  await rows.nth(1).waitFor({ state: 'detached' });
  assert.match(await rows.first().innerText(), /coworking/i);
  await field.fill('nothing like this');
  await page.getByText('Nothing found for “nothing like this”').waitFor();
  await page.getByRole('button', { name: 'Clear search' }).click();
  await rows.nth(1).waitFor();
  await eventually(async () => assert.equal(await field.inputValue(), ''));
});

check('Shift Enter makes a line, Enter sends, and an empty message is never sent', async ({ page }) => {
  const sends = page.getByRole('button', { name: 'Send', exact: true });
  assert.equal(await sends.getAttribute('aria-disabled'), 'true');
  await composer(page).focus();
  await page.keyboard.type('   ');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('first line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  assert.equal(await composer(page).inputValue(), 'first line\nsecond line');
  assert.equal(await own(page).count(), 0);
  await page.keyboard.press('Enter');
  await replies(page).first().waitFor();
  await shows(page, '');
  assert.equal(await own(page).count(), 1);
});

check('what is typed in the very turn of Enter belongs to the next message', async ({ page }) => {
  await composer(page).fill('hello');
  await composer(page).evaluate(field => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    document.execCommand('insertText', false, 'and');
  });
  await replies(page).first().waitFor();
  await own(page).getByText('hello', { exact: true }).waitFor();
  await shows(page, 'and');
});

check('what work is under way stands in the linked goal', async ({ page }) => {
  await ask(page, request);
  const goal = page.getByRole('region', { name: 'Linked goal' });
  await goal.getByRole('listitem').first().waitFor();
  assert.ok(await goal.getByRole('listitem').count() >= 3);
  await page.getByRole('button', { name: 'Linked goal' }).click();
  await goal.waitFor({ state: 'detached' });
});

check('emoji, accents and scripts that Inter does not hold are drawn and kept', async ({ page }) => {
  const words = 'Gracias 👩‍👩‍👧 😀 Málaga ñ ü — 東京 Ελλάδα עברית 🇪🇸';
  await ask(page, words);
  await own(page).getByText(words).waitFor();
  await page.reload();
  await own(page).getByText(words).waitFor();
});

check('a message is never longer than the limit, and what was typed stays', async ({ page }) => {
  const long = 'a'.repeat(4001);
  await composer(page).fill(long);
  await page.getByText('4001 of 4000').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Send', exact: true }).getAttribute('aria-disabled'), 'true');
  await composer(page).press('Enter');
  assert.equal(await own(page).count(), 0);
  assert.equal(await composer(page).inputValue(), long);
});

check('everything is sent once, however often Enter is pressed', async ({ page }) => {
  await composer(page).fill('hello there');
  // As fast as a key that repeats, and once more in each of the next turns of the page, while the record is written.
  await composer(page).evaluate(async field => {
    const enter = () => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    enter();
    enter();
    for (let i = 0; i < 50; ++i) { await new Promise(next => setTimeout(next)); enter(); }
  });
  await shows(page, '');
  await send(page, 'thanks');
  await replies(page).nth(1).waitFor();
  assert.equal(await own(page).count(), 2);
  assert.equal(page.requests.filter(url => url.endsWith('/v1/coordination/message')).length, 2);
});
