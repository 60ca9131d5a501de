import { expect, it } from 'vitest';
import { dayIn, monthIn } from './headings';

it('writes a month as it fits', () => {
  // 152 pixels are the least of a day that begins a month.
  expect(monthIn(1000, 16, '2023-12')).toBe('December 2023');
  expect(monthIn(152, 16, '2023-12')).toBe('Dec 2023');
  expect(monthIn(152, 16, '2026-06')).toBe('June 2026');
  expect(monthIn(152, 32, '2023-12')).toBe('Dec');
});

it('writes a day as it fits', () => {
  expect(dayIn(1000, 16, '2026-09-27')).toContain('27');
  expect(dayIn(1000, 16, '2026-09-27')).toContain('2026');
  expect(dayIn(100, 16, '2026-09-27').length).toBeLessThan(dayIn(150, 16, '2026-09-27').length);
  expect(dayIn(76, 16, '2026-09-27')).toBe('27');
});
