/** What happens to accounts, in words; a test holds it to the kinds that the server notes. */
import { words } from '#words';

const EVENTS: Record<string, string> = {
  created: words.event_created(),
  suspended: words.event_suspended(),
  reinstated: words.event_reinstated(),
  'deletion asked': words.event_deletion(),
  role: words.event_role(),
  quota: words.event_quota(),
  email: words.event_email(),
  password: words.event_password(),
  'key made': words.event_key_made(),
  'key deleted': words.event_key_deleted(),
  approved: words.event_approved(),
  avatar: words.event_avatar(),
  confirmed: words.event_confirmed(),
  declined: words.event_declined(),
  'email asked': words.event_email_asked(),
  joined: words.event_joined(),
  'password link': words.event_password_link(),
  'password mail': words.event_password_mail(),
  withdrawn: words.event_withdrawn(),
};

export const KINDS: readonly string[] = Object.keys(EVENTS);

/** What a newer server notes has no other words than its own. */
export const eventName = (kind: string): string =>
  EVENTS[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('_', ' ');
