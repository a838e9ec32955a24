// The built site on a plain static host, under a subfolder, with a strict policy: nothing but files is needed to explore the sandbox.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ask, chats, composer, dist, hostHeaders, launch, openPage, own, replies, settle } from './page.mjs';

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json', '.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.txt': 'text/plain' };
let browser, server, address;
const api = JSON.parse(readFileSync(path.join(dist, 'config.json'), 'utf8')).api_base;

before(async () => {
  browser = await launch({}, { drawn: false });
  server = http.createServer((request, response) => {
    const name = new URL(request.url, 'http://host').pathname.replace(/^\/some\/folder\//, '');
    const file = path.join(dist, name === '' ? 'index.html' : name);
    if (!request.url.startsWith('/some/folder/') || !existsSync(file) || !statSync(file).isFile()) { response.writeHead(404); response.end(); return; }
    response.writeHead(200, { ...hostHeaders(), 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  address = `http://localhost:${server.address().port}/some/folder`;
});
after(async () => { await browser.close(); server.close(); });

async function visit(body, options = {}) {
  const page = await openPage(browser, address, {
    route: '/', failures: [/^Failed to load resource/, /^Access to XMLHttpRequest at 'https:\/\/api\./], // the service itself is not asked by tests
    ...options,
  });
  try {
    await body(page);
    for (const url of page.requests) assert.ok(url.startsWith(`${address}/`) || url.startsWith(`${api}/`), url);
    await page.done();
  } finally {
    await page.context().close();
  }
}

test('the site names its service and no other place', () => {
  assert.match(api, /^https:\/\//);
});

test('a static host under a subfolder shows the whole product in the sandbox, and keeps it over a reload', { timeout: 90000 }, () => visit(async page => {
  await page.getByRole('button', { name: 'Explore the sandbox' }).click();
  await page.getByRole('banner', { name: 'Sandbox' }).waitFor();
  await composer(page).waitFor();
  await chats(page).getByRole('link').nth(9).waitFor(); // a week of work
  await ask(page, 'Find three florists in Lugo and draft emails to them');
  await replies(page).first().getByRole('button', { name: 'Show the drafts' }).click();
  await replies(page).nth(1).waitFor();
  await page.reload();
  await page.getByRole('banner', { name: 'Sandbox' }).waitFor();
  await own(page).filter({ hasText: 'Show the drafts' }).waitFor();
  const sent = page.requests.filter(url => url.startsWith(api));
  assert.ok(sent.every(url => url.endsWith('/plans')), `only the probe of the sign-in page goes to the service: ${sent}`);
}));

test('starting over begins the sandbox anew, and leaving it leads to the sign-in page', { timeout: 90000 }, () => visit(async page => {
  await page.getByRole('button', { name: 'Explore the sandbox' }).click();
  await composer(page).waitFor();
  await ask(page, 'Find three florists in Lugo and draft emails to them');
  await page.getByRole('button', { name: 'Start over' }).click();
  await own(page).first().waitFor({ state: 'detached' });
  await page.getByRole('banner', { name: 'Sandbox' }).getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Explore the sandbox' }).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.getItem('kally.sandbox')), null);
}));

test('the sandbox in the page rests too', { timeout: 90000 }, () => visit(async page => {
  await page.getByRole('button', { name: 'Explore the sandbox' }).click();
  await composer(page).waitFor();
  await settle(page);
}));

test('every file of the site that a page names is there, with its licences', () => {
  const named = [...readFileSync(path.join(dist, 'index.html'), 'utf8').matchAll(/(?:src|href|data-wasm|data-sandbox)="([^"#]+)"/g)].map(found => found[1]);
  assert.ok(named.length > 4);
  for (const name of named) assert.ok(existsSync(path.join(dist, name)), name);
  assert.ok(named.every(name => !/^(\/|https?:)/.test(name)), 'addresses are relative');
  assert.match(readFileSync(path.join(dist, 'licences.txt'), 'utf8'), /Dear ImGui[^]*MD4C[^]*/);
});
