/** How long photos stay in the trash of this instance. */
import { api, ask, Problem } from '#api';

const DAY = 86_400_000;

class Trash {
  /** Days that a photo stays; null until it is known. */
  days = $state<number | null>(null);

  async know(): Promise<void> {
    if (this.days !== null) return;
    try {
      this.days = (await ask(api.GET('/api/v1/instance'))).trash_days;
    } catch (error) {
      // It is then not said.
      if (!(error instanceof Problem)) throw error;
    }
  }
}

export const trashOfInstance = new Trash();

/** Days until a photo that was put into the trash then is deleted for good; null while that is not known. */
export function daysLeft(trashedAt: string, now = Date.now()): number | null {
  const days = trashOfInstance.days;
  return days === null ? null : Math.max(0, Math.ceil((Date.parse(trashedAt) + days * DAY - now) / DAY));
}
