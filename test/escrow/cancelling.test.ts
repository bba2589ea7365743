import { describe, expect, it } from 'vitest';
import { Sale } from './sale.ts';

const cancel = { type: 'cancel', reason: 'changed my mind' } as const;

describe('cancelling', () => {
  it('before anybody pays closes the order at once', () => {
    const sale = new Sale().do(cancel);
    expect(sale.order.fulfilment).toBe('closed');
    expect(sale.order.ending).toBe('cancelled');
    expect(sale.events).toEqual(['created', 'cancelled', 'closed']);
  });

  it('while the buyer pays closes the payments, and then the order', () => {
    const sale = new Sale().startPayment().startPayment('card', 'page').do(cancel);
    expect(sale.order.fulfilment).toBe('cancelled');
    expect(sale.effects).toEqual(sale.order.payments.map((payment) => ({ kind: 'close_payment', payment })));
    sale.do({ type: 'payment_ended', payment: sale.payment(1), state: 'closed' });
    expect(sale.order.fulfilment).toBe('cancelled');
    sale.do({ type: 'payment_ended', payment: sale.payment(2), state: 'failed' });
    expect(sale.order.fulfilment).toBe('closed');
  });

  it('before shipment gives all of it back, and closes when that is done', () => {
    const sale = new Sale().held().do(cancel);
    expect(sale.order.fulfilment).toBe('cancelled');
    expect(sale.order.refunds).toMatchObject([{ amount: sale.order.amount, reason: 'changed my mind' }]);
    expect(sale.shares).toEqual({ platform: 0n, seller: 0n });
    expect(sale.refundSucceeds().order.fulfilment).toBe('closed');
  });

  it('after a partial refund gives the rest back', () => {
    const sale = new Sale().held().refund(333_333n).do(cancel);
    expect(sale.order.refunds.map(({ amount }) => amount.value)).toEqual([333_333n, 666_667n]);
    expect(sale.refundSucceeds(2).order.fulfilment).toBe('cancelled');
    expect(sale.refundSucceeds(1).order.fulfilment).toBe('closed');
  });
});

describe('a refund of all that is left', () => {
  it.each([
    ['before shipment', new Sale().held()],
    ['while the buyer inspects', new Sale().inspecting()],
    ['during the hold', new Sale().accepted()],
  ])('%s ends the sale', (_name, sale) => {
    sale.refund();
    expect(sale.order.fulfilment).toBe('cancelled');
    expect(sale.order.timers.map(({ kind }) => kind)).toEqual(['refund_overdue', 'submit_refund']);
    expect(sale.refundSucceeds().order.fulfilment).toBe('closed');
  });

  it('in parts ends the sale with the last one', () => {
    const sale = new Sale().inspecting().refund(999_999n);
    expect(sale.order.fulfilment).toBe('inspecting');
    expect(sale.refund(1n).order.fulfilment).toBe('cancelled');
  });

  it('can be asked for again when it has failed', () => {
    const sale = new Sale().held().do(cancel).refundFails();
    expect(sale.order.fulfilment).toBe('cancelled');
    sale.refund();
    expect(sale.order.refunds.map(({ id, state }) => [id, state])).toEqual([
      ['ord_bag-r1', 'failed'],
      ['ord_bag-r2', 'refunding'],
    ]);
    expect(sale.refundSucceeds(2).order.fulfilment).toBe('closed');
    expect(sale.events.filter((event) => event === 'cancelled')).toHaveLength(1);
  });
});
