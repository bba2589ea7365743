import fc from 'fast-check';
import { describe, it } from 'vitest';
import { refundedFen, sharesFen, splitOutFen, withSellerFen } from '../../../providers/alipay/funds.ts';
import { confirm, MOST_SPLIT_PERCENT, split } from '../../../providers/alipay/settlement.ts';
import { cancel, close, nextTimer, open, pay, refund, runTimer } from '../../../providers/alipay/state.ts';
import type { Leg, Order, Trade } from '../../../providers/alipay/trade.ts';

import { parameters } from '../../properties/parameters.ts';
import { START } from './open.ts';

/** What somebody does to the one trade there is. Amounts are in thousandths of its total, and go beyond it. */
type Deed =
  | { readonly do: 'open' | 'pay' | 'close' | 'cancel' }
  | { readonly do: 'wait'; readonly days: number }
  | { readonly do: 'refund'; readonly number: string; readonly share: number; readonly back: Shares }
  | { readonly do: 'split'; readonly number: string; readonly to: Shares; readonly finishes: boolean }
  | { readonly do: 'confirm'; readonly number: string; readonly share: number | 'rest' };

type Shares = readonly { readonly receiver: string; readonly share: number }[];

const number = fc.constantFrom('1', '2', '3', '4');
const share = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 150 }) },
  { weight: 1, arbitrary: fc.constantFrom(300, 700, 999, 1000, 1100) },
);
const receiver = fc.constantFrom('A', 'B', 'B', 'A', 'C');
const shares = fc.array(fc.record({ receiver, share }), { maxLength: 2 });
const finishes = fc.integer({ min: 1, max: 8 }).map((n) => n === 1);
const rest = fc.constant<'rest'>('rest');

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('open', 'pay', 'close', 'cancel') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait'), days: fc.constantFrom(0, 0, 1, 14, 15, 200) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('refund'), number, share, back: shares }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('split'), number, to: shares, finishes }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('confirm'), number, share: fc.oneof(share, rest) }),
  },
);

/** Most lives begin with a payment: before it there is little to go wrong. */
const life: fc.Arbitrary<readonly Deed[]> = fc
  .tuple(
    fc.constantFrom<readonly Deed[]>([], [{ do: 'open' }, { do: 'pay' }], [{ do: 'open' }, { do: 'pay' }]),
    fc.array(deed, { minLength: 1, maxLength: 25, size: 'max' }),
  )
  .map(([beginning, rest]) => [...beginning, ...rest]);

const order: fc.Arbitrary<Order> = fc
  .record({ totalFen: fc.bigInt({ min: 1n, max: 10_000_000_000n }), heldUntilConfirmed: fc.boolean() })
  .map((terms) => ({
    terms: {
      method: 'alipay.trade.precreate',
      outTradeNo: 'T1',
      subject: 'a thing',
      productCode: 'FACE_TO_FACE_PAYMENT',
      sellerBearsFee: false,
      ...terms,
    },
    createdAt: START,
    payableUntil: START + 15 * 86_400_000,
  }));

/** Does one deed after the other; a refused one changes nothing. Calls back after each. */
function live(first: Order, deeds: readonly Deed[], seen: (before: Order, after: Order) => void): void {
  let now = START;
  let state = first;
  for (const next of deeds) {
    if (next.do === 'wait') now += next.days * 86_400_000;
    const before = state;
    state = next.do === 'wait' ? passTime(state, now) : act(state, next, now);
    seen(before, state);
  }
}

function act(state: Order, deed: Exclude<Deed, { do: 'wait' }>, now: number): Order {
  const done = attempt(state, deed, now);
  return done.ok ? done.order : state;
}

function attempt(state: Order, deed: Exclude<Deed, { do: 'wait' }>, now: number) {
  const fen = (share: number) => (state.terms.totalFen * BigInt(share)) / 1000n + 1n;
  const legs = (to: Shares): Leg[] => to.map(({ receiver, share }) => ({ receiver, amountFen: fen(share) }));
  switch (deed.do) {
    case 'open':
      return open(state, 'N1', now);
    case 'pay':
      return pay(state, { method: 'balance' }, now);
    case 'close':
      return close(state, now);
    case 'cancel':
      return cancel(state, now);
    case 'refund':
      return refund(
        state,
        { outRequestNo: deed.number, amountFen: fen(deed.share), returns: legs(deed.back) },
        now,
      );
    case 'split':
      return split(
        state,
        { outRequestNo: deed.number, settleNo: 'S', legs: legs(deed.to), finishes: deed.finishes },
        (receiver) => receiver !== 'C',
        now,
      );
    case 'confirm': {
      const { payment } = state.trade ?? {};
      const rest = payment ? state.terms.totalFen - refundedFen(payment) : 0n;
      return confirm(
        state,
        { outRequestNo: deed.number, amountFen: deed.share === 'rest' ? rest : fen(deed.share) },
        now,
      );
    }
    default:
      return deed satisfies never;
  }
}

function passTime(state: Order, now: number): Order {
  let passed = state;
  for (let due = nextTimer(passed); due !== undefined && due <= now; due = nextTimer(passed)) {
    passed = runTimer(passed, due);
  }
  return passed;
}

/** From each state, where a trade can go. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  none: ['none', 'WAIT_BUYER_PAY'],
  WAIT_BUYER_PAY: ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_CLOSED'],
  TRADE_SUCCESS: ['TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'],
  TRADE_FINISHED: ['TRADE_FINISHED'],
  TRADE_CLOSED: ['TRADE_CLOSED'],
};

function holds(invariant: (before: Order, after: Order) => boolean): void {
  fc.assert(
    fc.property(order, life, (first, deeds) => {
      live(first, deeds, (before, after) => {
        if (!invariant(before, after)) throw new Error('it does not hold');
      });
    }),
    parameters(1000),
  );
}

const paymentOf = ({ trade }: Order): Trade['payment'] => trade?.payment;

describe('whatever is done to a trade', () => {
  it('its money is with the buyer, the seller or the receivers, and none is below nothing', () => {
    holds((_, after) => {
      const payment = paymentOf(after);
      if (!payment) return true;
      const { totalFen } = after.terms;
      const parts = [refundedFen(payment), withSellerFen(totalFen, payment), ...sharesFen(payment).values()];
      return parts.every((fen) => fen >= 0n) && parts.reduce((sum, fen) => sum + fen, 0n) === totalFen;
    });
  });

  it('refunds never come to more than was paid, and a trade is closed when they come to all of it', () => {
    holds((_, { terms, trade }) => {
      if (!trade?.payment) return true;
      const refunded = refundedFen(trade.payment);
      return refunded === terms.totalFen ? trade.status === 'TRADE_CLOSED' : refunded < terms.totalFen;
    });
  });

  it('splits never come to more than their cap', () => {
    holds((_, after) => {
      const payment = paymentOf(after);
      return !payment || splitOutFen(payment) * 100n <= after.terms.totalFen * MOST_SPLIT_PERCENT;
    });
  });

  it('splits go to bound receivers, and of held money only after it was confirmed', () => {
    holds((_, after) => {
      const payment = paymentOf(after);
      if (!payment?.splits.length) return true;
      const bound = payment.splits.every(({ legs }) => legs.every(({ receiver }) => receiver !== 'C'));
      return bound && (!after.terms.heldUntilConfirmed || payment.confirmation !== undefined);
    });
  });

  it('a trade goes only where trades go', () => {
    holds((before, after) => {
      const ways = WAYS[before.trade?.status ?? 'none'] ?? [];
      return ways.includes(after.trade?.status ?? 'none');
    });
  });

  it('what was refunded, split or confirmed once stays as it was', () => {
    holds((before, after) => {
      const [old, fresh] = [paymentOf(before), paymentOf(after)];
      if (!old) return true;
      return (
        old.refunds.every((done, i) => fresh?.refunds[i] === done) &&
        old.splits.every((done, i) => fresh?.splits[i] === done) &&
        (!old.confirmation || fresh?.confirmation === old.confirmation)
      );
    });
  });

  it('no request number is used for two refunds or two splits', () => {
    holds((_, after) => {
      const { refunds = [], splits = [] } = paymentOf(after) ?? {};
      const areUnique = (done: readonly { outRequestNo: string }[]) =>
        new Set(done.map(({ outRequestNo }) => outRequestNo)).size === done.length;
      return areUnique(refunds) && areUnique(splits);
    });
  });
});
