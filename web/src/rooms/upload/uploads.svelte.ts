/**
 * Everything that is being uploaded. A file is read (its digest), asked for (is it there already?), then sent, several at a
 * time. One file that fails never stops the others.
 */
import { Problem } from '#api';
import { words } from '#words';
import { isJunk, isMedia } from './accept';
import type { Picked } from './drop';
import { Unreadable } from './hasher';
import type { Sending } from './send';

export type State =
  'waiting' | 'reading' | 'checking' | 'ready' | 'sending' | 'done' | 'there' | 'restored' | 'failed' | 'skipped';

/** One file on its way. */
export class Item {
  state = $state<State>('waiting');
  sent = $state(0);
  /** Why it failed or was skipped. */
  reason = $state<string | null>(null);
  sha256 = '';
  sending: Sending | null = null;
  /** Given up by the reader: whatever still happens to it is not told. */
  gone = false;
  readonly key: number;
  readonly file: File;
  readonly path: string;

  constructor(key: number, { file, path }: Picked) {
    this.key = key;
    this.file = file;
    this.path = path;
  }
}

/** What the library knows of a digest. */
export interface Known {
  id: string | null;
  state: 'present' | 'trashed' | 'purged';
}

/** What the queue needs of the world. */
export interface World {
  /** The SHA-256 of a file. Raises `Unreadable`. */
  digest: (file: File) => Promise<string>;
  cancelDigest: () => void;
  /** Which of some digests the library knows. */
  check: (digests: string[]) => Promise<Record<string, Known>>;
  restore: (id: string) => Promise<void>;
  send: (item: Item, progress: (sent: number) => void) => Sending;
  /** Photos arrived. */
  arrived: () => void;
}

/** Files sent at the same time. */
const AT_ONCE = 4;
/** Digests asked for at a time, and how many may be read ahead of what is sent. */
const ASK = 100;
const READ_AHEAD = 300;
const OPEN: readonly State[] = ['waiting', 'reading', 'checking', 'ready', 'sending'];

export class Uploads {
  items = $state.raw<readonly Item[]>([]);
  /** How many files are in each state. */
  counts = $state<Record<State, number>>(none());
  bytesTotal = $state(0);
  bytesDone = $state(0);
  /** Those that are read or sent right now. */
  active = $state.raw<readonly Item[]>([]);
  readonly left: number = $derived(OPEN.reduce((total, state) => total + this.counts[state], 0));
  readonly busy: boolean = $derived(this.left > 0);
  readonly failed: readonly Item[] = $derived.by(() => this.pick('failed'));
  readonly skipped: readonly Item[] = $derived.by(() => this.pick('skipped'));

  private readonly world: World;
  private waiting: Item[] = [];
  private checking: Item[] = [];
  private ready: Item[] = [];
  /** Digests that are about to be sent: the same bytes under two names are sent once. */
  private readonly onTheWay = new Set<string>();
  private reading = false;
  private asking = false;
  private next = 1;

  constructor(world: World) {
    this.world = world;
  }

  private pick(state: State): Item[] {
    // Reading the count is what makes this follow the items.
    return this.counts[state] === 0 ? [] : this.items.filter((item) => item.state === state);
  }

  /** Takes files in. Junk is dropped without a word; what is neither photo nor video is listed as skipped. */
  add(files: readonly Picked[]): void {
    if (!this.busy && this.counts.failed === 0) this.clear();
    const items = files.filter(({ path }) => !isJunk(path)).map((file) => new Item(this.next++, file));
    for (const item of items) {
      this.counts.waiting++;
      this.bytesTotal += item.file.size;
    }
    this.items = [...this.items, ...items];
    for (const item of items) {
      if (isMedia(item.file)) this.waiting.push(item);
      else this.end(item, 'skipped', words.upload_not_media());
    }
    this.pump();
  }

  /** What could not even be opened while a folder was read. */
  unreadable(path: string): void {
    const item = new Item(this.next++, { file: new File([], path.split('/').pop() ?? path), path });
    this.counts.waiting++;
    this.items = [...this.items, item];
    this.end(item, 'failed', words.upload_unreadable());
  }

  /** Tries failed files again. */
  retry(items: readonly Item[] = this.failed): void {
    for (const item of items) {
      if (item.state !== 'failed') continue;
      this.bytesDone -= item.file.size;
      item.reason = null;
      item.sent = 0;
      this.move(item, 'waiting');
      this.waiting.push(item);
    }
    this.pump();
  }

  /** Gives up everything that is not done, and empties the list. */
  stop(): void {
    this.waiting = [];
    this.checking = [];
    this.ready = [];
    const cut = this.active;
    for (const item of this.items) item.gone = true;
    this.clear();
    this.world.cancelDigest();
    for (const item of cut) item.sending?.abort();
  }

  /** Empties the list of what is over. */
  clear(): void {
    this.items = [];
    this.active = [];
    this.onTheWay.clear();
    this.counts = none();
    this.bytesTotal = this.bytesDone = 0;
  }

  private move(item: Item, state: State): void {
    this.counts[item.state]--;
    this.counts[state]++;
    item.state = state;
    const running = state === 'reading' || state === 'sending';
    if (running) this.active = [...this.active.filter((other) => other !== item), item];
    else if (this.active.includes(item)) this.active = this.active.filter((other) => other !== item);
  }

  private end(
    item: Item,
    state: 'done' | 'there' | 'restored' | 'failed' | 'skipped',
    reason: string | null = null,
  ): void {
    item.reason = reason;
    this.bytesDone += item.file.size - item.sent;
    item.sent = 0;
    this.move(item, state);
  }

  private fail(item: Item, error: unknown): void {
    if (item.gone) return;
    if (error instanceof Unreadable) this.end(item, 'failed', words.upload_unreadable());
    else if (error instanceof Problem) this.end(item, 'failed', error.message);
    else throw error;
  }

  private pump(): void {
    void this.read();
    void this.ask();
    while (this.counts.sending < AT_ONCE) {
      const item = this.ready.shift();
      if (!item) break;
      void this.sendOne(item);
    }
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    for (;;) {
      if (this.ready.length + this.checking.length >= READ_AHEAD) break;
      const item = this.waiting.shift();
      if (!item) break;
      this.move(item, 'reading');
      try {
        item.sha256 ||= await this.world.digest(item.file);
        if (!item.gone) {
          this.move(item, 'checking');
          this.checking.push(item);
          void this.ask();
        }
      } catch (error) {
        this.fail(item, error);
      }
    }
    this.reading = false;
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    while (this.checking.length > 0) {
      const items = this.checking.splice(0, ASK);
      try {
        const found = await this.world.check([...new Set(items.map((item) => item.sha256))]);
        for (const item of items) await this.answer(item, found[item.sha256]);
      } catch (error) {
        for (const item of items) this.fail(item, error);
      }
      this.pump();
    }
    this.asking = false;
    void this.read();
  }

  private async answer(item: Item, found: Known | undefined): Promise<void> {
    if (item.gone) return;
    if (found?.state === 'present' || this.onTheWay.has(item.sha256)) {
      this.end(item, 'there');
    } else if (found?.state === 'trashed' && found.id !== null) {
      // Whoever uploads what lies in the trash wants it back; its bytes are there.
      await this.world.restore(found.id);
      this.end(item, 'restored');
      this.world.arrived();
    } else {
      this.onTheWay.add(item.sha256);
      this.move(item, 'ready');
      this.ready.push(item);
    }
  }

  private async sendOne(item: Item): Promise<void> {
    this.move(item, 'sending');
    item.sending = this.world.send(item, (sent) => {
      if (item.gone) return;
      this.bytesDone += sent - item.sent;
      item.sent = sent;
    });
    try {
      await item.sending.done;
      if (!item.gone) {
        this.end(item, 'done');
        this.world.arrived();
      }
    } catch (error) {
      this.fail(item, error);
    }
    item.sending = null;
    if (!item.gone) this.onTheWay.delete(item.sha256);
    this.pump();
  }
}

function none(): Record<State, number> {
  return {
    waiting: 0,
    reading: 0,
    checking: 0,
    ready: 0,
    sending: 0,
    done: 0,
    there: 0,
    restored: 0,
    failed: 0,
    skipped: 0,
  };
}
