/**
 * Puts all that the timeline waits for into one script. The bundler would make a hundred small ones of it (a part that two pages
 * share is a chunk of its own), each packed alone: 17 KB more, and a hundred requests before anything is seen.
 *
 * Only the bundler knows what of a room a page really uses, so the client is built twice: the first time tells what that is
 * (ALBUMEN_FIRST_PASS is set), the second time puts it together.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const list = fileURLToPath(new URL('../node_modules/.cache/first-load.json', import.meta.url));
const learning = process.env['ALBUMEN_FIRST_PASS'] !== undefined;
/** The timeline's page and what lies around it. */
const PAGE = ['src/routes/+layout', 'src/routes/(app)/+layout', 'src/routes/(app)/+page'];

/** Looked for by SvelteKit, each in a script of its own. */
const KIT = /\/@sveltejs\/kit\/|\.svelte-kit\/|^\0/;

type Bundle = Record<string, Rolldown.OutputChunk | Rolldown.OutputAsset>;

/** The modules of the scripts that the timeline's page imports, directly or not. */
function modulesOf(bundle: Bundle): string[] {
  const chunks = Object.values(bundle).filter((part) => part.type === 'chunk');
  const named = (id: string): string => relative(root, id).replace(/\?.*$/, '');
  const isStart = (chunk: Rolldown.OutputChunk): boolean =>
    chunk.name.startsWith('entry/') ||
    chunk.moduleIds.some((id) => PAGE.some((page) => named(id).startsWith(`${page}.`)));
  const found = new Set<string>();
  const waiting = chunks.filter(isStart).map((chunk) => chunk.fileName);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = bundle[name];
    if (found.has(name) || chunk?.type !== 'chunk') continue;
    found.add(name);
    waiting.push(...chunk.imports);
  }
  return chunks.filter((chunk) => found.has(chunk.fileName)).flatMap((chunk) => chunk.moduleIds);
}

export function learnFirstLoad(): Plugin {
  return {
    name: 'albumen-first-load',
    apply: 'build',
    applyToEnvironment: (environment) => environment.name === 'client',
    generateBundle(_, bundle) {
      if (!learning) return;
      mkdirSync(dirname(list), { recursive: true });
      writeFileSync(list, JSON.stringify(modulesOf(bundle)));
    },
  };
}

/** How the bundler is told to put them together; nothing, while it is found out what they are. */
export function firstLoad(): Rolldown.RolldownOptions {
  if (learning || process.env['VITEST']) return {};
  let modules: Set<string>;
  try {
    modules = new Set(JSON.parse(readFileSync(list, 'utf8')) as string[]);
  } catch {
    return {};
  }
  const first = (id: string): boolean => modules.has(id) && !KIT.test(id);
  const groups = [
    // Libraries change less often than what is made with them.
    { name: 'libraries', priority: 2, test: (id: string): boolean => first(id) && id.includes('/node_modules/') },
    { name: 'first', priority: 1, test: first },
  ];
  return {
    // A chunk may give away more than the entry it holds.
    preserveEntrySignatures: 'allow-extension',
    output: { codeSplitting: { groups, includeDependenciesRecursively: false } },
  };
}
