/** What a timeline offers by name: commands for the palette, keys for the sheet of keys, and the menu of a photo. */
import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarSearch from '@lucide/svelte/icons/calendar-search';
import Check from '@lucide/svelte/icons/check';
import Download from '@lucide/svelte/icons/download';
import Heart from '@lucide/svelte/icons/heart';
import Maximize from '@lucide/svelte/icons/maximize-2';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Trash from '@lucide/svelte/icons/trash';
import type { Command, KeyHint, MenuGroups, MenuItem } from '#ui';
import { words } from '#words';
import { restore, setArchived, setFavourite, trash } from './actions';
import { download } from './downloading';
import type { Board } from './board.svelte';
import { DENSITIES, density, type Density } from './density.svelte';

export const DENSITY_NAMES: Record<Density, () => string> = {
  comfortable: words.density_comfortable,
  compact: words.density_compact,
  months: words.density_months,
  years: words.density_years,
};

export interface MenuActs {
  open: (id: string) => void;
  date: (ids: readonly string[]) => void;
  purge: (ids: readonly string[]) => void;
}

/** Something that can be done with photos. The keys are those of the viewer. */
interface Deed {
  id: string;
  label: string;
  icon: NonNullable<Command['icon']>;
  keys?: string;
  run: () => void;
}

/** What can be done with these: what changes them, and last what takes them away. */
function deedsOf({ shelf }: Board, ids: readonly string[], acts: Pick<MenuActs, 'date' | 'purge'>): [Deed[], Deed] {
  const save = { id: 'download', label: words.download(), icon: Download, keys: 'd', run: () => void download(ids) };
  const gone = { icon: Trash, keys: 'Delete' };
  if (shelf.name === 'trash')
    return [
      [{ id: 'restore', label: words.restore(), icon: RotateCcw, run: () => void restore(ids) }, save],
      { ...gone, id: 'purge', label: words.purge(), run: () => acts.purge(ids) },
    ];
  const each = (has: 'favourite' | 'archived', without: boolean): boolean =>
    ids.length > 0 ? ids.every((one) => shelf.find(one)?.tile[has] ?? false) : without;
  const loved = each('favourite', shelf.name === 'favourites');
  const away = each('archived', shelf.name === 'archive');
  return [
    [
      {
        id: 'favourite',
        label: loved ? words.unfavourite() : words.favourite(),
        icon: Heart,
        keys: 'f',
        run: () => void setFavourite(ids, !loved, 'tell'),
      },
      {
        id: 'archive',
        label: away ? words.unarchive() : words.archive(),
        icon: away ? ArchiveRestore : Archive,
        keys: 'e',
        run: () => void setArchived(ids, !away),
      },
      { id: 'date', label: words.date_edit(), icon: CalendarClock, run: () => acts.date(ids) },
      save,
    ],
    { ...gone, id: 'trash', label: words.trash(), run: () => void trash(ids) },
  ];
}

/** Whether first something is asked about what is chosen, so that it must stay so. */
const ASKS = new Set(['date', 'purge']);

/** What can be done with what is chosen. */
function chosenOf(board: Board, acts: Pick<MenuActs, 'date' | 'purge'>): Command[] {
  const { selection } = board;
  if (!selection.active) return [];
  const [changes, last] = deedsOf(board, [...selection.ids], acts);
  return [...changes, last].map((deed) => ({
    ...deed,
    id: `chosen ${deed.id}`,
    group: words.selection(),
    run: () => {
      deed.run();
      if (!ASKS.has(deed.id)) selection.clear();
    },
  }));
}

/** What can be done with a timeline, and with what is chosen. */
export function commandsOf(board: Board, acts: Pick<MenuActs, 'date' | 'purge'>): Command[] {
  const group = words.timeline_keys();
  const ways = DENSITIES.filter((name) => name !== density.now).map((name) => ({
    id: `density ${name}`,
    label: words.density_show({ name: DENSITY_NAMES[name]() }),
    group,
    run: () => board.show(name),
  }));
  return [
    ...chosenOf(board, acts),
    {
      id: 'go to date',
      label: words.go_to_date(),
      group,
      icon: CalendarSearch,
      keys: 'g d',
      run: () => board.askForDate(),
    },
    ...ways.reverse(),
  ];
}

/** What its keys do; those of what is chosen also while nothing is. */
export function hints(board: Board): KeyHint[] {
  const group = words.timeline_keys();
  const idle = board.selection.active
    ? []
    : deedsOf(board, [], { date: () => undefined, purge: () => undefined }).flat();
  return [
    { label: words.hint_walk(), group, keys: 'ArrowLeft ArrowRight' },
    { label: words.hint_open(), group, keys: 'Enter' },
    { label: words.hint_select(), group, keys: 'x' },
    { label: words.hint_stretch(), group, keys: 'Shift+ArrowRight' },
    { label: words.hint_all(), group, keys: 'Ctrl+a' },
    { label: words.selection_clear(), group, keys: 'Escape' },
    { label: words.hint_ends(), group, keys: 'Home End' },
    { label: words.undo(), group, keys: 'Ctrl+z' },
    { label: words.hint_nearer(), group, keys: '+' },
    { label: words.hint_farther(), group, keys: '-' },
    ...idle.flatMap(({ label, keys }) => (keys ? [{ label, group: words.selection(), keys }] : [])),
  ];
}

/** The menu of a photo; of everything that is chosen, when it is one of it. */
export function menuOf(board: Board, id: string, acts: MenuActs): MenuGroups | null {
  const spot = board.spot(id);
  if (!spot || !board.shelf.find(id)) return null;
  board.focused = id;
  const { selection } = board;
  const together = selection.has(id);
  const ids = together ? [...selection.ids] : [id];
  const [changes, last] = deedsOf(board, ids, acts);
  const entry = ({ id: deed, label, icon, keys, run }: Deed): MenuItem => ({
    label,
    icon,
    // They are for what is chosen.
    ...(together && keys ? { keys } : {}),
    onselect: () => {
      run();
      if (together && !ASKS.has(deed)) selection.clear();
    },
  });
  const looking = [
    ...(together ? [] : [{ label: words.open(), icon: Maximize, keys: 'Enter', onselect: () => acts.open(id) }]),
    {
      label: together ? words.deselect() : words.select(),
      icon: Check,
      keys: 'x',
      onselect: () => selection.toggle(spot),
    },
  ];
  return [looking, changes.map(entry), [{ ...entry(last), danger: true }]];
}
