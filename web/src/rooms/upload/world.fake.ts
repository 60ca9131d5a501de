/** A server in memory and a clock of our own. Files are sent only when `finish` or `refuse` says so, or by `finishAll`. */
import type { Problem } from '#api';
import { pickedOf, type Item, type Picked } from './item';
import { Unreadable, type Known, type Sending, type World } from './world';

export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** The content of a file is its name without what stands behind a blank: "a (copy).jpg" has the bytes of "a.jpg". */
export const sha = (name: string): string => name.replace(/ [^.]*/, '').padEnd(64, '_');

export function file(name: string, size = 10, path = name): Picked {
  return pickedOf(new File(['x'.repeat(size)], name, { lastModified: 1000 }), path);
}

interface Underway {
  item: Item;
  progress: (sent: number) => void;
  finish: () => void;
  refuse: (error: unknown) => void;
  aborted: boolean;
}

export class FakeWorld implements World {
  library = new Map<string, Known>();
  sending = new Map<string, Underway>();
  most = 0;
  sent: string[] = [];
  attached: string[] = [];
  restored: string[] = [];
  kept = new Map<string, string>();
  unreadable = new Set<string>();
  elsewhere = new Set<string>();
  checkFails: Problem | null = null;
  unreachable: Problem | null = null;
  full = false;
  checks = 0;
  probes = 0;
  news = 0;
  readers = 2;
  private clock = 0;
  private timers = new Map<number, { at: number; act: () => void }>();
  private next = 1;

  open = (item: Item): Promise<File> => {
    const { file: bytes } = item.source;
    if (!bytes || this.unreadable.has(item.name)) return Promise.reject(new Unreadable('gone'));
    return Promise.resolve(bytes);
  };
  digest = (bytes: File): Promise<string> => Promise.resolve(sha(bytes.name));
  check: World['check'] = (digests) => {
    this.checks++;
    if (this.checkFails) return Promise.reject(this.checkFails);
    return Promise.resolve(Object.fromEntries([...this.library].filter(([digest]) => digests.includes(digest))));
  };
  restore = (id: string): Promise<void> => {
    this.restored.push(id);
    return Promise.resolve();
  };
  attach = (photo: string, sidecar: File): Promise<void> => {
    this.attached.push(`${sidecar.name} of ${photo.replace(/_+$/, '')}`);
    return Promise.resolve();
  };
  send: World['send'] = (item, _, progress): Sending => {
    const outcome = Promise.withResolvers<string | null>();
    const entry: Underway = {
      item,
      progress,
      finish: () => {
        this.sending.delete(item.id);
        this.sent.push(item.name);
        this.library.set(item.sha256, { id: item.name, state: 'present' });
        outcome.resolve(item.name);
      },
      refuse: (error) => {
        this.sending.delete(item.id);
        outcome.reject(error);
      },
      aborted: false,
    };
    this.sending.set(item.id, entry);
    this.most = Math.max(this.most, this.sending.size);
    const abort = (): void => {
      entry.aborted = true;
      this.sending.delete(item.id);
      outcome.resolve(null);
    };
    return { done: outcome.promise, abort };
  };
  reach = (): Promise<void> => {
    this.probes++;
    return this.unreachable ? Promise.reject(this.unreachable) : Promise.resolve();
  };
  roomy = (): Promise<boolean> => this.reach().then(() => !this.full);
  /** As browsers lock: for as long as it is done, also against this page itself. */
  alone: World['alone'] = async (sha256, act) => {
    if (this.elsewhere.has(sha256)) return 'elsewhere';
    this.elsewhere.add(sha256);
    try {
      return await act();
    } finally {
      this.elsewhere.delete(sha256);
    }
  };
  keep = (item: Item): void => void this.kept.set(item.id, item.state);
  forget = (items: readonly Item[]): void => {
    for (const { id } of items) this.kept.delete(id);
  };
  arrived = (): void => void this.news++;
  now = (): number => this.clock;
  later: World['later'] = (milliseconds, act) => {
    const id = this.next++;
    this.timers.set(id, { at: this.clock + milliseconds, act });
    return () => void this.timers.delete(id);
  };
  random = (): number => 0.5;

  underway(name: string): Underway {
    const found = [...this.sending.values()].find(({ item }) => item.name === name);
    if (!found) throw new Error(`${name} is not being sent`);
    return found;
  }

  /** Lets time pass, and what waited for it happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock + milliseconds;
    for (;;) {
      await settled();
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.clock = Math.max(this.clock, due[1].at);
      due[1].act();
    }
    this.clock = end;
    await settled();
  }

  async finishAll(): Promise<void> {
    for (;;) {
      await settled();
      const [next] = this.sending.values();
      if (!next) return;
      next.finish();
    }
  }
}
