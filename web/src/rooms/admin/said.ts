/** What a check found, in the reader's language; the server's own sentence where it knows more than a number. */
import { tell, type Health } from '#api';
import { bytes, number, span, words } from '#words';

type Check = Health['checks'][number];

export function said(check: Check, most: number | null): string {
  const { ok, value } = check;
  const detail = tell(check.said, check.detail);
  const count = value ?? 0;
  switch (check.name) {
    case 'database':
      return ok ? words.said_database_well() : words.said_database_bad();
    case 'schema':
      return ok ? words.said_schema_well() : detail;
    case 'storage':
      return ok ? words.said_storage_well() : detail;
    case 'free space':
      return ok ? words.said_space_well({ free: bytes(count) }) : words.said_space_bad({ free: bytes(count) });
    case 'queue':
      return count === 0 ? words.said_queue_none() : words.said_queue_waits({ time: span(count) });
    case 'worker':
      return count === 0 ? words.said_worker_none() : words.said_worker({ count });
    case 'paused':
      return ok ? words.said_paused_none() : words.said_paused({ count });
    case 'parked':
      return ok ? words.parked_none() : words.said_parked({ count });
    case 'connections':
      return most === null ? detail : words.said_connections({ count: number(count), most: number(most) });
    case 'clock':
      return ok ? words.said_clock_well() : words.said_clock_bad({ time: span(count) });
    case 'originals':
      if (value === null) return ok ? words.said_originals_unknown() : detail;
      return ok ? words.said_originals_well() : words.said_originals_missing({ count });
    case 'backup':
      return value === null ? words.said_backup_none() : words.said_backup({ time: span(count) });
    default:
      return detail;
  }
}
