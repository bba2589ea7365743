import { expect, it } from 'vitest';
import { documentOf, integer } from '../../src/ledger/rows.ts';

it('a column without an integer is named, and not read as another number', () => {
  expect(() => integer({ amount: 5 }, 'amount')).toThrow(new TypeError('column amount holds no integer'));
});

it('a column without text is named, and not read as other text', () => {
  expect(() => documentOf({ kind: 7n, due_at: null, owner: null })).toThrow(
    new TypeError('column kind holds no text'),
  );
});
