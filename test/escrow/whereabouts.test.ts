import { describe, expect, it } from 'vitest';
import { whereBuyersMoneyIs, whereSellersMoneyIs } from '../../src/escrow/index.ts';
import { BAG, DAY_MS, Sale } from './sale.ts';

/** Amount, place, what it waits for; the earliest and latest moment it moves, in days from now. */
function rows(sale: Sale, side: typeof whereBuyersMoneyIs): unknown[] {
  const inDays = (at: number | undefined) => (at === undefined ? undefined : (at - sale.now) / DAY_MS);
  return side(sale.order, sale.now).map(({ amount, place, waitsFor, earliest, latest }) => [
    amount.value,
    place,
    waitsFor,
    inDays(earliest),
    inDays(latest),
  ]);
}

const none = undefined;

describe('a seller’s money', () => {
  it.each([
    ['before anybody paid', new Sale().startPayment(), []],
    ['when held', new Sale().held(), [[920_000n, 'in_escrow', 'shipment', 7, none]]],
    [
      'when held to be appraised',
      new Sale({ needsAppraisal: true }).held(),
      [[920_000n, 'in_escrow', 'appraisal', 7, none]],
    ],
    ['on the way', new Sale().held().do({ type: 'ship' }), [[920_000n, 'in_escrow', 'delivery', 7, none]]],
    ['with the buyer', new Sale().inspecting(), [[920_000n, 'in_escrow', 'acceptance', 7, 10]]],
    ['accepted', new Sale().accepted().wait(DAY_MS), [[920_000n, 'in_escrow', 'hold', 6, 6]]],
    [
      'when a refund is on its way as the hold runs out',
      new Sale()
        .accepted()
        .refund(500_000n)
        .wait(8 * DAY_MS),
      [[460_000n, 'in_escrow', 'refund', none, none]],
    ],
    [
      'in a dispute',
      new Sale().accepted().do({ type: 'open_dispute', reason: '' }),
      [[920_000n, 'in_escrow', 'dispute', none, none]],
    ],
    ['released', new Sale().released(), [[920_000n, 'with_the_seller', 'payout', none, none]]],
    [
      'with a reserve',
      new Sale({ terms: { ...BAG.terms, reserveBps: 1_000 } }).released(),
      [
        [828_000n, 'with_the_seller', 'payout', none, none],
        [92_000n, 'in_reserve', 'after_sales', 15, 15],
      ],
    ],
    [
      'released and in a dispute',
      new Sale().released().do({ type: 'open_dispute', reason: '' }),
      [[920_000n, 'frozen', 'dispute', none, none]],
    ],
    ['when all is refunded', new Sale().held().refund().refundSucceeds(), []],
  ])('%s', (_name, sale, expected) => {
    expect(rows(sale, whereSellersMoneyIs)).toEqual(expected);
  });
});

describe('a buyer’s money', () => {
  it.each([
    ['before a payment is started', new Sale(), [[1_000_000n, 'with_the_buyer', 'payment', none, none]]],
    [
      'before the payment',
      new Sale().startPayment(),
      [[1_000_000n, 'with_the_buyer', 'payment', none, 1 / 48]],
    ],
    ['when held', new Sale().held(), [[1_000_000n, 'in_escrow', 'shipment', 7, none]]],
    [
      'partly on its way back, partly back',
      new Sale().inspecting().refund(100n).refund(20n).refundSucceeds(1),
      [
        [20n, 'on_its_way_back', 'refund', none, none],
        [100n, 'back_with_the_buyer', 'nothing', none, none],
        [999_880n, 'in_escrow', 'acceptance', 7, 10],
      ],
    ],
    [
      'whose refund failed',
      new Sale().held().do({ type: 'cancel', reason: '' }).refundFails(),
      [[1_000_000n, 'in_escrow', 'person', none, none]],
    ],
    ['released', new Sale().released(), [[1_000_000n, 'with_the_seller', 'nothing', none, none]]],
    ['when it was never paid', new Sale().startPayment().wait(DAY_MS), []],
  ])('%s', (_name, sale, expected) => {
    expect(rows(sale, whereBuyersMoneyIs)).toEqual(expected);
  });
});
