/** Finds what somebody means who types a few letters of it. */

/** Upper and lower case, accents and ligatures make no difference. */
export function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss').toLowerCase();
}

const WORD_START = 12;
const RUN = 8;
const HIT = 1;
const GAP = 0.2;
/** What begins with what was typed comes before what merely holds it. */
const BEGINS = 40;
const WHOLE = 20;

/**
 * How well `typed` fits `text`: null when its letters do not stand in it in this order, else the higher the better. Letters
 * that begin words or follow each other count most. Each word that is typed is looked for on its own, in any order.
 */
export function fit(typed: string, text: string): number | null {
  const target = plain(text);
  let total = 0;
  for (const word of plain(typed).split(/\s+/).filter(Boolean)) {
    const score = fitWord(word, target);
    if (score === null) return null;
    total += score;
  }
  // Of two that fit alike, the shorter was meant.
  return total - target.length * 0.05;
}

function fitWord(word: string, target: string): number | null {
  if (target === word) return BEGINS + WHOLE + word.length * RUN;
  const starts = (at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(target[at - 1] ?? '');
  // best[i]: the best score with which the letters so far can end at i.
  let best: (number | null)[] = [];
  for (let letter = 0; letter < word.length; letter++) {
    const next: (number | null)[] = [];
    let before: number | null = null;
    for (let at = 0; at < target.length; at++) {
      // `before`: the best end further left than the last place, made smaller by each letter between.
      const jump: number | null = before;
      const last = at > 0 ? (best[at - 1] ?? null) : null;
      before = before === null ? last : Math.max(before - GAP, last ?? -Infinity);
      if (target[at] !== word[letter]) continue;
      const own = HIT + (starts(at) ? WORD_START : 0) + (letter === 0 && at === 0 ? BEGINS : 0);
      if (letter === 0) next[at] = own;
      else {
        const ways = [last === null ? null : last + RUN, jump === null ? null : jump].filter((way) => way !== null);
        if (ways.length > 0) next[at] = Math.max(...ways) + own;
      }
    }
    best = next;
  }
  const ends = best.filter((score): score is number => typeof score === 'number');
  return ends.length > 0 ? Math.max(...ends) : null;
}
