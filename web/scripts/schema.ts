/**
 * Writes the types of the API into src/api/schema.d.ts, or with --check says whether they are what the server would give.
 *
 * The description comes from `albumen openapi` of this project's environment, or from a file: `npm run schema -- FILE`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));
const albumen = fileURLToPath(new URL('../../.venv/bin/albumen', import.meta.url));
const words = process.argv.slice(2);
const check = words.includes('--check');
const file = words.find((word) => !word.startsWith('--'));

const description = file ? readFileSync(file, 'utf8') : execFileSync(albumen, ['openapi'], { encoding: 'utf8' });

// A request field with a default may be left out; the generator would otherwise ask for it.
const ast = await openapiTS(description, { defaultNonNullable: false });
const written = `/** Generated from the server's OpenAPI by \`npm run schema\`. Do not edit. */\n\n${astToString(ast)}`;

if (!check) {
  writeFileSync(target, written);
} else if (readFileSync(target, 'utf8') !== written) {
  console.error('src/api/schema.d.ts is not what the server describes: run `npm run schema`.');
  process.exit(1);
}
