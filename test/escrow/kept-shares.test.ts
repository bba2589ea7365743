import { describe, expect, it } from 'vitest';
import { money } from '../../src/money/index.ts';
import type { SplitRule } from '../../src/split/index.ts';
import { DAY_MS, expectRefused, Sale } from './sale.ts';

/** ¥10,000.00: ¥800.00 commission, ¥100.00 freight that the carrier keeps, ¥9,100.00 for the seller. */
const rules: readonly SplitRule[] = [
  { payee: 'platform', basis: { kind: 'rate', bps: 800 } },
  { payee: 'logistics', basis: { kind: 'fixed', amount: 10_000n }, onRefund: 'kept' },
];

const all = { type: 'refund', reason: 'sent back' } as const;

describe('a share that is kept', () => {
  it('is not kept before the work is done', () => {
    const sale = new Sale({ rules }).held().do(all).refundSucceeds();
    expect(sale.balance('payable:logistics')).toBe(0n);
    expect(sale.balance('receivable:seller:sel_ann')).toBe(0n);
  });

  it('is paid by the seller, when the seller is at fault and the buyer gets everything back', () => {
    const sale = new Sale({ rules }).inspecting().do(all);
    expect(sale.balance('payable:logistics')).toBe(0n);
    sale.refundSucceeds();
    expect(sale.order.fulfilment).toBe('closed');
    expect(sale.balance('payable:logistics')).toBe(10_000n);
    expect(sale.balance('receivable:seller:sel_ann')).toBe(-10_000n);
    expect(sale.balance('clearing:alipay')).toBe(0n);
  });

  it('is the platform’s loss, when the platform is at fault', () => {
    const sale = new Sale({ rules })
      .inspecting()
      .do({ ...all, fault: 'platform' })
      .refundSucceeds();
    expect(sale.balance('expense:loss')).toBe(-10_000n);
    expect(sale.balance('receivable:seller:sel_ann')).toBe(0n);
  });

  it('is not given back to the buyer, when the buyer is at fault', () => {
    const sale = new Sale({ rules }).inspecting().do({ ...all, fault: 'buyer' });
    expect(sale.order.refunds).toMatchObject([{ amount: money('CNY', 990_000n) }]);
    expect(sale.order.fulfilment).toBe('accepted');
    sale.refundSucceeds().wait(7 * DAY_MS);
    expect(sale.balance('payable:logistics')).toBe(10_000n);
    expect(sale.balance('escrow:ord_bag')).toBe(0n);
  });

  it('leaves the buyer at fault no more than the rest', () => {
    const sale = new Sale({ rules }).inspecting();
    const amount = money('CNY', 990_001n);
    expectRefused(sale.attempt({ ...all, amount, fault: 'buyer' }), 'refund_exceeds_remaining');
  });

  it('is charged in part for a partial refund, to the fen', () => {
    const sale = new Sale({ rules }).inspecting().refund(333_333n).refundSucceeds();
    // Exact 26,666.64, 3,333.33 and 303,333.03: the one unit left goes to the platform.
    expect(sale.order.refunds[0]?.returns).toEqual([26_667n, 3_333n, 303_333n]);
    expect(sale.balance('receivable:seller:sel_ann')).toBe(-3_333n);
  });
});
