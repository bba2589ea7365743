export { allocate } from './allocate.ts';
export { CURRENCIES, type Currency } from './currency.ts';
export { parseExact, stringifyExact } from './json.ts';
export {
  assertSameCurrency,
  CurrencyMismatch,
  fenToYuan,
  formatDecimal,
  formatMoney,
  MAX_MINOR_UNITS,
  type Money,
  money,
  parseDecimal,
  yuanToFen,
} from './money.ts';
