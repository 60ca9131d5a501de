import { expect, it } from 'vitest';
import { strength } from './strength';

it('says nothing of nothing', () => expect(strength('')).toBe(0));

it.each(['short', 'aaaaaaaaaaaa', '12345678', 'abcdefgh', 'password1', 'Passwort123', 'adalovelace'])(
  '%s is weak',
  (word) => {
    expect(strength(word, ['ada', 'lovelace', 'ada@example.org'])).toBe(1);
  },
);

it.each(['kx8mwq2p', 'Tr0ub4dor'])('%s is fair', (word) => expect(strength(word)).toBe(2));

it.each(['correct horse battery', 'a bag of cold chestnuts', 'v9$Lq!2z#Tm8pX'])('%s is good', (word) => {
  expect(strength(word)).toBe(3);
});
