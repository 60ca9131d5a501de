/** How things look and behave everywhere. Knows no photo, no person and no server. */
export { default as Avatar } from './Avatar.svelte';
export { default as Badge } from './Badge.svelte';
export { default as Button } from './Button.svelte';
export { default as Dialog } from './Dialog.svelte';
export { default as Empty } from './Empty.svelte';
export { default as Field } from './Field.svelte';
export { default as IconButton } from './IconButton.svelte';
export { default as Mark } from './Mark.svelte';
export { default as Menu } from './Menu.svelte';
export { default as Meter } from './Meter.svelte';
export { default as Notice } from './Notice.svelte';
export { default as Panel } from './Panel.svelte';
export { default as Select } from './Select.svelte';
export { default as Spinner } from './Spinner.svelte';
export { default as Tabs } from './Tabs.svelte';
export { default as Toasts } from './Toasts.svelte';
export { theme, type ThemeChoice } from './theme.svelte';
export { toasts } from './toasts.svelte';
