/** Why nothing goes although nobody paused it. While nobody answers, or there is no room, it asks now and then, and at once when told to. */
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

type Asked = Pick<World, 'reach' | 'roomy' | 'later' | 'random'>;

/** What may be over without the reader's doing, so that it is asked for. */
type Passing = 'offline' | 'full';

/** Room is not made within a second: milliseconds until it is asked for again, at the least. */
const ROOM = 10_000;

function passes(halt: Halt | null): halt is Passing {
  return halt === 'offline' || halt === 'full';
}

export class Halting {
  now: Halt | null = null;
  /** Tries in a row that changed nothing, also over several halts: they must not begin anew with each that ends too early. */
  private probes = 0;
  private cancel: (() => void) | null = null;
  private readonly world: Asked;
  private readonly reached: (then: Halt | null) => void;

  /** `reached`: it is over; what is in the way now, if anything. */
  constructor(world: Asked, reached: (then: Halt | null) => void) {
    this.world = world;
    this.reached = reached;
  }

  begin(halt: Halt): void {
    this.now = halt;
    if (passes(halt)) this.askLater(halt);
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

  /** Asks whether what passes by itself is over. */
  async ask(): Promise<void> {
    const halt = this.now;
    if (!passes(halt)) return;
    this.cancel?.();
    this.cancel = null;
    let then: Halt | null = null;
    try {
      if (halt === 'offline') await this.world.reach();
      else if (!(await this.world.roomy())) then = halt;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const consequence = consequenceOf(error);
      then = isHalt(consequence) && consequence !== 'full' ? consequence : halt;
    }
    if (this.now !== halt) return;
    if (then === halt) this.askLater(halt);
    else this.reached(then);
  }

  private askLater(halt: Passing): void {
    this.cancel?.();
    const pause = pauseOf(this.probes++, this.world.random);
    this.cancel = this.world.later(halt === 'full' ? Math.max(ROOM, pause) : pause, () => void this.ask());
  }
}
