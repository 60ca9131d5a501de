import { describe, expect, it } from 'vitest';
import { problemOf, send } from './send';

describe('problemOf', () => {
  it('takes what never reached the server for a lost connection', async () => {
    expect(await problemOf(new TypeError('fetch failed'))).toMatchObject({ status: 0, unreachable: true });
  });

  it('keeps the status when a proxy answered with a page', async () => {
    const response = { getBody: () => '<html>Bad gateway</html>', getStatus: () => 502 };
    expect((await problemOf(Object.assign(new Error('x'), { originalResponse: response }))).status).toBe(502);
  });
});

describe('send', () => {
  it('is over when it is stopped: whoever waits holds its bytes against the next try', async () => {
    const about = { name: 'a.jpg', path: 'a.jpg', modified: 0, sha256: 'aa', owner: '1' };
    const sending = send(new File(['x'], 'a.jpg'), about, () => undefined);
    sending.abort();
    expect(await sending.done).toBeNull();
  });
});
