/** Fetches the queue and the tray when there is something to upload: who only looks at photos does not need them. */
import type { Component } from 'svelte';
import type { Desk } from './desk';
import { somethingKept } from './flag';
import { somethingShared } from './shared';

interface Opened {
  desk: Desk;
  Panel: Component<{ desk: Desk }>;
}

class Door {
  opened = $state.raw<Opened | null>(null);
  private opening: Promise<Opened> | null = null;

  open(): Promise<Desk> {
    this.opening ??= Promise.all([import('./desk'), import('./TrayPanel.svelte')]).then(([{ desk }, panel]) => {
      this.opened = { desk, Panel: panel.default };
      return this.opened;
    });
    return this.opening.then(({ desk }) => desk);
  }

  /** Opens it when an earlier page left something, or another program shared something. */
  async wake(): Promise<void> {
    if (somethingKept() || (await somethingShared())) await this.open();
  }
}

export const door = new Door();
