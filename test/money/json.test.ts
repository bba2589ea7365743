import { describe, expect, it } from 'vitest';
import { parseExact, stringifyExact } from '../../src/money/index.ts';

describe('JSON that keeps bigint', () => {
  it('writes a bigint so that a reader understands it', () => {
    expect(stringifyExact({ amount: 9n })).toBe('{"amount":{"$bigint":"9"}}');
  });

  it('reads back what it wrote', () => {
    const value = { legs: [0n, -1n, 2n ** 63n - 1n], title: '2n', count: 2, none: null, nested: { a: [] } };
    expect(parseExact(stringifyExact(value))).toEqual(value);
  });

  it.each([
    { $bigint: 'seven' },
    { $bigint: '' },
    { $bigint: '7n' },
    { $bigint: 'n7' },
    { $number: '7' },
    { $bigint: 7 },
    { $bigint: '7', more: true },
  ])('takes %o for what it is, not for a bigint', (value) => {
    expect(parseExact(JSON.stringify(value))).toEqual(value);
  });
});
