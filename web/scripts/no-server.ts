/**
 * Leaves out of the client what only sites with a SvelteKit server need: the library that reads what such a server sends. Nothing
 * here comes from one (pages are a shell, and the rest is asked of the API), and it is 5 KB of what the timeline waits for.
 * Whatever asks for it all the same says so at once.
 */
import type { Plugin } from 'vite';

const LIBRARY = 'devalue';
const INSTEAD = '\0no-server';
const NAMES = ['stringifyAsync', 'uneval', 'unflatten'];

export function withoutServer(): Plugin {
  return {
    name: 'albumen-no-server',
    enforce: 'pre',
    apply: 'build',
    applyToEnvironment: (environment) => environment.name === 'client',
    resolveId: (id) => (id === LIBRARY ? INSTEAD : undefined),
    load: (id) =>
      id === INSTEAD
        ? `const none = () => { throw new Error('There is no SvelteKit server.'); };
           export class DevalueError extends Error {}
           // The router keeps what pages put into the browser's history so; with us these are plain values.
           export const stringify = (value) => JSON.stringify(value);
           export const parse = (text) => JSON.parse(text);
           export { ${NAMES.map((name) => `none as ${name}`).join(', ')} };`
        : undefined,
  };
}
