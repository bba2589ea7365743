import { InvalidArgumentError, Option } from 'commander';

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

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
