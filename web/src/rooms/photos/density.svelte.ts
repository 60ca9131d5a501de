/** How much of a library is on the screen at once: from photos that can be looked at to years that can be chosen. */
import { remembered } from './remembered';

export const DENSITIES = ['years', 'months', 'compact', 'comfortable'] as const;
export type Density = (typeof DENSITIES)[number];

const KEY = 'albumen.density';

function isDensity(value: string | null): value is Density {
  return (DENSITIES as readonly (string | null)[]).includes(value);
}

class DensityChoice {
  now = $state<Density>('comfortable');
  /** The last one of the two that show all photos: where one comes back to from a month. */
  photos: 'comfortable' | 'compact' = 'comfortable';

  /** Which overview is shown; null while all photos are. */
  get overview(): 'months' | 'years' | null {
    return this.now === 'months' || this.now === 'years' ? this.now : null;
  }

  constructor() {
    const known = remembered.read(KEY);
    if (isDensity(known)) this.choose(known);
  }

  choose(density: Density): void {
    this.now = density;
    if (density === 'comfortable' || density === 'compact') this.photos = density;
    remembered.write(KEY, density);
  }

  /** The next one: nearer (1) or farther (-1). Itself at the ends. */
  beside(step: 1 | -1): Density {
    return DENSITIES[DENSITIES.indexOf(this.now) + step] ?? this.now;
  }
}

/** The one choice, for all shelves. */
export const density = new DensityChoice();
