/** One file on its way. */
import type { Reason } from './trouble';

export type State =
  /** Its handle is known, but the reader must allow it once more. */
  | 'locked'
  /** Nobody can read it any more: the reader must choose it again. */
  | 'lost'
  | 'waiting'
  | 'reading'
  | 'checking'
  | 'ready'
  /** It tries again in a while. */
  | 'resting'
  | 'sending'
  | 'paused'
  | 'done'
  | 'there'
  | 'restored'
  /** It was deleted for good once: sent only when the reader says so. */
  | 'purged'
  | 'failed'
  | 'skipped';

export const STATES: readonly State[] = [
  'failed',
  'purged',
  'lost',
  'locked',
  'sending',
  'reading',
  'checking',
  'resting',
  'ready',
  'waiting',
  'paused',
  'done',
  'restored',
  'there',
  'skipped',
];

/** Those that go on by themselves. */
export const OPEN: readonly State[] = ['waiting', 'reading', 'checking', 'ready', 'resting', 'sending'];
/** Those that are not over: they outlive the page. */
export const UNFINISHED: readonly State[] = [...OPEN, 'locked', 'lost', 'paused'];
/** Those of which nothing is left to do. */
export const OVER: readonly State[] = ['done', 'there', 'restored', 'skipped'];

/** Where the bytes of a file come from. */
export interface Source {
  /** What the browser handed out: good while the page lives. */
  file?: File | undefined;
  /** Can be kept and asked again after a reload. */
  handle?: FileSystemFileHandle | undefined;
  /** The dropped folder, or the file itself, that the browser asks permission for. */
  root?: FileSystemHandle | undefined;
}

/** A file as it was chosen. */
export interface Picked extends Source {
  path: string;
  name: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
  type: string;
}

export class Item {
  readonly id: string;
  readonly order: number;
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly modified: number;
  readonly type: string;
  source: Source;
  sidecars: File[] = [];

  state: State = 'waiting';
  reason: Reason | null = null;
  sha256 = '';
  /** The photo that it is now. */
  photo: string | null = null;
  /** Bytes that arrived. */
  sent = 0;
  /** Bytes of it that count as done in the sum. */
  counted = 0;
  /** Sent although it was deleted for good. */
  again = false;
  /** Tries without any progress. */
  tries = 0;
  /** Read once more because its bytes had changed. */
  reread = false;
  /** Its bytes are kept in this browser. */
  kept = false;
  /** Counts up when the reader decides about it: what was begun before is not told any more. */
  epoch = 0;
  stop: (() => void) | null = null;

  constructor(id: string, order: number, picked: Picked) {
    this.id = id;
    this.order = order;
    this.path = picked.path;
    this.name = picked.name;
    this.size = picked.size;
    this.modified = picked.modified;
    this.type = picked.type;
    this.source = { file: picked.file, handle: picked.handle, root: picked.root };
  }

  /** Whether a reload costs nothing. */
  get durable(): boolean {
    return this.kept || this.source.handle !== undefined;
  }

  /** What the same file has when it is chosen again. */
  get likeness(): string {
    return likenessOf(this);
  }
}

export function likenessOf({ name, size, modified }: Pick<Picked, 'name' | 'size' | 'modified'>): string {
  return `${size} ${modified} ${name}`;
}

export function pickedOf(file: File, path: string, more: Source = {}): Picked {
  return {
    ...more,
    file,
    path,
    name: file.name,
    size: file.size,
    modified: file.lastModified,
    type: file.type,
  };
}
