// Runs every file of this folder, three at a time, the largest first. The files of a process share browsers and servers (`shared` in
// page.mjs), since to start them takes as long as three tests. One file alone: node --test tests/browser/FILE.test.mjs
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shared } from './page.mjs';

const self = fileURLToPath(import.meta.url), folder = path.dirname(self);

if (process.send) {
  const ground = shared();
  after(() => ground.end());
  await test('browser', async told => {
    for (;;) {
      process.send('next');
      const [file] = await once(process, 'message');
      if (!file) break;
      await told.test(file, async () => {
        await import(path.join(folder, file));
        await test('end of the file', () => {}); // the tests that the file has named run before it
      });
    }
    process.disconnect();
  });
} else {
  const files = readdirSync(folder).filter(name => name.endsWith('.test.mjs')).sort((a, b) => statSync(path.join(folder, b)).size - statSync(path.join(folder, a)).size);
  const ends = await Promise.all(Array.from({ length: 3 }, async () => {
    const one = fork(self, { execArgv: ['--test-reporter=spec'] });
    one.on('message', () => one.send(files.shift() ?? ''));
    return once(one, 'exit');
  }));
  if (files.length || ends.some(([code]) => code !== 0)) process.exitCode = 1;
}
