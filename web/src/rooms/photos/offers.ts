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
import type { Command, KeyHint, MenuGroups } from '#ui';
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

/** What can be done with a timeline, whatever is chosen. */
export function commandsOf(board: Board): Command[] {
  const group = words.timeline_keys();
  const ways = DENSITIES.filter((name) => name !== density.now).map((name) => ({
    id: `density ${name}`,
    label: words.density_show({ name: DENSITY_NAMES[name]() }),
    group,
    run: () => board.show(name),
  }));
  return [
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

/** What its keys do. */
export function hints(): KeyHint[] {
  const group = words.timeline_keys();
  return [
    { label: words.hint_walk(), group, keys: 'ArrowLeft ArrowRight' },
    { label: words.hint_open(), group, keys: 'Enter' },
    { label: words.hint_select(), group, keys: 'x' },
    { label: words.hint_stretch(), group, keys: 'Shift+ArrowRight' },
    { label: words.hint_all(), group, keys: 'Ctrl+a' },
    { label: words.selection_clear(), group, keys: 'Escape' },
    { label: words.hint_ends(), group, keys: 'Home End' },
    { label: words.hint_nearer(), group, keys: '+' },
    { label: words.hint_farther(), group, keys: '-' },
  ];
}

export interface MenuActs {
  open: (id: string) => void;
  date: (ids: readonly string[]) => void;
  purge: (ids: readonly string[]) => void;
}

/** The menu of a photo; of everything that is chosen, when it is one of it. */
export function menuOf(board: Board, id: string, acts: MenuActs): MenuGroups | null {
  const spot = board.spot(id);
  const tile = board.shelf.find(id)?.tile;
  if (!spot || !tile) return null;
  const { selection, shelf } = board;
  const together = selection.has(id);
  const ids = together ? [...selection.ids] : [id];
  const act = (action: (some: readonly string[]) => unknown) => () => {
    action(ids);
    if (together) selection.clear();
  };
  const looking = [
    ...(together ? [] : [{ label: words.open(), icon: Maximize, keys: 'Enter', onselect: () => acts.open(id) }]),
    {
      label: together ? words.deselect() : words.select(),
      icon: Check,
      keys: 'x',
      onselect: () => selection.toggle(spot),
    },
  ];
  const save = { label: words.download(), icon: Download, onselect: act(download) };
  if (shelf.name === 'trash') {
    const purge = { label: words.purge(), icon: Trash, danger: true, onselect: () => acts.purge(ids) };
    return [
      looking,
      [{ label: words.restore(), icon: RotateCcw, onselect: act((some) => restore(some)) }, save],
      [purge],
    ];
  }
  const loved = ids.every((one) => shelf.find(one)?.tile.favourite ?? false);
  return [
    looking,
    [
      {
        label: loved ? words.unfavourite() : words.favourite(),
        icon: Heart,
        onselect: act((some) => setFavourite(some, !loved, 'tell')),
      },
      {
        label: tile.archived ? words.unarchive() : words.archive(),
        icon: tile.archived ? ArchiveRestore : Archive,
        onselect: act((some) => setArchived(some, !tile.archived)),
      },
      { label: words.date_edit(), icon: CalendarClock, onselect: () => acts.date(ids) },
      save,
    ],
    [{ label: words.trash(), icon: Trash, danger: true, onselect: act((some) => trash(some)) }],
  ];
}
