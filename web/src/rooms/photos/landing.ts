/** Where the keyboard comes to stand when what it was on is drawn elsewhere, or not at all any more. */

const FRAMES = 20;

/** What opens a photo: what the keyboard is on. */
export function linkOf(id: string | null | undefined): HTMLElement | null {
  return id ? document.querySelector<HTMLElement>(`[data-id="${id}"] a`) : null;
}

export function cardOf(month: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-month="${month}"]`);
}

/** Whether the keyboard is on a photo, or on the card of a month. */
export function isOnPhotos(): boolean {
  return Boolean(document.activeElement?.closest('[data-id], [data-month]'));
}

/** Puts the keyboard on something that is drawn within a few frames. */
export async function land(find: () => HTMLElement | null | undefined): Promise<void> {
  for (let frames = 0; !find() && frames < FRAMES; frames++) await new Promise(requestAnimationFrame);
  find()?.focus({ preventScroll: true });
}

/** Of photos in their order: the next one of `from` that does not go, else the one before. */
export function besideGone(order: readonly string[], from: string, gone: ReadonlySet<string>): string | null {
  const at = order.indexOf(from);
  const after = order.slice(at + 1).find((id) => !gone.has(id));
  return after ?? order.slice(0, Math.max(0, at)).findLast((id) => !gone.has(id)) ?? null;
}
