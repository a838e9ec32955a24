// A virtual display with real keys and clicks, for browsers that are tested in a window.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';

/** A display that no other program has; Xvfb chooses its number and says it. */
export async function startScreen(size) {
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', `${size.width}x${size.height}x24`, '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const number = await new Promise((resolve, reject) => {
    child.stdout.once('data', data => resolve(String(data).trim()));
    child.once('exit', code => reject(new Error(`Xvfb ended with ${code}`)));
  });
  const display = `:${number}`;
  const xdotool = (...args) => assert.equal(spawnSync('xdotool', args, { env: { ...process.env, DISPLAY: display } }).status, 0, args.join(' '));
  return {
    display,
    /** Without a window manager a press gives the window the keys. */
    click: (x, y) => xdotool('mousemove', String(x), String(y), 'click', '1'),
    /** Real keys, as the X server delivers them. */
    key: (...keys) => xdotool('key', '--delay', '30', ...keys),
    type: text => xdotool('type', '--delay', '30', text),
    stop: () => child.kill(),
  };
}
