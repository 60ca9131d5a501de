/** What a line of the processes' journal says, in the reader's language; a test holds it to what the server logs. */
import { number, words } from '#words';

const EVENTS: Record<string, string> = {
  'database failed': words.journal_database_failed(),
  'unexpected error': words.journal_unexpected_error(),
  'database check failed': words.journal_database_check_failed(),
  body_stalled: words.journal_body_stalled(),
  backup_blob_unreadable: words.journal_backup_blob_unreadable(),
  backup_not_pruned: words.journal_backup_not_pruned(),
  'serve.died': words.journal_serve_died(),
  'serve.killed': words.journal_serve_killed(),
  'serve.database_ended': words.journal_serve_database_ended(),
  'serve.database_does_not_start': words.journal_serve_database_does_not_start(),
  'serve.database_moved': words.journal_serve_database_moved(),
  'serve.not_ready_yet': words.journal_serve_not_ready_yet(),
  metrics_not_told: words.journal_metrics_not_told(),
  metrics_incomplete: words.journal_metrics_incomplete(),
  'a decoder failed in an unforeseen way': words.journal_a_decoder_failed_in_an_unforeseen_way(),
  'a decoding process did not start': words.journal_a_decoding_process_did_not_start(),
  'a limit of decoding is not enforced here': words.journal_a_limit_of_decoding_is_not_enforced_here(),
  'the decoders could not be started': words.journal_the_decoders_could_not_be_started(),
  'jobs.failed': words.journal_jobs_failed(),
  'jobs.on_parked_failed': words.journal_jobs_on_parked_failed(),
  'jobs.database_away': words.journal_jobs_database_away(),
  'jobs.taken_back': words.journal_jobs_taken_back(),
  'jobs.raised': words.journal_jobs_raised(),
  'jobs.not_put_back': words.journal_jobs_not_put_back(),
  'jobs.worker_was_taken_for_dead': words.journal_jobs_worker_was_taken_for_dead(),
  'jobs.loop_broke': words.journal_jobs_loop_broke(),
  'mail.not_sent': words.journal_mail_not_sent(),
  'storage.named_while_deleting': words.journal_storage_named_while_deleting(),
  'storage.blob_corrupt': words.journal_storage_blob_corrupt(),
  'storage.blob_conflict': words.journal_storage_blob_conflict(),
  'storage.blob_missing': words.journal_storage_blob_missing(),
  'storage.failed': words.journal_storage_failed(),
  'storage.write_lost': words.journal_storage_write_lost(),
  'storage.blobs_missing': words.journal_storage_blobs_missing(),
  'storage.sweep_stopped': words.journal_storage_sweep_stopped(),
  'storage.collect_failed': words.journal_storage_collect_failed(),
};

const FACTS: Record<string, string> = {
  advice: words.fact_advice(),
  after_seconds: words.fact_after_seconds(),
  attempts: words.fact_attempts(),
  bytes: words.fact_bytes(),
  count: words.fact_count(),
  dur_ms: words.fact_dur_ms(),
  ending: words.fact_ending(),
  error: words.fact_error(),
  failed: words.fact_failed(),
  frames: words.fact_frames(),
  job_id: words.fact_job_id(),
  jobs: words.fact_jobs(),
  method: words.fact_method(),
  of: words.fact_of(),
  pid: words.fact_pid(),
  process: words.fact_process(),
  reason: words.fact_reason(),
  route: words.fact_route(),
  seconds: words.fact_seconds(),
  starts_again_in: words.fact_starts_again_in(),
  status: words.fact_status(),
  stopped: words.fact_stopped(),
  task: words.fact_task(),
  worker_id: words.fact_worker_id(),
  wrong: words.fact_wrong(),
};

/** What libraries say of themselves has no other words than theirs. */
export const happened = (event: string): string => EVENTS[event] ?? event;

/** Its facts in one line. */
export function factsOf(facts: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${FACTS[name] ?? name}: ${typeof value === 'number' ? number(value, 1) : String(value)}`)
    .join(' · ');
}
