// What the page loads it uses: every icon of the set and every text of the catalogue stands somewhere in the code.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = name => readFileSync(join(root, name), 'utf8');
const below = folder => readdirSync(join(root, folder), { withFileTypes: true }).flatMap(one => one.isDirectory() ? below(`${folder}/${one.name}`) : [`${folder}/${one.name}`]);
const code = [...below('src').filter(name => /\.(cpp|h)$/.test(name)), ...below('shell')].map(read).join('\n');
const unused = (names, form) => {
  const found = new Set([...code.matchAll(form)].map(one => one[1]));
  return names.filter(name => !found.has(name));
};

test('every icon that is shipped is drawn somewhere', () => {
  const icons = JSON.parse(read('src/ui/tokens.json')).iconSet;
  assert.ok(icons.length > 50);
  assert.deepEqual(unused(icons.map(name => name.split('-').map(part => part[0].toUpperCase() + part.slice(1)).join('')), /\bIcon::(\w+)/g), []);
});

test('every text of the catalogue is said somewhere', () => {
  const texts = [...read('src/ui/strings.def').matchAll(/^KALLY_\w+\((\w+),/gm)].map(found => found[1]);
  assert.ok(texts.length > 500);
  assert.deepEqual(unused(texts, /\b(\w+)/g), []);
});
