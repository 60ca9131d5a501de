/** What can be done from every page. Rooms register what can be done in them. */
import KeyRound from '@lucide/svelte/icons/key-round';
import LogOut from '@lucide/svelte/icons/log-out';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Palette from '@lucide/svelte/icons/palette';
import Settings from '@lucide/svelte/icons/settings';
import Shield from '@lucide/svelte/icons/shield';
import Sun from '@lucide/svelte/icons/sun';
import { explain } from '#api';
import { session } from '#rooms/accounts';
import { theme, toasts, type Command, type ThemeChoice } from '#ui';
import { words } from '#words';
import { places } from './places';

export async function signOut(): Promise<void> {
  try {
    await session.signOut();
  } catch (error) {
    toasts.show(explain(error), { tone: 'danger' });
  }
}

/** The three lights, and the words for them. */
export const lights = [
  { value: 'system', label: words.theme_system, icon: Monitor },
  { value: 'light', label: words.theme_light, icon: Sun },
  { value: 'dark', label: words.theme_dark, icon: Moon },
] as const satisfies readonly { value: ThemeChoice; label: () => string; icon: unknown }[];

export function everywhere(): readonly Command[] {
  const go = words.command_go();
  const settings = words.settings();
  const admin = words.admin();
  return [
    ...places.map(({ href, label, icon, keys }) => ({ id: `go ${href}`, label: label(), group: go, icon, keys, href })),
    { id: 'go /settings', label: words.profile(), group: settings, icon: Settings, href: '/settings', keys: 'g s' },
    { id: 'go /settings/security', label: words.security(), group: settings, icon: Shield, href: '/settings/security' },
    { id: 'go /settings/keys', label: words.keys(), group: settings, icon: KeyRound, href: '/settings/keys' },
    { id: 'go /settings/storage', label: words.settings_storage(), group: settings, href: '/settings/storage' },
    {
      id: 'go /settings/appearance',
      label: words.appearance(),
      group: settings,
      icon: Palette,
      href: '/settings/appearance',
    },
    ...lights.map(({ value, label, icon }) => ({
      id: `theme ${value}`,
      label: words.command_theme({ theme: label() }),
      group: settings,
      icon,
      words: [words.appearance()],
      run: () => theme.choose(value),
    })),
    { id: 'sign out', label: words.sign_out(), group: settings, icon: LogOut, run: () => void signOut() },
    ...(session.isAdministrator
      ? [
          { id: 'go /admin', label: words.admin_overview(), group: admin, href: '/admin' },
          { id: 'go /admin/users', label: words.admin_users(), group: admin, href: '/admin/users' },
          { id: 'go /admin/sign-up', label: words.admin_sign_up(), group: admin, href: '/admin/sign-up' },
          { id: 'go /admin/storage', label: words.admin_storage(), group: admin, href: '/admin/storage' },
          { id: 'go /admin/backups', label: words.admin_backups(), group: admin, href: '/admin/backups' },
          { id: 'go /admin/log', label: words.admin_log(), group: admin, href: '/admin/log' },
          { id: 'go /admin/jobs', label: words.admin_jobs(), group: admin, href: '/admin/jobs' },
          { id: 'go /admin/health', label: words.admin_health(), group: admin, href: '/admin/health' },
          { id: 'go /admin/instance', label: words.admin_instance(), group: admin, href: '/admin/instance' },
        ]
      : []),
  ];
}
