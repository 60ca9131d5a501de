import { describe, expect, it } from 'vitest';
import { Problem, readProblem } from './problem';

describe('readProblem', () => {
  it('reads what the server says, field by field', () => {
    const problem = readProblem(
      422,
      { title: 'Invalid', status: 422, detail: 'Look again.', errors: [{ field: 'username', detail: 'Taken.' }] },
      'Something went wrong.',
    );
    expect(problem.message).toBe('Look again.');
    expect(problem.field('username')).toBe('Taken.');
    expect(problem.field('email')).toBeUndefined();
  });

  it('keeps the name by which the log knows the request', () => {
    const problem = readProblem(500, { detail: 'It broke.', request_id: 'a1b2c3' }, 'Something went wrong.');
    expect(problem.reference).toBe('a1b2c3');
    expect(problem.about).toEqual({ reference: 'a1b2c3' });
  });

  it.each([0, 502, 503, 504])('knows by %i that nobody is there', (status) => {
    expect(new Problem(status, 'x', 'x').about).toEqual({ away: true });
  });

  it.each([undefined, null, '<html>Bad gateway</html>', 17, [], { detail: 3, errors: 'x' }, { errors: [null, 1, {}] }])(
    'has a sentence even for %j',
    (body) => {
      const problem = readProblem(502, body, 'Something went wrong.');
      expect(problem.message).toBe('Something went wrong.');
      expect(problem.fields).toEqual([]);
    },
  );
});
