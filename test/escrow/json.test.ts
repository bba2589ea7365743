import { expect, it } from 'vitest';
import { decodeOrder, encodeOrder } from '../../src/escrow/index.ts';
import { money, stringifyExact } from '../../src/money/index.ts';
import { Sale } from './sale.ts';

it('an order comes back from its JSON text as it was', () => {
  const sale = new Sale().startPayment().pay(1, money('CNY', 7n)).startPayment().pay(2).refund(2n);
  expect(decodeOrder(encodeOrder(sale.order))).toStrictEqual(sale.order);
});

it('an order that was kept before providers split payments is read as it would be kept now', () => {
  const { order } = new Sale().held().refund(2n);
  const { unfreezeAlarmMs: _new, ...terms } = order.terms;
  const refunds = order.refunds.map(({ splitReturns: _also, ...refund }) => refund);
  expect(decodeOrder(stringifyExact({ ...order, terms, refunds }))).toStrictEqual(order);
});

it('an order that a later version has kept is not guessed at', () => {
  const later = encodeOrder(new Sale().order).replace('"version":2', '"version":3');
  expect(() => decodeOrder(later)).toThrow('was written by a later version (3)');
});
