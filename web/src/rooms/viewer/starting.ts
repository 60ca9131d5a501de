/** Ways into the viewer from elsewhere: a slideshow of a shelf or of what was chosen, two photos side by side. */
import Columns2 from '@lucide/svelte/icons/columns-2';
import MonitorPlay from '@lucide/svelte/icons/monitor-play';
import { goto } from '$app/navigation';
import { extras, type Shelf } from '#rooms/photos';
import { words } from '#words';
import { choose } from './chosen';

/** Begins a slideshow of these photos, or of a whole shelf from `start` (else its latest photo) on. */
export async function startSlideshow(
  shelf: Shelf,
  options: { ids?: readonly string[]; start?: string } = {},
): Promise<void> {
  const { ids, start } = options;
  let first = start ?? ids?.[0];
  if (first === undefined) {
    const day = shelf.days[0]?.day;
    if (day === undefined) return;
    await shelf.load([day]);
    first = shelf.day(day)?.tiles?.[0]?.id;
  }
  if (first === undefined) return;
  choose(ids && ids.length > 1 ? ids : null);
  await goto(`/photos/${first}`, { shallow: true, state: { photo: first, slideshow: 'shelf' } });
}

/** Two photos side by side. */
async function comparePhotos(first: string, second: string): Promise<void> {
  await goto(`/photos/${first}`, { shallow: true, state: { photo: first, compare: second } });
}

/** The bar of a selection offers one or the other: a small phone has room for one more button. */
export function offerForSelections(): void {
  if (extras.length > 0) return;
  extras.push(
    {
      label: words.compare,
      icon: Columns2,
      fits: (count) => count === 2,
      run: ([first, second]) => {
        if (first !== undefined && second !== undefined) void comparePhotos(first, second);
      },
    },
    {
      label: words.slideshow,
      icon: MonitorPlay,
      fits: (count) => count > 2,
      run: (ids, shelf) => void startSlideshow(shelf, { ids }),
    },
  );
}
