import { describe, expect, it } from 'vitest';
import { workOf } from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { DAY_MS, expectNoEffect, expectRefused, MINUTE_MS, Sale } from './sale.ts';

describe('a partial refund', () => {
  it('shrinks the legs by what they have', () => {
    const sale = new Sale().held().refund(100_000n);
    expect(sale.shares).toEqual({ platform: 72_000n, seller: 828_000n });
    expect(sale.order.fulfilment).toBe('held');
  });

  it('reserves its money until the provider has answered', () => {
    const sale = new Sale().held().refund(100_000n);
    expect(sale.transfers.slice(1)).toEqual([
      {
        id: 'ord_bag/refund/ord_bag-r1',
        kind: 'pending',
        code: 'refund',
        order: 'ord_bag',
        debit: 'escrow:ord_bag',
        credit: 'clearing:alipay',
        ledger: 'CNY',
        amount: 100_000n,
      },
    ]);
  });

  it('asks the provider at once, and under the same number until it answers', () => {
    const sale = new Sale().inspecting().refund(100_000n);
    const call = { kind: 'refund', payment: sale.order.payments[0], refund: sale.order.refunds[0] };
    expect(sale.effects).toEqual([call]);
    for (const wait of [15_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 3_600_000]) {
      expect(sale.timers).toContainEqual(['submit_refund', wait]);
      expect(sale.wait(wait).effects).toEqual([call]);
    }
    sale.refundSucceeds();
    expect(sale.order.timers.map(({ kind }) => kind)).toEqual(['acceptance_due']);
  });

  it('goes back the way its payment came', () => {
    const sale = new Sale().startPayment('alipay').startPayment('card', 'page').pay(2).refund(1n);
    expect(sale.order.refunds).toMatchObject([{ payment: 'ord_bag-p2' }]);
    expect(sale.transfers.at(-1)).toMatchObject({ credit: 'clearing:card' });
  });

  it('says in the timeline how much, and why', () => {
    const sale = new Sale().held().refund(100_000n);
    expect(sale.order.timeline.at(-1)).toMatchObject({
      event: 'refund_requested',
      detail: { refund: 'ord_bag-r1', payment: 'ord_bag-p1', amount: '¥1,000.00', reason: 'a scratch' },
    });
  });
});

describe('a refund whose provider does not answer in time', () => {
  it('is a person’s to look into, once, and is asked for on', () => {
    const sale = new Sale()
      .inspecting()
      .refund(100_000n)
      .wait(10 * DAY_MS);
    const overdue = sale.order.timeline.filter(({ event }) => event === 'refund_overdue');
    expect(overdue).toMatchObject([{ detail: { refund: 'ord_bag-r1', amount: '¥1,000.00' } }]);
    expect(sale.order.refunds).toMatchObject([{ state: 'refunding' }]);
    expect(sale.order.timers.map(({ kind }) => kind)).toContain('submit_refund');
    expect(sale.order.timers.map(({ kind }) => kind)).not.toContain('refund_overdue');
  });

  it('has its whole term again when a person has it tried again', () => {
    const sale = new Sale().inspecting().refund(100_000n).wait(DAY_MS);
    sale.do({ type: 'refund_failed', refund: 'ord_bag-r1', reason: '' });
    expect(sale.order.timers.map(({ kind }) => kind)).not.toContain('refund_overdue');
    sale.wait(DAY_MS).do({ type: 'retry_refund', refund: 'ord_bag-r1' });
    expect(sale.timers).toContainEqual(['refund_overdue', 7 * DAY_MS]);
  });
});

describe('a refund that the provider makes', () => {
  it('is posted', () => {
    const sale = new Sale().held().refund(100_000n).refundSucceeds();
    expect(sale.order.refunds).toMatchObject([{ state: 'succeeded' }]);
    expect(sale.transfers.slice(2)).toEqual([
      {
        id: 'ord_bag/refund/ord_bag-r1/post',
        kind: 'post_pending',
        pending: 'ord_bag/refund/ord_bag-r1',
        code: 'refund',
        order: 'ord_bag',
      },
    ]);
  });

  it('and reports twice is posted once', () => {
    const sale = new Sale().held().refund(100_000n).refundSucceeds();
    expectNoEffect(sale, { type: 'refund_succeeded', refund: sale.refundId(1) });
  });
});

describe('a refund that the provider refuses', () => {
  it('is voided, and its legs have their money again', () => {
    const sale = new Sale().held().refund(100_000n).refund(50_000n).refundFails(1);
    expect(sale.shares).toEqual({ platform: 76_000n, seller: 874_000n });
    expect(sale.order.refunds).toMatchObject([{ state: 'failed' }, { state: 'refunding' }]);
    expect(sale.transfers.at(-1)).toEqual({
      id: 'ord_bag/refund/ord_bag-r1/void',
      kind: 'void_pending',
      pending: 'ord_bag/refund/ord_bag-r1',
      code: 'refund',
      order: 'ord_bag',
    });
  });

  it('asks for a person', () => {
    const sale = new Sale().held().refund(100_000n).refundFails();
    expect(sale.order.timeline.at(-1)).toMatchObject({
      event: 'refund_failed',
      detail: { amount: '¥1,000.00', reason: 'ACCOUNT_CLOSED', next: 'needs a person' },
    });
    expect(sale.timers).toEqual([['shipment_overdue', 72 * 60 * MINUTE_MS]]);
  });

  it('and reports twice is voided once', () => {
    const sale = new Sale().held().refund(100_000n).refundFails();
    expectNoEffect(sale, { type: 'refund_failed', refund: sale.refundId(1), reason: 'ACCOUNT_CLOSED' });
  });

  it('leaves stray money where it is', () => {
    const sale = new Sale().startPayment().pay(1, money('CNY', 7n)).refundFails();
    expect(sale.order.refunds).toMatchObject([{ state: 'failed', returns: [] }]);
    expect(sale.order.legs).toEqual([]);
  });
});

describe('a provider that contradicts itself', () => {
  it('moves no money the second time, and is noted once', () => {
    const sale = new Sale().held().refund(100_000n).refundFails();
    const before = { ...sale.order, timeline: [] };
    sale.refundSucceeds();
    expect(sale.transfers).toHaveLength(3);
    expect({ ...sale.order, timeline: [] }).toEqual(before);
    expect(sale.order.timeline.at(-1)).toMatchObject({
      event: 'refund_contradicted',
      detail: { refund: 'ord_bag-r1', first: 'failed', now: 'succeeded' },
    });
    expectNoEffect(sale, { type: 'refund_succeeded', refund: sale.refundId(1) });
  });
});

describe('a refund is refused', () => {
  const half = { type: 'refund', amount: money('CNY', 500_000n), reason: 'a scratch' } as const;

  it('before the order is paid', () => {
    expect(new Sale().startPayment().attempt(half)).toEqual({
      ok: false,
      code: 'not_allowed_in_this_state',
      allowedIn: [
        'held',
        'appraising',
        'passed',
        'failed',
        'shipped',
        'inspecting',
        'accepted',
        'released',
        'cancelled',
      ],
    });
  });

  it('once the order is closed', () => {
    const sale = new Sale().released().wait(15 * DAY_MS);
    expectRefused(sale.attempt(half), 'not_allowed_in_this_state');
  });

  it('of more than refunds have left, those on their way counted', () => {
    expectRefused(new Sale().held().refund(500_001n).attempt(half), 'refund_exceeds_remaining');
  });

  it('when nothing is left', () => {
    const sale = new Sale().held().refund();
    expectRefused(sale.attempt({ type: 'refund', reason: 'again' }), 'refund_exceeds_remaining');
  });

  it.each([0n, -1n])('of %s', (value) => {
    const amount = money('CNY', value);
    expectRefused(
      new Sale().held().attempt({ type: 'refund', amount, reason: '' }),
      'refund_amount_not_positive',
    );
  });

  it('in another currency', () => {
    const amount = money('JPY', 1n);
    expectRefused(new Sale().held().attempt({ type: 'refund', amount, reason: '' }), 'currency_differs');
  });

  it.each(['refund_succeeded', 'refund_failed'] as const)('when nobody asked for it: %s', (type) => {
    const report = { type, refund: 'ord_bag-r1', reason: '' };
    expectRefused(new Sale().held().attempt(report), 'unknown_refund');
  });
});

describe('a refund that failed for good, which the buyer has had in another way', () => {
  const elsewhere = { type: 'refund_made_elsewhere', refund: 'ord_bag-r1', how: 'by bank' } as const;

  it('came out of our bank, while the provider goes on owing us', () => {
    const sale = new Sale().held().do({ type: 'cancel', reason: '' }).refundFails().do(elsewhere);
    expect(sale.balance('custody:bank')).toBe(1_000_000n);
    expect(sale.balance('clearing:alipay')).toBe(-1_000_000n);
    expect(sale.order.fulfilment).toBe('closed');
    expect(workOf(sale.order)).toEqual([]);
  });

  it('takes after release from each leg what it took before', () => {
    const sale = new Sale().released().refund(10_000n).refundFails().do(elsewhere);
    expect(sale.shares).toEqual({ platform: 79_200n, seller: 910_800n });
    expect(sale.balance('seller:sel_ann:available')).toBe(910_800n);
  });

  it('works for stray money', () => {
    const sale = new Sale().startPayment().wait(DAY_MS).pay().refundFails().do(elsewhere);
    expect(sale.balance('escrow:ord_bag')).toBe(0n);
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('is for a person to look at should the provider make it after all', () => {
    const sale = new Sale().held().refund(1n).refundFails().do(elsewhere).refundSucceeds();
    expect(workOf(sale.order)).toMatchObject([{ kind: 'refund_contradicted', about: 'ord_bag-r1' }]);
    expect(sale.balance('clearing:alipay')).toBe(-1_000_000n);
  });

  it('is neither one that is on its way nor one that was made', () => {
    const sale = new Sale().held().refund(1n);
    expectRefused(sale.attempt(elsewhere), 'refund_not_failed');
    expectRefused(sale.refundSucceeds().attempt(elsewhere), 'refund_not_failed');
    expectRefused(sale.attempt({ ...elsewhere, refund: 'ord_bag-r9' }), 'unknown_refund');
  });

  it('cannot be had twice: not once another refund has taken its place', () => {
    const sale = new Sale().held().refund().refundFails().refund();
    expectRefused(sale.attempt(elsewhere), 'refund_exceeds_remaining');
  });
});
