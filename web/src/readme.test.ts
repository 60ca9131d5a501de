/** A reader who asks where something is finds it: the table of the README, held to the tree. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

const source = import.meta.dirname;
const readme = readFileSync(join(source, '../README.md'), 'utf8');
const rows = [...readme.matchAll(/^\| ([^|]+?) +\| (`[^|]+`[^|]*?) +\|$/gm)].map(
  ([, what = '', where = '']) => [what, [...where.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)] as const,
);

it('tells of many things', () => expect(rows.length).toBeGreaterThan(40));

it.each(rows.filter(([, [first = '']]) => first.includes('/')))('%s: %s', (_, names) => {
  let file = '';
  for (const name of names) {
    if (/\.(ts|css|svelte)$/.test(name)) {
      file = normalize(name.includes('/') ? name : join(dirname(file), name));
      expect(existsSync(join(source, file)), file).toBe(true);
    } else expect(readFileSync(join(source, file), 'utf8')).toMatch(new RegExp(`\\b${name}\\b`));
  }
});
