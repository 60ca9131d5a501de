/**
 * SHA-256 of files, piece by piece, beside the page. WebAssembly where the content policy of this very script admits it (the
 * pages' own does not), else the same in JavaScript, four times slower.
 */
import { createSHA256 } from 'hash-wasm';

interface Hash {
  update(data: Uint8Array): unknown;
  hex(): string;
}

let wasm: Awaited<ReturnType<typeof createSHA256>> | null = null;

async function begin(): Promise<Hash> {
  try {
    // Compiled once for all files of this worker.
    const hash = (wasm ??= await createSHA256()).init();
    return { update: (data) => hash.update(data), hex: () => hash.digest('hex') };
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError) && !(error instanceof EvalError)) throw error;
    const { sha256 } = await import('@noble/hashes/sha2.js');
    const hash = sha256.create();
    return {
      update: (data) => hash.update(data),
      hex: () => Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    };
  }
}

self.onmessage = async (event: MessageEvent<File>) => {
  try {
    const hash = await begin();
    const reader = event.data.stream().getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value);
    self.postMessage({ sha256: hash.hex() });
  } catch (error) {
    // The file is gone, was changed, or may not be read.
    if (!(error instanceof DOMException)) throw error;
    self.postMessage({ unreadable: error.message });
  }
};
