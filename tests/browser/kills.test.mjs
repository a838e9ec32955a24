// A slice of the runs in which pages are killed while somebody writes; tests/browser/kills.mjs has the long form.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Runs } from './kills.mjs';

const runs = new Runs();
before(() => runs.begin());
after(() => runs.end());

test('pages that are killed, cut off and refused storage lose nothing and double nothing', { timeout: 90000 }, async t => {
  for (const seed of [1, 2]) await runs.play(seed);
  t.diagnostic(runs.text(1));
  const { lost, doubled, kills } = runs.figures;
  assert.ok(kills > 0);
  assert.deepEqual([...lost, ...doubled], []);
});
