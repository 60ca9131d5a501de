import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { firstLoad, learnFirstLoad } from './scripts/first-load.ts';
import { words } from './words.config.ts';

// `npm run dev` speaks to an Albumen that runs on its own: `albumen serve`, or another address in ALBUMEN_SERVER.
const server = process.env.ALBUMEN_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [
    learnFirstLoad(),
    paraglideVitePlugin(words),
    sveltekit({
      adapter: adapter({ fallback: 'index.html' }),
      serviceWorker: { register: false },
      compilerOptions: { runes: true },
    }),
  ],
  build: {
    // The first browsers that know light-dark(): lowered for older ones, a dark island on a light page would be light.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A font or picture inside a style sheet would be a data: address, which the policy refuses.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // A word that is missing must stop the build: it would be an empty label on somebody's screen.
      onLog(level, log, report) {
        if (log.code === 'IMPORT_IS_UNDEFINED') throw new Error(log.message);
        report(level, log);
      },
    },
  },
  // Tests get the Svelte that browsers get; the one for servers has an `untrack` and a `flushSync` that do nothing.
  ...(process.env.VITEST ? { resolve: { conditions: ['browser'] } } : {}),
  environments: { client: { build: { rolldownOptions: firstLoad() } } },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/media': server } },
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    // Runes are compiled as for a browser, or nothing in the tests would react.
    environment: './scripts/client-environment.ts',
  },
});
