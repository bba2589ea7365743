import { describe, expect, it } from 'vitest';
import { money } from '../../src/money/index.ts';
import { DAY_MS, expectRefused, Sale } from './sale.ts';

const AVAILABLE = 'seller:sel_ann:available';
const LENT = 'advance:seller:sel_ann';
const FINANCIER = 'payable:financier';
const OWED = 'receivable:seller:sel_ann';

/** ¥7,000.00 for ¥70.00, of the ¥9,200.00 that are the seller's. */
const offer = {
  type: 'offer_advance',
  principal: money('CNY', 700_000n),
  fee: money('CNY', 7_000n),
  withRecourse: true,
} as const;
const accept = { type: 'accept_advance' } as const;

function assigned(withRecourse: boolean): Sale {
  return new Sale()
    .inspecting()
    .do({ ...offer, withRecourse })
    .do(accept);
}

describe('an early payout', () => {
  it('makes the principal available at once, and assigns the proceeds', () => {
    const sale = assigned(true);
    expect(sale.balance(AVAILABLE)).toBe(700_000n);
    expect(sale.balance(LENT)).toBe(-700_000n);
    expect(sale.balance(FINANCIER)).toBe(700_000n);
    expect(sale.balance('custody:bank')).toBe(-700_000n);
    expect(sale.order.advances).toMatchObject([{ id: 'ord_bag-a1', state: 'assigned' }]);
  });

  it('is repaid at release, principal and fee, before the seller gets the rest', () => {
    const sale = assigned(true)
      .do({ type: 'accept' })
      .wait(7 * DAY_MS);
    // ¥9,200.00 less ¥7,070.00 are ¥2,130.00, on top of the ¥7,000.00.
    expect(sale.balance(AVAILABLE)).toBe(700_000n + 213_000n);
    expect(sale.balance(LENT)).toBe(0n);
    expect(sale.balance(FINANCIER)).toBe(707_000n);
    expect(sale.order.advances).toMatchObject([{ state: 'repaid', repaid: 707_000n }]);
  });

  it('with recourse is owed by the seller, when the buyer gets everything back', () => {
    const sale = assigned(true).refund().refundSucceeds();
    expect(sale.order.fulfilment).toBe('closed');
    expect(sale.balance(OWED)).toBe(-707_000n);
    expect(sale.balance(LENT)).toBe(0n);
    expect(sale.balance(FINANCIER)).toBe(707_000n);
    expect(sale.order.advances).toMatchObject([{ state: 'defaulted', repaid: 0n }]);
  });

  it('without recourse is the financier’s loss, when the buyer gets everything back', () => {
    const sale = assigned(false).refund().refundSucceeds();
    expect(sale.balance(OWED)).toBe(0n);
    expect(sale.balance(FINANCIER)).toBe(0n);
    expect(sale.balance(LENT)).toBe(0n);
    expect(sale.balance(AVAILABLE)).toBe(700_000n);
  });

  it.each([
    [true, 247_000n, 707_000n],
    [false, 0n, 460_000n],
  ])('of which half the sale is refunded, with recourse: %s', (withRecourse, owed, financier) => {
    const sale = assigned(withRecourse).refund(500_000n).refundSucceeds();
    sale.do({ type: 'accept' }).wait(7 * DAY_MS);
    // The seller's leg is ¥4,600.00 now, all of it repaid; ¥2,400.00 of principal and the fee are short.
    expect(sale.balance(OWED)).toBe(-owed);
    expect(sale.balance(FINANCIER)).toBe(financier);
    expect(sale.balance(LENT)).toBe(0n);
    expect(sale.balance(AVAILABLE)).toBe(700_000n);
    expect(sale.order.advances).toMatchObject([{ state: 'defaulted', repaid: 460_000n }]);
  });

  it('leaves what is assigned out of what the seller waits for', () => {
    const sale = assigned(true);
    expect(sale.order.fulfilment).toBe('inspecting');
    expect(sale.funds.available).toBe(700_000n);
  });
});

describe('an early payout is refused', () => {
  it('while another one is live', () => {
    expectRefused(assigned(true).attempt(offer), 'advance_is_live');
    expectRefused(assigned(true).attempt(accept), 'advance_is_live');
  });

  it('that nobody offered', () => {
    expectRefused(new Sale().inspecting().attempt(accept), 'no_advance_offered');
  });

  it('of more than the seller’s share', () => {
    const fee = money('CNY', 220_001n);
    expectRefused(new Sale().inspecting().attempt({ ...offer, fee }), 'advance_exceeds_share');
  });

  it('when refunds have left too little since it was offered', () => {
    const sale = new Sale().inspecting().do(offer).refund(500_000n);
    expectRefused(sale.attempt(accept), 'advance_exceeds_share');
  });

  it('while a dispute is open', () => {
    const sale = new Sale().inspecting().do(offer).do({ type: 'open_dispute', reason: '' });
    expectRefused(sale.attempt(accept), 'order_is_contested');
  });

  it('before the buyer has paid and after the release', () => {
    expectRefused(new Sale().startPayment().attempt(offer), 'not_allowed_in_this_state');
    expectRefused(new Sale().released().attempt(offer), 'not_allowed_in_this_state');
  });

  it('of nothing', () => {
    const principal = money('CNY', 0n);
    expectRefused(new Sale().inspecting().attempt({ ...offer, principal }), 'no_advance_for_this_seller');
  });

  it('in another currency', () => {
    const sale = new Sale().inspecting();
    expectRefused(sale.attempt({ ...offer, principal: money('JPY', 1n) }), 'currency_differs');
  });
});
