import { expect, it } from 'vitest';
import { after, before, shellWord, STEPS } from './steps';

it('goes from the first step to the end and back', () => {
  const seen = [];
  for (let step: (typeof STEPS)[number] | null = 'name'; step; step = after(step)) seen.push(step);
  expect(seen).toEqual([...STEPS]);
  expect(before('name')).toBeNull();
  expect(before('people')).toBe('name');
});

it('writes folders as a shell reads them', () => {
  expect(shellWord('/srv/albumen')).toBe('/srv/albumen');
  expect(shellWord('/srv/our photos')).toBe("'/srv/our photos'");
  expect(shellWord("/srv/ann's; rm -rf")).toBe("'/srv/ann'\\''s; rm -rf'");
});
