import { describe, expect, it } from 'vitest';
import { sharedFile } from './shared';

const answer = (headers: Record<string, string>): Response => new Response('bytes', { headers });

describe('sharedFile', () => {
  it('makes the file that was shared', async () => {
    const headers = { 'content-type': 'image/jpeg', 'x-name': 'caf%C3%A9.jpg', 'x-modified': '1700000000000' };
    const picked = await sharedFile(answer(headers), '/shared/0');
    expect(picked).toMatchObject({ name: 'café.jpg', modified: 1_700_000_000_000, type: 'image/jpeg', size: 5 });
    expect(await picked.file?.text()).toBe('bytes');
  });

  it('is content with less', async () => {
    const picked = await sharedFile(answer({ 'x-name': '%E0%A4%A', 'x-modified': 'never' }), '/shared/7');
    expect(picked.name).toBe('7');
    expect(picked.modified).toBeGreaterThan(1_700_000_000_000);
    expect((await sharedFile(answer({ 'x-name': '..%2F..%2Fevil.jpg' }), '/shared/1')).name).toBe('evil.jpg');
  });
});
