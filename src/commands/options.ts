import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { isUnspecified } from '../http/loopback.ts';
import type { Instant } from '../time/index.ts';

/** Where the books are. */
export interface BooksOptions {
  readonly data: string;
  readonly database?: string;
}

export function dataOption(): Option {
  return new Option('--data <dir>', 'where books and keys are kept').default('.counterfoil');
}

export function databaseOption(): Option {
  const what = 'the books are in PostgreSQL: postgres://user:password@host:port/database';
  return new Option('--database <url>', what).env('DATABASE_URL');
}

/** One address, since links and signatures carry it. */
export function oneAddress(text: string): string {
  if (isUnspecified(text)) {
    throw new InvalidArgumentError('Links carry it, so it must be one address or name of this machine.');
  }
  return text;
}

export function moment(text: string): Instant {
  const { success } = z.iso.datetime({ offset: true }).safeParse(text);
  if (!success) throw new InvalidArgumentError('It must be a moment with its offset: 2026-11-22T04:00:00Z.');
  return Date.parse(text);
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
