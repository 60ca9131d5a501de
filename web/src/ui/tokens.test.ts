/** Holds the tokens to what docs/design.md says of them, and their colours to what eyes need. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const manual = readFileSync(join(import.meta.dirname, '../../../docs/design.md'), 'utf8');

/** The declarations of a rule, by name without dashes. */
function declared(rule: string): Map<string, string> {
  return new Map([...rule.matchAll(/^\s+--([\w-]+):\s*([^;]+);/gm)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

const usual = declared(css.slice(0, css.indexOf('[data-theme=')));
const contrast = declared(css.slice(css.indexOf('@media (prefers-contrast: more)')));

/** What a token is in light and in dark. */
function both(value: string): [string, string] {
  const match = /^light-dark\((.+), ((?:#|rgb).+)\)$/.exec(value);
  return match ? [match[1] ?? '', match[2] ?? ''] : [value, value];
}

/** Relative luminance, as WCAG 2 has it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

it('has no token that nobody uses', () => {
  const source = join(import.meta.dirname, '..');
  const used = new Set<string>();
  for (const path of globSync('**/*.{css,svelte,ts}', { cwd: source }))
    for (const [, name = ''] of readFileSync(join(source, path), 'utf8').matchAll(/var\(--([\w-]+)/g)) used.add(name);
  expect([...usual.keys()].filter((name) => !used.has(name))).toEqual([]);
});

describe('the manual', () => {
  const section = manual.slice(manual.indexOf('## Tokens'), manual.indexOf('## Which part'));
  const named = [...section.matchAll(/`([\w-]+)`/g)].map((match) => match[1] ?? '');

  it('names every token', () => {
    expect([...usual.keys()].filter((name) => !named.includes(name))).toEqual([]);
  });

  it('says what each colour is', () => {
    const rows = [...section.matchAll(/^\| `([\w-]+)` \| `([^`]+)` \| `([^`]+)` \|/gm)];
    expect(rows.length).toBeGreaterThan(20);
    for (const [, name = '', light, dark] of rows)
      expect([name, ...both(usual.get(name) ?? '')]).toEqual([name, light, dark]);
  });

  it('says what each part is for', () => {
    const door = readFileSync(join(import.meta.dirname, 'index.ts'), 'utf8');
    const parts = [...door.matchAll(/default as (\w+)/g)].map((match) => match[1] ?? '');
    const table = manual.slice(manual.indexOf('## Which part'), manual.indexOf('## Commands'));
    expect(parts.filter((part) => !table.includes(`\`${part}\``))).toEqual([]);
  });
});

const grounds = ['paper', 'surface', 'sunken'];
const text = ['ink', 'ink-soft', 'ink-faint', 'link', 'danger', 'good'];

describe.each([
  ['usual', usual, 4.5],
  ['more', new Map([...usual, ...contrast]), 7],
] as const)('with the %s contrast', (_, tokens, least) => {
  const of = (name: string, dark: number): string => both(tokens.get(name) ?? '')[dark] ?? '';

  it.each([
    ['light', 0],
    ['dark', 1],
  ] as const)('words can be read in %s', (_, dark) => {
    const weak = text.flatMap((name) =>
      grounds
        .filter((ground) => ratio(of(name, dark), of(ground, dark)) < least)
        .map((ground) => `${name} on ${ground}`),
    );
    expect(weak).toEqual([]);
    expect(ratio(of('on-yolk', dark), of('yolk', dark))).toBeGreaterThan(7);
    expect(ratio(of('on-dark', dark), of('dark', dark))).toBeGreaterThan(7);
    expect(ratio(of('on-dark', dark), of('dark-danger', dark))).toBeGreaterThan(7);
    expect(ratio(of('on-danger', dark), of('danger-fill', dark))).toBeGreaterThan(4.5);
  });

  it.each([
    ['light', 0],
    ['dark', 1],
  ] as const)('the focus and what can be changed are seen in %s', (_, dark) => {
    const weak = ['focus', 'line-strong'].flatMap((name) =>
      grounds.filter((ground) => ratio(of(name, dark), of(ground, dark)) < 3).map((ground) => `${name} on ${ground}`),
    );
    expect(weak).toEqual([]);
  });
});
