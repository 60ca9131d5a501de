/** Answers of one kind that are kept within a budget of bytes; those not wanted for longest leave first. */
import { excess, read, write, type Entry } from './ledger';
import type { Owner } from './owner';

export interface Budget {
  readonly bytes: number;
  /** Of what the browser grants. */
  readonly share: number;
}

/** So much later a second use is worth writing down. */
const STALE = 3_600_000;
/** What arrives within this is written down together. */
const GATHER = 150;

interface Waiting {
  readonly owner: Owner;
  readonly key: string;
  readonly answer: Response;
  readonly bytes: number;
}

export class Shelf {
  private readonly name: string;
  private readonly budget: Budget;
  private entries = new Map<string, Entry>();
  private of: string | null = null;
  private reading: Promise<void> | null = null;
  private waiting: Waiting[] = [];
  private touched = new Set<string>();
  private flushing: Promise<void> | null = null;

  constructor(name: string, budget: Budget) {
    this.name = name;
    this.budget = budget;
  }

  /** The kept answer, if there is one. */
  async find(owner: Owner, key: string): Promise<Response | undefined> {
    await this.load(owner);
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    const answer = await (await caches.open(owner.cache)).match(key, { ignoreVary: true });
    if (!owner.still()) return undefined;
    if (!answer) {
      this.entries.delete(key);
      return undefined;
    }
    if (Date.now() - entry.used > STALE) this.touched.add(key);
    entry.used = Date.now();
    return answer;
  }

  /** Keeps an answer, whose body nobody else may have read. Resolves when it lies there. */
  async keep(owner: Owner, key: string, answer: Response): Promise<void> {
    const body = await answer.blob();
    const copy = new Response(body, { status: answer.status, headers: answer.headers });
    this.waiting.push({ owner, key, answer: copy, bytes: body.size });
    this.flushing ??= new Promise((resolve) => setTimeout(resolve, GATHER)).then(() => this.flush());
    await this.flushing;
  }

  private async load(owner: Owner): Promise<void> {
    if (this.of !== owner.id) {
      this.of = owner.id;
      this.entries = new Map();
      this.reading = read(owner.id, this.name).then((found) => {
        if (this.of === owner.id) this.entries = new Map([...found, ...this.entries]);
      });
    }
    await this.reading;
  }

  private async flush(): Promise<void> {
    this.flushing = null;
    const [batch, touched] = [this.waiting, this.touched];
    [this.waiting, this.touched] = [[], new Set()];
    const last = batch.at(-1)?.owner;
    const mine = batch.filter((one) => one.owner.id === last?.id && one.owner.still());
    if (!last || mine.length === 0) return;
    await this.load(last);
    const used = Date.now();
    for (const { key, bytes } of mine) this.entries.set(key, { bytes, used });
    const gone = excess(this.entries, await this.most());
    for (const key of gone) this.entries.delete(key);
    const row = (key: string): { owner: string; shelf: string; key: string } => ({
      owner: last.id,
      shelf: this.name,
      key,
    });
    const written = [...mine.map(({ key }) => key), ...touched].flatMap((key) => {
      const entry = this.entries.get(key);
      return entry ? [{ ...row(key), ...entry }] : [];
    });
    // What is written down and not there does no harm; the other way round it would never leave.
    await write(written, gone.map(row));
    const cache = await caches.open(last.cache);
    await Promise.all(gone.map((key) => cache.delete(key, { ignoreVary: true })));
    await Promise.all(
      mine.filter(({ key }) => this.entries.has(key)).map(({ key, answer }) => cache.put(key, answer).catch(full)),
    );
    // It became somebody else's meanwhile, and opening made the cache anew.
    if (!last.still()) await caches.delete(last.cache);
  }

  private async most(): Promise<number> {
    const { quota } = await navigator.storage.estimate();
    return Math.min(this.budget.bytes, (quota ?? Infinity) * this.budget.share);
  }
}

/** The browser grants less than it said. What is not there is asked of the server again, so nothing is lost. */
function full(error: unknown): void {
  if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
}
