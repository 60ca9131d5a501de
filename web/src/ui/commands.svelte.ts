/**
 * What can be done and where one can go, by name: what the command palette offers and the sheet of keys shows. Whoever can
 * do something registers it for as long as it can be done:
 *
 *     $effect(() => commands.register(() => [{ id: 'upload', label: words.upload(), group: …, keys: 'u', run }]));
 */
import { untrack, type Component } from 'svelte';
import { fit } from './fuzzy';
import { strokeOf, strokesOf, typing } from './keys';

export interface Command {
  /** Always the same, so that what was done lately can be told again. */
  id: string;
  label: string;
  /** The heading under which it stands. */
  group: string;
  icon?: Component<{ size?: number }>;
  /** Other words that find it. */
  words?: readonly string[];
  /** "u", "Ctrl+k", "g f": pressing them does it, wherever the keyboard is but in a field. */
  keys?: string;
  /** Whoever registers it listens for the keys itself. */
  ownKeys?: boolean;
  /** Where it leads; */
  href?: string;
  /** or what it does. */
  run?: () => void;
}

export interface Group {
  title: string;
  commands: Command[];
}

/** Keys that do something in a place and are no command: arrows in the timeline. Only shown. */
export interface KeyHint {
  label: string;
  group: string;
  keys: string;
}

/** Where it is kept what was done lately. */
type Memory = Pick<Storage, 'getItem' | 'setItem'>;

type Source<Thing> = readonly Thing[] | (() => readonly Thing[]);

const KEY = 'albumen.commands';
const REMEMBERED = 5;
/** Milliseconds in which the second of two keys must follow. */
const SEQUENCE = 1200;

function remembered(storage: () => Memory): string[] {
  try {
    const kept: unknown = JSON.parse(storage().getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, REMEMBERED) : [];
  } catch (error) {
    // Storage is forbidden, or somebody else wrote there.
    if (error instanceof DOMException || error instanceof SyntaxError) return [];
    throw error;
  }
}

export class Commands {
  private sources = $state.raw<readonly Source<Command>[]>([]);
  private hintSources = $state.raw<readonly Source<KeyHint>[]>([]);
  private before: { stroke: string; at: number } | null = null;
  recent = $state.raw<readonly string[]>([]);

  readonly all: readonly Command[] = $derived.by(() => {
    const found = this.sources.flatMap((source) => (typeof source === 'function' ? source() : source));
    // The last one that registers a name is nearest to what is on the screen.
    return found.filter((command, index) => found.findLastIndex((other) => other.id === command.id) === index);
  });

  readonly hints: readonly KeyHint[] = $derived(
    this.hintSources.flatMap((source) => (typeof source === 'function' ? source() : source)),
  );

  constructor(private readonly storage: () => Memory = () => localStorage) {}

  /** Offers commands until the answer is called. */
  register(source: Source<Command>): () => void {
    // Whoever registers in an effect must not depend on what others register.
    this.sources = [...untrack(() => this.sources), source];
    return () => (this.sources = this.sources.filter((other) => other !== source));
  }

  /** Shows keys until the answer is called. */
  explain(source: Source<KeyHint>): () => void {
    this.hintSources = [...untrack(() => this.hintSources), source];
    return () => (this.hintSources = this.hintSources.filter((other) => other !== source));
  }

  /** What fits what was typed, best first; with nothing typed, what was done lately and then everything. */
  find(typed: string): readonly Command[] {
    if (typed.trim() === '') return this.all;
    const scored = this.all.flatMap((command) => {
      const own = fit(typed, command.label);
      const others = [command.group, ...(command.words ?? [])].map((word) => fit(typed, `${word} ${command.label}`));
      const score = Math.max(own ?? -Infinity, ...others.map((other) => (other === null ? -Infinity : other - 60)));
      return score === -Infinity ? [] : [{ command, score }];
    });
    return scored.sort((a, b) => b.score - a.score).map(({ command }) => command);
  }

  /** What was done lately and can be done now. */
  get lately(): readonly Command[] {
    return this.recent.flatMap((id) => this.all.filter((command) => command.id === id));
  }

  /** What fits what was typed, under its headings; with nothing typed, what was done lately under one of its own. */
  grouped(typed: string, recent: string): Group[] {
    const lately = typed.trim() === '' ? this.lately : [];
    const groups: Group[] = lately.length > 0 ? [{ title: recent, commands: [...lately] }] : [];
    for (const command of this.find(typed)) {
      if (lately.includes(command)) continue;
      const group = groups.find(({ title }) => title === command.group);
      if (group) group.commands.push(command);
      else groups.push({ title: command.group, commands: [command] });
    }
    return groups;
  }

  /** Reads what this browser remembers. */
  recall(): void {
    this.recent = remembered(this.storage);
  }

  /** Does it, by whatever goes to an address. */
  run(command: Command, go: (href: string) => void): void {
    this.recent = [command.id, ...this.recent.filter((id) => id !== command.id)].slice(0, REMEMBERED);
    try {
      this.storage().setItem(KEY, JSON.stringify(this.recent));
    } catch (error) {
      // It is then remembered until the page is closed.
      if (!(error instanceof DOMException)) throw error;
    }
    if (command.href !== undefined) go(command.href);
    else command.run?.();
  }

  /** The command whose keys are complete with this event, if it is one. */
  pressed(event: KeyboardEvent): Command | null {
    if (event.defaultPrevented || event.isComposing || /^(Shift|Control|Alt|Meta)$/.test(event.key)) return null;
    const stroke = strokeOf(event);
    const bare = !stroke.startsWith('Ctrl+') && !stroke.startsWith('Alt+');
    if (bare && typing(event.target)) return null;
    const first = this.before && event.timeStamp - this.before.at < SEQUENCE ? this.before.stroke : null;
    this.before = { stroke, at: event.timeStamp };
    const mine = this.all.filter((command) => command.keys !== undefined && !command.ownKeys);
    const pair = mine.find((command) => {
      const strokes = strokesOf(command.keys ?? '');
      return strokes.length === 2 && strokes[0] === first && strokes[1] === stroke;
    });
    const found = pair ?? mine.find((command) => strokesOf(command.keys ?? '').join(' ') === stroke) ?? null;
    if (found) this.before = null;
    return found;
  }
}

export const commands = new Commands();
