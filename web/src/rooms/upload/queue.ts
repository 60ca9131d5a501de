/** The one queue of this page, connected to the server and to the library. */
import { api, ask } from '#api';
import { session } from '#rooms/accounts';
import { refreshShelves } from '#rooms/photos';
import { Hasher } from './hasher';
import { send } from './send';
import { Uploads } from './uploads.svelte';

/** Photos that arrive together are shown together. */
const TOGETHER = 1200;

const hasher = new Hasher();
let soon: ReturnType<typeof setTimeout> | undefined;

export const uploads = new Uploads({
  digest: (file) => hasher.digest(file),
  cancelDigest: () => hasher.cancel(),
  check: async (sha256) => (await ask(api.POST('/api/v1/photos/check', { body: { sha256 } }))).found,
  restore: async (photo_id) => {
    await ask(api.POST('/api/v1/photos/{photo_id}/restore', { params: { path: { photo_id } } }));
  },
  send: ({ file, path, sha256 }, progress) => send(file, { path, sha256, owner: session.user?.id ?? '' }, progress),
  arrived: () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void refreshShelves();
    }, TOGETHER);
  },
});
