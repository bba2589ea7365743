import { expect, it } from 'vitest';
import { createOrder } from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { BAG, Sale, START } from './sale.ts';

it('a new order waits to be paid: no legs, no timers', () => {
  const { outwardCapBps: _cap, ...bag } = BAG;
  const created = createOrder(BAG, START);
  expect(created).toEqual({
    ok: true,
    order: {
      ...bag,
      needsAppraisal: false,
      fulfilment: 'created',
      offByTheSeller: 0n,
      coupons: [],
      legs: [],
      payments: [],
      refunds: [],
      disputes: [],
      chargebacks: [],
      advances: [],
      workDone: [],
      reserved: 0n,
      reserveTaken: 0n,
      seen: [],
      timers: [],
      timeline: [{ at: START, event: 'created', detail: { amount: '¥10,000.00', seller: 'sel_ann' } }],
    },
  });
});

it('an order whose rules could not be paid is refused when it is made', () => {
  const amount = money('CNY', 12n);
  expect(
    createOrder({ ...BAG, amount, rules: [{ payee: 'a', basis: { kind: 'fixed', amount: 13n } }] }, START),
  ).toEqual({ ok: false, code: 'rules_exceed_amount' });
});

it('an order that lets more out than the channel does is refused', () => {
  expect(createOrder({ ...BAG, outwardCapBps: 800 }, START)).toMatchObject({ ok: true });
  expect(createOrder({ ...BAG, outwardCapBps: 799 }, START)).toEqual({
    ok: false,
    code: 'outward_cap_exceeded',
  });
});

it('an order of nothing is refused', () => {
  expect(createOrder({ ...BAG, amount: money('CNY', 0n) }, START)).toEqual({
    ok: false,
    code: 'amount_not_positive',
  });
});

it('an order does not expire before anybody starts to pay', () => {
  expect(new Sale().wait(10 * 365 * 86_400_000).order.fulfilment).toBe('created');
});
