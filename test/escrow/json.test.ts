import { expect, it } from 'vitest';
import { decodeOrder, encodeOrder, type Order } from '../../src/escrow/index.ts';
import { money, stringifyExact } from '../../src/money/index.ts';
import { DAY_MS, Sale } from './sale.ts';

it('an order comes back from its JSON text as it was', () => {
  const sale = new Sale().startPayment().pay(1, money('CNY', 7n)).startPayment().pay(2).refund(2n);
  expect(decodeOrder(encodeOrder(sale.order))).toStrictEqual(sale.order);
});

/** As version 4 kept it: a refund had no term, so that no timer ran for it. */
function beforeRefundsHadATerm({ terms, timers, ...order }: Order) {
  const { refundWithinMs: _new, ...before } = terms;
  return {
    version: 4,
    ...order,
    terms: before,
    timers: timers.filter(({ kind }) => kind !== 'refund_overdue'),
  };
}

/** As version 3 kept it: a parcel had no term, so that no timer ran for it. */
function beforeParcelsHadATerm(order: Order) {
  const { terms, timers, disputes, ...rest } = beforeRefundsHadATerm(order);
  const { deliverWithinMs: _new, ...before } = terms;
  return {
    ...rest,
    version: 3,
    terms: before,
    timers: timers.filter(({ kind }) => kind !== 'delivery_overdue'),
    disputes: disputes.map(({ stopped: _also, ...dispute }) => dispute),
  };
}

/** Reads what was kept. Timers are a set: the order in which they were added says nothing. */
function read(kept: object): Order {
  return sorted(decodeOrder(stringifyExact(kept)));
}

function sorted({ timers, ...order }: Order): Order {
  return { ...order, timers: timers.toSorted((a, b) => a.kind.localeCompare(b.kind)) };
}

it('an order that was kept before providers split payments is read as it would be kept now', () => {
  const { order } = new Sale().held().refund(2n);
  const { version: _none, reserveTaken: _latest, ...kept } = beforeParcelsHadATerm(order);
  const { unfreezeAlarmMs: _new, ...terms } = kept.terms;
  const refunds = order.refunds.map(({ splitReturns: _also, ...refund }) => refund);
  expect(read({ ...kept, terms, refunds })).toStrictEqual(sorted(order));
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
  const { reserveTaken: _also, timers, ...rest } = beforeParcelsHadATerm(order);
  const kept = {
    ...rest,
    version: 2,
    payments: order.payments.map((payment) => ({ ...payment, splitting: before })),
    timers: timers.filter(({ kind }) => kind !== 'unfrozen'),
  };
  expect(read(kept)).toStrictEqual(sorted(order));
});

it('a parcel that was on its way before parcels had a term is given one', () => {
  const { order } = new Sale().held().wait(DAY_MS).do({ type: 'ship' });
  expect(read(beforeParcelsHadATerm(order))).toStrictEqual(order);
});

it('a parcel that was on its way in a dispute before parcels had a term is given one', () => {
  const { order } = new Sale().held().do({ type: 'ship' }).do({ type: 'open_dispute', reason: '' });
  expect(read(beforeParcelsHadATerm(order))).toStrictEqual(order);
});

it('a refund that was on its way before refunds had a term is given one, as of when it was last asked for', () => {
  const sale = new Sale().held().refund(1n).refund(2n);
  const failed = { type: 'refund_failed', refund: 'ord_bag-r1', reason: '' } as const;
  sale.do(failed).wait(DAY_MS).do({ type: 'retry_refund', refund: 'ord_bag-r1' });
  const overdue = sale.order.timers.filter(({ kind }) => kind === 'refund_overdue');
  expect(overdue).toHaveLength(2);
  expect(read(beforeRefundsHadATerm(sale.order)).timers).toEqual(expect.arrayContaining(overdue));
});

it('an order that a later version has kept is not guessed at', () => {
  const later = encodeOrder(new Sale().order).replace('"version":5', '"version":6');
  expect(() => decodeOrder(later)).toThrow('was written by a later version (6)');
});
