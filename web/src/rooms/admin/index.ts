/** For administrators: people, the queue, health, and what holds for everybody. */
export { default as BackupsPage } from './BackupsPage.svelte';
export { default as FirstRun } from './FirstRun.svelte';
export { default as HealthPage } from './HealthPage.svelte';
export { default as JobsPage } from './JobsPage.svelte';
export { default as LogPage } from './LogPage.svelte';
export { default as Overview } from './Overview.svelte';
export { default as PeoplePage } from './PeoplePage.svelte';
export { default as SignUpPage } from './SignUpPage.svelte';
export { default as StoragePage } from './StoragePage.svelte';
