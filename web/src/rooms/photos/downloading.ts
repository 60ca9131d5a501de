/** Originals, as files of the reader's own. */
import { toasts } from '#ui';
import { number, words } from '#words';
import { AT_ONCE } from './actions';

/**
 * Downloads the originals of photos: one as it is, several as a zip that the server writes while it is sent.
 *
 * The zip is asked for by a form in a hidden frame, because a browser saves to disk only what it asked for itself. The frame
 * loads a page only when the server refused.
 */
export function download(ids: readonly string[]): void {
  const [only] = ids;
  if (ids.length > AT_ONCE) {
    toasts.show(words.download_too_many({ most: number(AT_ONCE) }), { tone: 'danger' });
    return;
  }
  if (ids.length === 1 && only !== undefined) {
    const link = document.createElement('a');
    link.href = `/api/v1/photos/${only}/original`;
    link.download = '';
    link.click();
    return;
  }
  const frame = document.createElement('iframe');
  frame.name = `download-${Date.now()}`;
  frame.hidden = true;
  frame.addEventListener('load', () => {
    if (frame.dataset['asked']) toasts.show(words.download_failed(), { tone: 'danger' });
  });
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/api/v1/photos/zip';
  form.target = frame.name;
  form.hidden = true;
  const field = document.createElement('input');
  field.name = 'ids';
  field.value = ids.join(',');
  form.append(field);
  document.body.append(frame, form);
  frame.dataset['asked'] = 'yes';
  form.submit();
  form.remove();
  toasts.show(words.download_started({ count: ids.length }));
}
