/** "AL" of "Ada Lovelace", "A" of "ann", "?" of nothing: the first letters of the first and the last word. */
export function initials(name: string): string {
  const parts = name.split(/[\s._-]+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const ends = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  const letters = ends.map((word) => [...(word ?? '')].find((letter) => /\p{L}|\p{N}/u.test(letter)) ?? '');
  return letters.join('').toLocaleUpperCase() || '?';
}
