// Calls as the person works with them: the list, one call with what was said, a new one. The account is the sandbox's week of work.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { composer, eventually, settle, suite } from './page.mjs';

const { check } = suite({ demo: true });
const list = page => page.getByRole('navigation', { name: 'Calls' });
const rows = page => list(page).getByRole('link');
const row = (page, outcome) => list(page).getByRole('link', { name: new RegExp(`, ${outcome}$`) }).first();
const field = (page, name) => page.getByRole('textbox', { name });
const posted = page => page.requests.filter(url => new URL(url).pathname === '/v1/calls').length;
const heading = (page, name) => page.getByRole('heading', { name });

/** The page of calls of somebody who has worked with it for a week. */
async function openCalls(page, address = '') {
  await page.goto(`${new URL(page.url()).origin}/#/calls${address}`);
  await rows(page).first().waitFor({ state: 'attached' });
}

async function fill(page, phone) {
  await field(page, 'Phone number').fill(phone);
  await field(page, 'What should the call achieve?').fill('Book a table for four on Friday at 20:30.');
  await field(page, 'Business').fill('Casa Lola');
}

/** The file that a press gives, as text. */
async function fileOf(page, press) {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

check('from the list to a call, a search in what was said, and its export', async ({ page }) => {
  await openCalls(page);
  await page.getByRole('tab', { name: 'Done' }).click();
  await eventually(async () => assert.ok((await rows(page).allInnerTexts()).every(text => /Done/.test(text))));
  await row(page, 'Done').click();
  await heading(page, 'Highlights').waitFor();
  const lines = page.getByRole('list', { name: 'Transcript' }).getByRole('listitem');
  await lines.first().waitFor();
  const said = (await lines.nth(1).innerText()).split(': ').pop().split(' ').slice(0, 2).join(' ');
  await page.getByRole('searchbox', { name: 'Search in the transcript' }).fill(said.toUpperCase());
  await page.getByRole('status').getByText(/^1 of \d+$/).waitFor();
  for (const [format, ending] of [['As text', '.txt'], ['As Markdown', '.md'], ['As JSON', '.json']]) {
    await page.getByRole('button', { name: 'Export' }).click();
    const file = await fileOf(page, () => page.getByRole('menuitem', { name: format }).click());
    assert.ok(file.name.endsWith(ending), file.name);
    assert.ok(file.text.includes(said), file.text);
    if (ending === '.json') assert.ok(JSON.parse(file.text).entries.length > 3);
  }
  const address = page.url();
  await page.goBack();
  await page.goForward();
  assert.equal(page.url(), address);
  await lines.first().waitFor();
});

check('the calendar file is saved when it is one, and only then', async ({ page }) => {
  await openCalls(page);
  await row(page, 'Done').click();
  const file = await fileOf(page, () => page.getByRole('button', { name: 'Add to calendar' }).click());
  assert.ok(file.name.endsWith('.ics'));
  assert.match(file.text, /^BEGIN:VCALENDAR[\s\S]*END:VCALENDAR\s*$/);
  await page.route('**/calendar.ics', route => route.fulfill({ status: 200, contentType: 'application/json', body: '{"calendar":null}' }));
  await page.getByRole('button', { name: 'Add to calendar' }).click();
  await page.getByRole('alert').getByText('no calendar. Nothing was saved').waitFor();
});

check('a call that runs is hung up, and a planned one moved, after a question that names it', async ({ page }) => {
  await openCalls(page);
  await row(page, 'Calling').click();
  await page.getByRole('button', { name: 'Hang up' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Hang up the call to Lindgren Storage?' }).waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Keep the call'));
  await dialog.getByRole('button', { name: 'Hang up' }).click();
  await page.getByRole('status').getByText('Done').first().waitFor();
  await row(page, 'Planned').click();
  await page.getByRole('button', { name: 'Reschedule' }).click();
  await field(page, 'Date').fill('2090-01-31');
  await field(page, 'Time').fill('25:00');
  await eventually(async () => assert.equal(await dialog.getByRole('button', { name: 'Reschedule' }).getAttribute('aria-disabled'), 'true'));
  await field(page, 'Time').fill('09:30');
  const [request] = await Promise.all([page.waitForRequest(/\/reschedule$/), dialog.getByRole('button', { name: 'Reschedule' }).click()]);
  assert.deepEqual(request.postDataJSON(), { date: '2090-01-31', time: '09:30' });
  await page.getByRole('status').getByText('Done').first().waitFor();
});

check('a wrong number is refused before anything is sent; the right one is called with one key', async ({ page, sandbox }) => {
  await openCalls(page, '/new');
  await fill(page, '+34 112');
  await page.getByRole('button', { name: 'Start call' }).click();
  await page.getByRole('alert').getByText('Emergency numbers are never called').waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.value), '+34 112'));
  const before = posted(page);
  await page.waitForTimeout(600); // as long as a draft takes to be written
  await page.reload();
  await eventually(async () => assert.equal(await field(page, 'Business').inputValue(), 'Casa Lola'));
  assert.equal(await field(page, 'Phone number').inputValue(), '+34 112');
  await field(page, 'Phone number').fill('+34 911 234 567');
  await page.getByText(/It is \d\d:\d\d there now \(Europe\/Madrid\)/).waitFor();
  // First the service is busy: what is sent again carries the same key.
  page.expectFailures();
  const keys = [];
  page.on('request', request => {
    if (request.method() !== 'POST' || !request.url().endsWith('/v1/calls')) return;
    keys.push(request.headers()['idempotency-key']);
    const { submission, timezone } = request.postDataJSON();
    assert.deepEqual([submission.language, timezone], ['en', 'Europe/Madrid'], 'the language of the person, the zone of the number');
  });
  await sandbox.dials({ status: 429, only: '/v1/calls' });
  const busy = page.waitForResponse(answer => answer.url().endsWith('/v1/calls') && answer.status() === 429);
  await page.getByRole('button', { name: 'Start call' }).click();
  await busy;
  await page.getByRole('alert').first().waitFor();
  await sandbox.dials({ reset: true });
  await page.getByRole('button', { name: 'Start call' }).click();
  await heading(page, 'Casa Lola').waitFor();
  await eventually(async () => assert.equal(keys.length, 2));
  assert.match(keys[0], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(keys[0], keys[1]);
  assert.ok(posted(page) >= before);
  await eventually(async () => assert.match(page.url(), /#\/calls\/(?!new)/));
  await page.getByRole('button', { name: 'Call again' }).click();
  await eventually(async () => assert.equal(await field(page, 'Phone number').inputValue(), '+34911234567'));
});

check('an answer that is lost is looked for in the list, also after a reload, and nothing is dialled twice', async ({ page, sandbox }) => {
  await openCalls(page, '/new');
  page.expectFailures();
  await fill(page, '+34 911 234 567');
  await settle(page);
  let dialled = 0;
  page.on('request', request => { dialled += request.method() === 'POST' && request.url().endsWith('/v1/calls'); });
  // The call is made; its answer never comes.
  await sandbox.dials({ drop_at: 20, only: '/v1/calls', times: 1 });
  await page.getByRole('button', { name: 'Start call' }).click();
  await page.getByRole('status').getByText('The call was made').waitFor();
  await heading(page, 'Casa Lola').waitFor();
  // Once more, and the page ends while the request is open.
  await page.getByRole('button', { name: 'New call' }).click();
  await fill(page, '+34 911 234 568');
  const made = new Promise(resolve => { page.route(/\/v1\/calls$/, async route => route.request().method() === 'POST' ? resolve(await route.fetch()) : route.fallback()); }); // and never answered
  await page.getByRole('button', { name: 'Start call' }).click();
  await heading(page, 'Calling Casa Lola').waitFor();
  await made;
  await page.reload();
  await page.getByRole('status').getByText('The call was made').waitFor();
  await heading(page, 'Casa Lola').waitFor();
  assert.equal(dialled, 2);
});

check('a recording plays, pauses, and says where it is; the assistant can be asked instead', async ({ page }) => {
  await page.getByRole('button', { name: 'Explore the sandbox' }).click();
  await composer(page).waitFor({ state: 'attached' });
  await page.getByRole('link', { name: 'Calls' }).click();
  await heading(page, 'No calls yet').waitFor();
  await page.getByRole('button', { name: 'New call' }).first().click();
  await fill(page, '+34 911 234 567');
  await page.getByRole('button', { name: 'Ask the assistant instead' }).click();
  await eventually(async () => assert.match(await composer(page).inputValue(), /^Call Casa Lola \(\+34911234567\): Book a table/));
  await page.goBack();
  await page.getByRole('button', { name: 'Start call' }).click();
  await heading(page, 'Casa Lola').waitFor();
  await page.getByRole('button', { name: 'Listen to the recording' }).click();
  await page.getByRole('progressbar', { name: /^Place in the recording: 00:0\d \/ 00:01/ }).waitFor();
  await page.getByRole('button', { name: 'Play' }).waitFor(); // one second, and it is over
  await page.getByRole('progressbar', { name: 'Place in the recording: 00:01 / 00:01' }).waitFor();
  await page.getByRole('button', { name: 'Play' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Play' }).waitFor();
  await settle(page);
}, { signedIn: false, faults: true, demo: false });

check('what the service does not offer is said once and not shown again', async ({ page, sandbox }) => {
  await openCalls(page);
  page.expectFailures();
  await sandbox.dials({ missing: { getTranscript: 404, getRecording: 405, getCallCalendar: 501 } });
  await row(page, 'Done').click();
  await page.getByText('This service does not offer that').waitFor();
  await page.getByRole('button', { name: 'Listen to the recording' }).click();
  await page.getByRole('button', { name: 'Listen to the recording' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Add to calendar' }).click();
  await page.getByRole('button', { name: 'Add to calendar' }).waitFor({ state: 'detached' });
  assert.equal(await heading(page, 'Transcript').count(), 0);
});

check('on a phone: list, one call with its tools, the form as a page', async ({ page, site }) => {
  await page.goto(`${site.address}/#/calls`);
  await row(page, 'Done').tap();
  await page.getByRole('button', { name: 'Back' }).waitFor();
  assert.equal(await page.getByRole('navigation', { name: 'Places' }).count(), 0);
  const box = await page.getByRole('button', { name: 'Call again' }).boundingBox();
  assert.ok(box.height >= 44 && box.x + box.width <= 390, JSON.stringify(box));
  await page.getByRole('button', { name: 'Call again' }).tap();
  const start = await page.getByRole('button', { name: 'Start call' }).boundingBox();
  assert.ok(start.y + start.height <= 844 && start.height >= 44, JSON.stringify(start));
  await page.getByRole('button', { name: 'Close' }).tap();
  await page.getByRole('button', { name: 'Back' }).tap();
  await page.getByRole('navigation', { name: 'Places' }).waitFor();
}, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, signedIn: true });
