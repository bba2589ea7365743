import { describe, expect, it } from 'vitest';
import { dueAt } from '../../src/escrow/index.ts';
import { BAG, DAY_MS, MINUTE_MS, Sale, START } from './sale.ts';

describe('a clock that nobody looked at', () => {
  it('rings what was due in order, each at its own time', () => {
    const sale = new Sale().inspecting().wait(365 * DAY_MS);
    const times = sale.order.timeline.slice(-3).map(({ event, at }) => [event, (at - START) / DAY_MS]);
    expect(times).toEqual([
      ['accepted', 3],
      ['released', 10],
      ['closed', 25],
    ]);
  });

  it('makes up for all the calls it missed with one', () => {
    const sale = new Sale()
      .held()
      .refund(1n)
      .wait(2 * DAY_MS);
    expect(sale.effects).toEqual([
      { kind: 'refund', payment: sale.order.payments[0], refund: sale.order.refunds[0] },
    ]);
  });

  it('goes on at the pace at which it would have gone', () => {
    const slept = new Sale().startPayment().wait(29 * MINUTE_MS);
    const awake = new Sale().startPayment();
    for (let minute = 0; minute < 29; minute += 1) awake.wait(MINUTE_MS);
    expect(slept.order).toEqual(awake.order);
  });
});

it('a payment that was to be queried and then closed is both', () => {
  const sale = new Sale().startPayment().wait(DAY_MS);
  expect(sale.effects.map(({ kind }) => kind)).toEqual(['query_payment', 'close_payment']);
});

it('a payment whose query falls due as it expires is closed, not queried', () => {
  const sale = new Sale({ terms: { ...BAG.terms, payWithinMs: 15_000 } }).startPayment().wait(15_000);
  expect(sale.effects.map(({ kind }) => kind)).toEqual(['close_payment']);
});

describe('an order is due', () => {
  it('never, while it waits for nothing', () => {
    expect(dueAt(new Sale().order)).toBeUndefined();
  });

  it('when its first timer rings', () => {
    expect(dueAt(new Sale().startPayment().order)).toBe(START + 15_000);
  });

  it('only in the future, once the clock has been looked at', () => {
    const sale = new Sale()
      .accepted()
      .refund(1n)
      .wait(30 * DAY_MS);
    expect(dueAt(sale.order)).toBeGreaterThan(sale.now);
  });
});
