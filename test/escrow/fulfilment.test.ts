import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/escrow/index.ts';
import { DAY_MS, HOUR_MS, Sale, START } from './sale.ts';

describe('the way of a sale', () => {
  it('held, shipped, inspecting, accepted, released, closed', () => {
    const sale = new Sale().held();
    const states = [sale.order.fulfilment];
    for (const step of [
      () => sale.do({ type: 'ship', carrier: 'SF', trackingNumber: 'SF100' }),
      () => sale.do({ type: 'receive' }),
      () => sale.do({ type: 'accept' }),
      () => sale.wait(7 * DAY_MS),
      () => sale.wait(15 * DAY_MS),
    ]) {
      step();
      states.push(sale.order.fulfilment);
    }
    expect(states).toEqual(['held', 'shipped', 'inspecting', 'accepted', 'released', 'closed']);
    expect(sale.events).toEqual([
      'created',
      'payment_started',
      'held',
      'shipped',
      'received',
      'accepted',
      'released',
      'closed',
    ]);
    expect(sale.order.ending).toBe('released');
    expect(sale.order.timers).toEqual([]);
  });

  it('keeps the parcel in the timeline', () => {
    const sale = new Sale().held().do({ type: 'ship', carrier: 'SF', trackingNumber: 'SF100' });
    expect(sale.order.timeline.at(-1)).toEqual({
      at: START,
      event: 'shipped',
      detail: { carrier: 'SF', trackingNumber: 'SF100' },
    });
  });
});

describe('in the wrong state', () => {
  const held = new Sale().held();
  it.each([
    ['ship', new Sale(), { type: 'ship' }, ['held']],
    ['receive before it is shipped', held, { type: 'receive' }, ['shipped']],
    ['accept before it is received', held, { type: 'accept' }, ['inspecting']],
    [
      'cancel after it is shipped',
      new Sale().inspecting(),
      { type: 'cancel', reason: '' },
      ['created', 'paying', 'held', 'appraising', 'passed'],
    ],
    ['accept twice', new Sale().accepted(), { type: 'accept' }, ['inspecting']],
  ] satisfies [string, Sale, Command, string[]][])(
    '%s is refused, with the states it is allowed in',
    (_name, sale, command, allowedIn) => {
      expect(sale.attempt(command)).toEqual({ ok: false, code: 'not_allowed_in_this_state', allowedIn });
    },
  );
});

describe('a seller who does not ship', () => {
  it('in 72 hours loses the sale, and the buyer gets all of it back', () => {
    const sale = new Sale().held().wait(72 * HOUR_MS);
    expect(sale.order.fulfilment).toBe('cancelled');
    expect(sale.order.refunds).toMatchObject([{ amount: sale.order.amount, returns: [80_000n, 920_000n] }]);
    expect(sale.refundSucceeds().order.fulfilment).toBe('closed');
  });

  it('ships too late even where nobody looked at the clock in between', () => {
    const sale = new Sale().held();
    sale.now += 72 * HOUR_MS;
    expect(sale.attempt({ type: 'ship' })).toMatchObject({ ok: false, code: 'not_allowed_in_this_state' });
  });
});

describe('a parcel that nobody receives', () => {
  it('is a person’s to look into after 15 days, and nothing is decided', () => {
    const sale = new Sale().held().do({ type: 'ship' });
    expect(sale.timers).toEqual([['delivery_overdue', 15 * DAY_MS]]);
    sale.wait(15 * DAY_MS);
    expect(sale.order.fulfilment).toBe('shipped');
    expect(sale.order.timeline.at(-1)).toMatchObject({
      event: 'delivery_overdue',
      detail: { next: 'needs a person' },
    });
    expect(sale.do({ type: 'receive' }).timers).toEqual([['acceptance_due', 3 * DAY_MS]]);
  });

  it('has what was left of its time once a dispute is decided', () => {
    const sale = new Sale()
      .held()
      .do({ type: 'ship' })
      .wait(5 * DAY_MS);
    sale.do({ type: 'open_dispute', reason: '' }).wait(30 * DAY_MS);
    sale.do({ type: 'resolve_dispute', outcome: 'for_seller' });
    expect(sale.timers).toEqual([['delivery_overdue', 10 * DAY_MS]]);
  });
});

describe('a buyer who says nothing', () => {
  it('has accepted three days after receipt', () => {
    const sale = new Sale().inspecting().wait(3 * DAY_MS);
    expect(sale.order.fulfilment).toBe('accepted');
    expect(sale.order.timeline.at(-1)).toMatchObject({ event: 'accepted', detail: { by: 'time' } });
    expect(sale.timers).toEqual([['release_due', 7 * DAY_MS]]);
  });
});

describe('release', () => {
  it('pays everybody in one chain when the hold has run out', () => {
    const sale = new Sale().accepted().wait(7 * DAY_MS - 1);
    expect(sale.transfers).toHaveLength(1);
    sale.wait(1);
    const common = {
      kind: 'posted',
      code: 'release',
      order: 'ord_bag',
      debit: 'escrow:ord_bag',
      ledger: 'CNY',
    };
    expect(sale.transfers.slice(1)).toEqual([
      { ...common, id: 'ord_bag/release/platform', credit: 'income:commission', amount: 80_000n },
      { ...common, id: 'ord_bag/release/seller', credit: 'seller:sel_ann:available', amount: 920_000n },
    ]);
    expect(sale.order.timeline.at(-1)).toMatchObject({
      event: 'released',
      detail: { platform: '¥800.00', seller: '¥9,200.00' },
    });
  });

  it('pays those who did work into accounts of their own', () => {
    const rules = [{ payee: 'logistics', basis: { kind: 'fixed', amount: 2_000n } }] as const;
    const sale = new Sale({ rules }).released();
    expect(sale.transfers[1]).toMatchObject({ credit: 'payable:logistics', amount: 2_000n });
  });

  it('pays what partial refunds have left', () => {
    const sale = new Sale()
      .accepted()
      .refund(250_000n)
      .refundSucceeds()
      .wait(7 * DAY_MS);
    expect(sale.transfers.slice(-2)).toMatchObject([{ amount: 60_000n }, { amount: 690_000n }]);
  });

  it('does not pay a leg that refunds have emptied', () => {
    const rules = [{ payee: 'insurer', basis: { kind: 'fixed', amount: 1n } }] as const;
    const sale = new Sale({ rules }).accepted().refund(999_999n).refundSucceeds();
    expect(sale.shares).toEqual({ insurer: 0n, seller: 1n });
    sale.wait(7 * DAY_MS);
    expect(sale.transfers.filter(({ code }) => code === 'release')).toMatchObject([
      { id: 'ord_bag/release/seller', amount: 1n },
    ]);
  });

  it('waits for a refund of the sale that is on its way', () => {
    const sale = new Sale()
      .accepted()
      .refund(100_000n)
      .wait(8 * DAY_MS);
    expect(sale.order.fulfilment).toBe('accepted');
    sale.refundSucceeds();
    expect(sale.order.fulfilment).toBe('released');
    expect(sale.transfers.slice(-2)).toMatchObject([{ amount: 72_000n }, { amount: 828_000n }]);
  });

  it('pays what a refund that failed has freed', () => {
    const sale = new Sale()
      .accepted()
      .refund(100_000n)
      .wait(8 * DAY_MS)
      .refundFails();
    expect(sale.order.fulfilment).toBe('released');
    expect(sale.transfers.slice(-2)).toMatchObject([{ amount: 80_000n }, { amount: 920_000n }]);
  });

  it('does not wait for stray money to go back', () => {
    const sale = new Sale().startPayment().startPayment('card', 'page').pay(1).pay(2);
    sale
      .do({ type: 'ship' })
      .do({ type: 'receive' })
      .do({ type: 'accept' })
      .wait(7 * DAY_MS);
    expect(sale.order.fulfilment).toBe('released');
  });
});

describe('closing', () => {
  it('waits for stray money to go back', () => {
    const sale = new Sale().startPayment().startPayment('card', 'page').pay(1).pay(2);
    sale
      .do({ type: 'ship' })
      .do({ type: 'receive' })
      .do({ type: 'accept' })
      .wait(365 * DAY_MS);
    expect(sale.order.fulfilment).toBe('released');
    expect(sale.refundSucceeds().order.fulfilment).toBe('closed');
  });

  it('waits until it is known that no other payment can come', () => {
    const sale = new Sale().startPayment().startPayment('card', 'page').pay(1);
    sale
      .do({ type: 'ship' })
      .do({ type: 'receive' })
      .do({ type: 'accept' })
      .wait(365 * DAY_MS);
    expect(sale.order.fulfilment).toBe('released');
    sale.do({ type: 'payment_ended', payment: sale.payment(2), state: 'closed' });
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('never comes while money that could not be refunded is held', () => {
    const sale = new Sale().held().do({ type: 'cancel', reason: 'sold elsewhere' }).refundFails();
    expect(sale.wait(365 * DAY_MS).order.fulfilment).toBe('cancelled');
  });
});
