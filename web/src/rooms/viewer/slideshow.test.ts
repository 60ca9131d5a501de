import { expect, it } from 'vitest';
import { rememberedWishes } from './slideshow.svelte';

const USUAL = { seconds: 5, drift: true, shuffle: false, repeat: false };

it.each([
  ['nothing', null, USUAL],
  [
    'all of it',
    '{"seconds":15,"drift":false,"shuffle":true,"repeat":true}',
    { seconds: 15, drift: false, shuffle: true, repeat: true },
  ],
  ['some of it', '{"repeat":true}', { ...USUAL, repeat: true }],
  ['what was never offered', '{"seconds":1,"shuffle":"yes"}', USUAL],
  ['what is none', '{"seconds":', USUAL],
  ['something else', '"5"', USUAL],
])('remembers %s', (_, stored, wishes) => expect(rememberedWishes(stored)).toEqual(wishes));
