/** Asks the server: the generated types, one client, and what it says when it refuses. */
import type { components } from './schema';

export { api, ask, askAgain, explain, isAbort, ourWords, whenSignedOut } from './client';
export { Form, type Wrong } from './form.svelte';
export { Paged, type Page } from './paged.svelte';
export { Problem, readProblem, type FieldProblem, type Say } from './problem';
export { tell } from './sentences';

type Schemas = components['schemas'];
export type User = Schemas['UserOut'];
export type Instance = Schemas['InstanceOut'];
export type Session = Schemas['SessionOut'];
export type Key = Schemas['KeyOut'];
/** A sentence of the server's by its name, to be said in the reader's language. */
export type Said = Schemas['SaidOut'];
export type Scope = Schemas['Scope'];
export type Photo = Schemas['PhotoOut'];
/** What may be changed of a photo; null empties it. */
export type PhotoChanges = Schemas['ChangesIn'];
export type Bucket = Schemas['BucketOut'];
export type Covers = Schemas['CoversOut'];
export type Day = Schemas['DayOut'];
export type Role = Schemas['Role'];
export type SignUp = Schemas['SignUp'];
export type Jobs = Schemas['JobsOut'];
export type ParkedJob = Schemas['ParkedOut'];
export type StorageTold = Schemas['StorageOut'];
export type Backups = Schemas['BackupsOut'];
export type Queue = Schemas['QueueOut'];
export type MyStorage = Schemas['MyStorageOut'];
export type FirstRunStep = Schemas['FirstRunOut']['step'];
export type MyEvent = Schemas['MyEventOut'];
export type AccountEvent = Schemas['EventOut'];
export type JournalEntry = Schemas['JournalEntryOut'];
export type Health = Schemas['AdminHealthOut'];
export type KnownUser = Schemas['KnownUserOut'];
export type UserState = KnownUser['state'];
export type Inviters = Schemas['Inviters'];
export type Invitation = Schemas['InvitationOut'];
export type MailServer = Schemas['MailOut'];
export type MailSecurity = Schemas['Security'];
export type MailTest = Schemas['TestOut'];
export type NextStep = Schemas['SignedUpOut']['state'];
