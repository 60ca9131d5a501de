/** For administrators: people, the queue, health, and what holds for everybody. */
export { default as HealthPage } from './HealthPage.svelte';
export { default as InstanceForm } from './InstanceForm.svelte';
export { default as JobsPage } from './JobsPage.svelte';
export { default as PeoplePage } from './PeoplePage.svelte';
export { default as SignUpPage } from './SignUpPage.svelte';
