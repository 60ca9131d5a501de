import { expect, it } from 'vitest';
import { initials } from './initials';

it.each([
  ['Ada Lovelace', 'AL'],
  ['ann', 'A'],
  ['Ada Byron King, Countess of Lovelace', 'AL'],
  ['jean-luc.picard', 'JP'],
  ['élodie', 'É'],
  ['👩‍🚀 Sally Ride', 'SR'],
  ['(the) 2nd', 'T2'],
  ['… –', '?'],
  ['', '?'],
])('of %s are %s', (name, letters) => expect(initials(name)).toBe(letters));
