/** The stairs of the client: routes → rooms → ui | api | words, and the service worker beside them. `src/stairs.test.ts` plants a violation of each rule. */
/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'ui-api-words-stand-below',
      comment: 'What shows, what asks and what says know no room.',
      severity: 'error',
      from: { path: '^src/(ui|api|words)/' },
      to: { path: '^src/(rooms|routes)/' },
    },
    {
      name: 'api-and-words-stand-alone',
      severity: 'error',
      from: { path: '^src/(api|words)/' },
      to: { path: '^src/ui/' },
    },
    { name: 'rooms-know-no-route', severity: 'error', from: { path: '^src/rooms/' }, to: { path: '^src/routes/' } },
    {
      name: 'rooms-are-entered-by-their-door',
      comment: "Another room is imported by its index.ts only: import { … } from '#rooms/photos'.",
      severity: 'error',
      from: { path: '^src/rooms/([^/]+)/' },
      to: { path: '^src/rooms/', pathNot: ['^src/rooms/$1/', '^src/rooms/[^/]+/index\\.ts$'] },
    },
    {
      name: 'routes-use-the-door-too',
      severity: 'error',
      from: { path: '^src/routes/' },
      to: { path: '^src/rooms/', pathNot: '^src/rooms/[^/]+/index\\.ts$' },
    },
    {
      name: 'the-service-worker-is-a-program-of-its-own',
      comment: 'It shares with the rooms the names of the caches alone, a file that knows no page.',
      severity: 'error',
      from: { path: '^src/service-worker/' },
      to: { path: '^src/', pathNot: ['^src/service-worker/', '^src/rooms/device/caches\\.ts$'] },
    },
    {
      name: 'no-page-imports-the-service-worker',
      severity: 'error',
      from: { pathNot: '^src/service-worker/' },
      to: { path: '^src/service-worker/' },
    },
    {
      name: 'headless-library-in-ui-only',
      comment: 'bits-ui is dressed once, in src/ui.',
      severity: 'error',
      from: { pathNot: '^src/ui/' },
      to: { path: 'bits-ui' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'everything-resolves',
      comment: 'An import that is not found would slip through every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(\\$app/|\\./\\$types|node:|vitest/config)|\\?worker' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/words/paraglide/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'browser', 'import', 'types', 'default'],
      extensions: ['.ts', '.svelte.ts', '.js', '.mjs', '.svelte', '.d.ts'],
    },
  },
};
