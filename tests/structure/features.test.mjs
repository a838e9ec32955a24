// tests/features.md names tests that exist.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = name => readFileSync(new URL(name, import.meta.url), 'utf8');

test('each feature names a browser test that is there', () => {
  const rows = read('../features.md').split('\n').filter(line => /^\| (?!feature|---)/.test(line));
  assert.ok(rows.length >= 30, `${rows.length} rows`);
  for (const row of rows) {
    const named = [...row.matchAll(/`(\w+): ([^`]+)`/g)];
    assert.ok(named.length > 0, row);
    for (const [, file, name] of named) assert.ok(read(`../browser/${file}.test.mjs`).includes(`check(${name.includes('${') ? '`' : "'"}${name.replaceAll("'", "\\'")}`), `${file}: ${name}`);
  }
});
