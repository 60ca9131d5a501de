/** What each scope of an API key allows, in words: the same where one is made and where one is listed. */
import type { Scope } from '#api';
import { words } from '#words';

export const SCOPES: readonly { scope: Scope; label: () => string }[] = [
  { scope: 'photos:read', label: words.scope_photos_read },
  { scope: 'photos:write', label: words.scope_photos_write },
  { scope: 'photos:delete', label: words.scope_photos_delete },
  { scope: 'account:read', label: words.scope_account_read },
  { scope: 'account:write', label: words.scope_account_write },
  { scope: 'keys', label: words.scope_keys },
  { scope: 'admin', label: words.scope_admin },
];

/** The scopes of a key as people read them, in the order in which they are offered. */
export function scopesInWords(scopes: readonly Scope[]): string {
  const said = SCOPES.filter(({ scope }) => scopes.includes(scope)).map(({ label }) => label());
  return new Intl.ListFormat(undefined, { type: 'unit', style: 'short' }).format(said);
}
