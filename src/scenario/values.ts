import { z } from 'zod';
import { fenToYuan, formatMoney, money, yuanToFen } from '../money/index.ts';
import { type DurationMs, type Instant, parseDuration } from '../time/index.ts';
import { found } from './flaws.ts';

/** How a scenario writes amounts, shares and time. All are texts, so that a step is the same in YAML and in code. */

/** What to say where something else stands. What is missing is for the caller to say. */
function expecting(what: string) {
  return ({ input }: { readonly input?: unknown }): string | undefined =>
    input === undefined ? undefined : `expected ${what}, found ${found(input)}`;
}

export function spelled(pattern: RegExp, what: string) {
  const error = expecting(what);
  return z.string({ error }).regex(pattern, { error });
}

function read(isRead: (text: string) => boolean, what: string) {
  const error = expecting(what);
  return z.string({ error }).refine(isRead, { error });
}

export const yuan = spelled(
  /^(0|[1-9]\d{0,12})(\.\d{1,2})?$/,
  'an amount of yuan in quotes, such as "10000.00"',
);

/** What an account has, with a sign. */
export const balance = spelled(
  /^-?(0|[1-9]\d{0,12})(\.\d{1,2})?$/,
  'a balance in yuan in quotes, such as "10000.00" or "-10000.00"',
);

export const percentage = spelled(
  /^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)%$/,
  'a percentage, such as 8% or 0.25%',
);

export const duration = read(
  (text) => parseDuration(text) !== undefined,
  'a duration of at most a hundred years, such as PT15S, PT4M, P2D or P7DT2H',
);

/** A moment: of the calendar, or as long after the scenario began. */
export const moment = read(
  (text) => momentOf(text, 0) !== undefined,
  'a moment of the calendar, such as 2026-11-25T12:00:00+08:00, or after the beginning, such as P3DT2H',
);

/** Certificates of a virtual world last that long. */
export const beginning = read(
  (text) =>
    z.iso.datetime({ offset: true }).safeParse(text).success &&
    Date.parse(text) >= Date.UTC(2020) &&
    Date.parse(text) < Date.UTC(2049),
  'a moment of the years 2020 to 2048, such as 2026-11-22T12:00:00+08:00',
);

/** What a scenario calls a sale, a seller, a chargeback. */
export const name = read(
  // Not a pattern of the schema: editors read those without Unicode's classes.
  (text) => /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u.test(text),
  'a name of letters, digits, spaces, dots and dashes',
);

export const text = spelled(/^.{1,200}$/s, 'a text of at most 200 characters');

/** In the words of the platform, a provider or the sandbox: `held`, `notification_lost`. */
export const word = spelled(/^\S{1,200}$/, 'one word');

/** Yuan to what the API takes. The text has been checked. */
export function amountOf(text: string): { readonly currency: 'CNY'; readonly value: number } {
  return { currency: 'CNY', value: Number(yuanToFen(text)) };
}

/** 8% is 800. */
export function basisPointsOf(text: string): number {
  return Number(yuanToFen(text.slice(0, -1)));
}

/** What the API takes to yuan. */
export const amountIn = z
  .strictObject({ currency: z.literal('CNY'), value: z.int().min(0) })
  .transform(({ value }) => fenToYuan(BigInt(value)));

/** 800 is 8%. */
export const basisPointsIn = z
  .int()
  .min(0)
  .transform((bps) => `${fenToYuan(BigInt(bps)).replace(/\.?0+$/, '')}%`);

/** `¥10,000.00` */
export function tellAmount(text: string): string {
  return formatMoney(money('CNY', yuanToFen(text) ?? 0n));
}

/** @param start when the scenario began */
export function momentOf(text: string, start: Instant): Instant | undefined {
  const afterMs = parseDuration(text);
  if (afterMs !== undefined) return start + afterMs;
  return z.iso.datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : undefined;
}

const UNITS: readonly (readonly [string, DurationMs])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** `2 days 1 hour` */
export function tellDuration(text: string): string {
  let leftMs = parseDuration(text) ?? 0;
  const parts: string[] = [];
  for (const [unit, unitMs] of UNITS) {
    const count = unitMs === 1000 ? leftMs / unitMs : Math.floor(leftMs / unitMs);
    leftMs -= count * unitMs;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return parts.join(' ') || 'no time';
}
