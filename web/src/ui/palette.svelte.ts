/** Whether the command palette, or the sheet of keys, is open, and what was typed into the palette. */
class Palette {
  typed = $state('');
  keys = $state(false);
  private shown = $state(false);

  get open(): boolean {
    return this.shown;
  }

  /** It opens empty. */
  set open(open: boolean) {
    if (open && !this.shown) this.typed = '';
    this.shown = open;
  }
}

export const palette = new Palette();
