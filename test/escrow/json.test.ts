import { expect, it } from 'vitest';
import { decodeOrder, encodeOrder, type Order } from '../../src/escrow/index.ts';
import { money, stringifyExact } from '../../src/money/index.ts';
import { DAY_MS, Sale } from './sale.ts';

it('an order comes back from its JSON text as it was', () => {
  const sale = new Sale().startPayment().pay(1, money('CNY', 7n)).startPayment().pay(2).refund(2n);
  expect(decodeOrder(encodeOrder(sale.order))).toStrictEqual(sale.order);
});

it('an order that was kept before providers split payments is read as it would be kept now', () => {
  const { order } = new Sale().held().refund(2n);
  const { unfreezeAlarmMs: _new, deliverWithinMs: _later, ...terms } = order.terms;
  const refunds = order.refunds.map(({ splitReturns: _also, ...refund }) => refund);
  const { reserveTaken: _latest, ...kept } = order;
  expect(decodeOrder(stringifyExact({ ...kept, terms, refunds }))).toStrictEqual(order);
});

it('an order that was kept before a payment said what is let out is read as it would be kept now', () => {
  const splitting = {
    receivers: [{ payee: 'logistics', type: 'userId', account: '2088' }],
    freezeMs: 30 * DAY_MS,
    outwardCapBps: 3_000,
  };
  const start = { type: 'start_payment', channel: 'alipay', method: 'qr', splitting } as const;
  const { order } = new Sale({ rules: [{ payee: 'logistics', basis: { kind: 'rate', bps: 100 } }] })
    .do(start)
    .pay();
  const { outwardCapBps: _new, ...before } = splitting;
  const { reserveTaken: _also, terms, ...rest } = order;
  const { deliverWithinMs: _later, ...termsBefore } = terms;
  const kept = {
    version: 2,
    ...rest,
    terms: termsBefore,
    payments: order.payments.map((payment) => ({ ...payment, splitting: before })),
    timers: order.timers.filter(({ kind }) => kind !== 'unfrozen'),
  };
  expect(decodeOrder(stringifyExact(kept))).toStrictEqual(order);
});

/** As version 3 kept it: a parcel had no term, so that no timer ran for it. */
function beforeParcelsHadATerm({ terms, timers, disputes, ...order }: Order): string {
  const { deliverWithinMs: _new, ...before } = terms;
  return stringifyExact({
    version: 3,
    ...order,
    terms: before,
    timers: timers.filter(({ kind }) => kind !== 'delivery_overdue'),
    disputes: disputes.map(({ stopped: _also, ...dispute }) => dispute),
  });
}

it('a parcel that was on its way before parcels had a term is given one', () => {
  const { order } = new Sale().held().wait(DAY_MS).do({ type: 'ship' });
  expect(decodeOrder(beforeParcelsHadATerm(order))).toStrictEqual(order);
});

it('a parcel that was on its way in a dispute before parcels had a term is given one', () => {
  const { order } = new Sale().held().do({ type: 'ship' }).do({ type: 'open_dispute', reason: '' });
  expect(decodeOrder(beforeParcelsHadATerm(order))).toStrictEqual(order);
});

it('an order that a later version has kept is not guessed at', () => {
  const later = encodeOrder(new Sale().order).replace('"version":4', '"version":5');
  expect(() => decodeOrder(later)).toThrow('was written by a later version (5)');
});
