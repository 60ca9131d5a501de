/**
 * Finishes a build: makes it fit the strict content policy, writes that policy beside it, and puts both where the Python
 * package takes them from (src/albumen/web, which is not in git).
 *
 * csp.json maps "page" to the policy of every HTML page, and the path of a file to its own where that differs: the hash
 * worker alone may run WebAssembly. The server sends these as headers and knows none of the hashes.
 */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants as zlib, gzipSync } from 'node:zlib';

const build = fileURLToPath(new URL('../build', import.meta.url));
const target = fileURLToPath(new URL('../../src/albumen/web', import.meta.url));

function fail(sentence: string): never {
  throw new Error(`The build does not fit the content policy: ${sentence}`);
}

/** The paths of all workers: the only scripts that a page may start by their address (Trusted Types). */
function workers(): string[] {
  const files = readdirSync(join(build, '_app/immutable/workers'), { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => relative(build, join(file.parentPath, file.name)));
  return ['/service-worker.js', ...paths.map((path) => `/${path}`)];
}

/**
 * Moves SvelteKit's inline start script into a file of its own, because no inline script may run. What Trusted Types ask for
 * comes first in it.
 */
function moveBoot(): void {
  const page = join(build, 'index.html');
  const html = readFileSync(page, 'utf8');
  const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)];
  const [boot] = inline;
  if (inline.length !== 1 || !boot?.[1]) fail(`index.html has ${inline.length} inline scripts instead of one.`);
  const trusted = readFileSync(new URL('default-policy.js', import.meta.url), 'utf8');
  const script = trusted.replace(/^\/\/.*\n/gm, '').replace('WORKERS', JSON.stringify(workers())) + boot[1];
  const name = `boot.${createHash('sha256').update(script).digest('hex').slice(0, 10)}.js`;
  writeFileSync(join(build, '_app/immutable', name), script);
  const moved = html.replace(boot[0], `<script src="/_app/immutable/${name}"></script>`);
  if (/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/.test(moved)) fail('index.html has inline code left.');
  writeFileSync(page, moved);
}

/** Has the font fetched with the page: the style sheets that ask for it come late. */
function preloadFont(): void {
  const fonts = readdirSync(join(build, '_app/immutable/assets')).filter((name) =>
    /^instrument-sans-latin-wght-normal\..*\.woff2$/.test(name),
  );
  if (fonts.length !== 1) throw new Error(`${fonts.length} files look like the font of the interface, instead of one.`);
  const page = join(build, 'index.html');
  const link = `<link rel="preload" href="/_app/immutable/assets/${fonts[0]}" as="font" type="font/woff2" crossorigin />`;
  writeFileSync(page, readFileSync(page, 'utf8').replace('</title>', `</title>\n    ${link}`));
}

function scripts(): string[] {
  const files = readdirSync(join(build, '_app'), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.name.endsWith('.js')).map((file) => join(file.parentPath, file.name));
}

/** The hash of the one style attribute that SvelteKit itself writes: that of its route announcer. */
function announcerHash(files: readonly string[]): string {
  for (const file of files) {
    const match = /id="svelte-announcer"[^>]*?\sstyle="([^"]+)"/.exec(readFileSync(file, 'utf8'));
    if (match?.[1]) return `'sha256-${createHash('sha256').update(match[1]).digest('base64')}'`;
  }
  return fail('the style of the route announcer was not found.');
}

/**
 * Writes each file that gets smaller by it once more beside itself, packed: `.br` for every browser over https, `.gz` for all.
 * Packed here once and as well as it goes, and not again and again by a server.
 */
function pack(): void {
  for (const file of readdirSync(build, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !/\.(js|css|html|svg|json|webmanifest|txt|wasm)$/.test(file.name) || file.name === 'csp.json')
      continue;
    const path = join(file.parentPath, file.name);
    const data = readFileSync(path);
    const br = brotliCompressSync(data, {
      params: { [zlib.BROTLI_PARAM_QUALITY]: 11, [zlib.BROTLI_PARAM_SIZE_HINT]: data.length },
    });
    const gz = gzipSync(data, { level: 9 });
    for (const [suffix, packed] of [
      ['.br', br],
      ['.gz', gz],
    ] as const)
      // A few bytes less are not worth a second copy.
      if (packed.length < 0.9 * data.length && data.length > 512) writeFileSync(path + suffix, packed);
  }
}

function policy(announcer: string, extra = ''): string {
  return [
    "default-src 'none'",
    `script-src 'self'${extra}`,
    `style-src 'self' 'unsafe-hashes' ${announcer}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    // Downloads of several photos are asked for in a hidden frame.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    // Svelte vouches for its own templates, scripts/default-policy.js for the workers; all other markup and scripts are refused.
    "require-trusted-types-for 'script'",
    'trusted-types default svelte-trusted-html',
  ].join('; ');
}

/** Tells the service worker what this version consists of. The worker itself and what says which version it is are no part. */
function nameShell(): void {
  const all = readdirSync(build, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = all.map((file) => `/${relative(build, join(file.parentPath, file.name))}`).sort();
  const files = paths.filter(
    (path) => /^\/(_app\/immutable\/.*|[^/]+\.(js|svg))$/.test(path) && path !== '/service-worker.js',
  );
  const hash = createHash('sha256');
  for (const path of [...files, '/index.html']) hash.update(path).update(readFileSync(join(build, path)));
  const version = hash.digest('hex').slice(0, 12);
  const script = join(build, 'service-worker.js');
  const text = readFileSync(script, 'utf8');
  if (text.split('ALBUMEN_BUILD').length !== 2) fail('the service worker has no one place for its version.');
  writeFileSync(script, text.replace('ALBUMEN_BUILD', JSON.stringify({ version, files })));
}

moveBoot();
preloadFont();
nameShell();
const files = scripts();
const announcer = announcerHash(files);
const worker =
  files.find((file) => /\/workers\/hash\.worker-[^/]+\.js$/.test(file)) ?? fail('the hash worker was not found.');
const policies = {
  page: policy(announcer),
  [relative(build, worker)]: policy(announcer, " 'wasm-unsafe-eval'"),
};
writeFileSync(join(build, 'csp.json'), `${JSON.stringify(policies, null, 2)}\n`);
pack();
rmSync(target, { recursive: true, force: true });
cpSync(build, target, { recursive: true });
