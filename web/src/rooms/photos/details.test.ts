import { afterEach, expect, it, vi } from 'vitest';
import { api } from '#api';
import { details } from './details.svelte';

type Answer = Awaited<ReturnType<typeof api.GET>>;
const LATER = '2026-11-26T00:00:00Z';

function answer(trashed: string | null): Answer {
  return { data: { id: '7', state: 'ready', trashed_at: trashed }, response: new Response() } as unknown as Answer;
}

afterEach(() => {
  details.forget(['7']);
  vi.restoreAllMocks();
});

it('asks again when something changed while it was asked', async () => {
  const answers: ((answer: Answer) => void)[] = [];
  vi.spyOn(api, 'GET').mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  const asked = details.get('7');
  // Put into the trash meanwhile: the answer that is on its way does not know of it.
  details.patch(['7'], { trashed_at: LATER });
  answers[0]?.(answer(null));
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  expect(details.peek('7')).toBeUndefined();
  answers[1]?.(answer(LATER));
  expect((await asked).trashed_at).toBe(LATER);
  expect(details.peek('7')?.trashed_at).toBe(LATER);
});
