import { type Currency, minorUnitDigits } from './currency.ts';

/** An amount of one currency, in its minor unit (fen, cent). Never a JavaScript `number`. */
export interface Money {
  readonly currency: Currency;
  readonly value: bigint;
}

export function money(currency: Currency, value: bigint): Money {
  return { currency, value };
}

/** Two amounts of different currencies were brought together: a mistake in our code, so it throws. */
export class CurrencyMismatch extends Error {
  override name = 'CurrencyMismatch';
}

export function assertSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new CurrencyMismatch(`${a.currency} and ${b.currency} do not add up`);
}

/** The largest amount that a ledger row holds: a signed 64-bit integer, as SQLite and PostgreSQL store it. */
export const MAX_MINOR_UNITS = 2n ** 63n - 1n;

/** `10000.00`: the decimal form with as many places as the currency has. */
export function formatDecimal(amount: Money): string {
  const digits = minorUnitDigits(amount.currency);
  const sign = amount.value < 0n ? '-' : '';
  const padded = (amount.value < 0n ? -amount.value : amount.value).toString().padStart(digits + 1, '0');
  if (digits === 0) return sign + padded;
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

const SYMBOLS: Record<Currency, string> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', HKD: 'HK$', JPY: 'JP¥' };

/** `¥10,000.00`, for people to read. */
export function formatMoney(amount: Money): string {
  const decimal = formatDecimal(amount);
  const [sign, digits] = decimal.startsWith('-') ? ['-', decimal.slice(1)] : ['', decimal];
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${SYMBOLS[amount.currency]}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/**
 * Reads a decimal amount such as `0.01`, `88.8` or `10000` exactly, with no floating point on the way.
 *
 * @returns undefined for a sign, an exponent, white space, leading zeros, more places than the currency has,
 *   or more than a ledger row holds
 */
export function parseDecimal(currency: Currency, text: string): Money | undefined {
  const match = /^(0|[1-9]\d{0,18})(?:\.(\d+))?$/.exec(text);
  if (!match) return undefined;
  const digits = minorUnitDigits(currency);
  const fraction = match[2] ?? '';
  if (fraction.length > digits) return undefined;
  const value = BigInt(match[1] + fraction.padEnd(digits, '0'));
  return value <= MAX_MINOR_UNITS ? { currency, value } : undefined;
}

/** Yuan as providers write them (`88.88`) to fen. Undefined for what {@link parseDecimal} refuses. */
export function yuanToFen(yuan: string): bigint | undefined {
  return parseDecimal('CNY', yuan)?.value;
}

/** Fen to yuan as providers write them: `8888n` is `88.88`. */
export function fenToYuan(fen: bigint): string {
  return formatDecimal({ currency: 'CNY', value: fen });
}
