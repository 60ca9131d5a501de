/** The one video of the timeline that plays by itself, without sound: under the mouse, or under a finger that rests on it. */
import { Problem } from '#api';
import { details } from './details.svelte';

/** A mouse that only passes by starts nothing. */
const REST = 280;

class Preview {
  /** The video that plays. */
  id = $state<string | null>(null);
  /** Where its bytes are. */
  src = $state<string | null>(null);
  private wanted: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** The mouse is on this video. */
  hover(id: string): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.start(id), REST);
  }

  async start(id: string): Promise<void> {
    clearTimeout(this.timer);
    this.wanted = id;
    try {
      const photo = await details.get(id);
      if (this.wanted !== id || photo.renditions.video === null) return;
      this.id = id;
      this.src = photo.renditions.video;
    } catch (error) {
      // It stays the picture that it is.
      if (!(error instanceof Problem)) throw error;
    }
  }

  /** Whatever plays or is about to stops; of one video, if only that is meant. */
  stop(id: string | null = this.wanted): void {
    clearTimeout(this.timer);
    if (id !== this.wanted) return;
    this.wanted = this.id = this.src = null;
  }
}

export const preview = new Preview();
