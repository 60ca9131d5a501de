/**
 * The word that appears beside a control when a mouse rests on it or the keyboard reaches it. There is one for the whole
 * page, drawn by Tip.svelte; Escape puts it away, and fingers never see it. It is for eyes: the control's own name says the
 * same to screen readers.
 */
import type { Side } from './place';
import { tips } from './tips.svelte';

/** `{@attach tip('Details', { keys: 'i' })}` */
export function tip(text: string | undefined, options: { side?: Side; keys?: string | undefined } = {}) {
  return (node: Element): (() => void) | undefined => {
    if (!text) return undefined;
    const about = { node, text, side: options.side ?? 'bottom', keys: options.keys };
    const enter = (event: Event): void => {
      if ((event as PointerEvent).pointerType !== 'touch') tips.soon(about);
    };
    const focus = (): void => {
      if (node.matches(':focus-visible')) tips.now(about);
    };
    // A little later: what is removed while the page is drawn loses the keyboard in that very moment.
    const leave = (): void => queueMicrotask(() => tips.leave(node));
    node.addEventListener('pointerenter', enter);
    node.addEventListener('pointerleave', leave);
    node.addEventListener('pointerdown', leave);
    node.addEventListener('focus', focus);
    node.addEventListener('blur', leave);
    return () => {
      leave();
      node.removeEventListener('pointerenter', enter);
      node.removeEventListener('pointerleave', leave);
      node.removeEventListener('pointerdown', leave);
      node.removeEventListener('focus', focus);
      node.removeEventListener('blur', leave);
    };
  };
}
