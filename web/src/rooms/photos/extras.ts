/** What rooms above can do with what is chosen. They say so here; the bar of the selection shows it. */
import type { Component } from 'svelte';
import type { Shelf } from './shelf.svelte';

export interface Extra {
  /** Its name, and the button's. */
  label: () => string;
  icon: Component<{ size?: number }>;
  /** Whether it can be done with so many. */
  fits: (count: number) => boolean;
  run: (ids: readonly string[], shelf: Shelf) => void;
}

export const extras: Extra[] = [];
