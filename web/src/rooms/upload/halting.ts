/** Why nothing goes although nobody paused it. While nobody answers it asks now and then, and at once when told to. */
import { Problem } from '#api';
import { pauseOf } from './backoff';
import { consequenceOf, type Consequence } from './trouble';
import type { World } from './world';

export type Halt = Extract<Consequence, 'offline' | 'signed-out' | 'full' | 'refused'>;

export function isHalt(consequence: Consequence): consequence is Halt {
  return (
    consequence === 'offline' || consequence === 'signed-out' || consequence === 'full' || consequence === 'refused'
  );
}

export class Halting {
  now: Halt | null = null;
  /** Tries in a row that reached nobody, also over several halts: they must not begin anew with each that ends too early. */
  private probes = 0;
  private cancel: (() => void) | null = null;
  private readonly world: Pick<World, 'reach' | 'later' | 'random'>;
  private readonly reached: (then: Halt | null) => void;

  /** `reached`: somebody answers again, and says what is in the way now, if anything. */
  constructor(world: Pick<World, 'reach' | 'later' | 'random'>, reached: (then: Halt | null) => void) {
    this.world = world;
    this.reached = reached;
  }

  begin(halt: Halt): void {
    this.now = halt;
    if (halt === 'offline') this.askLater();
  }

  end(): void {
    this.now = null;
    this.cancel?.();
    this.cancel = null;
  }

  /** Something was sent: the next halt asks as often as the first. */
  sent(): void {
    this.probes = 0;
  }

  /** Asks whether somebody answers. */
  async ask(): Promise<void> {
    if (this.now !== 'offline') return;
    this.cancel?.();
    this.cancel = null;
    let then: Halt | null = null;
    try {
      await this.world.reach();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const consequence = consequenceOf(error);
      then = isHalt(consequence) && consequence !== 'full' ? consequence : 'offline';
    }
    if (this.now !== 'offline') return;
    if (then === 'offline') this.askLater();
    else this.reached(then);
  }

  private askLater(): void {
    this.cancel = this.world.later(pauseOf(this.probes++, this.world.random), () => void this.ask());
  }
}
