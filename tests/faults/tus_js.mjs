// Uploads a file with tus-js-client as it is, and prints the id of the photo: node tus_js.mjs PACKAGE ADDRESS KEY FILE SHA256
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';

const [manifest, endpoint, key, file, sha256] = process.argv.slice(2);
const { Upload } = createRequire(manifest)('tus-js-client');

let photo = null;
const upload = new Upload(createReadStream(file), {
  endpoint,
  headers: { Authorization: `Bearer ${key}` },
  metadata: { filename: 'large.jpg', sha256 },
  chunkSize: 24 * 1024 * 1024,
  // The library's own are the first four.
  retryDelays: [0, 1000, 3000, 5000, 5000, 5000],
  onAfterResponse: (_request, response) => {
    photo = response.getHeader('Albumen-Photo-Id') ?? photo;
  },
  onError: (error) => {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess: () => console.log(photo),
});
upload.start();
