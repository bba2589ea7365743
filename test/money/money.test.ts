import { describe, expect, it } from 'vitest';
import {
  assertSameCurrency,
  CurrencyMismatch,
  fenToYuan,
  formatDecimal,
  formatMoney,
  MAX_MINOR_UNITS,
  money,
  parseDecimal,
  yuanToFen,
} from '../../src/money/index.ts';

describe('reading a decimal amount', () => {
  it.each([
    ['0', 0n],
    ['0.00', 0n],
    ['0.01', 1n],
    ['88.8', 8880n],
    ['10000', 1_000_000n],
    ['92233720368547758.07', MAX_MINOR_UNITS],
  ])('takes %s', (yuan, fen) => {
    expect(yuanToFen(yuan)).toBe(fen);
  });

  it.each([
    '',
    '.',
    '1.',
    '.5',
    '-1',
    '+1',
    '1e2',
    '0x10',
    ' 1',
    '1 ',
    '1\n',
    '01',
    '00',
    '1,000',
    '1.001',
    '1.000',
    '１',
    '٣',
    'NaN',
    'Infinity',
    '1n',
    '92233720368547758.08',
    '9'.repeat(400),
  ])('refuses %j', (yuan) => {
    expect(yuanToFen(yuan)).toBeUndefined();
  });

  it('takes as many places as the currency has', () => {
    expect(parseDecimal('JPY', '500')).toEqual(money('JPY', 500n));
    expect(parseDecimal('JPY', '500.0')).toBeUndefined();
  });
});

describe('writing an amount', () => {
  it.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [8888n, '88.88'],
    [-5n, '-0.05'],
    [MAX_MINOR_UNITS, '92233720368547758.07'],
  ])('%d fen in yuan', (fen, yuan) => {
    expect(fenToYuan(fen)).toBe(yuan);
  });

  it('writes no places for a currency that has none', () => {
    expect(formatDecimal(money('JPY', 500n))).toBe('500');
  });

  it.each([
    [money('CNY', 1_000_000n), '¥10,000.00'],
    [money('CNY', 99_999n), '¥999.99'],
    [money('CNY', -123_456_789n), '-¥1,234,567.89'],
    [money('JPY', 1_234_567n), 'JP¥1,234,567'],
    [money('HKD', 100n), 'HK$1.00'],
    [money('USD', 100n), '$1.00'],
    [money('EUR', 100n), '€1.00'],
    [money('GBP', 100n), '£1.00'],
  ])('for people: %o', (amount, text) => {
    expect(formatMoney(amount)).toBe(text);
  });
});

it('amounts of different currencies do not come together', () => {
  expect(() => assertSameCurrency(money('CNY', 1n), money('USD', 1n))).toThrow(
    new CurrencyMismatch('CNY and USD do not add up'),
  );
  expect(() => assertSameCurrency(money('CNY', 1n), money('CNY', 2n))).not.toThrow();
});

it('two currencies brought together are named so in a log', () => {
  expect(new CurrencyMismatch('CNY and USD').name).toBe('CurrencyMismatch');
});
