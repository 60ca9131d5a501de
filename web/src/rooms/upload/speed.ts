/** How fast bytes go, as a calm number: what went long ago counts less and less. */

/** After so many milliseconds a byte counts about a third. */
const MEMORY = 6000;
/** Before so many milliseconds nobody can say. */
const EARLY = 800;

export class Speed {
  private amount = 0;
  private at = 0;
  private since: number | null = null;

  /** So many bytes went; fewer than none where some must go again. */
  add(bytes: number, now: number): void {
    if (this.since === null) {
      this.since = now;
      this.at = now;
    }
    this.amount = Math.max(0, this.fade(now) + bytes);
    this.at = Math.max(this.at, now);
  }

  /** Bytes per second; null while nobody can say. */
  rate(now: number): number | null {
    if (this.since === null || now - this.since < EARLY) return null;
    // What is remembered of a steady stream after so long: less than all of it in the beginning.
    const weight = MEMORY * (1 - Math.exp(-(now - this.since) / MEMORY));
    return (this.fade(now) / weight) * 1000;
  }

  /** Seconds for so many bytes at this rate; null while nobody can say. */
  left(bytes: number, now: number): number | null {
    const rate = this.rate(now);
    return rate === null || rate < 1 ? null : bytes / rate;
  }

  /** Sending stopped: the time until it goes on counts for nothing. */
  rest(): void {
    this.amount = 0;
    this.since = null;
  }

  private fade(now: number): number {
    return this.amount * Math.exp(-Math.max(0, now - this.at) / MEMORY);
  }
}
