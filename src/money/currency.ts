/**
 * How many decimal places a currency's minor unit has. ISO 4217, the "Minor unit" column of list one.
 * A currency is added here when somebody needs it; an unknown one is refused, never guessed at 2.
 */
const MINOR_UNIT_DIGITS = { CNY: 2, USD: 2, EUR: 2, GBP: 2, HKD: 2, JPY: 0 } as const;

export type Currency = keyof typeof MINOR_UNIT_DIGITS;

export const CURRENCIES = Object.keys(MINOR_UNIT_DIGITS) as [Currency, ...Currency[]];

export function minorUnitDigits(currency: Currency): number {
  return MINOR_UNIT_DIGITS[currency];
}
