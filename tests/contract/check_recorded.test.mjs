// node --test tests/contract
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const script = fileURLToPath(new URL('check_recorded.mjs', import.meta.url));

function check(...exchanges) { return checkWith([], ...exchanges); }

function checkWith(options, ...exchanges) {
  const folder = mkdtempSync(join(tmpdir(), 'kally-exchanges-'));
  const file = join(folder, 'exchanges.jsonl');
  writeFileSync(file, exchanges.map(exchange => (typeof exchange === 'string' ? exchange : JSON.stringify(exchange)) + '\n').join(''));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, file, ...options], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { status, stdout, stderr };
}

const json = 'application/json; charset=utf-8';
const sent = {
  method: 'POST', path: '/v1/coordination/message', request_body: '{"message":"Call them"}', status: 200,
  response_content_type: json, response_body: '{"message":"Done","conversation_id":"c_1","credits_used":"0.5"}',
};

test('the examples of the contract fit their own schemas', () => {
  const { status, stdout } = spawnSync(process.execPath, [script, '--self-check'], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /^\d+ examples fit their schemas\n$/);
});

test('exchanges that fit are counted', () => {
  const { status, stdout } = check(
    sent,
    { ...sent, response_body: { response: 'Done', goal_id: 'g_1' } },
    { method: 'GET', path: '/v1/coordination/goals?limit=20&offset=0&status=active', status: 200, response_content_type: json, response_body: '{"goals":[]}' },
    { method: 'GET', path: '/v1/coordination/goals/g%201', status: 404, response_content_type: json, response_body: '{"error":{"code":"goal_not_found","message":"No."}}' },
    { method: 'GET', path: '/v1/coordination/conversations', status: 503, response_content_type: 'text/html', response_body: '<html>' },
    { method: 'POST', path: '/v1/coordination/conversations', request_body: '', status: 0 },
    { method: 'GET', path: '/sandbox/checkout', status: 200, response_content_type: 'text/html', response_body: '' },
  );
  assert.equal(status, 0);
  assert.equal(stdout, '6 exchanges fit the contract\n');
});

const wrong = [
  ['a request without its message', { ...sent, request_body: '{}' }, /request: the whole must have required property 'message'/],
  ['a request of another type', { ...sent, request_body: '{"message":5}' }, /request: \/message must be string/],
  ['a request without a body', { ...sent, request_body: null }, /request: a body is required/],
  ['a request that is not JSON', { ...sent, request_body: '{' }, /request: is not JSON/],
  ['a body where none is known', { method: 'POST', path: '/v1/coordination/conversations', request_body: '{}', status: 200, response_content_type: json, response_body: '{"id":"c"}' }, /knows no body/],
  ['an answer without its text', { ...sent, response_body: '{"conversation_id":"c_1"}' }, /response 200: the whole must have required property/],
  ['an answer with a wrong member', { ...sent, response_body: '{"message":"m","credits_used":"much"}' }, /response 200: \/credits_used/],
  ['an answer that is cut short', { ...sent, response_body: '{"message":"m"' }, /response 200: is not JSON/],
  ['an answer of another content type', { ...sent, response_content_type: 'text/html' }, /text\/html is not in the contract/],
  ['an error outside every envelope', { ...sent, status: 400, response_body: '{"oops":true}' }, /response 400/],
  ['an unknown query', { method: 'GET', path: '/v1/calls?page=2', status: 200, response_content_type: json, response_body: '{"calls":[]}' }, /query: page is not in the contract/],
  ['a query out of range', { method: 'GET', path: '/v1/calls?limit=201', status: 200, response_content_type: json, response_body: '{"calls":[]}' }, /query limit: the whole must be <= 200/],
  ['an unknown path', { ...sent, path: '/v1/coordination/shout' }, /no such operation/],
  ['an unknown method', { ...sent, method: 'DELETE' }, /no such operation/],
  ['a line that is no exchange', 'nonsense', /is no exchange/],
];
test('each exchange that does not fit is refused in words, with its line', () => {
  const { status, stdout, stderr } = check(sent, ...wrong.map(([, exchange]) => exchange));
  assert.equal(status, 1);
  assert.equal(stdout, '');
  const told = stderr.trim().split('\n');
  for (const [i, [what, , reason]] of wrong.entries()) assert.ok(told.some(line => new RegExp(`^line ${i + 2}\\b`).test(line) && reason.test(line)), `${what}: ${stderr}`);
  assert.ok(!told.some(line => /^line 1\b/.test(line)), 'what fits is not named');
});

test('nothing to check is a failure', () => {
  assert.equal(check().status, 1);
  assert.equal(check({ method: 'GET', path: '/sandbox/portal', status: 200 }).status, 1);
});

test('an operation that was never answered is named when every one is wanted', () => {
  const refused = { method: 'GET', path: '/v1/calls', status: 401, response_content_type: json, response_body: '{"error":{"code":"token_expired","message":"No."}}' };
  const { status, stderr } = checkWith(['--every-operation'], sent, refused);
  const named = stderr.trim().split('\n');
  assert.equal(status, 1);
  assert.equal(named.length, 58 - 3 - 1); // all but the pages of the sign-in and what was sent
  assert.ok(named.includes('listCalls was never answered'));
  assert.ok(!named.includes('sendMessage was never answered'));
});
