/**
 * The keyboard is never left on nothing. What closes or goes away says who has it next: a dialog its opener, an entry of a list the
 * entry beside it. When that is gone too, whoever inherits from it.
 */
import type { Attachment } from 'svelte/attachments';

type Heir = Element | null | undefined;

const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, [tabindex="0"]';
const heirs = new WeakMap<Element, () => Heir>();

/** Whoever had the keyboard in `from` leaves it to another when `from` is gone. */
export function bequeath(from: Element, heir: () => Heir): void {
  heirs.set(from, heir);
}

/** Whether an element can have the keyboard now. */
function able(element: Heir): element is HTMLElement {
  if (!(element instanceof HTMLElement) || element === document.body || !element.isConnected) return false;
  return !element.matches(':disabled') && element.closest('[inert]') === null && element.checkVisibility();
}

/** What can have the keyboard in an element, in its order. */
export function focusableIn(element: Heir): HTMLElement[] {
  return element ? [...element.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(able) : [];
}

/** The element itself while it can have the keyboard, else who inherits from it; null when nobody does. */
export function heirOf(element: Heir): HTMLElement | null {
  const asked = new Set<Element>();
  let at = element;
  while (at && !asked.has(at)) {
    if (able(at)) return at;
    asked.add(at);
    let next: Heir;
    for (let up: Element | null = at; up && !next; up = up.parentElement) next = heirs.get(up)?.();
    at = next;
  }
  return null;
}

/** Gives the keyboard to an element or its heir, else to what lies on top, unless something outside of `from` has it. */
export function handOver(to: Heir, from?: Heir): void {
  const now = document.activeElement;
  if (able(now) && !from?.contains(now)) return;
  const top = [...document.querySelectorAll('[aria-modal=true]')].filter(
    (each): each is HTMLElement => able(each) && !from?.contains(each),
  );
  (heirOf(to) ?? top.at(-1) ?? document.querySelector<HTMLElement>('main'))?.focus({ preventScroll: true });
}

/** Of a list: when the entry with the keyboard goes, the next one has it, else the one before, else what stands above the list. */
export function keepsKeyboard(): Attachment<HTMLElement> {
  return (list) => {
    const around = list.closest('section') ?? list.parentElement;
    let had: { entry: Element; control: Element; index: number; nth: number } | null = null;

    const note = (event: FocusEvent): void => {
      const control = event.target;
      if (!(control instanceof Element)) return;
      const entry = [...list.children].find((child) => child.contains(control));
      if (!entry) return;
      const index = [...list.children].indexOf(entry);
      had = { entry, control, index, nth: focusableIn(entry).indexOf(control as HTMLElement) };
    };
    const look = (): void => {
      if (!had || had.control.isConnected) return;
      const { entry, control, index, nth } = had;
      had = null;
      const beside = entry.isConnected ? entry : list.children[Math.min(index, list.children.length - 1)];
      const controls = focusableIn(beside);
      const heir = controls[nth] ?? controls[0] ?? focusableIn(around)[0];
      bequeath(control, () => heir);
      handOver(control);
    };

    list.addEventListener('focusin', note);
    const observer = new MutationObserver(look);
    observer.observe(list, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      list.removeEventListener('focusin', note);
      // The list itself is gone.
      if (!had) return;
      const { control } = had;
      bequeath(control, () => focusableIn(around)[0]);
      handOver(control);
    };
  };
}
