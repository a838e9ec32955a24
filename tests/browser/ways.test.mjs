// Ways through the app: addresses, the keyboard alone, languages, a phone.
import assert from 'node:assert/strict';
import { ask, chats, composer, eventually, isKept, messages, own, replies, shows, suite, openSettings } from './page.mjs';

const { check } = suite();
const waits = 'Find three florists in Lugo and draft emails to them';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const focused = page => page.evaluate(() => {
  const e = document.activeElement;
  return e && e !== document.body ? e.getAttribute('aria-label') || e.textContent : '';
});
/** Presses a key until the focus stands on something with this name; fails when it never does. */
async function until(page, key, name, most = 40) {
  for (let i = 0; i < most; ++i) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press(key);
    await page.waitForTimeout(60);
  }
  assert.fail(`${key} never reaches ${name}; the focus is on "${await focused(page)}"`);
}

/** Shows the tab again after a test has hidden it. */
const show = page => page.evaluate(() => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
  document.dispatchEvent(new Event('visibilitychange'));
});

check('back, forward and reload follow the address; both ways show the same conversation', async ({ page, site }) => {
  await ask(page, waits);
  const first = page.url();
  await page.getByRole('button', { name: 'New chat' }).click();
  await page.waitForURL(/#\/chat\/new$/);
  await page.goBack();
  assert.equal(page.url(), first);
  await replies(page).first().waitFor();
  await page.goForward();
  await page.waitForURL(/#\/chat\/new$/);
  await page.getByRole('heading', { name: 'What can I take off your plate?' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'What can I take off your plate?' }).waitFor();
  await page.goto(first);
  await replies(page).first().waitFor();
  assert.ok((await page.title()).includes('KallyAI'));
});

check('what is typed in the turn in which the tab is hidden is written, and a hidden tab draws nothing', async ({ page }) => {
  await composer(page).evaluate(field => {
    field.value = 'half a thought';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const frames = await page.evaluate(() => window.kally.frames);
  await isKept(page, 'half a thought');
  assert.equal(await page.evaluate(() => window.kally.frames), frames);
  await show(page);
  await shows(page, 'half a thought');
});

check('a message that is sent just before the tab is hidden leaves and is answered while nobody looks', async ({ page }) => {
  await composer(page).fill(waits);
  await composer(page).evaluate(field => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const frames = await page.evaluate(() => window.kally.frames);
  await eventually(() => assert.equal(page.requests.filter(url => url.endsWith('/v1/coordination/conversations')).length >= 2, true, 'the list is read again after the answer'));
  assert.equal(await page.evaluate(() => window.kally.frames), frames);
  await show(page);
  await replies(page).first().waitFor();
});

check('an address that does not exist says so and leads back', async ({ page, site }) => {
  for (const address of ['#/nowhere', '#/chat/a/b/c', '#/%00%zz', '#/chat/%']) {
    await page.goto(`${site.address}/${address}`);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  }
  await page.getByRole('button', { name: 'Go to chats' }).click();
  await page.waitForURL(/#\/chat$/);
  await composer(page).waitFor();
  for (const size of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
    await page.setViewportSize(size);
    await page.goto(`${site.address}/#/nowhere`);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Chat' }).click();
    await page.waitForURL(/#\/chat$/);
    await page.getByRole('heading', { name: 'Chats' }).waitFor();
  }
});

check('a conversation that is not there says so instead of showing an empty one', async ({ page, site }) => {
  page.expectFailures();
  await page.goto(`${site.address}/#/chat/conversation-that-never-was`);
  await page.getByRole('heading', { name: 'This chat did not load' }).waitFor();
  await page.getByRole('alert').getByText('no longer exists').waitFor();
});

check('everything of the main job can be done with the keyboard', async ({ page }) => {
  await until(page, 'Tab', /^Continue with KallyAI$/);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Allow' }).waitFor();
  await until(page, 'Tab', /^Allow$/);
  await page.keyboard.press('Enter');
  await composer(page).waitFor();
  await until(page, 'Tab', /^Message KallyAI$/);
  await page.keyboard.type(waits);
  await page.keyboard.press('Enter');
  await replies(page).first().waitFor();
  await eventually(async () => assert.match(await focused(page), /^Message KallyAI$/, 'after sending, the next message can be written at once'));
  await until(page, 'Shift+Tab', /^Approve all 3$/);
  await page.keyboard.press('Enter');
  await replies(page).nth(1).waitFor();
}, { signedIn: false });

check('the list is one Tab stop; arrows, Home and End move in it, Enter opens', async ({ page }) => {
  for (const text of [waits, 'Call Casa Lola and book a table for 4 on Friday at 20:30', 'What is on my bill?']) {
    await page.getByRole('button', { name: 'New chat' }).click();
    await ask(page, text);
  }
  const rows = chats(page).getByRole('link');
  await rows.nth(2).waitFor();
  const names = await rows.evaluateAll(all => all.map(one => one.getAttribute('aria-label') || one.textContent));
  assert.equal(await rows.evaluateAll(all => all.filter(one => one.tabIndex >= 0).length), 1);
  await rows.first().focus();
  const reaches = name => eventually(async () => assert.equal(await focused(page), name));
  await page.keyboard.press('ArrowDown');
  await reaches(names[1]);
  await page.keyboard.press('End');
  await reaches(names[2]);
  await page.keyboard.press('ArrowUp');
  await reaches(names[1]);
  await page.keyboard.press('Home');
  await reaches(names[0]);
  await page.keyboard.press('End');
  await reaches(names[2]);
  const target = await rows.nth(2).getAttribute('href');
  await page.keyboard.press('Enter');
  await page.waitForURL(url => url.hash === target);
});

check('Escape closes a menu and gives the focus back; "/" goes to the search; F6 goes through the regions', async ({ page }) => {
  await ask(page, waits);
  await page.getByRole('button', { name: 'More actions' }).focus();
  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu', { name: 'More actions' });
  await menu.waitFor();
  await page.keyboard.press('ArrowDown');
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'menuitem'));
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
  await eventually(async () => assert.equal(await focused(page), 'More actions'));
  await page.keyboard.press('/');
  await eventually(async () => assert.equal(await focused(page), 'Search chats'));
  await page.keyboard.type('zzz');
  await page.keyboard.press('Escape');
  await eventually(async () => assert.equal(await page.getByRole('searchbox', { name: 'Search chats' }).inputValue(), ''));
  const before = await focused(page);
  await page.keyboard.press('F6');
  await eventually(async () => assert.notEqual(await focused(page), before));
});

check('a browser in Spanish sees everything in Spanish, down to the coordinator', async ({ page }) => {
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'es');
  await page.getByRole('button', { name: 'Continuar con KallyAI' }).click();
  await page.getByRole('button', { name: 'Permitir' }).click();
  await page.getByRole('heading', { name: '¿De qué me encargo?' }).waitFor();
  await ask(page, 'Busca tres espacios de coworking en el centro de Málaga y prepara correos para preguntar el precio mensual');
  await messages(page).getByText('He encontrado').waitFor();
  await replies(page).first().getByText(/^Coste: .* créditos?$/).waitFor();
}, { signedIn: false, locale: 'es-ES' });

check('the language is changed in the settings, at once, and stays over a reload', async ({ page }) => {
  await openSettings(page, 'Language and region');
  await page.getByRole('radio', { name: 'Español' }).click();
  await page.getByRole('heading', { name: 'Idioma y región' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Idioma y región' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'es');
  await page.getByRole('radio', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Language and region' }).waitFor();
});

check('on a phone: sign in, list, thread, back, settings, all by touch', async ({ page }) => {
  await page.getByRole('button', { name: 'Continue with KallyAI' }).tap();
  await page.getByRole('button', { name: 'Allow' }).tap();
  await page.getByRole('button', { name: 'New chat' }).tap();
  await composer(page).tap();
  await page.evaluate(() => { // a keyboard on the screen leaves this of the page
    Object.defineProperty(visualViewport, 'height', { value: 400, configurable: true });
    visualViewport.dispatchEvent(new Event('resize'));
  });
  await composer(page).fill(waits);
  await eventually(async () => {
    const field = await composer(page).boundingBox(), send = await page.getByRole('button', { name: 'Send', exact: true }).boundingBox();
    assert.ok(field.y > 0 && field.y + field.height <= 400 && send.y + send.height <= 400, JSON.stringify({ field, send }));
  });
  await page.evaluate(() => {
    delete visualViewport.height;
    visualViewport.dispatchEvent(new Event('resize'));
  });
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await replies(page).first().waitFor();
  await replies(page).first().getByRole('button', { name: 'Show the drafts' }).tap();
  await replies(page).filter({ hasText: 'Here are the 3 drafts' }).waitFor();
  await page.getByRole('button', { name: 'Linked goal' }).tap();
  await page.getByRole('dialog', { name: 'Linked goal' }).getByRole('button', { name: 'Close' }).tap();
  await page.getByRole('dialog', { name: 'Linked goal' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Back' }).tap();
  await chats(page).getByRole('link').first().tap();
  await own(page).first().waitFor();
  await page.getByRole('button', { name: 'Back' }).tap();
  await page.getByRole('button', { name: 'More' }).tap();
  await page.getByRole('dialog', { name: 'More' }).getByRole('link', { name: 'Settings' }).tap();
  await page.getByRole('link', { name: 'Data and privacy' }).tap();
  await page.getByRole('button', { name: 'Sign out' }).tap();
  await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
}, { ...phone, signedIn: false });

check('nothing to press on a phone is smaller than 24 points', async ({ page }) => {
  const small = async () => await page.locator('#mirror').evaluate(root => [...root.querySelectorAll('button,input,textarea')]
    .filter(e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden')
    .map(e => [e.getAttribute('aria-label') || e.textContent, Math.round(e.getBoundingClientRect().width), Math.round(e.getBoundingClientRect().height)])
    .filter(([, width, height]) => width < 24 || height < 24));
  assert.deepEqual(await small(), []);
  await page.getByRole('button', { name: 'Continue with KallyAI' }).tap();
  await page.getByRole('button', { name: 'Allow' }).tap();
  await page.getByRole('button', { name: 'New chat' }).tap();
  assert.deepEqual(await small(), []);
  await ask(page, waits);
  assert.deepEqual(await small(), []);
}, { ...phone, signedIn: false });

check('a window that is made narrow and wide again keeps what is typed and where we are', async ({ page }) => {
  await ask(page, waits);
  await composer(page).fill('half a thought');
  for (const width of [390, 700, 1024, 1600, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await shows(page, 'half a thought');
    await replies(page).first().waitFor();
  }
});
