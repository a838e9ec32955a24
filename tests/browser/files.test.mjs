// Files that are dropped on the page or pasted into it, and the clipboard.
import assert from 'node:assert/strict';
import { ask, composer, eventually, replies, shows, suite } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';
const dialog = page => page.getByRole('dialog', { name: 'Insert this file as a quote?' });

/** Drops or pastes files as the browser does; says whether the page took them from it. */
const give = (page, how, ...files) => page.evaluate(([how, files]) => {
  const data = new DataTransfer();
  for (const { name, type = 'text/plain', text, bytes } of files) data.items.add(new File([bytes ? new Uint8Array(bytes) : text], name, { type }));
  const at = document.elementFromPoint(700, 300);
  const over = new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true });
  if (how === 'drop') at.dispatchEvent(over);
  const event = how === 'drop' ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
    : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  (how === 'drop' ? at : document.activeElement).dispatchEvent(event);
  return event.defaultPrevented && (how !== 'drop' || over.defaultPrevented);
}, [how, files]);

check('a text file that is dropped is shown, and stands quoted in the composer once that is confirmed', async ({ page }) => {
  await composer(page).fill('Please read this');
  const note = { name: 'notes.txt', text: 'Table for 4\r\n\r\nWindow seat: Málaga 🌻\n' };
  assert.ok(await give(page, 'drop', note));
  await dialog(page).getByText('notes.txt, 41 bytes').waitFor();
  await dialog(page).getByText('Table for 4').waitFor();
  assert.equal(await page.getByRole('main').getAttribute('inert'), '', 'the page below is out of reach');
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await shows(page, 'Please read this');
  await give(page, 'drop', note);
  await dialog(page).waitFor();
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Insert'));
  for (const [key, name] of [['Shift+Tab', 'Cancel'], ['Tab', 'Insert']]) {
    await page.keyboard.press(key);
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), name));
  }
  await page.keyboard.press('Enter');
  await shows(page, 'Please read this\n\nnotes.txt:\n> Table for 4\n>\n> Window seat: Málaga 🌻\n\n');
  await eventually(async () => assert.ok(await composer(page).evaluate(e => e === document.activeElement), 'one can write on at once'));
  await composer(page).fill('');
  await composer(page).focus();
  assert.ok(await give(page, 'paste', { name: 'data.json', type: 'application/json', text: '{"a": 1}' }));
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await eventually(async () => assert.ok(await composer(page).evaluate(e => e === document.activeElement), 'back where one was'));
  await shows(page, '');
});

check('other files are refused with the reason, and the browser does not open them', async ({ page, site }) => {
  const refused = async (reason, ...files) => {
    assert.ok(await give(page, 'drop', ...files), reason);
    await page.getByRole('alert').getByText(reason).waitFor();
    assert.equal(await dialog(page).count(), 0);
    await page.getByRole('region', { name: 'Notice' }).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  };
  await refused('Only text files can be inserted', { name: 'photo.png', type: 'image/png', bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D] });
  await refused('Only text files can be inserted', { name: 'really.txt', bytes: [0x41, 0, 0x42] });
  await refused('That file is empty', { name: 'nothing.txt', text: '\n' });
  await refused('a message holds 4,000 characters', { name: 'long.txt', text: 'ñ'.repeat(4001) });
  await refused('a message holds 4,000 characters', { name: 'huge.txt', text: 'ñ\n'.repeat(40000) });
  await refused('Insert one file at a time', { name: 'a.txt', text: 'a' }, { name: 'b.txt', text: 'b' });
  await page.goto(`${site.address}/#/nowhere`);
  await refused('Open a chat first', { name: 'notes.txt', text: 'Table for 4' });
});

check('"Copy message" writes the clipboard in the gesture, and what is in the clipboard is pasted as text', async ({ page }) => {
  await ask(page, waits);
  await replies(page).first().getByRole('button', { name: 'Copy message' }).click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^I found \*\*3 florists\*\* .*\n\n\| Name \|/, 'the source, with its marks');
  await page.evaluate(() => navigator.clipboard.writeText('two\nlines'));
  await composer(page).focus();
  await page.keyboard.press('Control+V');
  await shows(page, 'two\nlines');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+X');
  await shows(page, '');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'two\nlines');
  await page.keyboard.press('Control+Z');
  await shows(page, 'two\nlines');
}, { permissions: ['clipboard-read', 'clipboard-write'] });
