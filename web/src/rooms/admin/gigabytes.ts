/** Quotas are typed in gigabytes and kept in bytes. */

const GIGABYTE = 1_000_000_000;

/** What stands in the field for a number of bytes; empty for no limit. */
export function toGigabytes(bytes: number | null): string {
  return bytes === null ? '' : String(Number((bytes / GIGABYTE).toFixed(3)));
}

/** The bytes somebody meant; null for no limit, undefined for what is no number. */
export function fromGigabytes(text: string): number | null | undefined {
  const clean = text.trim().replace(',', '.');
  if (clean === '') return null;
  const value = Number(clean);
  return Number.isFinite(value) && value >= 0 ? Math.round(value * GIGABYTE) : undefined;
}
