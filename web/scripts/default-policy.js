// Trusted Types' policy of last resort: what no other policy has vouched for is looked at here. Scripts by address may be this
// client's own workers (WORKERS: their paths, put in by finish.ts); markup may only be read into a document that runs nothing.
globalThis.trustedTypes?.createPolicy('default', {
  createScriptURL(address) {
    const { origin, pathname } = new URL(address, location.href);
    return origin === location.origin && WORKERS.includes(pathname) ? address : null;
  },
  createHTML(html, type, sink) {
    return sink === 'DOMParser parseFromString' ? html : null;
  },
});
