import { describe, expect, it } from 'vitest';
import { fromGigabytes, toGigabytes } from './gigabytes';

describe('gigabytes', () => {
  it('goes there and back', () => {
    for (const bytes of [null, 0, 500_000_000, 50_000_000_000]) expect(fromGigabytes(toGigabytes(bytes))).toBe(bytes);
  });

  it('takes a comma and refuses nonsense', () => {
    expect(fromGigabytes(' 1,5 ')).toBe(1_500_000_000);
    expect(fromGigabytes('-1')).toBeUndefined();
    expect(fromGigabytes('much')).toBeUndefined();
  });
});
