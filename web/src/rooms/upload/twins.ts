/** The same bytes under two names are sent once: which file goes for them, and what arrived meanwhile. */
import type { Item } from './item';
import type { Known } from './world';

export class Twins {
  private readonly leaders = new Map<string, Item>();
  /** The photo that some bytes are: an answer that was on its way while they arrived does not know of them. */
  private readonly arrived = new Map<string, string | null>();

  leads(item: Item): boolean {
    return this.leaders.get(item.sha256) === item;
  }

  /** Whether another file goes for its bytes. */
  follows(item: Item): boolean {
    return this.leaders.has(item.sha256) && !this.leads(item);
  }

  lead(item: Item): void {
    this.leaders.set(item.sha256, item);
  }

  /** Goes no more; whether it did. */
  letGo(item: Item): boolean {
    return this.leads(item) && this.leaders.delete(item.sha256);
  }

  arrivedAs(item: Item, photo: string | null): void {
    this.arrived.set(item.sha256, photo);
  }

  /** What is known of its bytes, when the server told this. */
  known(item: Item, told: Known | undefined): Known | undefined {
    const photo = this.arrived.get(item.sha256);
    return told ?? (photo === undefined ? undefined : { id: photo, state: 'present' });
  }

  clear(): void {
    this.leaders.clear();
    this.arrived.clear();
  }
}
