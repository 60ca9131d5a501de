/** People: signing in and up, one's own profile, password, sessions and keys. */
export { default as Appearance } from './Appearance.svelte';
export { default as KeyList } from './KeyList.svelte';
export { default as NotEncryptedBadge } from './NotEncryptedBadge.svelte';
export { default as PasswordForm } from './PasswordForm.svelte';
export { default as ProfileForm } from './ProfileForm.svelte';
export { default as SessionList } from './SessionList.svelte';
export { default as SignIn } from './SignIn.svelte';
export { default as SignUp } from './SignUp.svelte';
export { default as StorageMeter } from './StorageMeter.svelte';
export { default as Entry } from './Entry.svelte';
export { session } from './session.svelte';
