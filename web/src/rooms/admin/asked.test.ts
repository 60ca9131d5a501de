import { describe, expect, it } from 'vitest';
import { Problem } from '#api';
import { Asked } from './asked.svelte';

describe('what is asked for', () => {
  it('drops an older answer that comes late', async () => {
    const answers: ((value: number) => void)[] = [];
    const asked = new Asked(() => new Promise<number>((resolve) => answers.push(resolve)));
    const first = asked.refresh();
    const second = asked.refresh();
    answers[1]?.(2);
    answers[0]?.(1);
    await Promise.all([first, second]);
    expect(asked.value).toBe(2);
  });

  it('keeps what was shown when an action fails, and says why', async () => {
    const asked = new Asked(() => Promise.resolve('there'));
    await asked.refresh();
    expect(await asked.act(() => Promise.reject(new Problem(409, 'Conflict', 'Not now.')))).toBe(false);
    expect([asked.value, asked.trouble, asked.busy]).toEqual(['there', 'Not now.', false]);
    expect(await asked.act(() => Promise.resolve())).toBe(true);
    expect(asked.trouble).toBeNull();
  });
});
