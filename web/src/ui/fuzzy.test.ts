import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fit, plain } from './fuzzy';

/** The texts in the order in which they fit; those that do not are left out. */
function order(typed: string, texts: string[]): string[] {
  const scored = texts.map((text) => ({ text, score: fit(typed, text) })).filter(({ score }) => score !== null);
  return scored.sort((a, b) => (b.score ?? 0) - (a.score ?? 0)).map(({ text }) => text);
}

it('finds letters in their order, whatever stands between', () => {
  expect(fit('fvr', 'Favourites')).not.toBeNull();
  expect(fit('rvf', 'Favourites')).toBeNull();
  expect(fit('', 'Favourites')).not.toBeNull();
});

it('does not care for case, accents and sharp s', () => {
  expect(plain('Größe ÀÉ')).toBe('grosse ae');
  expect(fit('grosse', 'Größe')).not.toBeNull();
  expect(fit('UBERSICHT', 'Übersicht')).not.toBeNull();
});

it('prefers beginnings, words and what is whole', () => {
  expect(order('tra', ['Administration', 'Trash'])).toEqual(['Trash', 'Administration']);
  expect(order('up', ['Sign up', 'Upload', 'Upload a folder'])).toEqual(['Upload', 'Upload a folder', 'Sign up']);
  expect(order('uf', ['Useful', 'Upload a folder'])).toEqual(['Upload a folder', 'Useful']);
  expect(order('dark', ['Darkness of the deep', 'Dark'])).toEqual(['Dark', 'Darkness of the deep']);
});

it('takes words in any order', () => {
  expect(fit('folder upload', 'Upload a folder')).not.toBeNull();
  expect(fit('folder nothing', 'Upload a folder')).toBeNull();
});

it('finds whatever is left after leaving letters out', () => {
  const text = fc.stringMatching(/^[a-z ]{1,20}$/);
  fc.assert(
    fc.property(text, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (whole, kept) => {
      const typed = [...whole].filter((letter, index) => letter !== ' ' && kept[index]).join('');
      expect(fit(typed, whole)).not.toBeNull();
    }),
  );
});
