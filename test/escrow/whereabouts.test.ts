import { describe, expect, it } from 'vitest';
import { type Command, whereBuyersMoneyIs, whereSellersMoneyIs } from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
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

function chargedBack(sale: Sale, value: bigint): Sale {
  const amount = money('CNY', value);
  return sale.do({ type: 'chargeback_opened', chargeback: 'cb', payment: 'ord_bag-p1', amount });
}

function ended(state: 'won' | 'lost'): Command {
  return { type: 'chargeback_ended', chargeback: 'cb', state };
}

function advanced(sale: Sale): Sale {
  const [principal, fee] = [money('CNY', 100_000n), money('CNY', 1_000n)];
  return sale
    .do({ type: 'offer_advance', principal, fee, withRecourse: true })
    .do({ type: 'accept_advance' });
}

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
    [
      'on the way for too long',
      new Sale()
        .held()
        .do({ type: 'ship' })
        .wait(15 * DAY_MS),
      [[920_000n, 'in_escrow', 'person', 7, none]],
    ],
    [
      'with an appraiser who says nothing',
      new Sale({ needsAppraisal: true })
        .held()
        .do({ type: 'begin_appraisal' })
        .wait(5 * DAY_MS),
      [[920_000n, 'in_escrow', 'person', 7, none]],
    ],
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
      [[920_000n, 'in_escrow', 'dispute', 7, none]],
    ],
    [
      'in a dispute that has stopped the hold',
      new Sale().accepted().wait(DAY_MS).do({ type: 'open_dispute', reason: '' }).wait(DAY_MS),
      [[920_000n, 'in_escrow', 'dispute', 6, none]],
    ],
    [
      'partly charged back',
      chargedBack(new Sale().held(), 400_000n),
      [[552_000n, 'in_escrow', 'chargeback', none, none]],
    ],
    [
      'charged back after release',
      chargedBack(new Sale().released(), 400_000n),
      [
        [400_000n, 'with_the_buyers_bank', 'chargeback', none, none],
        [520_000n, 'with_the_seller', 'payout', none, none],
      ],
    ],
    [
      'wholly charged back after release, which the seller has other money for',
      chargedBack(new Sale().released(), 1_000_000n).do(ended('lost')),
      [[920_000n, 'with_the_buyers_bank', 'nothing', none, none]],
    ],
    [
      'charged back after release, and won',
      chargedBack(new Sale().released(), 1_000_000n).do(ended('won')),
      [[920_000n, 'with_the_seller', 'payout', none, none]],
    ],
    [
      'when a financier was repaid',
      advanced(new Sale().accepted()).wait(7 * DAY_MS),
      [
        [101_000n, 'with_the_financier', 'nothing', none, none],
        [819_000n, 'with_the_seller', 'payout', none, none],
      ],
    ],
    [
      'when it was advanced',
      advanced(new Sale().accepted()),
      [
        [819_000n, 'in_escrow', 'hold', 7, 7],
        [101_000n, 'assigned', 'hold', 7, 7],
      ],
    ],
    ['released', new Sale().released(), [[920_000n, 'with_the_seller', 'payout', none, none]]],
    [
      'with a reserve',
      new Sale({ terms: { ...BAG.terms, reserveBps: 1_000 } }).released(),
      [
        [92_000n, 'in_reserve', 'after_sales', 15, 15],
        [828_000n, 'with_the_seller', 'payout', none, none],
      ],
    ],
    [
      'with a reserve that a refund has taken from',
      new Sale({ terms: { ...BAG.terms, reserveBps: 1_000 } }).released().refund(50_000n),
      [
        [46_000n, 'in_reserve', 'after_sales', 15, 15],
        [828_000n, 'with_the_seller', 'payout', none, none],
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
    [
      'partly charged back',
      chargedBack(new Sale().held(), 400_000n),
      [
        [400_000n, 'with_the_buyers_bank', 'chargeback', none, none],
        [600_000n, 'in_escrow', 'chargeback', none, none],
      ],
    ],
    [
      'charged back for good after release',
      chargedBack(new Sale().released(), 1_000_000n).do(ended('lost')),
      [[1_000_000n, 'with_the_buyers_bank', 'nothing', none, none]],
    ],
    [
      'paid twice, where the second cannot go back',
      new Sale().startPayment().startPayment('card', 'page').pay(1).pay(2).refundFails(),
      [
        [1_000_000n, 'in_escrow', 'shipment', 7, none],
        [1_000_000n, 'in_escrow', 'person', none, none],
      ],
    ],
    [
      'paid too late',
      new Sale().startPayment().wait(DAY_MS).pay(),
      [[1_000_000n, 'on_its_way_back', 'refund', none, none]],
    ],
    ['when it was never paid', new Sale().startPayment().wait(DAY_MS), []],
  ])('%s', (_name, sale, expected) => {
    expect(rows(sale, whereBuyersMoneyIs)).toEqual(expected);
  });
});
