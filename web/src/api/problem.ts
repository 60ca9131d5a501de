/** What the server says when it cannot do what was asked (RFC 9457), as the pages see it. */

/** One field that was not right. */
export interface FieldProblem {
  field: string;
  detail: string;
}

/** Why a request was not answered. `status` is 0 when the server was not reached at all. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly fields: readonly FieldProblem[];
  /** By which the server's log knows the request. */
  readonly reference: string | null;

  constructor(
    status: number,
    title: string,
    detail: string,
    fields: readonly FieldProblem[] = [],
    reference: string | null = null,
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.title = title;
    this.fields = fields;
    this.reference = reference;
  }

  /** What the page of an error tells besides its sentence. */
  get about(): { away?: true; reference?: string } {
    return { ...(this.away ? { away: true } : {}), ...(this.reference ? { reference: this.reference } : {}) };
  }

  /** Nobody is there who could answer: no connection, or a proxy that does not reach the server. */
  get away(): boolean {
    return this.unreachable || [502, 503, 504].includes(this.status);
  }

  /** What is wrong with one field, if the server named it. */
  field(name: string): string | undefined {
    return this.fields.find((problem) => problem.field === name)?.detail;
  }

  /** The server was not reached: it may be away, or this device offline. */
  get unreachable(): boolean {
    return this.status === 0;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Says a sentence of the server's in the reader's language, by its name and what is filled in; null: it has no words for it. */
export type Say = (code: string, values?: Record<string, string | number>) => string | null;

/** What stands in a body or in one of its fields, in our words where there are some. */
function told(body: Record<string, unknown>, say: Say): string | undefined {
  const code = text(body['code']);
  const values = isRecord(body['values']) ? (body['values'] as Record<string, string | number>) : {};
  return (code && say(code, values)) ?? text(body['detail']);
}

/**
 * Reads an error body, whoever wrote it: Albumen sends problem+json, a proxy in front of it may send a page.
 * `fallback` is the sentence for a body that says nothing.
 */
export function readProblem(status: number, body: unknown, fallback: string, say: Say = () => null): Problem {
  if (!isRecord(body)) return new Problem(status, fallback, fallback);
  const fields: FieldProblem[] = [];
  for (const entry of Array.isArray(body['errors']) ? body['errors'] : []) {
    if (!isRecord(entry)) continue;
    const field = text(entry['field']);
    if (field) fields.push({ field, detail: told(entry, say) ?? fallback });
  }
  const title = text(body['title']) ?? fallback;
  // That some field is wrong is said better by the field.
  const whole = body['code'] === 'invalid' ? fields[0]?.detail : undefined;
  return new Problem(status, title, whole ?? told(body, say) ?? title, fields, text(body['request_id']) ?? null);
}
