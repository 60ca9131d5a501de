/** Keys by name, as rooms write them: "?", "Ctrl+K" (Cmd on a Mac), "Shift+ArrowLeft", or one after the other: "g d". */
import { words } from '#words';

const MAC = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform);

const NAMES: Record<string, () => string> = {
  ArrowLeft: () => '←',
  ArrowRight: () => '→',
  ArrowUp: () => '↑',
  ArrowDown: () => '↓',
  Ctrl: () => (MAC ? '⌘' : words.key_ctrl()),
  Shift: () => (MAC ? '⇧' : words.key_shift()),
  Alt: () => (MAC ? '⌥' : 'Alt'),
  Escape: () => 'Esc',
  Enter: () => words.key_enter(),
  Space: () => words.key_space(),
  Delete: () => words.key_delete(),
  Home: () => words.key_home(),
  End: () => words.key_end(),
  PageUp: () => words.key_page_up(),
  PageDown: () => words.key_page_down(),
};

/** What stands on the keys, in the order in which they are pressed. */
export function keyNames(keys: string): string[] {
  return keys
    .split(' ')
    .flatMap((stroke) => (stroke === '+' ? ['+'] : stroke.split('+')))
    .map((key) => NAMES[key]?.() ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** How a key event is written: "Ctrl+k", "Shift+ArrowLeft"; what Shift has already changed ("?") says no Shift. */
export function strokeOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key === ' ' ? 'Space' : event.key;
  const plain = key.length === 1;
  const parts = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && !plain ? 'Shift' : '',
    plain ? key.toLowerCase() : key,
  ];
  return parts.filter(Boolean).join('+');
}

/** A command's keys in the same spelling. */
export function strokesOf(keys: string): string[] {
  return keys.split(' ').map((stroke) => {
    const parts = stroke === '+' ? ['+'] : stroke.split('+');
    const last = parts.pop() ?? '';
    return [...parts, last.length === 1 ? last.toLowerCase() : last].join('+');
  });
}

/** Whether what is typed goes into a field, where letters are letters. */
export function typing(target: EventTarget | null): boolean {
  const { tagName, type, isContentEditable } = (target ?? {}) as Partial<HTMLInputElement>;
  if (isContentEditable || tagName === 'TEXTAREA' || tagName === 'SELECT') return true;
  return tagName === 'INPUT' && !/^(button|checkbox|radio|range|submit|file|color)$/.test(type ?? '');
}
