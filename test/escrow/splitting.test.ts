import { describe, expect, it } from 'vitest';
import { type NewOrder, type Splitting, workOf } from '../../src/escrow/index.ts';
import { BAG, DAY_MS, expectNoEffect, expectRefused, Sale } from './sale.ts';

/** Of ¥10,000: ¥800 of commission, ¥150 for logistics, ¥50 for an insurer, ¥9,000 for the seller. */
const FOUR_WAYS: Partial<NewOrder> = {
  rules: [
    { payee: 'platform', basis: { kind: 'fixed', amount: 80_000n } },
    { payee: 'logistics', basis: { kind: 'fixed', amount: 15_000n } },
    { payee: 'insurer', basis: { kind: 'fixed', amount: 5_000n } },
  ],
};

const SPLITTING: Splitting = {
  receivers: [
    { payee: 'logistics', type: 'userId', account: '2088001' },
    { payee: 'insurer', type: 'userId', account: '2088002' },
  ],
  freezeMs: 30 * DAY_MS,
  outwardCapBps: 3_000,
};

const SPLIT = 'ord_bag-s1';

const START_PAYMENT = {
  type: 'start_payment',
  channel: 'alipay',
  method: 'qr',
  splitting: SPLITTING,
} as const;

function sold(): Sale {
  return new Sale(FOUR_WAYS).do(START_PAYMENT).pay();
}

function released(): Sale {
  return sold()
    .do({ type: 'ship' })
    .do({ type: 'receive' })
    .do({ type: 'accept' })
    .wait(7 * DAY_MS);
}

function paid(sale: Sale, ...payees: string[]): Sale {
  const legs = payees.map((payee) => ({ payee, state: 'succeeded' as const }));
  return sale.do({ type: 'split_reported', split: SPLIT, legs });
}

function settled(): Sale {
  return paid(released(), 'logistics', 'insurer').do({ type: 'settlement_confirmed', split: SPLIT });
}

/** A refund of all, which logistics and the insurer are asked to give their shares back for. */
function refunding(): Sale {
  return settled().refund();
}

function returned(sale: Sale, nth: number, state: 'returned' | 'refused'): Sale {
  const report = { id: `ord_bag-r1-t${nth}`, state, reason: 'BALANCE_NOT_ENOUGH' };
  return sale.do({ type: 'split_returns_reported', refund: 'ord_bag-r1', returns: [report] });
}

describe('once it is released', () => {
  it('asks the provider to pay the receivers their shares, and nobody else', () => {
    const [effect] = released().effects;
    expect(effect).toMatchObject({
      kind: 'split',
      split: {
        id: SPLIT,
        legs: [
          { payee: 'logistics', amount: 15_000n },
          { payee: 'insurer', amount: 5_000n },
        ],
      },
    });
  });

  it('owes a payee nothing more once the provider has paid it', () => {
    const sale = paid(released(), 'logistics');
    expect(sale.balance('payable:logistics')).toBe(0n);
    expect(sale.balance('payable:insurer')).toBe(5_000n);
    expect(sale.balance('clearing:alipay')).toBe(-1_000_000n + 15_000n);
  });

  it('has what is left freed when the provider has spoken of all', () => {
    const sale = paid(released(), 'logistics');
    expect(sale.effects).toEqual([]);
    expect(paid(sale, 'insurer').effects).toMatchObject([{ kind: 'confirm_settlement', amount: 980_000n }]);
  });

  it('goes on owing what the provider would not pay, and has a person look', () => {
    const legs = [{ payee: 'insurer', state: 'failed', reason: 'RECEIVER_INVALID' } as const];
    const sale = paid(released(), 'logistics').do({ type: 'split_reported', split: SPLIT, legs });
    expect(sale.balance('payable:insurer')).toBe(5_000n);
    expect(sale.effects).toMatchObject([{ kind: 'confirm_settlement', amount: 985_000n }]);
    expect(workOf(sale.order)).toMatchObject([{ kind: 'split_failed', about: `${SPLIT}/insurer` }]);
    sale.do({ type: 'acknowledge', about: `${SPLIT}/insurer` });
    expect(workOf(sale.order)).toEqual([]);
  });

  it('hears the same report twice without effect, and of another split not at all', () => {
    const legs = [{ payee: 'logistics', state: 'succeeded' } as const];
    const sale = paid(released(), 'logistics');
    expect(sale.attempt({ type: 'split_reported', split: SPLIT, legs })).toMatchObject({ transfers: [] });
    expectRefused(sale.attempt({ type: 'split_reported', split: 'ord_x-s1', legs }), 'unknown_split');
  });

  it('has a person look where the provider would not free the rest', () => {
    const failed = { type: 'settlement_failed', split: SPLIT, reason: 'TRADE_STATUS_ERROR' } as const;
    const sale = paid(released(), 'logistics', 'insurer').do(failed);
    expect(workOf(sale.order)).toMatchObject([{ kind: 'settlement_failed', about: SPLIT }]);
    expectNoEffect(sale, failed);
  });

  it('asks again, at growing waits, until the provider has answered', () => {
    const sale = released();
    expect(sale.timers).toContainEqual(['submit_split', 15_000]);
    expect(sale.wait(15_000).effects).toMatchObject([{ kind: 'split' }]);
    paid(sale, 'logistics', 'insurer');
    expect(sale.timers).toContainEqual(['confirm_settlement', 15_000]);
    sale.do({ type: 'settlement_confirmed', split: SPLIT });
    expect(sale.timers.map(([kind]) => kind)).toEqual(['closing_due']);
  });

  it('is not closed before the provider has done', () => {
    const sale = released().wait(15 * DAY_MS);
    expect(sale.order.fulfilment).toBe('released');
    paid(sale, 'logistics', 'insurer').do({ type: 'settlement_confirmed', split: SPLIT });
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('has the rest freed at once where refunds have left the receivers nothing', () => {
    const kept = { payee: 'logistics', basis: { kind: 'fixed', amount: 15_000n }, onRefund: 'kept' } as const;
    const insured = { payee: 'insurer', basis: { kind: 'fixed', amount: 5_000n } } as const;
    const splitting = { ...SPLITTING, receivers: SPLITTING.receivers.slice(1) };
    const sale = new Sale({ rules: [kept, insured] })
      .do({ type: 'start_payment', channel: 'alipay', method: 'qr', splitting })
      .pay()
      .do({ type: 'ship' })
      .do({ type: 'refund', reason: 'changed my mind', fault: 'buyer' })
      .refundSucceeds()
      .wait(7 * DAY_MS);
    expect(sale.order.split).toMatchObject({ state: 'settling', legs: [] });
    expect(sale.effects).toMatchObject([{ kind: 'confirm_settlement', amount: 15_000n }]);
  });
});

describe('the provider frees the money by itself after 30 days', () => {
  it('so that a sale which has not ended three days before is for a person to decide', () => {
    const sale = sold()
      .do({ type: 'ship' })
      .wait(27 * DAY_MS);
    expect(workOf(sale.order)).toMatchObject([{ kind: 'delivery_overdue' }, { kind: 'unfreeze_near' }]);
    expect(workOf(sale.refund().order)).toEqual([]);
  });

  it('so that it is asked for no split after that, and whoever it was to pay is ours to pay', () => {
    const sale = sold()
      .do({ type: 'ship' })
      .wait(27 * DAY_MS)
      .do({ type: 'receive' })
      .do({ type: 'accept' })
      .wait(7 * DAY_MS);
    expect(sale.order.fulfilment).toBe('released');
    expect(sale.order).not.toHaveProperty('split');
    expect(sale.effects).toEqual([]);
    expect(sale.balance('payable:logistics')).toBe(15_000n);
    expect(workOf(sale.order)).toMatchObject([{ kind: 'unfrozen', about: 'ord_bag-p1' }]);
    sale.do({ type: 'acknowledge', about: 'ord_bag-p1' });
    expect(workOf(sale.order)).toEqual([]);
  });

  it('so that a hold which lasts as long is refused when the buyer is to pay', () => {
    const sale = new Sale({ ...FOUR_WAYS, terms: { ...BAG.terms, holdMs: 30 * DAY_MS } });
    expectRefused(sale.attempt(START_PAYMENT), 'hold_outlasts_freeze');
    expect(sale.attempt({ type: 'start_payment', channel: 'alipay', method: 'qr' }).ok).toBe(true);
  });

  it('which is no matter to a sale that has ended, or that its provider does not split', () => {
    expect(released().timers.map(([kind]) => kind)).toEqual(['closing_due', 'submit_split']);
    expect(new Sale().held().timers.map(([kind]) => kind)).toEqual(['shipment_overdue']);
  });
});

describe('the provider lets out 30 % of a payment', () => {
  /** ¥2,000 of ¥10,000 are for receivers, and a sponsor pays half of the price. */
  const sponsored: Partial<NewOrder> = {
    rules: [
      { payee: 'logistics', basis: { kind: 'fixed', amount: 150_000n } },
      { payee: 'insurer', basis: { kind: 'fixed', amount: 50_000n } },
    ],
    coupons: [{ sponsor: 'acme', amount: 500_000n }],
  };

  it('so that a plan which needs more of what the buyer pays is refused when the channel is chosen', () => {
    expectRefused(new Sale(sponsored).attempt(START_PAYMENT), 'outward_cap_exceeded');
    expect(new Sale({ ...sponsored, coupons: [] }).attempt(START_PAYMENT).ok).toBe(true);
  });

  it('and no more than refunds have left it: what does not fit is ours to pay', () => {
    const kept = {
      payee: 'logistics',
      basis: { kind: 'fixed', amount: 150_000n },
      onRefund: 'kept',
    } as const;
    const sale = new Sale({
      rules: [kept, { payee: 'insurer', basis: { kind: 'fixed', amount: 50_000n } }],
      coupons: [{ sponsor: 'acme', amount: 300_000n }],
    })
      .do(START_PAYMENT)
      .pay()
      .do({ type: 'ship' })
      .do({ type: 'receive' });
    // Of the buyer’s ¥7,000.00 go ¥6,500.00 back: the provider has ¥500.00 left.
    sale.refund(650_000n).refundSucceeds();
    sale.do({ type: 'accept' }).wait(7 * DAY_MS);
    expect(sale.order.split?.legs).toMatchObject([{ payee: 'insurer', amount: 17_500n }]);
    expect(sale.balance('payable:logistics')).toBe(150_000n);
  });
});

describe('a refund after release', () => {
  it('waits until the provider has done with the split', () => {
    const sale = paid(released().refund(10_000n), 'logistics', 'insurer');
    expect(sale.effects.map(({ kind }) => kind)).toEqual(['confirm_settlement']);
    sale.do({ type: 'settlement_confirmed', split: SPLIT });
    expect(sale.effects).toMatchObject([{ kind: 'refund', refund: { id: 'ord_bag-r1' } }]);
  });

  it('asks each receiver for exactly what its leg gives back', () => {
    // 10,000 over 80,000 / 15,000 / 5,000 / 900,000: 800, 150, 50 and 9,000.
    const sale = settled().refund(10_000n);
    expect(sale.order.refunds[0]?.splitReturns).toEqual([
      { id: 'ord_bag-r1-t1', payee: 'logistics', amount: 150n, state: 'returning' },
      { id: 'ord_bag-r1-t2', payee: 'insurer', amount: 50n, state: 'returning' },
    ]);
  });

  it('owes and is owed nothing once all is given back and refunded', () => {
    const sale = returned(returned(refunding(), 1, 'returned'), 2, 'returned').refundSucceeds();
    expect(sale.balance('payable:logistics')).toBe(0n);
    expect(sale.balance('payable:insurer')).toBe(0n);
    expect(sale.balance('clearing:alipay')).toBe(0n);
  });

  it('that is made was made with everything that was asked for', () => {
    const sale = refunding().refundSucceeds();
    expect(sale.order.refunds[0]?.splitReturns.map(({ state }) => state)).toEqual(['returned', 'returned']);
    expect(sale.balance('clearing:alipay')).toBe(0n);
  });

  it('is asked for without what a receiver will not give, which the seller owes from then on', () => {
    const sale = refunding();
    const owed = sale.balance('receivable:seller:sel_ann');
    returned(sale, 1, 'refused');
    expect(sale.effects).toMatchObject([{ kind: 'refund', refund: { id: 'ord_bag-r1' } }]);
    expect(sale.balance('payable:logistics')).toBe(0n);
    expect(owed - sale.balance('receivable:seller:sel_ann')).toBe(15_000n);
  });

  it('that fails owes what was given back to those who gave it, and the seller nothing', () => {
    const sale = returned(returned(refunding(), 1, 'refused'), 2, 'returned').refundFails();
    expect(sale.balance('payable:logistics')).toBe(0n);
    expect(sale.balance('payable:insurer')).toBe(5_000n);
    expect(sale.balance('receivable:seller:sel_ann')).toBe(0n);
    expect(sale.balance('seller:sel_ann:available')).toBe(900_000n);
  });

  it('that is tried again asks nobody twice for what they gave', () => {
    const sale = returned(refunding(), 2, 'returned').refundFails();
    sale.do({ type: 'retry_refund', refund: 'ord_bag-r1' });
    const asked = sale.order.refunds[0]?.splitReturns.filter(({ state }) => state === 'returning');
    expect(asked).toEqual([{ id: 'ord_bag-r1-t3', payee: 'logistics', amount: 15_000n, state: 'returning' }]);
  });

  it('hears the same of a split return twice without effect', () => {
    const sale = returned(refunding(), 1, 'returned');
    const returns = [{ id: 'ord_bag-r1-t1', state: 'returned' } as const];
    expectNoEffect(sale, { type: 'split_returns_reported', refund: 'ord_bag-r1', returns });
  });
});
