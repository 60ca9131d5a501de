/** The queue in words: the tray's title, what a screen reader hears, what stands at one file. */
import { about, bytes, number, percent, words } from '#words';
import type { Picture } from './board.svelte';
import type { Item } from './item';
import type { Reason } from './trouble';

/** Milliseconds between two announcements of mere progress. */
export const CALM = 20_000;

/** In a few words how it stands. */
export function titleOf(picture: Picture, ownQuota: boolean): string {
  const { counts, total, left, paused, halt } = picture;
  if (left > 0 || (counts.paused > 0 && paused)) {
    const so = { done: number(total - left - counts.paused - counts.lost - counts.locked), total: number(total) };
    if (paused) return words.tray_paused(so);
    if (halt === 'offline') return words.tray_offline();
    if (halt === 'signed-out') return words.tray_signed_out();
    if (halt === 'full') return ownQuota ? words.tray_full_quota() : words.tray_full_disk();
    if (halt === 'refused') return words.tray_refused();
    return words.tray_busy(so);
  }
  // What goes on as soon as somebody says so comes first.
  const wait = counts.lost + counts.locked + counts.paused;
  if (wait > 0) return words.tray_wait({ count: wait });
  if (counts.failed > 0) return words.tray_failed({ count: counts.failed });
  if (counts.purged > 0 && counts.done + counts.restored === 0) return words.tray_purged({ count: counts.purged });
  if (counts.done === 0 && counts.restored > 0) return words.tray_restored({ count: counts.restored });
  if (counts.done > 0) return words.tray_done({ count: counts.done });
  return counts.there > 0 ? words.tray_nothing() : words.tray_skipped({ count: counts.skipped });
}

/** What to do about what stopped everything; null when nothing did. */
export function adviceOf({ paused, halt, left }: Picture, ownQuota: boolean): string | null {
  if (paused || left === 0) return null;
  if (halt === 'offline') return words.tray_offline_more();
  if (halt === 'signed-out') return words.tray_signed_out_more();
  if (halt === 'full') return ownQuota ? words.tray_full_quota_more() : words.tray_full_disk_more();
  return halt === 'refused' ? words.tray_refused_more() : null;
}

/** Numbers beside the title. */
export function sumsOf(picture: Picture, title: string): string[] {
  const { counts, left, bytesDone, bytesTotal, rate, seconds } = picture;
  const sums: string[] = [];
  if (left > 0) sums.push(words.tray_bytes({ done: bytes(bytesDone), total: bytes(bytesTotal) }));
  if (rate !== null && rate >= 1) sums.push(words.tray_speed({ rate: bytes(rate) }));
  if (seconds !== null) sums.push(words.tray_left({ time: about(seconds) }));
  if (left === 0 && counts.done > 0) sums.push(words.tray_done({ count: counts.done }));
  if (counts.there > 0) sums.push(words.tray_there({ count: counts.there }));
  if (counts.restored > 0) sums.push(words.tray_restored({ count: counts.restored }));
  if (counts.skipped > 0) sums.push(words.tray_skipped({ count: counts.skipped }));
  return sums.filter((sum) => sum !== title);
}

/**
 * Decides what a screen reader hears: every change of what goes on at once, mere progress only now and then. Progress is told by
 * the same title with other numbers.
 */
export class Announcer {
  private kind = '';
  private at = -Infinity;

  /** The words to say now; null for silence. */
  next(picture: Picture, title: string, now: number): string | null {
    const { left, paused, halt, total } = picture;
    const kind = total === 0 && picture.counts.skipped === 0 ? '' : left > 0 ? `${paused} ${halt}` : title;
    if (kind === this.kind && (left === 0 || paused || halt !== null || now - this.at < CALM)) return null;
    this.kind = kind;
    this.at = now;
    return kind === '' ? '' : title;
  }
}

function reasonText({ why, said }: Reason): string {
  switch (why) {
    case 'type':
      return words.reason_type();
    case 'large':
      return words.reason_large();
    case 'unreadable':
      return words.upload_unreadable();
    case 'empty':
      return words.reason_empty();
    case 'changed':
      return words.reason_changed();
    case 'broken':
      return words.reason_broken();
    case 'not-media':
      return words.upload_not_media();
    case 'no-photo':
      return words.reason_no_photo();
    case 'server':
      return said ?? words.problem_unknown();
  }
}

/** What stands below the name of a file. */
export function stateText(item: Item): string {
  if (item.reason) return reasonText(item.reason);
  switch (item.state) {
    case 'waiting':
    case 'ready':
      return words.row_waiting();
    case 'reading':
      return words.upload_reading();
    case 'checking':
      return words.row_checking();
    case 'resting':
      // Nothing went wrong with it: the same bytes go under another name, or in another tab.
      return item.tries === 0 ? words.row_twin() : words.row_resting();
    case 'sending':
      return percent(item.size > 0 ? item.sent / item.size : 0);
    case 'paused':
      return words.row_paused();
    case 'done':
      return words.row_done();
    case 'there':
      return words.row_there();
    case 'restored':
      return words.row_restored();
    case 'purged':
      return words.row_purged();
    case 'locked':
      return words.row_locked();
    case 'lost':
      return words.row_lost();
    case 'failed':
    case 'skipped':
      return '';
  }
}
