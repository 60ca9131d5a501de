/** Holds the names to the server's own: whatever it writes down has one in every language. */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { laneName, taskName } from './names';

const server = join(import.meta.dirname, '../../../../src/albumen');
const sources = globSync('**/*.py', { cwd: server }).map(
  (path) => [path, readFileSync(join(server, path), 'utf8')] as const,
);

/** What is made of a name that is not known: the name itself, as a sentence begins. */
const unknown = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[._]/g, ' ');

describe('names', () => {
  it('has one for each task', () => {
    const tasks = sources
      .filter(([path]) => basename(path) === 'tasks.py')
      .flatMap(([path, text]) =>
        [...text.matchAll(/^@task\([\s\S]*?^async def (\w+)/gm)].map(([, name]) => `${dirname(path)}.${name}`),
      );
    expect(tasks).toContain('accounts.send_letter');
    expect(tasks.filter((task) => taskName(task) === unknown(task))).toEqual([]);
  });

  it('says of what a newer server has what it says itself', () => {
    expect([taskName('search.index_all'), laneName('slow')]).toEqual(['Search index all', 'Slow']);
  });
});
