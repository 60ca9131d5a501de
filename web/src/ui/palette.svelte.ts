/** Whether the command palette, or the sheet of keys, is open. */
class Palette {
  open = $state(false);
  keys = $state(false);
}

export const palette = new Palette();
