/**
 * How many files go at the same time. More of them help on long lines and with small files, and only get in each other's way
 * on thin ones: so one more is tried now and then, and taken back where it brought nothing.
 */

/** Milliseconds after which what was reached is looked at. */
const LOOK = 4000;
/** A file costs as much as so many bytes, however small it is. */
const FILE = 100_000;
/** One more must bring so much. */
const GAIN = 1.08;
/** Looks until one more is tried again after it brought nothing. */
const HOLD = 6;

export class Pace {
  atOnce: number;
  private readonly least: number;
  private readonly most: number;
  private began: number | null = null;
  private done = 0;
  private before: number | null = null;
  private wentUp = false;
  private hold = 0;

  constructor(least: number, most: number) {
    this.least = least;
    this.most = Math.max(least, most);
    this.atOnce = Math.min(this.most, least + 1);
  }

  /** So many bytes went, of so many files that ended. `full`: more files wait than may go. */
  add(bytes: number, files: number, now: number, full: boolean): void {
    if (!full) {
      // What fewer files reach says nothing.
      this.rest();
      return;
    }
    this.began ??= now;
    this.done += bytes + files * FILE;
    if (now - this.began >= LOOK) this.look(now);
  }

  /** Something went wrong on the line: carefully again. */
  trouble(): void {
    this.atOnce = this.least;
    this.rest();
    this.before = null;
    this.wentUp = false;
    this.hold = HOLD;
  }

  /** Sending stopped. */
  rest(): void {
    this.began = null;
    this.done = 0;
  }

  private look(now: number): void {
    const rate = this.done / Math.max(1, now - (this.began ?? now));
    this.rest();
    if (this.wentUp && this.before !== null && rate < this.before * GAIN) {
      this.atOnce--;
      this.wentUp = false;
      this.hold = HOLD;
      return;
    }
    this.before = rate;
    this.wentUp = false;
    if (this.hold > 0) this.hold--;
    else if (this.atOnce < this.most) {
      this.atOnce++;
      this.wentUp = true;
    }
  }
}
