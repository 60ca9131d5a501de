import { expect, it } from 'vitest';
import { closes } from './drawDown';

it.each([
  ['far, and slowly', 250, 0, true],
  ['a little, but quickly', 20, 0.8, true],
  ['a little, and slowly', 100, 0.1, false],
  ['far, but on its way back up', 250, -0.8, false],
  ['not at all, however quick the finger was', 0, 2, false],
])('a sheet that was drawn down %s', (_, by, speed, gone) => expect(closes(by, 600, speed)).toBe(gone));
