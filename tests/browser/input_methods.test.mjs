// Text as input methods, on-screen keyboards and dictation bring it: composed, replaced, deleted, taken back.
import assert from 'node:assert/strict';
import { composer, eventually, isKept, own, shows, suite } from './page.mjs';

const { check } = suite();

/** What an input method does to the page. Its keys have the code 229, its Enter too. */
async function inputMethod(page) {
  const session = await page.context().newCDPSession(page);
  const key = async (name, code = 229) => {
    for (const type of ['rawKeyDown', 'keyUp']) await session.send('Input.dispatchKeyEvent', { type, key: name, code: name === 'Enter' ? 'Enter' : 'KeyA', windowsVirtualKeyCode: code });
  };
  return {
    key,
    compose: async (text, from) => {
      await key('Process');
      const replace = from === undefined ? {} : { replacementStart: from[0], replacementEnd: from[1] };
      await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length, ...replace });
    },
    commit: text => session.send('Input.insertText', { text }),
  };
}

/** Counts what the program writes into fields. */
const watchWrites = page => page.evaluate(() => {
  const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
  window.writes = [];
  Object.defineProperty(HTMLTextAreaElement.prototype, 'value', { ...Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value'), set(value) { window.writes.push(value); set.call(this, value); } });
});
const writes = page => page.evaluate(() => window.writes);

const sequences = {
  Japanese: { steps: ['ｋ', 'か', 'かｎ', 'かん', 'かんｊ', 'かんじ', '漢字'], commit: '漢字' },
  Pinyin: { steps: ['n', 'ni', "ni'h", "ni'ha", "ni'hao", '你好'], commit: '你好' },
  Hangul: { steps: ['ㅎ', '하', '한', '한ㄱ', '한그', '한글'], commit: '한글' },
  'a dead key': { steps: ['´'], commit: 'é' },
};

check('composing writes into the composer and nothing else does: its Enter sends nothing, what is committed is what is sent', async ({ page }) => {
  const method = await inputMethod(page);
  await composer(page).focus();
  await watchWrites(page);
  let whole = '';
  for (const [name, { steps, commit }] of Object.entries(sequences)) {
    for (const step of steps) {
      await method.compose(step);
      await shows(page, whole + step);
      await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    }
    await method.key('Enter'); // chooses a candidate
    assert.equal(await composer(page).inputValue(), whole + steps.at(-1), `${name}: Enter belongs to the input method`);
    await method.commit(commit);
    whole += commit;
    await shows(page, whole);
  }
  // Safari ends the composition before the Enter that ended it arrives.
  await composer(page).evaluate(field => {
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }));
  });
  await isKept(page, whole);
  assert.equal(await own(page).count(), 0, 'nothing was sent');
  assert.deepEqual(await writes(page), []);
  await page.keyboard.press('Enter');
  await own(page).first().getByText(whole).waitFor();
});

check('what the program fills in while something is composed waits for its end, and both stand in the field', async ({ page }) => {
  const method = await inputMethod(page);
  await composer(page).focus();
  await watchWrites(page);
  await method.compose('に');
  await method.compose('にほ');
  await page.getByRole('button', { name: /^Make a call/ }).evaluate(example => example.click()); // a press would end the composition
  await page.waitForTimeout(200);
  assert.deepEqual(await writes(page), []);
  assert.equal(await composer(page).inputValue(), 'にほ');
  await method.commit('日本');
  await eventually(async () => assert.match(await composer(page).inputValue(), /^Call Casa Lola .*日本$/));
  await isKept(page, '日本');
});

check('keyboards of phones: words are replaced and deleted with the key code 229, and the copy of the program follows', async ({ page }) => {
  const method = await inputMethod(page);
  const field = composer(page);
  await field.focus();
  for (const part of ['t', 'te', 'teh']) await method.compose(part);
  await method.commit('teh ');
  await method.compose('the', [0, 3]); // the word is taken up again and corrected
  await method.commit('the');
  await shows(page, 'the ');
  await field.evaluate(e => e.setSelectionRange(4, 4));
  await method.key('Unidentified');
  await method.commit('caat');
  const edits = await field.evaluate(e => {
    const seen = [];
    e.addEventListener('input', event => seen.push(event.inputType));
    e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Unidentified', keyCode: 229, bubbles: true, cancelable: true }));
    document.execCommand('delete'); // deleteContentBackward
    e.setSelectionRange(4, 7);
    document.execCommand('insertText', false, 'cat'); // insertText over a range
    // A suggestion that is taken from the list above the keys.
    const taken = { inputType: 'insertReplacementText', data: 'dog', bubbles: true, cancelable: true };
    if (e.dispatchEvent(new InputEvent('beforeinput', taken))) {
      e.setRangeText('dog', 4, 7, 'end');
      e.dispatchEvent(new InputEvent('input', taken));
    }
    return seen;
  });
  assert.deepEqual(edits, ['deleteContentBackward', 'insertText', 'insertReplacementText']);
  await shows(page, 'the dog');
  await isKept(page, 'the dog');
  await method.commit(' 👩‍👩‍👧🏳️‍🌈'); // the emoji picker
  await isKept(page, 'the dog 👩‍👩‍👧🏳️‍🌈');
  await method.compose('x');
  await field.evaluate(e => e.blur()); // some end without a word
  await isKept(page, 'the dog 👩‍👩‍👧🏳️‍🌈x');
});

check('undo and redo are the browser\'s own, also over what the program inserts behind the words', async ({ page }) => {
  const field = composer(page);
  await field.focus();
  await page.keyboard.type('half');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('whole');
  for (const [keys, value] of [['Control+Z', 'half'], ['Control+Shift+Z', 'whole']]) {
    for (let i = 0; i < 8 && await field.inputValue() !== value; ++i) await page.keyboard.press(keys);
    await shows(page, value);
    await isKept(page, value);
  }
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['line'], 'notes.txt', { type: 'text/plain' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.getByRole('dialog').getByRole('button', { name: 'Insert' }).click();
  await shows(page, 'whole\n\nnotes.txt:\n> line\n\n');
  await eventually(async () => assert.ok(await field.evaluate(e => e === document.activeElement)));
  await page.keyboard.press('Control+Z');
  await shows(page, 'whole');
  await isKept(page, 'whole');
  await page.keyboard.press('Control+Y');
  await shows(page, 'whole\n\nnotes.txt:\n> line\n\n');
});
