/** What can be done from every page. Rooms register what can be done in them. */
import DatabaseBackup from '@lucide/svelte/icons/database-backup';
import Gauge from '@lucide/svelte/icons/gauge';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import HeartPulse from '@lucide/svelte/icons/heart-pulse';
import KeyRound from '@lucide/svelte/icons/key-round';
import Languages from '@lucide/svelte/icons/languages';
import ListChecks from '@lucide/svelte/icons/list-checks';
import LogOut from '@lucide/svelte/icons/log-out';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Palette from '@lucide/svelte/icons/palette';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Settings from '@lucide/svelte/icons/settings';
import Shield from '@lucide/svelte/icons/shield';
import Sun from '@lucide/svelte/icons/sun';
import UserPlus from '@lucide/svelte/icons/user-plus';
import Users from '@lucide/svelte/icons/users';
import { explain } from '#api';
import { session } from '#rooms/accounts';
import { theme, toasts, type Command, type ThemeChoice } from '#ui';
import { chooseLanguage, language, languageName, languages, words } from '#words';
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
    {
      id: 'go /settings/storage',
      label: words.settings_storage(),
      group: settings,
      icon: HardDrive,
      href: '/settings/storage',
    },
    {
      id: 'go /settings/appearance',
      label: words.appearance_and_language(),
      group: settings,
      icon: Palette,
      words: [words.theme_dark(), words.theme_light()],
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
    ...languages
      .filter((other) => other !== language)
      .map((other) => ({
        id: `language ${other}`,
        label: words.command_language({ language: languageName(other) }),
        group: settings,
        icon: Languages,
        run: () => chooseLanguage(other),
      })),
    { id: 'sign out', label: words.sign_out(), group: settings, icon: LogOut, run: () => void signOut() },
    ...(session.isAdministrator
      ? [
          { id: 'go /admin', label: words.admin_overview(), group: admin, icon: Gauge, href: '/admin' },
          { id: 'go /admin/users', label: words.admin_users(), group: admin, icon: Users, href: '/admin/users' },
          {
            id: 'go /admin/sign-up',
            label: words.admin_sign_up(),
            group: admin,
            icon: UserPlus,
            href: '/admin/sign-up',
          },
          {
            id: 'go /admin/storage',
            label: words.admin_storage(),
            group: admin,
            icon: HardDrive,
            href: '/admin/storage',
          },
          {
            id: 'go /admin/backups',
            label: words.admin_backups(),
            group: admin,
            icon: DatabaseBackup,
            href: '/admin/backups',
          },
          { id: 'go /admin/log', label: words.admin_log(), group: admin, icon: ScrollText, href: '/admin/log' },
          { id: 'go /admin/jobs', label: words.admin_jobs(), group: admin, icon: ListChecks, href: '/admin/jobs' },
          {
            id: 'go /admin/health',
            label: words.admin_health(),
            group: admin,
            icon: HeartPulse,
            href: '/admin/health',
          },
        ]
      : []),
  ];
}
