// The theme's colours that meet on the screen are far enough apart (WCAG 2.2 AA): 4.5 to 1 for text, 3 to 1 for large text, icons,
// the outline of controls, focus rings and meters. The canvas shows axe-core nothing of this.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src/ui', import.meta.url));
const tokens = JSON.parse(readFileSync(join(source, 'tokens.json'), 'utf8')).color;
const text = 4.5, graphic = 3;

// What is drawn on what, as the views compose it: "a+b" is b laid over a.
const surfaces = ['surface.rail', 'surface.panel', 'surface.content', 'surface.raised', 'surface.sunken', 'surface.selected'];
const touched = ['surface.panel+state.hover', 'surface.content+state.hover', 'surface.raised+state.hover', 'surface.content+state.fill', 'surface.panel+state.fill', 'surface.panel+state.fillHover'];
const pairs = [
  [text, ['text.primary'], [...surfaces, ...touched, 'surface.content+state.pressed', 'surface.content+state.fillPressed', 'surface.raised+state.fillPressed', 'accent.tint', 'surface.sunken+state.textSelection', 'surface.raised+state.textSelection', 'surface.content+state.textSelection']],
  [text, ['text.secondary'], [...surfaces, ...touched, 'accent.tint', 'danger.tint']],
  [text, ['text.tertiary'], ['accent.tint', 'surface.panel', 'surface.content', 'surface.raised', 'surface.sunken', 'surface.selected', 'surface.panel+state.hover', 'surface.content+state.hover']],
  [text, ['text.inverse'], ['surface.inverse']],
  [text, ['tooltip.text'], ['tooltip.bg']],
  [text, ['accent.text'], ['surface.rail', 'surface.panel', 'surface.content', 'surface.raised', 'surface.sunken', 'accent.tint', 'danger.tint']],
  [text, ['accent.on'], ['accent.solid', 'accent.solidTop', 'accent.solidHover', 'accent.solidPressed']],
  [text, ['warning.on'], ['warning.solid']],
  [text, ['danger.on'], ['danger.solid', 'danger.solidHover', 'danger.solidPressed']],
  [text, ['text.primary', 'text.secondary'], ['segment.track', 'segment.selected']],
  [text, ['success.text'], ['success.tint']],
  [text, ['warning.text'], ['warning.tint']],
  [text, ['danger.text'], ['danger.tint', 'surface.content', 'surface.panel', 'surface.raised', 'surface.raised+state.hover']],
  [text, ['info.text'], ['info.tint']],
  [text, ['neutral.text'], ['neutral.tint']],
  [text, ['text.primary', 'text.secondary'], ['segment.track', 'segment.selected']],
  [text, ['bubble.userText', 'bubble.userMuted', 'bubble.userLink'], ['bubble.user', 'bubble.userQueued', 'bubble.failed']],
  [text, ['code.text', 'code.muted'], ['code.bg']],
  [text, ['code.inline'], ['code.inlineBg']],
  [text, ['brand.on', 'brand.onMuted'], ['brand.top', 'brand.bottom']],
  [text, ['brand.on'], ['brand.top+brand.bubble', 'brand.bottom+brand.bubble']],
  [text, ['brand.buttonText'], ['brand.button']],
  [graphic, ['icon.default'], ['surface.rail', 'surface.panel', 'surface.content', 'surface.raised', 'surface.content+state.hover', 'surface.panel+state.fill', 'neutral.tint']],
  [graphic, ['icon.muted'], ['accent.tint', 'surface.content', 'surface.panel', 'surface.raised', 'surface.sunken']],
  [graphic, ['icon.accent'], ['surface.selected', 'surface.content', 'surface.raised', 'accent.tint']],
  [graphic, ['success.icon'], ['success.tint', 'surface.raised', 'surface.content', 'surface.panel']],
  [graphic, ['warning.icon'], ['warning.tint', 'surface.raised', 'surface.content', 'surface.panel']],
  [graphic, ['danger.icon'], ['danger.tint', 'surface.raised', 'surface.content', 'surface.panel']],
  [graphic, ['info.icon'], ['info.tint', 'surface.content']],
  [graphic, ['action.call'], ['action.callTint']],
  [graphic, ['action.email'], ['action.emailTint']],
  [graphic, ['action.schedule'], ['action.scheduleTint']],
  [graphic, ['action.research'], ['action.researchTint']],
  [graphic, ['success.on'], ['success.solid']],
  [graphic, ['danger.on'], ['danger.solid']],
  [graphic, ['brand.stroke', 'brand.dot'], ['brand.markTop', 'brand.markBottom']],
  [graphic, ['border.control', 'border.controlHover'], ['surface.content', 'surface.raised']],
  [graphic, ['danger.border3'], ['surface.content']],
  [graphic, ['focus.ring'], ['surface.rail', 'surface.panel', 'surface.content', 'surface.raised', 'surface.selected', 'accent.tint']],
  [graphic, ['accent.solid'], ['surface.content', 'surface.raised']],
  [graphic, ['meter.fill', 'meter.fillDone'], ['surface.panel', 'surface.raised']],
  [graphic, ['meter.fillWarn', 'meter.fillOver'], ['surface.raised']],
  [graphic, ['step.active', 'step.waiting', 'step.todo'], ['surface.panel']],
  [graphic, ['success.solid', 'danger.solid'], ['surface.panel']],
  [text, ['text.primary', 'text.secondary'], ['segment.track', 'segment.selected']],
  [text, ['success.text', 'warning.text'], ['surface.content']],
  [text, ['text.secondary'], ['warning.tint', 'info.tint']],
  [graphic, ['toggle.knob'], ['toggle.off', 'accent.solid']],
  [graphic, ['chart.call', 'chart.email', 'chart.research', 'chart.schedule', 'chart.other'], ['surface.raised']],
];
// Colours that carry nothing: what is switched off, lines that only divide, empty parts, shadows.
const decoration = ['text.disabled', 'icon.disabled', 'border.subtle', 'border.default', 'border.strong', 'code.border', 'accent.border', 'success.border', 'warning.border', 'danger.border',
  'info.border', 'neutral.border', 'brand.ring', 'segment.border', 'accent.tintStrong', 'step.line', 'step.lineDone', 'meter.track', 'state.skeleton', 'state.scrim', 'shadow.near', 'shadow.overlay1', 'shadow.overlay2'];

const channels = hex => [1, 3, 5, 7].map(at => parseInt(hex.slice(at, at + 2) || 'FF', 16));
const over = (below, above) => { const alpha = above[3] / 255; return [0, 1, 2].map(i => above[i] * alpha + below[i] * (1 - alpha)).concat(255); };
const luminance = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => { const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
const value = (theme, name) => name.split('+').map(one => {
  const [group, member] = one.split('.');
  assert.ok(tokens[theme][group]?.[member], `${one} is no colour of tokens.json`);
  return channels(tokens[theme][group][member]);
}).reduce(over);

test('the formula gives the values that the guidelines name', () => {
  assert.equal(contrast(channels('#FFFFFF'), channels('#000000')), 21);
  assert.equal(contrast(channels('#777777'), channels('#FFFFFF')).toFixed(2), '4.48');
});

for (const theme of ['light', 'dark'])
  test(`what is drawn can be told from what is below it (${theme})`, () => {
    const faint = [];
    for (const [least, fronts, grounds] of pairs)
      for (const front of fronts)
        for (const ground of grounds) {
          const found = contrast(value(theme, `${ground}+${front}`), value(theme, ground));
          if (found < least) faint.push(`${front} on ${ground}: ${found.toFixed(2)}, needs ${least}`);
        }
    assert.deepEqual(faint, []);
  });

test('every colour that the interface uses is weighed here, or is named as decoration', () => {
  const known = new Set(pairs.flatMap(([, fronts, grounds]) => [...fronts, ...grounds.flatMap(one => one.split('+'))]).concat(decoration));
  const camel = name => name.replace(/_$/, '').replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  const groups = Object.keys(tokens.light).join('|');
  let seen = 0; // in all but theme.cpp, which draws nothing
  for (const name of readdirSync(source, { recursive: true }).filter(name => name.endsWith('.cpp') && name !== 'theme.cpp'))
    for (const [, group, member] of readFileSync(join(source, name), 'utf8').matchAll(new RegExp(`\\b(?:p|palette\\(\\)|palette|brand)\\.(?:(${groups})\\.)?([a-z]\\w*)\\b`, 'g'))) {
      const token = `${group ?? 'brand'}.${camel(member)}`;
      if (!(tokens.light[group ?? 'brand']?.[camel(member)])) continue;
      ++seen;
      assert.ok(known.has(token), `${name} draws ${token}`);
    }
  assert.ok(seen > 100, `only ${seen} uses were read`);
});
