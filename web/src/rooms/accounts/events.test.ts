/** Holds the words to the server's own: whatever it notes of an account has some. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventName, KINDS } from './events';

const server = join(import.meta.dirname, '../../../../src/albumen');

it('has words for each event of accounts', () => {
  const kinds = globSync('**/*.py', { cwd: server }).flatMap((path) =>
    [...readFileSync(join(server, path), 'utf8').matchAll(/note_event\(\s*[\w.]+,\s*[\w.]+,\s*"([^"]+)"/g)].map(
      ([, kind = '']) => kind,
    ),
  );
  expect(kinds).toContain('password link');
  expect(kinds.filter((kind) => !KINDS.includes(kind))).toEqual([]);
});

it('says of what a newer server notes what it says itself', () => {
  expect([eventName('moved away'), eventName('created')]).toEqual(['Moved away', 'Account made']);
});
