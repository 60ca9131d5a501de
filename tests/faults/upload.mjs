// Uploads a file with tus-js-client: node upload.mjs WEB ENDPOINT KEY FILE SHA256. Prints the id of the photo.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const [web, endpoint, key, file, sha256] = process.argv.slice(2);
const tus = createRequire(`${web}/package.json`)('tus-js-client');

let id = null;
const upload = new tus.Upload(readFileSync(file), {
	endpoint,
	headers: { Authorization: `Bearer ${key}` },
	metadata: { filename: basename(file), sha256 },
	chunkSize: 8 * 1024 * 1024,
	retryDelays: Array(100).fill(200),
	onAfterResponse: (_, answer) => {
		id = answer.getHeader('Albumen-Photo-Id') ?? id;
	},
	onSuccess: () => console.log(id),
	onError: (error) => {
		console.error(error);
		process.exit(1);
	}
});
upload.start();
