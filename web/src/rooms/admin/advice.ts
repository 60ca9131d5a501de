/** What the checks are called, and what to do when one is not well. */
import { words } from '#words';

export interface Advice {
  name: string;
  text?: string;
  /** Where it is done. */
  page?: { href: string; label: string };
}

const JOBS = { href: '/admin/jobs', label: words.admin_jobs() };
const STORAGE = { href: '/admin/storage', label: words.admin_storage() };
const BACKUPS = { href: '/admin/backups', label: words.admin_backups() };

const ADVICE: Record<string, Advice> = {
  database: { name: words.check_database(), text: words.advice_database() },
  schema: { name: words.check_schema(), text: words.advice_schema() },
  storage: { name: words.check_storage(), text: words.advice_storage(), page: STORAGE },
  'free space': { name: words.check_space(), text: words.advice_space(), page: STORAGE },
  queue: { name: words.check_queue(), text: words.advice_queue(), page: JOBS },
  worker: { name: words.check_worker(), text: words.advice_worker(), page: JOBS },
  paused: { name: words.check_paused(), text: words.advice_paused(), page: JOBS },
  parked: { name: words.check_parked(), text: words.advice_parked(), page: JOBS },
  connections: { name: words.check_connections(), text: words.advice_connections() },
  clock: { name: words.check_clock(), text: words.advice_clock() },
  originals: { name: words.check_originals(), text: words.advice_originals(), page: STORAGE },
  backup: { name: words.check_backup(), text: words.advice_backup(), page: BACKUPS },
};

/** A check that a newer server makes has no advice yet, but a name. */
export function adviceFor(check: string): Advice {
  return ADVICE[check] ?? { name: check };
}
