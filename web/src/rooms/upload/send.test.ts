import { describe, expect, it } from 'vitest';
import { mayRetry, problemOf } from './send';

describe('mayRetry', () => {
  it.each([0, 409, 423, 429, 500, 502, 503, 504])('tries again after %d', (status) =>
    expect(mayRetry(status)).toBe(true),
  );
  it.each([400, 401, 403, 404, 413, 415, 422, 460, 507])('gives up after %d', (status) =>
    expect(mayRetry(status)).toBe(false),
  );
});

describe('problemOf', () => {
  it('takes what never reached the server for a lost connection', () => {
    expect(problemOf(new TypeError('fetch failed'))).toMatchObject({ status: 0, unreachable: true });
  });
});
