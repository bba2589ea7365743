/** A length of time in milliseconds. Names that hold one end in `Ms`. */
export type DurationMs = number;

const ISO_DURATION =
  /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;

const UNITS_MS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000] as const;

/** A hundred years: a longer span is a slip of the pen, and would leave the range of `Date`. */
const MAX_MS = 36_525 * 86_400_000;

/**
 * Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds: `P7DT2H`, `PT30M`, `PT0S`.
 * Years and months are refused, since they have no fixed length.
 *
 * @returns undefined when the text is not such a duration or is longer than a hundred years
 */
export function parseDuration(text: string): DurationMs | undefined {
  const match = ISO_DURATION.exec(text);
  if (!match) return undefined;
  const totalMs = UNITS_MS.reduce(
    (sum, unitMs, i) => sum + Math.round(Number(match[i + 1] ?? 0) * unitMs),
    0,
  );
  return totalMs <= MAX_MS ? totalMs : undefined;
}

/** The shortest ISO 8601 form of a duration: `P2D`, `PT1H30M`, `PT0S`. */
export function formatDuration(durationMs: DurationMs): string {
  const days = Math.floor(durationMs / 86_400_000);
  const hours = Math.floor(durationMs / 3_600_000) % 24;
  const minutes = Math.floor(durationMs / 60_000) % 60;
  const seconds = (durationMs % 60_000) / 1000;
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  if (!days && !time) return 'PT0S';
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}
