/** What a page fetches before it can run is found in scripts as the bundler writes them. */
import { describe, expect, it } from 'vitest';
import { closure, ofRoutes, weight, type Built } from './built.ts';

function build(files: Readonly<Record<string, string>>): Built {
  return { paths: Object.keys(files).sort(), read: (path) => Buffer.from(files[path] ?? `no ${path}`) };
}

const client = build({
  'index.html':
    '<script src="/theme.js"></script><link href="/_app/immutable/entry/start.a.js" rel="modulepreload">' +
    '<link href="/_app/immutable/assets/0.a.css" rel="stylesheet">',
  'theme.js': 'let theme',
  '_app/immutable/entry/start.a.js': 'import{t as e}from"../chunks/kit.js";e()',
  '_app/immutable/entry/app.a.js':
    'const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["../nodes/0.a.js","../assets/0.a.css","../nodes/1.a.js",' +
    '"../nodes/2.a.js","../chunks/tiles.js","../assets/2.a.css"])))=>i.map(i=>d[i]);' +
    'n=[()=>e(()=>import(`../nodes/0.a.js`),__vite__mapDeps([0,1]),import.meta.url),' +
    '()=>e(()=>import(`../nodes/1.a.js`),__vite__mapDeps([2]),import.meta.url),' +
    '()=>e(()=>import(`../nodes/2.a.js`),__vite__mapDeps([3,4,5]),import.meta.url)],i={"/":[2],"/(x)/y":[1,[2]]},',
  '_app/immutable/nodes/0.a.js': 'import"../chunks/kit.js";',
  '_app/immutable/nodes/1.a.js': 'export{x as y}from"../chunks/kit.js";',
  '_app/immutable/nodes/2.a.js': 'import{a}from"../chunks/tiles.js";e(()=>import(`../chunks/later.js`),[],1)',
  '_app/immutable/chunks/tiles.js': 'import{a}from"./kit.js";',
  '_app/immutable/chunks/kit.js': 'let kit',
  '_app/immutable/chunks/later.js': 'let later',
  '_app/immutable/assets/0.a.css': 'p{}',
  '_app/immutable/assets/2.a.css': 'b{}',
});

describe('a script', () => {
  it('brings all that it imports, and nothing that it may ask for later', () => {
    expect(closure(client, '_app/immutable/nodes/2.a.js')).toEqual([
      '_app/immutable/chunks/kit.js',
      '_app/immutable/chunks/tiles.js',
      '_app/immutable/nodes/2.a.js',
    ]);
  });

  it('weighs what gzip makes of it', () => {
    const long = build({ 'a.js': 'x'.repeat(10_000) });
    expect(weight(long, 'a.js')).toBeLessThan(100);
  });
});

describe('a route', () => {
  it('brings what the page starts with, its layouts and itself', () => {
    const routes = ofRoutes(client);
    expect(routes.get('/')).toEqual([
      '_app/immutable/chunks/kit.js',
      '_app/immutable/chunks/tiles.js',
      '_app/immutable/entry/start.a.js',
      '_app/immutable/nodes/0.a.js',
      '_app/immutable/nodes/2.a.js',
      'theme.js',
      '_app/immutable/assets/0.a.css',
      '_app/immutable/assets/2.a.css',
    ]);
    expect(routes.get('/(x)/y')).toContain('_app/immutable/nodes/1.a.js');
  });

  it('is missed when the bundler writes otherwise than it used to', () => {
    const other = build({ 'index.html': '', '_app/immutable/entry/app.a.js': 'let app' });
    expect(() => ofRoutes(other)).toThrow('not written as it used to be');
  });
});
