/**
 * What the server says, in the reader's language. Every sentence that it has by name (`SentenceCode` in its description) is here,
 * or in one of the short lists of those that no page can come to: the compiler holds them all together to be complete.
 */
import { number, words } from '#words';
import type { components } from './schema';

type Code = components['schemas']['SentenceCode'];
export type Values = components['schemas']['SaidOut']['values'];

/** Hands out what is filled in: numbers as people write them, or `plain` as they stand. */
interface Fill {
  say: (name: string) => string;
  plain: (name: string) => string;
}
type Sentence = (fill: Fill) => string;

/** Only programs send what these refuse. */
type OfPrograms =
  | 'bad-address'
  | 'cross-site'
  | 'field-bool-parsing'
  | 'field-bool-type'
  | 'field-dict-type'
  | 'field-enum'
  | 'field-finite-number'
  | 'field-float-parsing'
  | 'field-float-type'
  | 'field-greater-than'
  | 'field-json-invalid'
  | 'field-less-than'
  | 'field-list-type'
  | 'field-literal-error'
  | 'field-model-attributes-type'
  | 'field-model-type'
  | 'field-path-type'
  | 'field-string-type'
  | 'field-timezone-aware'
  | 'field-url-parsing'
  | 'key-longer'
  | 'missing-scope'
  | 'no-direct-uploads'
  | 'no-such-method'
  | 'not-json'
  | 'nothing-sent'
  | 'staged-conflict'
  | 'staged-missing'
  | 'staged-too-large'
  | 'wrong-key'
  | 'wrong-offset';

/** Said on the command line, where Albumen is started, migrated or restored. */
type OfTheCommandLine = 'database-failed' | 'database-not-empty' | 'migration-refused' | 'place-taken' | 'weak-secret';

/** Never said by themselves: the words of the moment stand in their place. */
type Kinds = 'bad-edit' | 'bad-field' | 'other' | 'park';

const SENTENCES: Record<Exclude<Code, OfPrograms | OfTheCommandLine | Kinds>, Sentence> = {
  'account-leaving': words.sentence_account_leaving,
  'account-suspended': words.sentence_account_suspended,
  administrators: words.sentence_administrators,
  'already-held': words.sentence_already_held,
  'awaiting-approval': words.sentence_awaiting_approval,
  'backup-busy': words.sentence_backup_busy,
  'backup-damaged': words.sentence_backup_damaged,
  'backup-failed': words.sentence_backup_failed,
  'backup-files-damaged': ({ say }) => words.sentence_backup_files_damaged({ damaged: say('damaged') }),
  'backup-interrupted': words.sentence_backup_interrupted,
  'backup-no-place': words.sentence_backup_no_place,
  'backup-none-in': ({ say }) => words.sentence_backup_none_in({ folder: say('folder') }),
  'backup-not-kept': ({ say }) => words.sentence_backup_not_kept({ file: say('file') }),
  'backup-not-written': ({ say }) => words.sentence_backup_not_written({ system: say('system') }),
  'backup-system': ({ say }) => words.sentence_backup_system({ system: say('system') }),
  'blob-busy': words.sentence_blob_busy,
  'blob-conflict': words.sentence_blob_conflict,
  'blob-corrupt': words.sentence_blob_corrupt,
  'blob-missing': words.sentence_blob_missing,
  'body-too-large': words.sentence_body_too_large,
  'caption-long': ({ say }) => words.sentence_caption_long({ most: say('most') }),
  cancelled: words.sentence_cancelled,
  'changed-meanwhile': words.sentence_changed_meanwhile,
  conflict: words.sentence_conflict,
  database: words.sentence_database,
  'database-unavailable': words.sentence_database_unavailable,
  'date-not-yet': words.sentence_date_not_yet,
  'decoder-crashed': words.sentence_decoder_crashed,
  'decoder-limit': words.sentence_decoder_limit,
  'decoder-memory': words.sentence_decoder_memory,
  'decoder-output': words.sentence_decoder_output,
  'decoder-pixels': words.sentence_decoder_pixels,
  'decoder-time': words.sentence_decoder_time,
  'decoders-gone': words.sentence_decoders_gone,
  'dump-damaged': words.sentence_dump_damaged,
  'dump-failed': words.sentence_dump_failed,
  'email-form': words.sentence_email_form,
  'email-taken': words.sentence_email_taken,
  'empty-file': words.sentence_empty_file,
  'field-greater-than-equal': ({ say }) => words.sentence_field_greater_than_equal({ ge: say('ge') }),
  'field-int-from-float': words.sentence_field_int_from_float,
  'field-int-parsing': words.sentence_field_int_parsing,
  'field-int-parsing-size': words.sentence_field_int_parsing_size,
  'field-int-type': words.sentence_field_int_type,
  'field-less-than-equal': ({ say }) => words.sentence_field_less_than_equal({ le: say('le') }),
  'field-missing': words.sentence_field_missing,
  'field-string-pattern-mismatch': words.sentence_field_string_pattern_mismatch,
  'field-string-too-long': ({ say }) => words.sentence_field_string_too_long({ max_length: say('max_length') }),
  'field-string-too-short': ({ say }) => words.sentence_field_string_too_short({ min_length: say('min_length') }),
  'field-string-unicode': words.sentence_field_string_unicode,
  'field-too-long': ({ say }) => words.sentence_field_too_long({ max_length: say('max_length') }),
  'field-too-short': ({ say }) => words.sentence_field_too_short({ min_length: say('min_length') }),
  'file-too-large': words.sentence_file_too_large,
  'files-missing': ({ say }) => words.sentence_files_missing({ missing: say('missing'), all: say('all') }),
  'files-unknown': ({ say }) => words.sentence_files_unknown({ unknown: say('unknown') }),
  'fixed-by-environment': words.sentence_fixed_by_environment,
  forbidden: words.sentence_forbidden,
  'half-a-place': words.sentence_half_a_place,
  hidden: words.sentence_hidden,
  'in-the-trash': words.sentence_in_the_trash,
  'instance-name': ({ say }) => words.sentence_instance_name({ most: say('most') }),
  invalid: words.sentence_invalid,
  'invitation-needed': words.sentence_invitation_needed,
  'invitation-over': words.sentence_invitation_over,
  'invitations-most': ({ say }) => words.sentence_invitations_most({ most: say('most') }),
  'invited-days': ({ say }) => words.sentence_invited_days({ most: say('most') }),
  'invited-most': ({ say }) => words.sentence_invited_most({ most: say('most') }),
  inviting: words.sentence_inviting,
  'inviting-more': words.sentence_inviting_more,
  'key-long': ({ say }) => words.sentence_key_long({ years: say('years') }),
  'key-more': words.sentence_key_more,
  'key-name': words.sentence_key_name,
  'key-over': words.sentence_key_over,
  'key-scopes': words.sentence_key_scopes,
  'keys-most': ({ say }) => words.sentence_keys_most({ most: say('most') }),
  'last-administrator': words.sentence_last_administrator,
  'link-over': words.sentence_link_over,
  'mail-ca-file': words.sentence_mail_ca_file,
  'mail-certificate': ({ say }) => words.sentence_mail_certificate({ server: say('server') }),
  'mail-failed': words.sentence_mail_failed,
  'mail-host-form': words.sentence_mail_host_form,
  'mail-hung-up': ({ say }) => words.sentence_mail_hung_up({ server: say('server') }),
  'mail-no-address': words.sentence_mail_no_address,
  'mail-no-answer': ({ say }) => words.sentence_mail_no_answer({ server: say('server') }),
  'mail-no-auth': ({ say }) => words.sentence_mail_no_auth({ server: say('server') }),
  'mail-no-server': ({ say }) => words.sentence_mail_no_server({ host: say('host') }),
  'mail-no-starttls': ({ say }) => words.sentence_mail_no_starttls({ server: say('server') }),
  'mail-nobody-listens': ({ say }) => words.sentence_mail_nobody_listens({ server: say('server') }),
  'mail-not-from': ({ say }) => words.sentence_mail_not_from({ server: say('server') }),
  'mail-not-here': ({ say }) => words.sentence_mail_not_here({ server: say('server') }),
  'mail-not-taken': ({ say }) => words.sentence_mail_not_taken({ status: say('status') }),
  'mail-not-to': ({ say }) => words.sentence_mail_not_to({ status: say('status') }),
  'mail-other-tls': ({ say }) => words.sentence_mail_other_tls({ server: say('server') }),
  'mail-refused': words.sentence_mail_refused,
  'mail-sender-form': words.sentence_mail_sender_form,
  'mail-sender-none': words.sentence_mail_sender_none,
  'mail-sign-in': ({ say }) => words.sentence_mail_sign_in({ server: say('server') }),
  'name-taken': words.sentence_name_taken,
  'no-backup': words.sentence_no_backup,
  'no-database': words.sentence_no_database,
  'no-mail-server': words.sentence_no_mail_server,
  'no-public-url': words.sentence_no_public_url,
  'no-room': words.sentence_no_room,
  'no-such-address': words.sentence_no_such_address,
  'no-such-date': ({ plain }) => words.sentence_no_such_date({ first: plain('first') }),
  'no-such-invitation': words.sentence_no_such_invitation,
  'no-such-key': words.sentence_no_such_key,
  'no-such-photo': words.sentence_no_such_photo,
  'no-such-place': words.sentence_no_such_place,
  'no-such-session': words.sentence_no_such_session,
  'no-such-task': words.sentence_no_such_task,
  'no-such-upload': words.sentence_no_such_upload,
  'no-such-user': words.sentence_no_such_user,
  'nobody-signs-in': words.sentence_nobody_signs_in,
  'not-a-picture': words.sentence_not_a_picture,
  'not-a-sidecar': words.sentence_not_a_sidecar,
  'not-allowed': words.sentence_not_allowed,
  'not-by-key': words.sentence_not_by_key,
  'not-for-you': words.sentence_not_for_you,
  'not-found': words.sentence_not_found,
  'not-parked': words.sentence_not_parked,
  'not-signed-in': words.sentence_not_signed_in,
  'not-there': words.sentence_not_there,
  'not-typed': words.sentence_not_typed,
  'not-waiting': words.sentence_not_waiting,
  'not-yet-in': words.sentence_not_yet_in,
  'not-yourself': words.sentence_not_yourself,
  'other-instance': words.sentence_other_instance,
  'other-arguments': words.sentence_other_arguments,
  outdated: words.sentence_outdated,
  'owner-gone': words.sentence_owner_gone,
  'password-easy': words.sentence_password_easy,
  'password-long': ({ say }) => words.sentence_password_long({ most: say('most') }),
  'password-short': ({ say }) => words.sentence_password_short({ least: say('least') }),
  'password-wrong': words.sentence_password_wrong,
  'picture-too-large': words.sentence_picture_too_large,
  'process-died': ({ say }) => words.sentence_process_died({ times: say('times') }),
  'quota-exceeded': words.sentence_quota_exceeded,
  rating: ({ say }) => words.sentence_rating({ most: say('most') }),
  's3-away': ({ plain }) => words.sentence_s3_away({ endpoint: plain('endpoint') }),
  's3-bucket': ({ plain }) => words.sentence_s3_bucket({ bucket: plain('bucket') }),
  's3-clock': words.sentence_s3_clock,
  's3-forbidden': words.sentence_s3_forbidden,
  's3-key': words.sentence_s3_key,
  's3-region': ({ plain }) => words.sentence_s3_region({ bucket: plain('bucket'), region: plain('region') }),
  's3-unfit': ({ plain }) => words.sentence_s3_unfit({ endpoint: plain('endpoint') }),
  schema: ({ say }) => words.sentence_schema({ current: say('current'), wanted: say('wanted') }),
  'setup-over': words.sentence_setup_over,
  'sign-up-closed': words.sentence_sign_up_closed,
  stalled: words.sentence_stalled,
  'store-away': words.sentence_store_away,
  'store-failed': words.sentence_store_failed,
  'store-full': words.sentence_store_full,
  'store-mark': ({ say }) => words.sentence_store_mark({ file: say('file') }),
  'store-other': words.sentence_store_other,
  'store-refused': words.sentence_store_refused,
  'store-said': ({ say }) => words.sentence_store_said({ system: say('system') }),
  'tags-most': ({ say }) => words.sentence_tags_most({ most: say('most') }),
  'text-long': ({ say }) => words.sentence_text_long({ most: say('most') }),
  'time-zone': words.sentence_time_zone,
  'too-large': words.sentence_too_large,
  'too-many': words.sentence_too_many,
  'too-many-attempts': words.sentence_too_many_attempts,
  'took-too-long': ({ say }) => words.sentence_took_too_long({ seconds: say('seconds') }),
  unauthenticated: words.sentence_unauthenticated,
  unavailable: words.sentence_unavailable,
  unconfirmed: words.sentence_unconfirmed,
  undecodable: words.sentence_undecodable,
  unexpected: words.sentence_unexpected,
  'unknown-format': words.sentence_unknown_format,
  'unknown-zone': words.sentence_unknown_zone,
  unsupported: words.sentence_unsupported,
  'unsupported-type': words.sentence_unsupported_type,
  'upload-busy': words.sentence_upload_busy,
  'username-form': words.sentence_username_form,
  'username-reserved': words.sentence_username_reserved,
  'username-taken': words.sentence_username_taken,
  'website-form': words.sentence_website_form,
  'website-scheme': words.sentence_website_scheme,
  'write-lost': ({ say }) => words.sentence_write_lost({ system: say('system') }),
  'wrong-checksum': words.sentence_wrong_checksum,
  'wrong-credentials': words.sentence_wrong_credentials,
  'wrong-digest': words.sentence_wrong_digest,
  'wrong-size': words.sentence_wrong_size,
};

/** The server's sentence of a name in the reader's language; null where the server has to say it itself. */
export function sentenceOf(code: string, values: Values = {}): string | null {
  if (!Object.hasOwn(SENTENCES, code)) return null;
  let whole = true;
  const given = (name: string): string | number => {
    if (values[name] === undefined) whole = false;
    return values[name] ?? '';
  };
  const plain = (name: string): string => String(given(name));
  const say = (name: string): string => {
    const value = given(name);
    return typeof value === 'number' ? number(value) : value;
  };
  const text = SENTENCES[code as keyof typeof SENTENCES]({ say, plain });
  return whole ? text : null;
}

/** What the server said, in the reader's language where it has a name that is known here. */
export function tell(said: components['schemas']['SaidOut'] | null | undefined, otherwise: string): string {
  return (said && sentenceOf(said.code, said.values)) ?? otherwise;
}
