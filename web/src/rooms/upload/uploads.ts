/**
 * Everything that is being uploaded. A file is read (its digest), asked for (is it there already?), then sent, several at a
 * time. One file that fails never stops the others; what concerns all of them (no connection, no room, signed out) makes all of
 * them wait, and they go on by themselves as soon as they can.
 */
import { Problem } from '#api';
import { pauseOf } from './backoff';
import { Halting, isHalt, type Halt } from './halting';
import { Intake } from './intake';
import { OPEN, STATES, UNFINISHED, type Item, type Picked, type State } from './item';
import { Lists } from './lists';
import { Pace } from './pace';
import { Speed } from './speed';
import { consequenceOf, mayRetry, reasonOf, type Reason } from './trouble';
import { Twins } from './twins';
import { Unreadable, type Known, type World } from './world';

/** Digests asked for at a time, and how many may be read ahead of what is sent. */
const ASK = 200;
const READ_AHEAD = 1000;
/** Tries without progress before a file counts as failed. */
const TRIES = 8;
/** The first that is told of an upload is never so much, unless it was there before. */
const RESUMED = 4 * 1024 * 1024;
/** Milliseconds until what another tab sends is asked for again. */
const ELSEWHERE = 2000;

export class Uploads {
  readonly speed = new Speed();
  readonly pace: Pace;
  paused = false;

  private readonly world: World;
  private readonly lists = new Lists();
  private readonly halting: Halting;
  private readonly twins = new Twins();
  private readonly intake: Intake;
  private readonly changed: () => void;
  private readonly timers = new Map<Item, () => void>();
  /** What an earlier page could read, by its bytes. */
  private readonly lost = new Map<string, Item>();
  private asking = false;
  private askTries = 0;
  private cancelAsk: (() => void) | null = null;

  constructor(world: World, changed: () => void, pace = new Pace(3, 6)) {
    this.world = world;
    this.changed = changed;
    this.pace = pace;
    this.intake = new Intake();
    this.halting = new Halting(world, (then) => {
      this.endHalt();
      if (then !== null) this.stopAll(then);
      this.pump();
    });
  }

  /** The lists. */
  get sets(): Lists['of'] {
    return this.lists.of;
  }

  /** Why nothing goes although nobody paused it. */
  get halt(): Halt | null {
    return this.halting.now;
  }

  get bytesTotal(): number {
    return this.lists.bytesTotal;
  }

  get bytesDone(): number {
    return this.lists.bytesDone;
  }

  /** Files that go on by themselves. */
  get left(): number {
    return this.lists.count(OPEN);
  }

  /** Whether anything goes just now. */
  get running(): boolean {
    return this.left > 0 && !this.paused && this.halt === null;
  }

  get size(): number {
    return this.lists.size;
  }

  /** Takes in a part of what was chosen: the files of whole folders, so that sidecars find their photos. Gives what will go. */
  add(files: readonly Picked[]): readonly Item[] {
    if (this.lists.count([...UNFINISHED, 'failed', 'purged']) === 0) this.clear();
    const { fresh, skipped, found } = this.intake.take(files, this.sets.lost);
    for (const item of fresh) this.lists.enter(item, 'waiting');
    for (const { item, reason } of skipped) {
      item.reason = reason;
      this.lists.enter(item, 'skipped');
    }
    for (const item of found) this.move(item, 'waiting');
    const taken = [...fresh, ...found];
    for (const item of taken) this.world.keep(item);
    this.pump();
    return taken;
  }

  /** What could not even be opened while a folder was read. */
  unreadable(picked: Picked): void {
    const item = this.intake.item(picked);
    item.reason = { why: 'unreadable' };
    this.lists.enter(item, 'failed');
    this.changed();
  }

  /** Takes over what an earlier page left. */
  restore(items: readonly Item[], states: ReadonlyMap<Item, State>): void {
    for (const item of items) {
      this.intake.seen(item);
      this.lists.enter(item, states.get(item) ?? 'lost');
      if (item.state === 'lost' && item.sha256 !== '') this.lost.set(item.sha256, item);
      this.lists.tally(item, item.state === 'failed' || item.state === 'purged' ? item.size : item.sent);
    }
    this.pump();
  }

  /** Tries failed files again. */
  retry(items: readonly Item[] = [...this.sets.failed]): void {
    for (const item of items) {
      if (item.state !== 'failed' || (item.reason && !mayRetry(item.reason))) continue;
      this.begin(item);
    }
    this.goOn();
  }

  /** Sends what was deleted for good once. */
  sendAnyway(items: readonly Item[] = [...this.sets.purged]): void {
    for (const item of items) {
      item.again = true;
      this.begin(item);
    }
    this.goOn();
  }

  /** The reader allowed it again, or chose it again. */
  unlock(items: readonly Item[]): void {
    for (const item of items) if (item.state === 'locked') this.move(item, 'waiting');
    this.pump();
  }

  pause(): void {
    this.paused = true;
    for (const item of [...this.sets.sending, ...this.sets.reading]) this.putBack(item);
    this.speed.rest();
    this.pace.rest();
    this.changed();
  }

  /** Goes on with everything: after a pause, and after the reader did something about what stopped it. */
  goOn(): void {
    this.paused = false;
    this.endHalt();
    this.pump();
  }

  pauseOne(item: Item): void {
    if (!OPEN.includes(item.state)) return;
    this.cut(item);
    this.move(item, 'paused');
    this.world.keep(item);
    this.pump();
  }

  goOnWith(item: Item): void {
    if (item.state !== 'paused') return;
    this.move(item, 'waiting');
    this.world.keep(item);
    this.pump();
  }

  /** Gives files up, and drops them from the list. */
  drop(items: readonly Item[]): void {
    for (const item of items) {
      this.cut(item);
      this.lists.remove(item);
    }
    this.world.forget(items);
    if (this.left === 0) this.endHalt();
    this.pump();
  }

  /** Gives up everything, and empties the list. */
  stop(): void {
    this.drop(STATES.flatMap((state) => [...this.sets[state]]));
    this.clear();
    this.paused = false;
  }

  /** Empties the list of this page only: what was kept stays for the next one. */
  leave(): void {
    for (const state of STATES) for (const item of this.sets[state]) this.cut(item);
    this.clear();
  }

  /** The connection may be back. */
  online(): void {
    void this.halting.ask();
  }

  /** Somebody is signed in again. */
  signedIn(): void {
    if (this.halt === 'signed-out') this.goOn();
  }

  private clear(): void {
    this.lists.clear();
    this.twins.clear();
    this.endHalt();
    this.speed.rest();
    this.changed();
  }

  private begin(item: Item): void {
    item.reason = null;
    item.tries = 0;
    item.sent = 0;
    this.lists.tally(item, 0);
    this.move(item, 'waiting');
    this.world.keep(item);
  }

  private move(item: Item, state: State): void {
    this.lists.move(item, state);
    this.changed();
  }

  /** Whatever is under way with a file is not told any more. */
  private cut(item: Item): void {
    item.epoch++;
    item.stop?.();
    item.stop = null;
    this.timers.get(item)?.();
    this.timers.delete(item);
    this.letGo(item);
  }

  private putBack(item: Item): void {
    const state = item.state === 'sending' ? 'ready' : 'waiting';
    const leads = this.twins.leads(item);
    this.cut(item);
    if (leads) this.twins.lead(item);
    this.move(item, state);
  }

  /** Those with the same bytes go on. */
  private letGo(item: Item): void {
    if (!this.twins.letGo(item)) return;
    for (const other of this.sets.resting)
      if (other.sha256 === item.sha256 && !this.timers.has(other)) this.move(other, 'checking');
  }

  private end(
    item: Item,
    state: 'done' | 'there' | 'restored' | 'purged' | 'failed',
    reason: Reason | null = null,
  ): void {
    item.reason = reason;
    item.stop = null;
    this.lists.tally(item, item.size);
    this.move(item, state);
    this.letGo(item);
    if (state === 'failed' || state === 'purged') this.world.keep(item);
    else {
      // The bytes are not needed any more, and neither is the memory of them.
      item.source = { file: item.source.file };
      item.sidecars = [];
      this.world.forget([item]);
    }
  }

  private rest(item: Item, milliseconds: number, then: State): void {
    this.move(item, 'resting');
    const cancel = this.world.later(milliseconds, () => {
      this.timers.delete(item);
      this.move(item, then);
      this.pump();
    });
    this.timers.set(item, cancel);
  }

  private pump(): void {
    this.changed();
    if (this.paused) return;
    while (this.sets.reading.size < this.world.readers && this.sets.checking.size + this.sets.ready.size < READ_AHEAD) {
      const item = this.lists.first('waiting');
      if (!item) break;
      void this.readOne(item);
    }
    if (this.halt !== null) return;
    void this.askSome();
    while (this.sets.sending.size < this.pace.atOnce) {
      const item = this.lists.first('ready');
      if (!item) break;
      void this.sendOne(item);
    }
  }

  private async readOne(item: Item): Promise<void> {
    const { epoch } = item;
    const giveUp = new AbortController();
    item.stop = () => giveUp.abort();
    this.move(item, 'reading');
    try {
      const file = await this.world.open(item);
      if (item.epoch !== epoch) return;
      if (item.sha256 === '') item.sha256 = await this.world.digest(file, giveUp.signal);
      if (item.epoch !== epoch) return;
      item.stop = null;
      // The same bytes that nobody could read any more, under another name or date: here they are.
      const lost = this.lost.get(item.sha256);
      if (lost?.state === 'lost') this.drop([lost]);
      this.move(item, 'checking');
      this.world.keep(item);
    } catch (error) {
      if (item.epoch === epoch) this.fail(item, error);
      else if (!(error instanceof Unreadable)) throw error;
    }
    this.pump();
  }

  private async askSome(): Promise<void> {
    if (this.asking || this.cancelAsk !== null || this.sets.checking.size === 0) return;
    this.asking = true;
    const items: [Item, number][] = [];
    for (const item of this.sets.checking) if (items.push([item, item.epoch]) >= ASK) break;
    try {
      const found = await this.world.check([...new Set(items.map(([item]) => item.sha256))]);
      this.askTries = 0;
      for (const [item, epoch] of items)
        if (item.epoch === epoch && item.state === 'checking') await this.answer(item, epoch, found[item.sha256]);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.cannotAsk(error, items);
    } finally {
      this.asking = false;
    }
    this.pump();
  }

  private cannotAsk(problem: Problem, items: readonly [Item, number][]): void {
    const consequence = consequenceOf(problem);
    if (isHalt(consequence)) this.stopAll(consequence);
    else if (consequence === 'later' && this.askTries < TRIES)
      this.cancelAsk = this.world.later(pauseOf(this.askTries++, this.world.random), () => {
        this.cancelAsk = null;
        this.pump();
      });
    else {
      this.askTries = 0;
      for (const [item, epoch] of items) if (item.epoch === epoch) this.end(item, 'failed', reasonOf(problem));
    }
  }

  private async answer(item: Item, epoch: number, told: Known | undefined): Promise<void> {
    const found = this.twins.known(item, told);
    if (found?.state === 'purged' && !item.again) {
      this.end(item, 'purged');
    } else if (found?.state === 'present' || found?.state === 'trashed') {
      const trashed = found.state === 'trashed';
      try {
        // Whoever uploads what lies in the trash wants it back; its bytes are there.
        if (trashed && found.id !== null) await this.world.restore(found.id);
        await this.attach(item);
      } catch (error) {
        if (item.epoch === epoch) this.fail(item, error);
        return;
      }
      if (item.epoch !== epoch) return;
      item.photo = found.id;
      this.end(item, trashed ? 'restored' : 'there');
      if (trashed) this.world.arrived();
    } else if (this.twins.follows(item)) {
      // Until that one has arrived, or failed.
      this.move(item, 'resting');
    } else {
      this.twins.lead(item);
      this.move(item, 'ready');
    }
  }

  private async sendOne(item: Item): Promise<void> {
    const { epoch } = item;
    this.move(item, 'sending');
    this.twins.lead(item);
    try {
      const photo = await this.world.alone(item.sha256, () => this.transfer(item, epoch));
      if (item.epoch !== epoch) return;
      if (photo === 'elsewhere') {
        this.letGo(item);
        this.rest(item, ELSEWHERE, 'checking');
      } else {
        item.photo = photo;
        this.twins.arrivedAs(item, photo);
        this.halting.sent();
        this.end(item, 'done');
        this.pace.add(0, 1, this.world.now(), this.sets.ready.size > 0);
        this.world.arrived();
      }
    } catch (error) {
      if (item.epoch === epoch) this.fail(item, error);
    }
    this.pump();
  }

  private async transfer(item: Item, epoch: number): Promise<string | null> {
    const file = await this.world.open(item);
    if (item.epoch !== epoch) return null;
    const sending = this.world.send(item, file, (sent) => {
      if (item.epoch === epoch) this.progress(item, sent);
    });
    item.stop = () => sending.abort();
    const photo = await sending.done;
    if (item.epoch === epoch) await this.attach(item);
    return photo;
  }

  private progress(item: Item, sent: number): void {
    const now = this.world.now();
    const more = sent - item.sent;
    // What a resumed upload begins with was not sent just now.
    if (item.sent > 0 || more < RESUMED) this.speed.add(more, now);
    this.pace.add(Math.max(0, more), 0, now, this.sets.ready.size > 0);
    if (more > 0) item.tries = 0;
    item.sent = sent;
    this.lists.tally(item, sent);
    this.changed();
  }

  private async attach(item: Item): Promise<void> {
    for (const sidecar of item.sidecars) {
      try {
        await this.world.attach(item.sha256, sidecar);
      } catch (error) {
        // A sidecar that is refused (too large, no text) must not cost the photo; what all have to wait for does.
        if (!(error instanceof Problem) || consequenceOf(error) !== 'never') throw error;
      }
    }
  }

  private fail(item: Item, error: unknown): void {
    if (error instanceof Unreadable) {
      this.end(item, 'failed', { why: 'unreadable' });
      return;
    }
    if (!(error instanceof Problem)) throw error;
    const consequence = consequenceOf(error);
    if (consequence === 'never') this.end(item, 'failed', reasonOf(error));
    else if (consequence === 'changed') this.again(item, reasonOf(error));
    else if (isHalt(consequence) && (consequence !== 'offline' || item.tries < TRIES)) {
      this.putBack(item);
      if (consequence === 'offline') item.tries++;
      this.stopAll(consequence);
    } else if (item.tries < TRIES) {
      this.pace.trouble();
      item.stop = null;
      this.rest(item, pauseOf(item.tries++, this.world.random), 'ready');
    } else this.end(item, 'failed', reasonOf(error));
  }

  /** The bytes are not those that were read: they are read once more, then it fails. */
  private again(item: Item, reason: Reason): void {
    if (item.reread) {
      this.end(item, 'failed', reason);
      return;
    }
    this.letGo(item);
    item.reread = true;
    item.sha256 = '';
    item.sent = 0;
    this.lists.tally(item, 0);
    this.move(item, 'waiting');
  }

  private stopAll(halt: Halt): void {
    if (this.halt !== null) return;
    this.halting.begin(halt);
    for (const item of [...this.sets.sending]) this.putBack(item);
    this.speed.rest();
    this.pace.trouble();
    this.changed();
  }

  private endHalt(): void {
    this.halting.end();
    this.cancelAsk?.();
    this.cancelAsk = null;
  }
}
