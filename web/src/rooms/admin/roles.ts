import type { Role } from '#api';
import { words } from '#words';

export const ROLES: readonly { value: Role; label: string }[] = [
  { value: 'user', label: words.role_user() },
  { value: 'moderator', label: words.role_moderator() },
  { value: 'administrator', label: words.role_administrator() },
];
