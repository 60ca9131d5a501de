/** The keys of the viewer: what they are for, and which event means which. */
import type { KeyHint } from '#ui';
import { words } from '#words';

export type Command =
  | 'previous'
  | 'next'
  | 'first'
  | 'last'
  | 'closer'
  | 'farther'
  | 'whole'
  | 'actual'
  | 'rotate'
  | 'rotateBack'
  | 'favourite'
  | 'info'
  | 'archive'
  | 'trash'
  | 'download'
  | 'share'
  | 'copy'
  | 'compare'
  | 'slideshow'
  | 'fullscreen'
  | 'help'
  | 'close'
  | 'play'
  | 'backwards'
  | 'forwards'
  | 'mute'
  | 'frameBack'
  | 'frameOn'
  | 'slower'
  | 'faster';

const PHOTO: Record<string, Command> = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  Home: 'first',
  End: 'last',
  '+': 'closer',
  '=': 'closer',
  '-': 'farther',
  '0': 'whole',
  '1': 'actual',
  r: 'rotate',
  R: 'rotateBack',
  f: 'favourite',
  i: 'info',
  e: 'archive',
  '#': 'trash',
  Delete: 'trash',
  d: 'download',
  s: 'share',
  c: 'compare',
  ' ': 'slideshow',
  F: 'fullscreen',
  '?': 'help',
  Escape: 'close',
};

const VIDEO: Record<string, Command> = {
  ' ': 'play',
  k: 'play',
  j: 'backwards',
  l: 'forwards',
  m: 'mute',
  ',': 'frameBack',
  '.': 'frameOn',
  '<': 'slower',
  '>': 'faster',
};

/** Whether what has the focus keeps its keys for itself: a field, a menu, or a dialog that is not this one. */
export function elsewhere(target: EventTarget | null, own: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('input:not([type=range]), textarea, select, [role=menu]')) return true;
  const dialog = target.closest('[role=dialog], [role=alertdialog]');
  return dialog !== null && !dialog.matches(own);
}

/** What a key press is for; null when it is for nothing here, or belongs to what has the focus. */
export function commandOf(event: KeyboardEvent, video: boolean): Command | null {
  const target = event.target;
  if (event.defaultPrevented || event.isComposing || event.altKey) return null;
  if (elsewhere(target, '.viewer')) return null;
  if (event.ctrlKey || event.metaKey) {
    // Copies the picture, unless some words are chosen.
    return event.key === 'c' && getSelection()?.isCollapsed !== false ? 'copy' : null;
  }
  if (target instanceof Element && target.closest('button, a[href]') && (event.key === ' ' || event.key === 'Enter')) {
    return null;
  }
  return (video ? VIDEO[event.key] : undefined) ?? PHOTO[event.key] ?? null;
}

/** As the sheet of keys lists them. */
export function keyHints(): KeyHint[] {
  const photo = (keys: string, label: string): KeyHint => ({ keys, label, group: words.viewer() });
  const video = (keys: string, label: string): KeyHint => ({ keys, label, group: words.keys_video() });
  return [
    photo('ArrowLeft ArrowRight', words.keys_neighbours()),
    photo('Home End', words.keys_ends()),
    photo('+ -', words.keys_zoom()),
    photo('0 1', words.keys_sizes()),
    photo('r', words.rotate()),
    photo('f', words.favourite()),
    photo('i', words.info()),
    photo('e', words.archive()),
    photo('Delete', words.trash()),
    photo('Ctrl+z', words.undo()),
    photo('d', words.download()),
    photo('s', words.share()),
    photo('Ctrl+c', words.copy_picture()),
    photo('c', words.compare_next()),
    photo('Space', words.slideshow()),
    photo('Shift+f', words.full_screen()),
    photo('Escape', words.back()),
    video('Space', words.keys_play()),
    video('j l', words.keys_skip()),
    video(', .', words.keys_frames()),
    video('< >', words.keys_speed()),
    video('m', words.video_mute()),
  ];
}
