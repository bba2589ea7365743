import { describe, expect, it } from 'vitest';
import { money } from '../../src/money/index.ts';
import { DAY_MS, expectRefused, Sale } from './sale.ts';

const object = { type: 'open_dispute', reason: 'not as described' } as const;
const forSeller = { type: 'resolve_dispute', outcome: 'for_seller' } as const;
const forBuyer = { type: 'resolve_dispute', outcome: 'for_buyer' } as const;
const partly = { type: 'resolve_dispute', outcome: 'partial', amount: money('CNY', 250_000n) } as const;
const charges = [
  { payee: 'inspector', amount: 5_000n },
  { payee: 'logistics', amount: 2_000n },
];

describe('a dispute that is open', () => {
  it('stops the acceptance by time, which goes on with what it had left', () => {
    const sale = new Sale()
      .inspecting()
      .wait(DAY_MS)
      .do(object)
      .wait(100 * DAY_MS);
    expect(sale.order.fulfilment).toBe('inspecting');
    sale.do(forSeller);
    expect(sale.timers).toEqual([['acceptance_due', 2 * DAY_MS]]);
  });

  it('stops the release', () => {
    const sale = new Sale()
      .accepted()
      .wait(6 * DAY_MS)
      .do(object)
      .wait(100 * DAY_MS);
    expect(sale.order.fulfilment).toBe('accepted');
    sale.do(forSeller).wait(DAY_MS);
    expect(sale.order.fulfilment).toBe('released');
  });

  it('from before the goods arrived stops the acceptance that begins then', () => {
    const sale = new Sale().held().do({ type: 'ship' }).do(object).do({ type: 'receive' });
    expect(sale.wait(100 * DAY_MS).order.fulfilment).toBe('inspecting');
    sale.do(forSeller);
    expect(sale.timers).toEqual([['acceptance_due', 3 * DAY_MS]]);
  });

  it('after release keeps the seller’s money from being paid out', () => {
    const sale = new Sale().released().do(object);
    expect(sale.funds.available).toBe(0n);
    expect(sale.balance('seller:sel_ann:available')).toBe(920_000n);
    expect(sale.do(forSeller).funds.available).toBe(920_000n);
  });

  it('after release keeps the order from closing', () => {
    const sale = new Sale()
      .released()
      .do(object)
      .wait(365 * DAY_MS);
    expect(sale.order.fulfilment).toBe('released');
  });

  it.each([
    ['accept', { type: 'accept' }],
    ['refund', { type: 'refund', reason: '' }],
    ['object again', object],
  ] as const)('keeps people from it: %s', (_name, command) => {
    expectRefused(new Sale().inspecting().do(object).attempt(command), 'dispute_open');
  });

  it('gives the seller 7 days, then the buyer, and then asks for a person', () => {
    const sale = new Sale().inspecting().do(object);
    const states = [sale.order.disputes[0]?.state];
    states.push(sale.wait(7 * DAY_MS).order.disputes[0]?.state);
    expect(sale.timers).toEqual([['evidence_due', 7 * DAY_MS]]);
    states.push(sale.wait(7 * DAY_MS).order.disputes[0]?.state);
    expect(states).toEqual(['open', 'evidence', 'evidence']);
    expect(sale.order.timeline.at(-1)).toMatchObject({
      event: 'evidence_closed',
      detail: { next: 'needs a person' },
    });
  });

  it('turns to the buyer as soon as the seller has brought evidence', () => {
    const sale = new Sale().inspecting().do(object).wait(DAY_MS);
    sale.do({ type: 'submit_evidence', by: 'seller', text: 'a receipt' });
    expect(sale.order.disputes).toMatchObject([
      { state: 'evidence', evidence: [{ by: 'seller', text: 'a receipt' }] },
    ]);
    expect(sale.timers).toEqual([['evidence_due', 7 * DAY_MS]]);
  });
});

describe('a dispute decided', () => {
  it('for the buyer before release ends the sale; the seller pays inspection and freight', () => {
    const sale = new Sale()
      .inspecting()
      .do(object)
      .do({ ...forBuyer, charges })
      .refundSucceeds();
    expect(sale.order.fulfilment).toBe('closed');
    expect(sale.balance('clearing:alipay')).toBe(0n);
    expect(sale.balance('receivable:seller:sel_ann')).toBe(-7_000n);
    expect(sale.balance('payable:inspector')).toBe(5_000n);
  });

  it('for the buyer after release takes the splits back', () => {
    const sale = new Sale().released().do(object).do(forBuyer).refundSucceeds();
    expect(sale.balance('seller:sel_ann:available')).toBe(0n);
    expect(sale.balance('income:commission')).toBe(0n);
    expect(sale.balance('clearing:alipay')).toBe(0n);
  });

  it('for the seller charges the buyer', () => {
    const sale = new Sale()
      .inspecting()
      .do(object)
      .do({ ...forSeller, charges });
    expect(sale.balance('receivable:buyer:ord_bag')).toBe(-7_000n);
    expect(sale.balance('receivable:seller:sel_ann')).toBe(0n);
  });

  it('in part refunds a part, and both pay by what the other got', () => {
    const sale = new Sale()
      .inspecting()
      .do(object)
      .do({ ...partly, charges });
    expect(sale.order.fulfilment).toBe('inspecting');
    expect(sale.shares).toEqual({ platform: 60_000n, seller: 690_000n });
    // A quarter of ¥50.00 and of ¥20.00.
    expect(sale.balance('receivable:seller:sel_ann')).toBe(-1_750n);
    expect(sale.balance('receivable:buyer:ord_bag')).toBe(-5_250n);
  });

  it('can be followed by another', () => {
    const sale = new Sale().inspecting().do(object).do(forSeller).do(object);
    expect(sale.order.disputes.map(({ id, state }) => [id, state])).toEqual([
      ['ord_bag-d1', 'for_seller'],
      ['ord_bag-d2', 'open'],
    ]);
  });

  it.each([
    ['in part without an amount', { ...forSeller, outcome: 'partial' }, 'decision_without_amount'],
    ['for the seller with an amount', { ...partly, outcome: 'for_seller' }, 'decision_without_amount'],
    ['in part of everything', { ...partly, amount: money('CNY', 1_000_000n) }, 'refund_exceeds_remaining'],
    ['in part of nothing', { ...partly, amount: money('CNY', 0n) }, 'refund_amount_not_positive'],
    ['in another currency', { ...partly, amount: money('JPY', 1n) }, 'currency_differs'],
    [
      'with a charge of nothing',
      { ...forSeller, charges: [{ payee: 'inspector', amount: 0n }] },
      'charge_not_positive',
    ],
  ] as const)('%s is refused', (_name, command, code) => {
    expectRefused(new Sale().inspecting().do(object).attempt(command), code);
  });
});

it('a chargeback that ends the sale leaves the dispute nothing to go on with', () => {
  const sale = new Sale().inspecting().do(object);
  const chargeback = { chargeback: 'cb_1', payment: 'ord_bag-p1', amount: sale.order.amount };
  sale.do({ type: 'chargeback_opened', ...chargeback });
  sale.do({ type: 'chargeback_ended', chargeback: 'cb_1', state: 'lost' });
  sale.do(forSeller);
  expect(sale.order.timers).toEqual([]);
  expect(sale.order.fulfilment).toBe('closed');
});

it.each([
  ['before anything is shipped', new Sale().held(), object, 'not_allowed_in_this_state'],
  ['that nobody opened', new Sale().inspecting(), forSeller, 'no_dispute_open'],
  [
    'of which there is no evidence to hear',
    new Sale().inspecting(),
    { type: 'submit_evidence', by: 'buyer', text: '' },
    'no_dispute_open',
  ],
] as const)('a dispute %s is refused', (_name, sale, command, code) => {
  expectRefused(sale.attempt(command), code);
});
