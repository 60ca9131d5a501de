/** The keys of the viewer: what they are for, and which event means which. */
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

/** What a key press is for; null when it is for nothing here, or belongs to what has the focus. */
export function commandOf(event: KeyboardEvent, video: boolean): Command | null {
  const target = event.target;
  if (event.defaultPrevented || event.isComposing || event.altKey) return null;
  if (target instanceof Element && target.closest('input, textarea, select, [role=menu], .dialog')) {
    return null;
  }
  if (event.ctrlKey || event.metaKey) {
    // Copies the picture, unless some words are chosen.
    return event.key === 'c' && getSelection()?.isCollapsed !== false ? 'copy' : null;
  }
  if (target instanceof Element && target.closest('button, a[href]') && (event.key === ' ' || event.key === 'Enter')) {
    return null;
  }
  return (video ? VIDEO[event.key] : undefined) ?? PHOTO[event.key] ?? null;
}

export interface Shortcut {
  keys: readonly string[];
  label: () => string;
}

/** As the help lists them. */
export const SHORTCUTS: readonly { title: () => string; keys: readonly Shortcut[] }[] = [
  {
    title: words.keys_photo,
    keys: [
      { keys: ['←', '→'], label: words.keys_neighbours },
      { keys: ['Home', 'End'], label: words.keys_ends },
      { keys: ['+', '−'], label: words.keys_zoom },
      { keys: ['0', '1'], label: words.keys_sizes },
      { keys: ['r', 'R'], label: words.keys_rotate },
      { keys: ['f'], label: words.favourite },
      { keys: ['i'], label: words.info },
      { keys: ['e'], label: words.archive },
      { keys: ['#', 'Del'], label: words.trash },
      { keys: ['d'], label: words.download },
      { keys: ['s'], label: words.share },
      { keys: ['Ctrl C'], label: words.copy_picture },
      { keys: ['c'], label: words.compare_next },
      { keys: ['Space'], label: words.slideshow },
      { keys: ['F'], label: words.full_screen },
      { keys: ['Esc'], label: words.back },
    ],
  },
  {
    title: words.keys_video,
    keys: [
      { keys: ['Space', 'k'], label: words.keys_play },
      { keys: ['j', 'l'], label: words.keys_skip },
      { keys: [',', '.'], label: words.keys_frames },
      { keys: ['<', '>'], label: words.video_speed },
      { keys: ['m'], label: words.video_mute },
    ],
  },
];
