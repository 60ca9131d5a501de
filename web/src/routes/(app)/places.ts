/** The places of the house, in the order in which the navigation shows them. */
import Archive from '@lucide/svelte/icons/archive';
import Heart from '@lucide/svelte/icons/heart';
import Images from '@lucide/svelte/icons/images';
import Trash from '@lucide/svelte/icons/trash';
import { words } from '#words';

export const places = [
  { href: '/', label: words.library, icon: Images, keys: 'g p' },
  { href: '/favourites', label: words.favourites, icon: Heart, keys: 'g f' },
  { href: '/archive', label: words.archive_shelf, icon: Archive, keys: 'g a' },
  { href: '/trash', label: words.trash_shelf, icon: Trash, keys: 'g t' },
] as const;
