/** Wall clocks with or without an offset, as fields of a form have them. */

/** "2019-07-04T21:15:03" and "+02:00" of a date from the server; the offset is empty when it is unknown. */
export function fieldsOf(takenAt: string | null): { wall: string; offset: string } {
  if (takenAt === null) return { wall: '', offset: '' };
  const offset = /(?:Z|[+-]\d\d:\d\d)$/.exec(takenAt)?.[0] ?? '';
  return { wall: takenAt.slice(0, 19), offset: offset === 'Z' ? '+00:00' : offset };
}

/** What is sent for these fields. A field without seconds has none. */
export function dateOf(wall: string, offset: string): string {
  return `${wall.length === 16 ? `${wall}:00` : wall}${offset}`;
}

/** Every offset that is in use somewhere on earth. */
export const OFFSETS: readonly string[] = [
  ...['-12:00', '-11:00', '-10:00', '-09:30', '-09:00', '-08:00', '-07:00', '-06:00', '-05:00', '-04:00', '-03:30'],
  ...['-03:00', '-02:00', '-01:00', '+00:00', '+01:00', '+02:00', '+03:00', '+03:30', '+04:00', '+04:30', '+05:00'],
  ...['+05:30', '+05:45', '+06:00', '+06:30', '+07:00', '+08:00', '+08:45', '+09:00', '+09:30', '+10:00', '+10:30'],
  ...['+11:00', '+12:00', '+12:45', '+13:00', '+13:45', '+14:00'],
];

/** The same with one more, where a photo has an offset of its own (local time of long ago). */
export function offsetsWith(own: string): readonly string[] {
  return own === '' || OFFSETS.includes(own) ? OFFSETS : [own, ...OFFSETS];
}
