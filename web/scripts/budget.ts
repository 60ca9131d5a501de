/**
 * Holds what was built against its budgets: `npm run budget`, with --all for every chunk. KB are 1,000 bytes, as gzip sends
 * them; fonts are compressed already.
 */
import { fileURLToPath } from 'node:url';
import { builtIn, ofRoutes, weight } from './built.ts';

const KB = 1000;
/** The timeline: what must arrive before it can show anything. */
const TIMELINE = '/(app)';
const FIRST_LOAD = 120 * KB;
const FIRST_STYLES = 20 * KB;
/** Any single script. */
const CHUNK = 80 * KB;
const FONTS = 60 * KB;

/** Addresses that are names or are only read by people; nothing is ever asked of them. */
const NAMES = [
  'http://www.w3.org/', // XML namespaces
  'https://svelte.dev/e/', // explanations of Svelte's errors
  'https://paraglidejs.com/errors', // the same of the words
  'https://bits-ui.com/',
  'https://www.npmjs.com/package/hash-wasm', // where a library says what to read
  'https://sveltekit-redirect.invalid', // bases against which addresses are read
  'http://fallback.com',
  'https://www.openstreetmap.org/', // a link that people may follow
  'http://example.com',
];

const built = builtIn(fileURLToPath(new URL('../build', import.meta.url)));
const failures: string[] = [];

function hold(what: string, bytes: number, limit: number): void {
  console.log(`${(bytes / KB).toFixed(1).padStart(7)} KB of ${limit / KB}  ${what}`);
  if (bytes > limit) failures.push(`${what}: ${(bytes / KB).toFixed(1)} KB, where ${limit / KB} KB are allowed`);
}

const weights = new Map(built.paths.map((path) => [path, weight(built, path)]));
const sum = (paths: readonly string[]): number => paths.reduce((total, path) => total + (weights.get(path) ?? 0), 0);
const scripts = (paths: readonly string[]): string[] => paths.filter((path) => path.endsWith('.js'));
const styles = (paths: readonly string[]): string[] => paths.filter((path) => path.endsWith('.css'));

const routes = ofRoutes(built);
const timeline = routes.get(TIMELINE);
if (!timeline) throw new Error(`The build has no route ${TIMELINE}.`);
hold('scripts of the timeline', sum(scripts(timeline)), FIRST_LOAD);
hold('styles of the timeline', sum(styles(timeline)), FIRST_STYLES);

const [largest = ''] = scripts(built.paths).sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
hold(`the largest script (${largest})`, weights.get(largest) ?? 0, CHUNK);

const fonts = built.paths.filter((path) => path.endsWith('.woff2'));
hold(
  `fonts (${fonts.length})`,
  fonts.reduce((total, path) => total + built.read(path).length, 0),
  FONTS,
);

for (const path of built.paths.filter((name) => /\.(js|css|html|webmanifest|svg)$/.test(name))) {
  for (const [address] of built
    .read(path)
    .toString()
    .matchAll(/(?:https?|wss?):\/\/\w[\w.-]*[^\s"'`\\)<]*/g)) {
    if (!NAMES.some((name) => address.startsWith(name))) failures.push(`${path} names ${address}`);
  }
}

if (process.argv.includes('--all')) {
  const first = new Set(timeline);
  for (const [path, bytes] of [...weights].sort((a, b) => b[1] - a[1]))
    if (path.endsWith('.js'))
      console.log(`${(bytes / KB).toFixed(1).padStart(7)} KB  ${first.has(path) ? '*' : ' '} ${path}`);
  for (const [route, files] of routes) console.log(`${(sum(scripts(files)) / KB).toFixed(1).padStart(7)} KB  ${route}`);
}
if (failures.length > 0) {
  console.error(`\nThe build is over its budget:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
  process.exit(1);
}
