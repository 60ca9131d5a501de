/** Whether others on the way could read what this page sends and shows. */

/** Plain http to another machine. To this very machine it is as good as encrypted: nothing leaves it. */
export function isExposed(place: { protocol: string; hostname: string }): boolean {
  if (place.protocol !== 'http:') return false;
  const host = place.hostname.toLowerCase().replace(/\.$/, '');
  const loopback =
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
  return !loopback;
}
