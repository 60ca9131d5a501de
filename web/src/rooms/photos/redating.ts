/** Changing when photos were taken: many at once, with what lies between them, and back again. */
import { api, ask } from '#api';
import { words } from '#words';
import { attempt, inPieces, tell } from './actions';
import { byDate, earliest, secondsBetween, type Dated } from './dates';
import { details } from './details.svelte';
import { refreshShelves } from './shelves';

/** As many photos as one question may name. */
const ASKED_AT_ONCE = 200;

/** What to do with the dates of photos: move them all, or give them one; `apart` keeps what lies between them. */
export type DateChange = { kind: 'shift'; seconds: number } | { kind: 'set'; wall: string; apart: boolean };

/** When some photos were taken, as far as it is known. */
export async function whenTaken(ids: readonly string[]): Promise<Dated[]> {
  const found: Dated[] = [];
  for (let i = 0; i < ids.length; i += ASKED_AT_ONCE) {
    const query = { ids: ids.slice(i, i + ASKED_AT_ONCE).join(',') };
    const { photos } = await ask(api.GET('/api/v1/photos', { params: { query } }));
    for (const photo of photos) found.push({ id: photo.id, takenAt: photo.taken_at, shownAt: photo.shown_at });
  }
  return found;
}

/** Changes the dates of photos. `known` are their dates before; without them only shifting can be undone. */
export async function changeDates(
  ids: readonly string[],
  to: DateChange,
  known: readonly Dated[] | null,
): Promise<void> {
  const undated = known?.filter((photo) => photo.takenAt === null).map((photo) => photo.id) ?? [];
  const dated = undated.length === 0 ? ids : ids.filter((id) => !undated.includes(id));
  const first = earliest((known ?? []).flatMap((photo) => photo.takenAt ?? []));
  const done = await attempt(ids, {}, async () => {
    if (to.kind === 'shift') await shift(dated, to.seconds);
    else if (to.apart && first !== undefined) {
      await shift(dated, secondsBetween(first, to.wall));
      await setDate(undated, to.wall);
    } else await setDate(ids, to.wall);
  });
  details.forget(ids);
  if (!done) return;
  await refreshShelves();
  tell(words.date_done({ count: to.kind === 'shift' ? dated.length : ids.length }), async () => {
    await attempt(ids, {}, async () => {
      if (to.kind === 'shift') await shift(dated, -to.seconds);
      else for (const [takenAt, some] of byDate(known ?? [])) await setDate(some, takenAt);
    });
    details.forget(ids);
  });
}

async function shift(ids: readonly string[], seconds: number): Promise<void> {
  if (seconds === 0) return;
  await inPieces(ids, (some) =>
    ask(api.PATCH('/api/v1/photos', { body: { ids: some, changes: { shift_seconds: seconds } } })),
  );
}

async function setDate(ids: readonly string[], takenAt: string | null): Promise<void> {
  await inPieces(ids, (some) =>
    ask(api.PATCH('/api/v1/photos', { body: { ids: some, changes: { taken_at: takenAt } } })),
  );
}
