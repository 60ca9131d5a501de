import { describe, expect, it } from 'vitest';
import { keyOf, kindOf, type Kind } from './kinds';

const HOME = 'https://photos.example.org';
const DIGEST = 'a'.repeat(64);
const kind = (path: string, more: Partial<Parameters<typeof kindOf>[0]> = {}): Kind =>
  kindOf({ method: 'GET', url: new URL(path, HOME).href, mode: 'cors', ranged: false, ...more }, HOME);

describe('kindOf', () => {
  it.each<[string, Kind]>([
    ['/api/v1/timeline', 'screen'],
    ['/api/v1/timeline?shelf=trash', 'screen'],
    ['/api/v1/timeline/2024-05-06', 'screen'],
    ['/api/v1/timeline/2024-05-06/covers', 'screen'],
    ['/api/v1/timeline/2024-05-06/ids', 'none'],
    ['/api/v1/photos', 'screen'],
    ['/api/v1/photos/123', 'screen'],
    ['/api/v1/photos/123/original', 'none'],
    ['/api/v1/instance', 'screen'],
    ['/api/v1/session', 'whoami'],
    ['/api/v1/sessions', 'none'],
    ['/api/v1/admin/users', 'none'],
    [`/media/7/${DIGEST}/grid-2.avif?until=1`, 'thumbnail'],
    [`/media/7/${DIGEST}/preview-2.avif`, 'preview'],
    [`/media/7/${DIGEST}/video-1.mp4`, 'none'],
    [`/media/7/${DIGEST}/original`, 'none'],
    ['/_app/immutable/chunks/a1b2.js', 'part'],
    ['/_app/version.json', 'none'],
    ['/theme.js', 'file'],
    ['/favicon.svg', 'file'],
    ['/livez', 'none'],
    ['https://elsewhere.example.org/theme.js', 'none'],
  ])('%s is %s', (path, expected) => expect(kind(path)).toBe(expected));

  it('has pages only where the browser goes to one, and never for what the server alone answers', () => {
    expect(['/', '/photo/123', '/settings', '/start'].map((path) => kind(path, { mode: 'navigate' }))).toEqual(
      Array(4).fill('page'),
    );
    expect(['/api/docs', '/media/x', '/readyz'].map((path) => kind(path, { mode: 'navigate' }))).toEqual(
      Array(3).fill('none'),
    );
    expect(kind('/photo/123')).toBe('none');
  });

  it('leaves what changes something to the server, but hears of who signs in and of what is shared', () => {
    expect(kind('/api/v1/photos', { method: 'POST' })).toBe('none');
    expect(kind('/api/v1/timeline', { method: 'HEAD' })).toBe('none');
    expect(kind('/api/v1/session', { method: 'POST' })).toBe('changes who it is');
    expect(kind('/api/v1/session', { method: 'DELETE' })).toBe('changes who it is');
    expect(kind('/share', { method: 'POST', mode: 'navigate' })).toBe('share');
    expect(kind('https://elsewhere.example.org/share', { method: 'POST' })).toBe('none');
  });

  it('keeps no pieces of files', () => {
    expect(kind(`/media/7/${DIGEST}/preview-2.avif`, { ranged: true })).toBe('none');
  });
});

describe('keyOf', () => {
  it('tells screens apart by their questions, and finds a picture under whatever signature', () => {
    expect(keyOf('screen', `${HOME}/api/v1/timeline?shelf=trash`)).toBe('/api/v1/timeline?shelf=trash');
    const [early, late] = [1, 2].map((until) => `${HOME}/media/7/${DIGEST}/grid-2.avif?until=${until}&signature=x`);
    expect(keyOf('thumbnail', early ?? '')).toBe(keyOf('thumbnail', late ?? ''));
  });
});
