// @vitest-environment node
/** Plants one violation of each rule of the stairs: a rule that catches nothing is worse than none. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const web = fileURLToPath(new URL('..', import.meta.url));

const component = (line: string): string => `<script lang="ts">\n  ${line}\n</script>\n`;

const TREE: Record<string, string> = {
  'src/api/index.ts': 'export const api = 1;',
  'src/words/index.ts': 'export const words = 1;',
  'src/ui/index.ts': "export { default as Button } from './Button.svelte';",
  'src/ui/Button.svelte': component("import { words } from '#words';"),
  'src/rooms/photos/index.ts': "export { shelf } from './shelf';",
  'src/rooms/photos/shelf.ts': "import { api } from '#api';\nexport const shelf = api;",
  // Half of a circle, whose other half is planted.
  'src/rooms/photos/round.ts': "import './about';\nexport const round = 1;",
  'src/rooms/viewer/index.ts': "export { default as Viewer } from './Viewer.svelte';",
  'src/rooms/viewer/Viewer.svelte': component(
    "import { shelf } from '#rooms/photos';\n  import { Button } from '#ui';",
  ),
  'src/rooms/device/caches.ts': "export const shell = 'shell';",
  'src/service-worker/index.ts': "import { shell } from '../rooms/device/caches';\nexport const own = shell;",
  'src/routes/+page.svelte': component("import { Viewer } from '#rooms/viewer';"),
};

const PLANTED: Record<string, { rule: string; text: string }> = {
  'src/ui/Bad.svelte': { rule: 'ui-api-words-stand-below', text: component("import { shelf } from '#rooms/photos';") },
  'src/api/bad.ts': { rule: 'api-and-words-stand-alone', text: "export { Button } from '#ui';" },
  'src/rooms/photos/Bad.svelte': {
    rule: 'rooms-know-no-route',
    text: component("import Page from '../../routes/+page.svelte';"),
  },
  'src/rooms/viewer/bad.ts': {
    rule: 'rooms-are-entered-by-their-door',
    text: "export { shelf } from '../photos/shelf';",
  },
  'src/routes/Bad.svelte': {
    rule: 'routes-use-the-door-too',
    text: component("import { shelf } from '../rooms/photos/shelf';"),
  },
  'src/service-worker/bad.ts': {
    rule: 'the-service-worker-is-a-program-of-its-own',
    text: "export { words } from '#words';",
  },
  'src/rooms/device/bad.ts': {
    rule: 'no-page-imports-the-service-worker',
    text: "export { own } from '../../service-worker';",
  },
  'src/rooms/viewer/Menu.svelte': {
    rule: 'headless-library-in-ui-only',
    text: component("import { Dialog } from 'bits-ui';"),
  },
  'src/rooms/photos/about.ts': { rule: 'no-cycles', text: "import './round';\nexport const about = 1;" },
  'src/rooms/photos/lost.ts': { rule: 'everything-resolves', text: "export { x } from '#rooms/nowhere';" },
};

interface Report {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

describe('the stairs', () => {
  const house = mkdtempSync(join(tmpdir(), 'stairs-'));
  let report: Report;

  beforeAll(() => {
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.js'])
      copyFileSync(join(web, file), join(house, file));
    symlinkSync(join(web, 'node_modules'), join(house, 'node_modules'));
    const planted = Object.entries(PLANTED).map(([path, { text }]) => [path, text] as const);
    for (const [path, text] of [...Object.entries(TREE), ...planted]) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    const run = join(web, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const output = execFileSync(process.execPath, [run, 'src', '--output-type', 'json'], {
      cwd: house,
      encoding: 'utf8',
    });
    report = JSON.parse(output) as Report;
  }, 60_000);

  afterAll(() => rmSync(house, { recursive: true }));

  it.each(Object.entries(PLANTED))('finds what is wrong with %s', (path, { rule }) => {
    const found = report.summary.violations
      .filter((violation) => violation.from === path)
      .map((violation) => violation.rule.name);
    expect(found).toContain(rule);
  });

  it('finds nothing else', () => {
    expect(report.summary.violations.filter((violation) => !(violation.from in PLANTED))).toEqual([]);
  });
});
