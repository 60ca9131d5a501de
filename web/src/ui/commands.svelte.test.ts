import { flushSync } from 'svelte';
import { beforeEach, expect, it } from 'vitest';
import { Commands, type Command } from './commands.svelte';

let commands: Commands;
let done: string[];
let memory: Map<string, string>;
const storage = {
  getItem: (name: string) => memory.get(name) ?? null,
  setItem: (name: string, value: string) => void memory.set(name, value),
};

function command(id: string, more: Partial<Command> = {}): Command {
  return { id, label: id, group: 'Do', run: () => void done.push(id), ...more };
}

/** A key event, as far as the registry looks at it. */
function key(name: string, more: Partial<KeyboardEvent> = {}, at = 0): KeyboardEvent {
  const nothing = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };
  return { key: name, timeStamp: at, target: null, defaultPrevented: false, ...nothing, ...more } as KeyboardEvent;
}

beforeEach(() => {
  memory = new Map();
  commands = new Commands(() => storage);
  done = [];
});

it('offers what is registered, as long as it is', () => {
  const leave = commands.register([command('one')]);
  commands.register(() => [command('two')]);
  expect(commands.all.map(({ id }) => id)).toEqual(['one', 'two']);
  leave();
  expect(commands.all.map(({ id }) => id)).toEqual(['two']);
});

it('can be told in effects, by several', () => {
  const end = $effect.root(() => {
    for (const id of ['one', 'two']) $effect(() => commands.register([command(id)]));
  });
  flushSync();
  expect(commands.all.map(({ id }) => id)).toEqual(['one', 'two']);
  end();
  expect(commands.all).toEqual([]);
});

it('takes the last of two with one name', () => {
  commands.register([command('open', { label: 'Open' }), command('close')]);
  commands.register([command('open', { label: 'Open this' })]);
  expect(commands.all.map(({ label }) => label)).toEqual(['close', 'Open this']);
});

it('finds by label first, then by other words', () => {
  commands.register([
    command('theme', { label: 'Dark', words: ['night'] }),
    command('knight', { label: 'Night watch' }),
    command('trash', { label: 'Trash', group: 'Go to' }),
  ]);
  expect(commands.find('night').map(({ id }) => id)).toEqual(['knight', 'theme']);
  expect(commands.find('go trash').map(({ id }) => id)).toEqual(['trash']);
  expect(commands.find('zzz')).toEqual([]);
  expect(commands.find(' ')).toHaveLength(3);
});

it('does what it is told, and remembers', () => {
  const went: string[] = [];
  commands.register([command('a'), command('b', { href: '/b' }), command('c')]);
  for (const one of [...commands.all, ...commands.all.slice(0, 1)]) commands.run(one, (href) => went.push(href));
  expect(done).toEqual(['a', 'c', 'a']);
  expect(went).toEqual(['/b']);
  expect(commands.lately.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
});

it('remembers what this browser knows, and nothing that is no name', () => {
  commands.register([command('a'), command('b')]);
  for (const kept of ['not json', '{}', '["b", 7, "gone"]']) {
    memory.set('albumen.commands', kept);
    commands.recall();
  }
  expect(commands.lately.map(({ id }) => id)).toEqual(['b']);
});

it('knows a key, and two keys one after the other', () => {
  commands.register([
    command('up', { keys: 'u' }),
    command('find', { keys: 'Ctrl+k' }),
    command('go', { keys: 'g u' }),
  ]);
  expect(commands.pressed(key('u'))?.id).toBe('up');
  expect(commands.pressed(key('K', { ctrlKey: true }))?.id).toBe('find');
  expect(commands.pressed(key('k', { metaKey: true }))?.id).toBe('find');
  expect(commands.pressed(key('k'))).toBeNull();
  expect(commands.pressed(key('g', {}, 100))).toBeNull();
  expect(commands.pressed(key('u', {}, 400))?.id).toBe('go');
  expect(commands.pressed(key('g', {}, 1000))).toBeNull();
  expect(commands.pressed(key('u', {}, 3000))?.id).toBe('up');
});

it('hears a sign that needs Shift, and no key that somebody has already answered', () => {
  commands.register([command('help', { keys: '?' }), command('own', { keys: 'o', ownKeys: true })]);
  expect(commands.pressed(key('?', { shiftKey: true }))?.id).toBe('help');
  expect(commands.pressed(key('?', { defaultPrevented: true }))).toBeNull();
  expect(commands.pressed(key('o'))).toBeNull();
});

it('stands under headings, what was done lately under one of its own, and each once', () => {
  commands.register([
    command('one'),
    command('two', { group: 'Go' }),
    command('three'),
    command('four', { group: 'Go' }),
  ]);
  commands.run(command('two'), () => undefined);
  const told = (typed: string): [string, string[]][] =>
    commands.grouped(typed, 'Lately').map((group) => [group.title, group.commands.map(({ id }) => id)]);
  expect(told(' ')).toEqual([
    ['Lately', ['two']],
    ['Do', ['one', 'three']],
    ['Go', ['four']],
  ]);
  expect(told('two')).toEqual([['Go', ['two']]]);
  expect(told('nothing like it')).toEqual([]);
});
