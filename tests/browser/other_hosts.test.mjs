// Hosts of other kinds: a page that talks to the service directly and signs in by code and PKCE, and a host name that the service's
// redirect cannot reach.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ask, composer, dist, hostHeaders, launch, openPage, replies, startSandbox } from './page.mjs';

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
let browser, sandbox, host, config = {};

/** A static host as anybody has one: files, a policy, no relay. */
function startHost() {
  const server = http.createServer((request, response) => {
    const name = new URL(request.url, 'http://host').pathname.replace(/\/$/, '/index.html').slice(1);
    const headers = hostHeaders(config.api_base);
    if (name === 'config.json') {
      response.writeHead(200, { ...headers, 'Content-Type': 'application/json' });
      response.end(JSON.stringify(config));
      return;
    }
    try {
      const body = readFileSync(path.join(dist, path.basename(name)));
      response.writeHead(200, { ...headers, 'Content-Type': types[path.extname(name)] ?? 'text/plain' });
      response.end(body);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  return new Promise(ready => server.listen(0, '127.0.0.1', () => ready({ port: server.address().port, stop: () => { server.closeAllConnections(); server.close(); } })));
}

before(async () => {
  host = await startHost();
  sandbox = await startSandbox({ args: ['--allow-origin', `http://localhost:${host.port}`] });
  browser = await launch({}, { drawn: false, args: ['--host-resolver-rules=MAP assistant.example 127.0.0.1'] });
  config = { api_base: sandbox.address, mode: 'direct', service: 'sandbox', service_name: 'the sandbox', callback: 'callback.html', flow: 'code', client_id: 'demo-client',
    authorize_endpoint: `${sandbox.address}/v1/auth/authorize`, token_endpoint: `${sandbox.address}/v1/auth/gpt/token` };
});
after(async () => {
  await browser?.close();
  await sandbox?.stop();
  host?.stop();
});

test('a page of another origin signs in by code and PKCE and talks to the service directly', { timeout: 60000 }, async () => {
  const page = await openPage(browser, `http://localhost:${host.port}/`);
  await page.getByRole('button', { name: 'Continue with KallyAI' }).click();
  assert.match(page.url(), /code_challenge=[\w-]{43}&code_challenge_method=S256/);
  await page.getByRole('button', { name: 'Allow' }).click();
  await composer(page).waitFor({ state: 'attached' });
  assert.doesNotMatch(page.url(), /code=|state=/);
  const kept = await page.evaluate(() => Object.keys(sessionStorage).sort());
  assert.deepEqual(kept, ['kally.session']);
  const exchanged = page.requests.filter(url => url.startsWith(config.token_endpoint));
  assert.equal(exchanged.length, 1);
  await ask(page, 'Find a plumber');
  assert.equal(await replies(page).count(), 1);
  await page.done();
});

test('a code whose exchange has no answer is exchanged once: the page says that the connection broke, and the next sign-in is another', { timeout: 60000 }, async () => {
  for (const how of ['before it arrives', 'behind it', 'by a gateway']) {
    const page = await openPage(browser, `http://localhost:${host.port}/`, { watch: false });
    const codes = [];
    const cut = async route => {
      codes.push(new URLSearchParams(route.request().postData()).get('code'));
      if (how === 'behind it') await route.fetch();
      await (how === 'by a gateway' ? route.fulfill({ status: 502, headers: { 'Access-Control-Allow-Origin': '*' } }) : route.abort());
    };
    await page.route(config.token_endpoint, cut);
    const signIn = async () => { await page.getByRole('button', { name: 'Continue with KallyAI' }).click(); await page.getByRole('button', { name: 'Allow' }).click(); };
    await signIn();
    await page.getByRole('alert').first().waitFor();
    assert.equal(await composer(page).count(), 0);
    await page.reload();
    await page.getByRole('button', { name: 'Continue with KallyAI' }).waitFor();
    assert.equal(codes.length, 1, how);
    await page.unroute(config.token_endpoint, cut);
    page.on('request', request => { if (request.url() === config.token_endpoint && request.method() === 'POST') codes.push(new URLSearchParams(request.postData()).get('code')); });
    await signIn();
    await composer(page).waitFor({ state: 'attached' });
    assert.equal(new Set(codes).size, 2, how);
    await page.context().close();
  }
});

test('where the redirect cannot come back, a token is pasted instead', { timeout: 60000 }, async () => {
  config = { ...config, flow: 'loopback' };
  const page = await openPage(browser, `http://assistant.example:${host.port}/`, { watch: false });
  await page.getByRole('button', { name: 'Explore the sandbox' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Continue with KallyAI' }).count(), 0);
  await page.getByRole('button', { name: 'Use an access token' }).click();
  await page.getByRole('textbox', { name: 'Access token' }).fill('not a token');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('alert').filter({ hasText: 'does not look like a token' }).waitFor();
  await page.done();
});
