import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toasts } from './toasts.svelte';

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  for (const { id } of toasts.list) toasts.dismiss(id);
  vi.useRealTimers();
});

const said = (): string[] => toasts.list.map((toast) => toast.text);

it('says something for a while', () => {
  toasts.show('Saved');
  vi.advanceTimersByTime(5900);
  expect(said()).toEqual(['Saved']);
  vi.advanceTimersByTime(200);
  expect(said()).toEqual([]);
});

it('stays while somebody reads it', () => {
  toasts.show('Moved to trash');
  const [toast] = toasts.list;
  toasts.hold(toast?.id ?? 0);
  vi.advanceTimersByTime(60_000);
  expect(said()).toEqual(['Moved to trash']);
  toasts.resume(toast?.id ?? 0);
  vi.advanceTimersByTime(6100);
  expect(said()).toEqual([]);
});

it('says the same thing once, and keeps three at most', () => {
  for (const text of ['a', 'b', 'a', 'c', 'd']) toasts.show(text);
  expect(said()).toEqual(['a', 'c', 'd']);
});

it('shows work until it is over, whatever else is said', () => {
  const work = toasts.progress('Preparing');
  for (const text of ['a', 'b', 'c', 'd']) toasts.show(text);
  vi.advanceTimersByTime(60_000);
  expect(said()).toEqual(['Preparing']);
  work.update(0.5, 'Halfway');
  expect(toasts.list[0]).toMatchObject({ text: 'Halfway', progress: 0.5 });
  work.done('Ready');
  expect(toasts.list).toEqual([{ id: expect.any(Number) as number, text: 'Ready', tone: 'good', action: null }]);
  vi.advanceTimersByTime(6100);
  expect(said()).toEqual([]);
});

it('says how work ended to somebody who put its message away', () => {
  const work = toasts.progress('Preparing');
  toasts.dismiss(toasts.list[0]?.id ?? 0);
  work.update(0.5);
  expect(said()).toEqual([]);
  work.fail('Did not work');
  expect(toasts.list).toMatchObject([{ text: 'Did not work', tone: 'danger' }]);
  vi.advanceTimersByTime(6100);
  expect(said()).toEqual([]);
});
