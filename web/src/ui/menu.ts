import type { Component } from 'svelte';

/** One entry of a menu. With `checked` it is a choice among its group's. */
export interface MenuItem {
  label: string;
  icon?: Component<{ size?: number }>;
  href?: string;
  checked?: boolean;
  disabled?: boolean;
  /** It takes something away. */
  danger?: boolean;
  /** The keys that do the same. */
  keys?: string;
  onselect?: () => void;
}

/** Entries, with a line between the groups. */
export type MenuGroups = readonly (readonly MenuItem[])[];
