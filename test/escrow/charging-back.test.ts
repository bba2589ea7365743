import { describe, expect, it } from 'vitest';
import { money } from '../../src/money/index.ts';
import { DAY_MS, expectNoEffect, expectRefused, Sale } from './sale.ts';

const AVAILABLE = 'seller:sel_ann:available';
const RESERVE = 'seller:sel_ann:reserve';
const OWED = 'receivable:seller:sel_ann';

const opened = {
  type: 'chargeback_opened',
  chargeback: 'cb_1',
  payment: 'ord_bag-p1',
  amount: money('CNY', 1_000_000n),
} as const;
const won = { type: 'chargeback_ended', chargeback: 'cb_1', state: 'won' } as const;
const lost = { type: 'chargeback_ended', chargeback: 'cb_1', state: 'lost' } as const;

/** ¥9,200.00 for the seller: ¥920.00 in reserve, and of ¥8,280.00 available ¥8,000.00 paid out. */
function paidOut(): Sale {
  const sale = new Sale({ terms: { ...new Sale().order.terms, reserveBps: 1_000 } }).released();
  return sale.post({
    accounts: [{ id: 'custody:bank', ledger: 'CNY', code: 'custody' }],
    transfers: [
      {
        kind: 'posted',
        id: 'payout',
        code: 'payout',
        ledger: 'CNY',
        debit: AVAILABLE,
        credit: 'custody:bank',
        amount: 800_000n,
      },
    ],
  });
}

const places = (sale: Sale) => [RESERVE, AVAILABLE, OWED, 'clearing:alipay'].map((id) => sale.balance(id));

it('a chargeback of a closed sale keeps it from being closed until it has ended', () => {
  const sale = new Sale().released().wait(15 * DAY_MS);
  expect(sale.order.fulfilment).toBe('closed');
  expect(sale.do(opened).order.fulfilment).toBe('released');
  expect(sale.do(lost).order.fulfilment).toBe('closed');
});

describe('a chargeback after payout', () => {
  it('falls on the reserve, then on what is available, and the rest is owed by the seller', () => {
    const sale = paidOut();
    expect(places(sale)).toEqual([92_000n, 28_000n, 0n, -1_000_000n]);
    sale.do(opened);
    expect(places(sale)).toEqual([0n, 0n, -880_000n, 0n]);
  });

  it('that is won is exactly reversed', () => {
    const sale = paidOut();
    const before = places(sale);
    expect(places(sale.do(opened).do(won))).toEqual(before);
    expect(sale.order.chargebacks).toMatchObject([{ state: 'won' }]);
  });

  it('that is lost stays', () => {
    const sale = paidOut().do(opened).do(lost);
    expect(places(sale)).toEqual([0n, 0n, -880_000n, 0n]);
  });

  it('leaves nothing to refund besides', () => {
    const sale = paidOut().do(opened);
    expectRefused(sale.attempt({ type: 'refund', reason: 'again' }), 'refund_exceeds_remaining');
  });

  it('keeps the order open until it has ended', () => {
    const sale = paidOut()
      .do(opened)
      .wait(365 * DAY_MS);
    expect(sale.order.fulfilment).toBe('released');
    expect(sale.do(lost).order.fulfilment).toBe('closed');
  });

  it('and heard of twice counts once', () => {
    const sale = paidOut().do(opened);
    expectNoEffect(sale, opened);
    sale.do(lost);
    expectNoEffect(sale, lost);
    expectNoEffect(sale, won);
  });
});

describe('a chargeback before release', () => {
  const part = { ...opened, amount: money('CNY', 250_000n) };

  it('comes out of escrow, and holds the release up', () => {
    const sale = new Sale()
      .accepted()
      .do(part)
      .wait(30 * DAY_MS);
    expect(sale.order.fulfilment).toBe('accepted');
    expect(sale.shares).toEqual({ platform: 60_000n, seller: 690_000n });
    expect(sale.balance('escrow:ord_bag')).toBe(750_000n);
  });

  it('that is won is shared out with the rest', () => {
    const sale = new Sale()
      .accepted()
      .do(part)
      .wait(30 * DAY_MS)
      .do(won);
    expect(sale.order.fulfilment).toBe('released');
    expect(sale.balance(AVAILABLE)).toBe(920_000n);
  });

  it('that is lost leaves the rest to share out', () => {
    const sale = new Sale()
      .accepted()
      .do(part)
      .wait(30 * DAY_MS)
      .do(lost);
    expect(sale.balance(AVAILABLE)).toBe(690_000n);
  });

  it('of all of it that is lost ends the sale', () => {
    const sale = new Sale().inspecting().do(opened).do(lost);
    expect(sale.order.ending).toBe('cancelled');
    expect(sale.order.fulfilment).toBe('closed');
    expect(sale.order.refunds).toEqual([]);
  });
});

describe('a chargeback that the seller bore for want of money in escrow', () => {
  it('is borne by escrow when another one is won, so that nothing is left there', () => {
    const part = money('CNY', 25_000n);
    const sale = new Sale()
      .held()
      .do({ ...opened, amount: part })
      .do({ type: 'cancel', reason: '' })
      .do({ ...opened, chargeback: 'cb_2', amount: part });
    expect(sale.balance(OWED)).toBe(-25_000n);
    sale.do(won);
    expect(sale.balance(OWED)).toBe(0n);
    sale.do({ ...lost, chargeback: 'cb_2' }).refundSucceeds();
    expect(sale.order.fulfilment).toBe('closed');
    expect(sale.balance('clearing:alipay')).toBe(0n);
  });

  it('is borne by escrow when a refund fails', () => {
    const sale = new Sale().held().do({ type: 'cancel', reason: '' }).do(opened).refundFails();
    expect(sale.balance(OWED)).toBe(0n);
    expect(sale.balance('escrow:ord_bag')).toBe(0n);
    expect(sale.do(lost).order.fulfilment).toBe('closed');
  });
});

it('a chargeback of stray money is the platform’s loss', () => {
  const sale = new Sale().startPayment().startPayment('card', 'page').pay(1).pay(2).refundSucceeds();
  sale.do({ ...opened, payment: 'ord_bag-p2' });
  expect(sale.balance('expense:loss')).toBe(-1_000_000n);
  expect(sale.shares).toEqual({ platform: 80_000n, seller: 920_000n });
});

it.each([
  ['of a payment that nobody made', { ...opened, payment: 'ord_bag-p9' }, 'unknown_payment'],
  ['in another currency', { ...opened, amount: money('JPY', 1n) }, 'currency_differs'],
  ['of nothing', { ...opened, amount: money('CNY', 0n) }, 'refund_amount_not_positive'],
  ['that ends before it began', won, 'unknown_chargeback'],
])('a chargeback %s is refused', (_name, command, code) => {
  expectRefused(new Sale().held().attempt(command), code);
});
