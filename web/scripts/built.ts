/** Reads what a build consists of: which scripts and styles a page fetches before it can show anything. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A built client: the text or bytes of a file by its path below the folder, such as `_app/immutable/chunks/x.js`. */
export interface Built {
  readonly paths: readonly string[];
  read(path: string): Buffer;
}

export function builtIn(folder: string): Built {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => posix.join(file.parentPath.slice(folder.length).replaceAll('\\', '/'), file.name));
  return {
    paths: paths.map((path) => path.replace(/^\//, '')).sort(),
    read: (path) => readFileSync(join(folder, path)),
  };
}

/** Bytes of a file as it travels. */
export function weight(built: Built, path: string): number {
  return gzipSync(built.read(path), { level: 9 }).length;
}

const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g;
const DEPENDENCIES = /d=\(m\.f\|\|\(m\.f=(\[[^\]]*\])\)\)/;
const NODE = /import\((?:`|"|')(\.\.\/nodes\/(\d+)\.[^`"']+\.js)(?:`|"|')\)\s*,\s*__vite__mapDeps\((\[[\d,]*\])\)/g;
const DICTIONARY = /=(\{"\/[^{}]*\})/g;

/** A script and all that it imports before it can run. */
export function closure(built: Built, ...from: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = [...from];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const text = built.read(path).toString();
    for (const match of text.matchAll(STATIC_IMPORT)) waiting.push(posix.join(posix.dirname(path), match[1] ?? ''));
  }
  return [...found].sort();
}

/** What index.html itself asks for. */
export function ofPage(built: Built): string[] {
  const html = built.read('index.html').toString();
  return [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '');
}

/** Each route with the scripts and styles of its page and of the layouts around it, those of index.html included. */
export function ofRoutes(built: Built): Map<string, string[]> {
  const entry = built.paths.find((path) => /^_app\/immutable\/entry\/app\.[^/]+\.js$/.test(path));
  if (!entry) throw new Error('The build has no app entry.');
  const text = built.read(entry).toString();
  const list = DEPENDENCIES.exec(text)?.[1];
  const [dictionary] = [...text.matchAll(DICTIONARY)].map((match) => match[1] ?? '');
  if (!list || !dictionary)
    throw new Error('The app entry is not written as it used to be: its routes were not found.');
  const dependencies = JSON.parse(list) as string[];
  const below = (path: string): string => posix.join(posix.dirname(entry), path);
  const nodes = new Map<number, string[]>();
  for (const [, path = '', number = '', indices = ''] of text.matchAll(NODE)) {
    const styles = (JSON.parse(indices) as number[]).map((index) => dependencies[index] ?? '');
    nodes.set(Number(number), [below(path), ...styles.filter((name) => name.endsWith('.css')).map(below)]);
  }
  const start = ofPage(built);
  const routes = Object.entries(JSON.parse(dictionary) as Record<string, [number, number[]?]>);
  return new Map(
    routes.map(([route, [page, layouts = []]]) => {
      const files = [...start, ...[0, ...layouts, page].flatMap((number) => nodes.get(number) ?? missing(route))];
      const styles = files.filter((path) => path.endsWith('.css'));
      return [route, [...closure(built, ...files.filter((path) => path.endsWith('.js'))), ...new Set(styles)]];
    }),
  );
}

function missing(route: string): never {
  throw new Error(`A part of the route ${route} was not found in the build.`);
}
