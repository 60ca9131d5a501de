/** An edit in place: what is said when it worked, and how it is taken back. */
import { Problem, type Photo, type PhotoChanges } from '#api';
import { editPhoto } from '#rooms/photos';
import { toasts } from '#ui';
import { words } from '#words';

/** The changes that bring back what a photo said before. */
export function inverse(photo: Photo, changes: PhotoChanges): PhotoChanges {
  const back: PhotoChanges = {};
  if ('title' in changes) back.title = photo.title || null;
  if ('description' in changes) back.description = photo.description || null;
  if ('tags' in changes) back.tags = photo.tags;
  if ('rating' in changes) back.rating = photo.rating;
  if ('taken_at' in changes) back.taken_at = photo.taken_at;
  if ('latitude' in changes || 'longitude' in changes) {
    back.latitude = photo.latitude;
    back.longitude = photo.longitude;
  }
  return back;
}

/** How the photo looks with the changes, until the server has said how it is. */
export function shownWith(changes: PhotoChanges): Partial<Photo> {
  const shows: Partial<Photo> = {};
  if (changes.title !== undefined) shows.title = changes.title ?? '';
  if (changes.description !== undefined) shows.description = changes.description ?? '';
  if (changes.tags !== undefined) shows.tags = changes.tags ?? [];
  if (changes.rating !== undefined) shows.rating = changes.rating ?? 0;
  if (changes.taken_at !== undefined) shows.taken_at = changes.taken_at;
  if (changes.latitude !== undefined) shows.latitude = changes.latitude;
  if (changes.longitude !== undefined) shows.longitude = changes.longitude;
  return shows;
}

/**
 * Changes a photo; `done` is said with a way back. Gives what went wrong, null when it worked: then the page shows again
 * what is true, and whoever asked still has what was typed.
 */
export async function edit(photo: Photo, changes: PhotoChanges, done: string): Promise<Problem | null> {
  const back = inverse(photo, changes);
  try {
    await editPhoto(photo.id, changes, shownWith(changes));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toasts.show(error.fields[0]?.detail ?? error.message, { tone: 'danger' });
    return error;
  }
  toasts.show(done, { action: { label: words.take_back(), undoes: true, run: () => void takeBack(photo.id, back) } });
  return null;
}

async function takeBack(id: string, back: PhotoChanges): Promise<void> {
  try {
    await editPhoto(id, back, shownWith(back));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toasts.show(error.message, { tone: 'danger' });
  }
}
