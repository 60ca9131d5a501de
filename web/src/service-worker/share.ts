/** What other apps share: the files lie in a cache until the page takes them to the upload. */
import { SHARED } from '../rooms/device/caches';

export async function share(request: Request): Promise<Response> {
  const files = (await request.formData()).getAll('files').filter((entry) => entry instanceof File);
  const cache = await caches.open(SHARED);
  const first = Date.now();
  for (const [index, file] of files.entries()) {
    const headers = {
      'content-type': file.type || 'application/octet-stream',
      'x-name': encodeURIComponent(file.name),
      'x-modified': String(file.lastModified),
    };
    await cache.put(`/shared/${first + index}`, new Response(file, { headers }));
  }
  return Response.redirect('/?shared', 303);
}
