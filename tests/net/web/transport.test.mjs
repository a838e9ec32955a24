// The web's transport in a real browser, against a server that answers, drops and stalls as told.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { countEntries } from '../../browser/page.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const build = process.env.KALLY_WEB_BUILD || root + 'build/web';
const [GET, POST, DELETE] = [0, 1, 2];
let goal = '';
let server, origin, closed, received, browser, context, page, number = 0;

function answer(request, response, body) {
  const [, what, detail] = request.url.split('/');
  switch (what) {
    case '': response.setHeader('Content-Type', 'text/html'); return response.end('<script src="transport_page.js"></script>');
    case 'transport_page.js': response.setHeader('Content-Type', 'text/javascript'); return response.end(readFileSync(`${build}/tests/net/web/transport_page.js`));
    case 'transport_page.wasm': response.setHeader('Content-Type', 'application/wasm'); return response.end(readFileSync(`${build}/tests/net/web/transport_page.wasm`));
    case 'status': response.writeHead(Number(detail), { 'Content-Type': 'application/json', 'Set-Cookie': 'crumb=1' }); return response.end(Number(detail) === 204 ? '' : '{"status":true}');
    case 'echo': return response.end(`${request.method} ${body} ${request.headers.authorization} ${request.headers.cookie ?? 'no cookie'}`);
    case 'drop': return request.socket.destroy();
    case 'half': response.setHeader('Content-Length', '100'); response.write('half'); return setTimeout(() => request.socket.destroy(), 100);
    case 'big': return response.end(Buffer.alloc(10 << 20, 'k'));
    case 'goal': return setTimeout(() => response.end(goal), 300);
    case 'late': return setTimeout(() => response.end('late'), 300);
    case 'stall': return undefined;
    default: response.writeHead(404); return response.end();
  }
}

function listen() {
  const fresh = http.createServer((request, response) => {
    let body = '';
    request.on('data', part => { body += part; });
    request.on('end', () => { received.push(`${request.method} ${request.url}`); answer(request, response, body); });
  });
  return new Promise(resolve => fresh.listen(0, '127.0.0.1', () => resolve(fresh)));
}
async function stop(one) {
  one.closeAllConnections();
  await new Promise(resolve => one.close(resolve));
}
const send = (method, path, body = '', limit = 5000, polled = 0) => page.evaluate(args => Module.ccall('page_send', 'number', ['number', 'number', 'string', 'string', 'number', 'number'], args), [++number, method, path.startsWith('/') ? origin + path : path, body, limit, polled]);
const call = name => page.evaluate(name => Module.ccall(name, 'number', [], []), name);
const answers = () => page.evaluate(() => globalThis.answers ?? []);
async function exchange(method, path, body, limit) {
  const known = (await answers()).length;
  await send(method, path, body, limit);
  assert.equal((await answers()).length, known, 'no answer from within send');
  for (let tries = 0; tries < 200; ++tries) {
    await call('page_poll');
    const now = await answers();
    if (now.length > known) {
      assert.equal(now.at(-1).number, number);
      return now.at(-1);
    }
    await page.waitForTimeout(25);
  }
  throw new Error(`no answer to ${path}`);
}

before(async () => {
  execFileSync('cmake', ['--build', build, '--target', 'transport_page'], { stdio: ['ignore', 'ignore', 'inherit'] });
  received = [];
  const gone = await listen();
  closed = `http://127.0.0.1:${gone.address().port}`;
  await stop(gone);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_SHELL ?? '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
});
after(async () => { await browser?.close(); });
beforeEach(async t => {
  server = await listen();
  origin = `http://localhost:${server.address().port}`;
  received = [];
  context = await browser.newContext();
  page = await context.newPage();
  page.failures = [];
  page.on('pageerror', error => page.failures.push(error.message));
  await page.goto(origin);
  await page.waitForFunction(() => globalThis.Module?.calledRun);
  t.after(async () => {
    assert.deepEqual(page.failures, []);
    await context.close();
    await stop(server);
  });
});

test('every status is a value with its body', async () => {
  for (const status of [200, 201, 400, 401, 402, 403, 404, 409, 422, 429, 500, 503]) {
    const got = await exchange(status % 2 ? POST : GET, `/status/${status}`, status % 2 ? '{}' : '');
    assert.deepEqual([got.status, got.body, got.type, got.error], [status, '{"status":true}', 'application/json', '']);
  }
  const empty = await exchange(GET, '/status/204');
  assert.deepEqual([empty.status, empty.size], [204, 0]);
});

test('requests carry method, body and headers, and no cookies cross over', async () => {
  assert.equal((await exchange(POST, '/echo', '{"m":"ñ"}')).body, 'POST {"m":"ñ"} Bearer at_1 no cookie');
  assert.equal((await exchange(DELETE, '/echo')).body, 'DELETE  Bearer at_1 no cookie');
  assert.equal((await exchange(GET, '/echo')).body, 'GET  Bearer at_1 no cookie');
});

test('ten megabytes arrive whole', async () => {
  assert.equal((await exchange(GET, '/big')).size, 10 << 20);
});

test('a write that left without an answer is Unanswered', async () => {
  for (const path of ['/drop', '/half']) assert.equal((await exchange(POST, path, '{}')).error, 'Unanswered', path);
  assert.equal((await exchange(POST, '/stall', '{}', 400)).error, 'Unanswered');
  assert.equal((await exchange(GET, '/stall', '', 400)).error, 'Unanswered');
});

test('a write that never left is Offline', async () => {
  assert.equal((await exchange(POST, `${closed}/x`, '{}')).error, 'Offline');
  assert.equal((await exchange(POST, 'http://nowhere.invalid/x', '{}')).error, 'Offline');
  assert.equal((await exchange(GET, `${closed}/x`)).error, 'Offline');
  // Without a body nobody can tell: a write counts as one that may have happened.
  assert.equal((await exchange(POST, `${closed}/x`)).error, 'Unanswered');
  await context.setOffline(true);
  assert.equal((await exchange(POST, '/echo', '{}')).error, 'Offline');
  assert.equal((await exchange(POST, '/echo')).error, 'Offline');
  assert.equal(received.filter(line => line.endsWith('/echo')).length, 0);
});

test('losing the network after a write left does not unsay it', async () => {
  const known = (await answers()).length;
  await send(POST, '/stall', '{}', 60000);
  while (!received.includes('POST /stall')) await page.waitForTimeout(20);
  await context.setOffline(true);
  await stop(server); // a browser may repeat by itself what broke on a used connection; here that finds nobody
  server = await listen();
  for (let tries = 0; tries < 100 && (await answers()).length === known; ++tries) {
    await page.waitForTimeout(20);
    await call('page_poll');
  }
  assert.equal((await answers()).at(-1).error, 'Unanswered');
});

test('a cancelled request never answers, and its late end disturbs nothing', async () => {
  for (let round = 0; round < 5; ++round) {
    const ids = [];
    for (const [method, path] of [[POST, '/late'], [GET, '/late'], [GET, '/big'], [POST, '/stall']]) ids.push(await send(method, path, method === POST ? '{}' : ''));
    await page.waitForTimeout(30);
    for (const id of ids) await page.evaluate(id => Module.ccall('page_cancel', null, ['number'], [id]), id);
    assert.equal((await exchange(GET, '/status/200')).status, 200);
  }
  await page.waitForTimeout(400);
  await call('page_poll');
  assert.equal((await answers()).length, 5);
});

test('destruction ends what travels, unanswered', async () => {
  await send(POST, '/late', '{}');
  await send(GET, '/late');
  await call('page_restart');
  await page.waitForTimeout(500);
  await call('page_poll');
  assert.deepEqual(await answers(), []);
  assert.equal((await exchange(GET, '/status/200')).status, 200);
});

test('an answer that arrives asks for a frame', async () => {
  const before = await call('page_arrivals');
  await send(GET, '/status/200');
  await page.waitForTimeout(300);
  assert.equal(await call('page_arrivals'), before + 1);
  assert.deepEqual(await answers(), []); // it waits for poll()
});

test('the answer to a poll that is the last one again does not enter the module, and waits for its next poll()', async () => {
  await page.addInitScript(countEntries);
  await page.reload();
  await page.waitForFunction(() => globalThis.Module?.calledRun);
  const look = async () => {
    await send(GET, '/goal', '', 5000, 1);
    const arrivals = await call('page_arrivals'), entered = await page.evaluate(() => window.entered);
    await page.waitForTimeout(700);
    const during = await page.evaluate(() => window.entered) - entered;
    const asked = await call('page_arrivals') - arrivals;
    await call('page_poll');
    assert.equal(await call('page_arrivals') - arrivals, asked, 'poll() asks for no frame');
    const { body, status } = (await answers()).at(-1);
    assert.equal((await answers()).at(-1).number, number, 'poll() gives the answer');
    return { during, asked, body, status };
  };
  goal = '{"status":"active"}';
  const first = await look();
  assert.ok(first.during > 0);
  assert.deepEqual([first.asked, first.body], [1, goal]);
  for (let i = 0; i < 3; ++i) assert.deepEqual(await look(), { during: 0, asked: 0, body: goal, status: 200 });
  goal = '{"status":"closed"}'; // as long, and another
  const changed = await look();
  assert.deepEqual([changed.asked, changed.body], [1, goal]);
  assert.equal((await look()).during, 0);
  // While it waits, the page may send it again without the module, until the answer is another one.
  await send(GET, '/goal', '', 5000, 1);
  await page.waitForTimeout(700);
  const entered = await page.evaluate(() => window.entered), sent = received.length, given = (await answers()).length;
  for (let i = 0; i < 3; ++i) {
    assert.equal(await page.evaluate(() => Fetch.repeat()), true);
    assert.equal(await page.evaluate(() => Fetch.repeat()), true, 'it is on its way, and goes out once');
    await page.waitForTimeout(500);
  }
  assert.equal(await page.evaluate(() => window.entered), entered);
  assert.deepEqual(received.slice(sent), Array(3).fill('GET /goal'));
  goal = '{"status":"failed"}';
  await page.evaluate(() => Fetch.repeat());
  await page.waitForTimeout(500);
  await call('page_poll');
  assert.equal((await answers()).length, given + 1);
  assert.equal((await answers()).at(-1).body, goal);
  assert.equal(await page.evaluate(() => Fetch.repeat()), false, 'nothing waits');
  // One that waits is cancelled like any other.
  const id = await send(GET, '/goal', '', 5000, 1), known = (await answers()).length;
  await page.waitForTimeout(700);
  await page.evaluate(id => Module.ccall('page_cancel', null, ['number'], [id]), id);
  await call('page_poll');
  assert.equal((await answers()).length, known);
  assert.equal((await exchange(GET, '/status/200')).status, 200);
});
