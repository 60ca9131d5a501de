import type { KnownUser, Role } from '#api';
import { words } from '#words';

export const ROLES: readonly { value: Role; label: string }[] = [
  { value: 'user', label: words.role_user() },
  { value: 'moderator', label: words.role_moderator() },
  { value: 'administrator', label: words.role_administrator() },
];

/** What an administrator may do with an account in its state. */
export interface Actions {
  approve: boolean;
  settings: boolean;
  role: boolean;
  link: boolean;
  suspend: boolean;
  reinstate: boolean;
  remove: boolean;
}

/** `me`: one does not suspend, demote or delete oneself here. */
export function actionsOf(user: Pick<KnownUser, 'state'>, me: boolean): Actions {
  const { state } = user;
  const pending = state === 'waiting' || state === 'unconfirmed';
  return {
    approve: pending,
    settings: state === 'active' || state === 'suspended' || state === 'invited',
    role: !me && (state === 'active' || state === 'suspended' || state === 'invited'),
    link: state === 'active' || state === 'invited',
    suspend: !me && state === 'active',
    reinstate: state === 'suspended' || state === 'deleted',
    remove: !me && (state === 'active' || state === 'suspended' || state === 'invited'),
  };
}
