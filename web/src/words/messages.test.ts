/** Every language says everything, with the same values in it, no word stands in two files, and none is there for nothing. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, 'messages/');
const source = join(import.meta.dirname, '..');
const files = readdirSync(`${folder}en`).filter((name) => name.endsWith('.json'));
const languages = readdirSync(folder);

function read(language: string, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`${folder}${language}/${file}`, 'utf8')) as Record<string, unknown>;
}

/** The names in braces, sorted: each value that is handed in must be said. */
function values(message: unknown): string[] {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();
}

describe.each(languages)('%s', (language) => {
  it.each(files)('says all of %s, with the same values', (file) => {
    const [base, said] = [read('en', file), read(language, file)];
    expect(Object.keys(said).sort()).toEqual(Object.keys(base).sort());
    for (const [name, message] of Object.entries(said)) {
      expect(values(message), name).toEqual(values(base[name]));
      expect(JSON.stringify(message), name).not.toBe('""');
    }
  });
});

it('says nothing that nobody shows', () => {
  const shown = new Set<string>();
  for (const path of globSync('**/*.{ts,svelte}', { cwd: source, exclude: (name) => name.endsWith('paraglide') }))
    if (!path.endsWith('.test.ts'))
      for (const [name] of readFileSync(join(source, path), 'utf8').matchAll(/\w+/g)) shown.add(name);
  expect(files.flatMap((file) => Object.keys(read('en', file))).filter((name) => !shown.has(name))).toEqual([]);
});

it('has one home for each word', () => {
  const names = files.flatMap((file) => Object.keys(read('en', file)));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('reads every file that there is', () => {
  const settings = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../project.inlang/settings.json'), 'utf8'),
  ) as Record<string, { pathPattern: string[] }>;
  const named = settings['plugin.inlang.messageFormat']?.pathPattern.map((path) => path.split('/').at(-1));
  expect(named?.sort()).toEqual([...files].sort());
});
