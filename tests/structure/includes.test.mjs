// The folders of src/ include only what docs/architecture.md allows, and nothing that does not belong in them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src', import.meta.url));
const allowed = {
  base: [], api: ['base'], net: ['base'], session: ['api', 'net', 'base'], store: ['api', 'base'], text: ['base'], platform: ['base'],
  ui: ['store', 'api', 'text', 'platform', 'base'], sandbox: ['api', 'net', 'base'],
  app: ['ui', 'store', 'api', 'text', 'platform', 'net', 'session', 'sandbox', 'base'],
};
const files = (folder) => readdirSync(join(source, folder), { recursive: true }).filter((name) => /\.(h|cpp|def)$/.test(name)).map((name) => join(folder, name));
const read = (name) => readFileSync(join(source, name), 'utf8');
const includes = (text) => [...text.matchAll(/^\s*#\s*include\s+[<"]([^>"]+)[>"]/gm)].map((match) => match[1]);

for (const [folder, may] of Object.entries(allowed))
  test(`${folder}/ includes only what it may`, () => {
    let seen = 0;
    for (const name of files(folder))
      for (const include of includes(read(name))) {
        const target = include.split('/')[0];
        if (!(target in allowed) || !include.includes('/')) continue;
        seen++;
        assert.ok(target === folder || may.includes(target), `src/${name} includes ${include}`);
      }
    assert.ok(seen > 0, 'no include was read');
  });

test('JSON stays in api/ and sandbox/, Dear ImGui in platform/, ui/ and app/', () => {
  for (const folder of Object.keys(allowed))
    for (const name of files(folder))
      for (const include of includes(read(name))) {
        if (include.startsWith('nlohmann/')) assert.ok(['api', 'sandbox'].includes(folder), `src/${name} includes ${include}`);
        if (/^imgui/.test(include) && include !== 'imgui_config.h') assert.ok(['platform', 'ui', 'app'].includes(folder), `src/${name} includes ${include}`);
        if (/^(SDL|emscripten)/.test(include)) assert.ok(['platform', 'net', 'app'].includes(folder), `src/${name} includes ${include}`);
      }
});

test('clocks and randomness are not read in api/, store/ and text/', () => {
  for (const folder of ['api', 'store', 'text'])
    for (const name of files(folder)) assert.doesNotMatch(read(name), /_clock::now\(|std::random_device|\brand\(|std::time\(/, `src/${name}`);
});

test('views compose widgets and never call Dear ImGui', () => {
  for (const name of files('ui').filter((one) => one.includes('views/'))) assert.doesNotMatch(read(name), /\bImGui::|#include <imgui/, `src/${name}`);
});

test('the platform is picked by file, not by the preprocessor', () => {
  for (const folder of Object.keys(allowed))
    for (const name of files(folder).filter((one) => !one.includes('imgui_config'))) assert.doesNotMatch(read(name), /__EMSCRIPTEN__/, `src/${name}`);
});
