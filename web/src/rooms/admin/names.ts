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
};

const EVENTS: Record<string, string> = {
  created: words.event_created(),
  suspended: words.event_suspended(),
  reinstated: words.event_reinstated(),
  confirmed: words.event_confirmed(),
  approved: words.event_approved(),
  declined: words.event_declined(),
  joined: words.event_joined(),
  withdrawn: words.event_withdrawn(),
  'deletion asked': words.event_deletion(),
  role: words.event_role(),
  quota: words.event_quota(),
  avatar: words.event_avatar(),
  email: words.event_email(),
  'email asked': words.event_email_asked(),
  password: words.event_password(),
  'password link': words.event_password_link(),
  'password mail': words.event_password_mail(),
  'key made': words.event_key_made(),
  'key deleted': words.event_key_deleted(),
};

const sentence = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[._]/g, ' ');

export const taskName = (task: string): string => TASKS[task] ?? sentence(task);
export const laneName = (lane: string): string => LANES[lane] ?? sentence(lane);
export const eventName = (kind: string): string => EVENTS[kind] ?? sentence(kind);
