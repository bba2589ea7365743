import { describe, expect, it } from 'vitest';
import { type Coupon, createOrder } from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { BAG, DAY_MS, Sale, START } from './sale.ts';

/** A ¥10,000.00 bag at 8 %, with ¥1,000.00 off. */
function withCoupon(sponsor: string): Sale {
  return new Sale({ coupons: [{ sponsor, amount: 100_000n }] });
}

describe('a coupon', () => {
  it.each([
    ['the platform', 'platform', 'expense:coupon'],
    ['a sponsor', 'acme', 'receivable:sponsor:acme'],
  ])('of %s is paid into escrow by whoever gives it', (_name, sponsor, account) => {
    const sale = withCoupon(sponsor).held();
    expect(sale.order.payments[0]?.amount).toEqual(money('CNY', 900_000n));
    expect(sale.balance(account)).toBe(-100_000n);
    expect(sale.balance('escrow:ord_bag')).toBe(1_000_000n);
    expect(sale.shares).toEqual({ platform: 80_000n, seller: 920_000n });
  });

  it('of the seller comes out of the seller’s share, and of nobody else’s', () => {
    const sale = withCoupon('seller').held();
    expect(sale.balance('escrow:ord_bag')).toBe(900_000n);
    expect(sale.shares).toEqual({ platform: 80_000n, seller: 820_000n });
  });

  it('is shared out with the rest at release', () => {
    const sale = withCoupon('acme').released();
    expect(sale.balance('seller:sel_ann:available')).toBe(920_000n);
    expect(sale.balance('receivable:sponsor:acme')).toBe(-100_000n);
  });

  it('stays where only a part is refunded', () => {
    const sale = withCoupon('acme').held().refund(450_000n).refundSucceeds();
    expect(sale.balance('receivable:sponsor:acme')).toBe(-100_000n);
    expect(sale.shares).toEqual({ platform: 44_000n, seller: 506_000n });
  });

  it.each([
    ['before release', () => withCoupon('acme').held()],
    ['after release', () => withCoupon('acme').released()],
  ])('goes back to its sponsor with the last of the buyer’s money, %s', (_name, begin) => {
    const sale = begin().refund(450_000n).refundSucceeds(1).refund();
    expect(sale.order.refunds.at(-1)?.amount).toEqual(money('CNY', 450_000n));
    expect(sale.balance('receivable:sponsor:acme')).toBe(-100_000n);
    sale.refundSucceeds(2);
    expect(sale.balance('receivable:sponsor:acme')).toBe(0n);
    expect(sale.balance('escrow:ord_bag')).toBe(0n);
    expect(sale.shares).toEqual({ platform: 0n, seller: 0n });
  });

  it('does not go back with a refund that fails, but with the one that takes its place', () => {
    const sale = withCoupon('acme').held().do({ type: 'cancel', reason: '' }).refundFails();
    expect(sale.balance('receivable:sponsor:acme')).toBe(-100_000n);
    sale.refund().refundSucceeds(2);
    expect(sale.balance('receivable:sponsor:acme')).toBe(0n);
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('goes back to its sponsor when all of the buyer’s money was charged back', () => {
    const sale = withCoupon('acme').inspecting();
    const amount = money('CNY', 900_000n);
    sale.do({ type: 'chargeback_opened', chargeback: 'cb', payment: 'ord_bag-p1', amount });
    sale.do({ type: 'chargeback_ended', chargeback: 'cb', state: 'lost' });
    expect(sale.balance('receivable:sponsor:acme')).toBe(0n);
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('goes back whole where the buyer is at fault: the work that was done is paid by the buyer', () => {
    const rules = [
      { payee: 'logistics', basis: { kind: 'fixed', amount: 10_000n }, onRefund: 'kept' },
    ] as const;
    const sale = new Sale({ rules, coupons: [{ sponsor: 'acme', amount: 500_000n }] }).inspecting();
    sale.do({ type: 'refund', reason: 'changed my mind', fault: 'buyer' }).refundSucceeds();
    expect(sale.order.refunds[0]?.amount).toEqual(money('CNY', 490_000n));
    expect(sale.balance('receivable:sponsor:acme')).toBe(0n);
    sale.wait(7 * DAY_MS);
    expect(sale.balance('payable:logistics')).toBe(10_000n);
    expect(sale.balance('escrow:ord_bag')).toBe(0n);
  });

  it('goes back when a chargeback takes what a refund that failed had left', () => {
    const sale = withCoupon('acme').held().do({ type: 'cancel', reason: '' }).refundFails();
    const amount = money('CNY', 900_000n);
    sale.do({ type: 'chargeback_opened', chargeback: 'cb', payment: 'ord_bag-p1', amount });
    expect(sale.balance('receivable:sponsor:acme')).toBe(-100_000n);
    sale.do({ type: 'chargeback_ended', chargeback: 'cb', state: 'lost' });
    expect(sale.balance('receivable:sponsor:acme')).toBe(0n);
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('is not paid before the buyer pays', () => {
    const sale = withCoupon('acme').startPayment().wait(DAY_MS);
    expect(sale.transfers).toEqual([]);
  });

  it('is added up where a sponsor gives several', () => {
    const coupons = [1n, 2n].map((amount): Coupon => ({ sponsor: 'acme', amount }));
    expect(new Sale({ coupons }).order.coupons).toEqual([{ payee: 'acme', allocated: 3n, returned: 0n }]);
  });

  it.each([
    ['of nothing', [{ sponsor: 'acme', amount: 0n }], 'coupons_out_of_range'],
    ['of less than nothing', [{ sponsor: 'acme', amount: -1n }], 'coupons_out_of_range'],
    ['that leaves nothing to pay', [{ sponsor: 'acme', amount: 1_000_000n }], 'coupons_out_of_range'],
    [
      'of the seller over the seller’s share',
      [{ sponsor: 'seller', amount: 920_001n }],
      'rules_exceed_amount',
    ],
    ['of the seller over everything but', [{ sponsor: 'seller', amount: 920_000n }], 'leg_rounds_to_zero'],
  ])('%s is refused', (_name, coupons, code) => {
    expect(createOrder({ ...BAG, coupons }, START)).toMatchObject({ ok: false, code });
  });
});
