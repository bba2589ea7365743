/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. It is always handed in; only a composition root reads a clock. */
export type Instant = number;

/** `2026-11-22T03:00:00.000Z` */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

/**
 * A moment as text that sorts as moments do, for the beginning of an id: what is made at one time then lies together
 * in every index, and a file that holds millions of orders takes the next as fast as the first.
 *
 * @returns nine digits and lower-case letters, enough until the year 5188
 */
export function sortableText(instant: Instant): string {
  return instant.toString(36).padStart(9, '0');
}

const BEIJING_OFFSET_MS = 8 * 3_600_000;

/**
 * The wall clock in Beijing, which keeps UTC+8 all year (China has had no summer time since 1991).
 * The machine's own time zone never matters, so transcripts are the same everywhere.
 *
 * @returns `yyyy-MM-dd HH:mm:ss`, the form that Chinese providers put on the wire
 */
export function formatBeijing(instant: Instant): string {
  return new Date(instant + BEIJING_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * Reads `yyyy-MM-dd HH:mm:ss` as Beijing time.
 *
 * @returns undefined when the text is of another form or names no real moment (such as 30 February)
 */
export function parseBeijing(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  const instant = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(instant) || formatBeijing(instant) !== text ? undefined : instant;
}
