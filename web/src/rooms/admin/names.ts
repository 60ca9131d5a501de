/** What the queue's own words are called on the page. */
import { words } from '#words';

const TASKS: Record<string, string> = {
  'accounts.send_letter': words.task_accounts_mail(),
  'accounts.send_reset': words.task_accounts_mail(),
  'accounts.send_declined': words.task_accounts_mail(),
  'accounts.send_invitation': words.task_accounts_mail(),
  'ingest.develop': words.task_ingest_develop(),
  'ingest.sweep': words.task_ingest_sweep(),
  'ingest.tidy': words.task_ingest_tidy(),
  'ingest.renew': words.task_ingest_renew(),
  'ingest.collect': words.task_ingest_collect(),
  'backups.nightly': words.task_backups_nightly(),
  'backups.copy': words.task_backups_copy(),
  'backups.copy_nightly': words.task_backups_copy(),
  'backups.check': words.task_backups_check(),
};

const LANES: Record<string, string> = {
  media: words.lane_media(),
  video: words.lane_video(),
  upkeep: words.lane_upkeep(),
  backup: words.lane_backup(),
};

const sentence = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[._]/g, ' ');

export const taskName = (task: string): string => TASKS[task] ?? sentence(task);
export const laneName = (lane: string): string => LANES[lane] ?? sentence(lane);
