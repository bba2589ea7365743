import { expect, it } from 'vitest';
import { decodeOrder, encodeOrder } from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { Sale } from './sale.ts';

it('an order comes back from its JSON text as it was', () => {
  const sale = new Sale().startPayment().pay(1, money('CNY', 7n)).startPayment().pay(2).refund(2n);
  expect(decodeOrder(encodeOrder(sale.order))).toStrictEqual(sale.order);
});
