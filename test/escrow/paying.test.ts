import { describe, expect, it } from 'vitest';
import { money } from '../../src/money/index.ts';
import { DAY_MS, expectNoEffect, expectRefused, MINUTE_MS, Sale } from './sale.ts';

const qr = { kind: 'qr', value: 'https://qr.example/1' } as const;

describe('starting a payment', () => {
  it('asks the provider to collect it, and waits 30 minutes for the money', () => {
    const sale = new Sale().startPayment();
    expect(sale.order.fulfilment).toBe('paying');
    expect(sale.effects).toEqual([{ kind: 'collect', payment: sale.order.payments[0] }]);
    expect(sale.order.payments).toEqual([
      {
        id: 'ord_bag-p1',
        channel: 'alipay',
        method: 'qr',
        amount: money('CNY', 1_000_000n),
        state: 'unknown',
      },
    ]);
    expect(sale.timers).toEqual([
      ['payment_expires', 30 * MINUTE_MS],
      ['query_payment', 15_000],
    ]);
  });

  it('keeps instalments and where the buyer returns to', () => {
    const choice = { channel: 'alipay', method: 'page', instalments: 6, returnUrl: 'https://shop.example/' };
    const sale = new Sale().do({ type: 'start_payment', ...choice });
    expect(sale.order.payments[0]).toMatchObject(choice);
  });

  it('moves no money', () => {
    expect(new Sale().startPayment().transfers).toEqual([]);
  });

  it('a second time, another way, does not give the buyer more time', () => {
    const sale = new Sale()
      .startPayment()
      .wait(10 * MINUTE_MS)
      .startPayment('card', 'page');
    expect(sale.order.payments.map(({ id }) => id)).toEqual(['ord_bag-p1', 'ord_bag-p2']);
    expect(sale.timers).toContainEqual(['payment_expires', 20 * MINUTE_MS]);
    expect(sale.timers.filter(([kind]) => kind === 'payment_expires')).toHaveLength(1);
  });

  it('the same way while it is open is refused', () => {
    const sale = new Sale().startPayment();
    expectRefused(
      sale.attempt({ type: 'start_payment', channel: 'alipay', method: 'qr' }),
      'payment_in_progress',
    );
  });

  it('the same way after it has failed is a new payment', () => {
    const sale = new Sale().startPayment();
    sale.do({ type: 'payment_ended', payment: sale.payment(1), state: 'failed' }).startPayment();
    expect(sale.order.payments.map(({ state }) => state)).toEqual(['failed', 'unknown']);
  });

  it('is refused once the order is held', () => {
    const decision = new Sale().held().attempt({ type: 'start_payment', channel: 'card', method: 'page' });
    expect(decision).toEqual({
      ok: false,
      code: 'not_allowed_in_this_state',
      allowedIn: ['created', 'paying'],
    });
  });
});

describe('a payment that nobody answers for', () => {
  it('is queried after 15 s, 1 min, 5 min, 15 min, 30 min and then every hour', () => {
    const sale = new Sale({ terms: { ...new Sale().order.terms, payWithinMs: DAY_MS } }).startPayment();
    const gaps: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const [, inMs] = sale.timers.find(([kind]) => kind === 'query_payment') ?? ['', 0];
      gaps.push(inMs);
      sale.wait(inMs);
      expect(sale.effects).toEqual([{ kind: 'query_payment', payment: sale.order.payments[0] }]);
    }
    expect(gaps).toEqual([15_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 3_600_000]);
  });

  it('is queried no more once it has ended', () => {
    const sale = new Sale().startPayment();
    sale.do({ type: 'payment_ended', payment: sale.payment(1), state: 'failed' });
    expect(sale.timers).toEqual([['payment_expires', 30 * MINUTE_MS]]);
  });
});

describe('a payment that is presented', () => {
  it('awaits the buyer', () => {
    const sale = new Sale().startPayment();
    sale.do({ type: 'payment_presented', payment: sale.payment(1), present: qr });
    expect(sale.order.payments[0]).toMatchObject({ state: 'awaiting', present: qr });
  });

  it('after it was paid stays paid', () => {
    const sale = new Sale().held();
    expectNoEffect(sale, { type: 'payment_presented', payment: sale.payment(1), present: qr });
  });

  it('and unknown is refused', () => {
    expectRefused(
      new Sale().startPayment().attempt({ type: 'payment_presented', payment: 'ord_bag-p2', present: qr }),
      'unknown_payment',
    );
  });
});

describe('a payment that succeeds', () => {
  it('moves the whole amount from clearing into the order’s escrow', () => {
    const sale = new Sale().held();
    expect(sale.order.fulfilment).toBe('held');
    expect(sale.transfers).toEqual([
      {
        id: 'ord_bag/payment/ord_bag-p1',
        kind: 'posted',
        code: 'payment',
        order: 'ord_bag',
        debit: 'clearing:alipay',
        credit: 'escrow:ord_bag',
        ledger: 'CNY',
        amount: 1_000_000n,
      },
    ]);
  });

  it('opens the accounts it moves money between', () => {
    const sale = new Sale().startPayment();
    const decision = sale.attempt({
      type: 'payment_succeeded',
      payment: sale.payment(1),
      paid: sale.order.amount,
      providerReference: '2026',
    });
    expect(decision.ok && decision.accounts).toEqual([
      { id: 'clearing:alipay', ledger: 'CNY', code: 'clearing' },
      {
        id: 'escrow:ord_bag',
        ledger: 'CNY',
        code: 'escrow',
        limit: 'debits_must_not_exceed_credits',
      },
    ]);
  });

  it('freezes the split', () => {
    expect(new Sale().held().shares).toEqual({ platform: 80_000n, seller: 920_000n });
  });

  it('gives the seller 72 hours to ship, and stops expiry and queries', () => {
    expect(new Sale().held().timers).toEqual([['shipment_overdue', 72 * 60 * MINUTE_MS]]);
  });

  it('a second time has no effect', () => {
    const sale = new Sale().held();
    expectNoEffect(sale, {
      type: 'payment_succeeded',
      payment: sale.payment(1),
      paid: sale.order.amount,
      providerReference: 'provider-1',
    });
  });

  it('after it was reported closed counts all the same', () => {
    const sale = new Sale().startPayment();
    sale.do({ type: 'payment_ended', payment: sale.payment(1), state: 'closed' }).pay();
    expect(sale.order.fulfilment).toBe('held');
  });

  it('and is then reported closed stays paid', () => {
    const sale = new Sale().held();
    expectNoEffect(sale, { type: 'payment_ended', payment: sale.payment(1), state: 'closed' });
  });

  it('closes the other payments, and asks until that is known', () => {
    const sale = new Sale().startPayment().startPayment('card', 'page').pay(1);
    const other = sale.order.payments[1];
    expect(sale.effects).toEqual([{ kind: 'close_payment', payment: other }]);
    sale.wait(15_000);
    expect(sale.effects).toEqual([{ kind: 'close_payment', payment: other }]);
    sale.do({ type: 'payment_ended', payment: sale.payment(2), state: 'closed' });
    expect(sale.order.timers.map(({ kind }) => kind)).toEqual(['shipment_overdue']);
  });

  it('in another currency is refused', () => {
    const sale = new Sale().startPayment();
    const paid = money('USD', 1_000_000n);
    expectRefused(
      sale.attempt({ type: 'payment_succeeded', payment: sale.payment(1), paid, providerReference: '1' }),
      'currency_differs',
    );
  });

  it('and is not the order’s is refused', () => {
    const sale = new Sale().startPayment();
    expectRefused(
      sale.attempt({
        type: 'payment_succeeded',
        payment: 'ord_other-p1',
        paid: sale.order.amount,
        providerReference: '1',
      }),
      'unknown_payment',
    );
  });
});

describe('money that no order waits for', () => {
  it('of a second payment is held apart from the legs, and refunded', () => {
    const sale = new Sale().startPayment().startPayment('card', 'page').pay(1).pay(2);
    expect(sale.order.fulfilment).toBe('held');
    expect(sale.order.paidBy).toBe('ord_bag-p1');
    expect(sale.shares).toEqual({ platform: 80_000n, seller: 920_000n });
    expect(sale.order.refunds).toEqual([
      {
        id: 'ord_bag-r1',
        payment: 'ord_bag-p2',
        amount: money('CNY', 1_000_000n),
        reason: 'stray payment',
        state: 'refunding',
        attempt: 1,
        returns: [],
        sources: [],
        splitReturns: [],
        charges: [],
        owedBy: 'platform',
        toSponsors: 0n,
      },
    ]);
    expect(sale.transfers.slice(1)).toMatchObject([
      { id: 'ord_bag/payment/ord_bag-p2', debit: 'clearing:card', credit: 'escrow:ord_bag' },
      { id: 'ord_bag/refund/ord_bag-r1', kind: 'pending', debit: 'escrow:ord_bag', credit: 'clearing:card' },
    ]);
    expect(sale.effects).toEqual([
      { kind: 'refund', payment: sale.order.payments[1], refund: sale.order.refunds[0] },
    ]);
  });

  it.each([
    ['too little', 999_999n],
    ['too much', 1_000_001n],
  ])('%s leaves the order to be paid', (_name, value) => {
    const sale = new Sale().startPayment().pay(1, money('CNY', value));
    expect(sale.order.fulfilment).toBe('paying');
    expect(sale.order.payments[0]).toMatchObject({ state: 'succeeded', paid: money('CNY', value) });
    expect(sale.order.refunds).toMatchObject([{ amount: money('CNY', value), returns: [] }]);
  });

  it('of the right amount still holds the order after a wrong amount', () => {
    const sale = new Sale().startPayment().pay(1, money('CNY', 1n)).startPayment().pay(2);
    expect(sale.order.fulfilment).toBe('held');
    expect(sale.order.paidBy).toBe('ord_bag-p2');
  });

  it('after expiry is refunded, and the order is not revived', () => {
    const sale = new Sale()
      .startPayment()
      .wait(30 * MINUTE_MS)
      .pay();
    expect(sale.order.fulfilment).toBe('expired');
    expect(sale.order.legs).toEqual([]);
    sale.refundSucceeds();
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('after cancellation is refunded', () => {
    const sale = new Sale().startPayment().do({ type: 'cancel', reason: 'changed my mind' }).pay();
    expect(sale.order.fulfilment).toBe('cancelled');
    expect(sale.refundSucceeds().order.fulfilment).toBe('closed');
  });

  it('opens a closed order until it is gone again', () => {
    const sale = new Sale().startPayment().do({ type: 'cancel', reason: 'changed my mind' });
    sale.do({ type: 'payment_ended', payment: sale.payment(1), state: 'closed' });
    expect(sale.order.fulfilment).toBe('closed');
    sale.pay();
    expect(sale.order.fulfilment).toBe('cancelled');
    expect(sale.refundSucceeds().order.fulfilment).toBe('closed');
  });

  it('after release does not touch what was released', () => {
    const sale = new Sale().startPayment().startPayment('card', 'page').pay(1);
    sale
      .do({ type: 'ship' })
      .do({ type: 'receive' })
      .do({ type: 'accept' })
      .wait(7 * DAY_MS);
    expect(sale.pay(2).order.fulfilment).toBe('released');
    expect(sale.transfers.filter(({ code }) => code === 'release')).toHaveLength(2);
    expect(sale.refundSucceeds().wait(15 * DAY_MS).order.fulfilment).toBe('closed');
  });
});

describe('an order that nobody pays', () => {
  it('expires 30 minutes after the first payment began, and closes its payments', () => {
    const sale = new Sale().startPayment().wait(30 * MINUTE_MS - 1);
    expect(sale.order.fulfilment).toBe('paying');
    sale.wait(1);
    expect(sale.order.fulfilment).toBe('expired');
    expect(sale.effects).toEqual([{ kind: 'close_payment', payment: sale.order.payments[0] }]);
    expect(sale.timers).toEqual([['close_payment', 15_000]]);
  });

  it('is closed when its payments are known to have ended', () => {
    const sale = new Sale().startPayment().wait(30 * MINUTE_MS);
    sale.do({ type: 'payment_ended', payment: sale.payment(1), state: 'closed' });
    expect(sale.order.fulfilment).toBe('closed');
    expect(sale.order.ending).toBe('expired');
    expect(sale.timers).toEqual([]);
  });

  it('is closed as it expires when no payment is open', () => {
    const sale = new Sale().startPayment();
    sale.do({ type: 'payment_ended', payment: sale.payment(1), state: 'failed' }).wait(30 * MINUTE_MS);
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('expired before money came, even where nobody looked at the clock in between', () => {
    const sale = new Sale().startPayment();
    sale.now += 30 * MINUTE_MS;
    sale.pay();
    expect(sale.order.fulfilment).toBe('expired');
    expect(sale.order.refunds).toHaveLength(1);
  });
});
