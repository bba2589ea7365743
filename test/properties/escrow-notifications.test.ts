import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Command,
  captured,
  escrowHeld,
  type Order,
  refunding,
  remaining,
} from '../../src/escrow/index.ts';
import type { Account } from '../../src/ledger/index.ts';
import { type Money, money } from '../../src/money/index.ts';
import { commit, keep, read, SHELVES, type ShelfKind } from '../escrow/kept.ts';
import { DAY_MS, Sale } from '../escrow/sale.ts';
import { parameters } from './parameters.ts';

const RUNS = 300;

/** Where a sale stands when the notifications come. Each has payments 1 and 2; some are waiting for a refund. */
const STAGES: Readonly<Record<string, () => Sale>> = {
  paying: () => started(),
  expired: () => started().wait(DAY_MS),
  'cancelled unpaid': () => started().do({ type: 'cancel', reason: 'changed my mind' }),
  held: () => started().pay(1),
  'refunded in part': () => started().pay(1).refund(3_333n),
  'cancelled with two refunds on their way': () =>
    started().pay(1).refund(3_333n).do({ type: 'cancel', reason: 'changed my mind' }),
  'waiting for a refund before release': () =>
    inspected()
      .refund(3_333n)
      .do({ type: 'accept' })
      .wait(8 * DAY_MS),
  released: () =>
    inspected()
      .do({ type: 'accept' })
      .wait(8 * DAY_MS),
  'after sales': () =>
    inspected()
      .do({ type: 'accept' })
      .wait(100 * DAY_MS),
};

function started(): Sale {
  return new Sale({ id: 'ord' }).startPayment().startPayment('card', 'page');
}

function inspected(): Sale {
  return started().pay(1).do({ type: 'ship' }).do({ type: 'receive' });
}

/** The facts: what each payment brought, if anything, and what became of each refund. */
interface Facts {
  readonly paid: readonly (Money | undefined)[];
  readonly ended: readonly ('failed' | 'closed')[][];
  readonly refunded: readonly ('succeeded' | 'failed')[];
  /** What the buyer's bank took back of the first payment, and what became of that. */
  readonly chargedBack: { readonly amount: Money; readonly state: 'won' | 'lost' | undefined } | undefined;
}

/** @param brought what the first and the second payment may have brought, in fen */
function factsArbitrary(brought: Brought): fc.Arbitrary<Facts> {
  const [first, second] = brought.map((values) =>
    fc.constantFrom(undefined, ...values.map((value) => money('CNY', value))),
  );
  const ended = fc.subarray<'failed' | 'closed'>(['failed', 'closed']);
  const answer = fc.constantFrom<'succeeded' | 'failed'>('succeeded', 'failed');
  return fc.record({
    chargedBack: fc.option(
      fc.record({
        amount: fc.constantFrom(money('CNY', EXACT), money('CNY', 1n), money('CNY', 400_001n)),
        state: fc.constantFrom('won' as const, 'lost' as const, undefined),
      }),
      { nil: undefined },
    ),
    paid: fc.tuple(first ?? fc.constant(undefined), second ?? fc.constant(undefined)),
    ended: fc.tuple(ended, ended),
    refunded: fc.tuple(answer, answer),
  });
}

type Brought = readonly [readonly bigint[], readonly bigint[]];

const EXACT = 1_000_000n;
const WRONG = 999_999n;

/** Everything that providers may tell of these facts, once each. */
function notificationsOf(facts: Facts, { order }: Sale): Command[] {
  return [
    ...order.payments.flatMap(({ id, state }, i): Command[] => {
      const paid = state === 'succeeded' ? order.amount : facts.paid[i];
      const ends = (facts.ended[i] ?? []).map(
        (end): Command => ({ type: 'payment_ended', payment: id, state: end }),
      );
      return paid ? [...ends, { type: 'payment_succeeded', payment: id, paid, providerReference: id }] : ends;
    }),
    ...order.refunds.map(
      ({ id }, i): Command => ({
        type: `refund_${facts.refunded[i] ?? 'failed'}`,
        refund: id,
        reason: 'refused',
      }),
    ),
    ...chargebackOf(facts, order),
  ];
}

/**
 * Only of a sale of which no refund is on its way: whether that fails before or after the chargeback decides
 * whether the sale was released when the money was taken, and so who bears it.
 */
function chargebackOf({ chargedBack }: Facts, { payments: [first], refunds }: Order): Command[] {
  if (!chargedBack || first?.state !== 'succeeded' || refunds.length > 0) return [];
  const { amount, state } = chargedBack;
  const opened: Command = { type: 'chargeback_opened', chargeback: 'cb', payment: first.id, amount };
  return state ? [opened, { type: 'chargeback_ended', chargeback: 'cb', state }] : [opened];
}

interface Delivery {
  readonly sale: Sale;
  readonly first: readonly Command[];
  readonly second: readonly Command[];
}

/** The same notifications twice: in two orders, with some of them repeated. */
function deliveries(stages: readonly string[], brought: Brought): fc.Arbitrary<Delivery> {
  return fc
    .record({ stage: fc.constantFrom(...stages), facts: factsArbitrary(brought) })
    .chain(({ stage, facts }) => {
      const sale = (STAGES[stage] ?? started)();
      const once = notificationsOf(facts, sale);
      const some = fc.subarray(once).chain((again) => shuffled([...once, ...again]));
      return fc.record({ sale: fc.constant(sale), first: some, second: some });
    });
}

function shuffled<T>(items: T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray(items, { minLength: items.length });
}

/** The order and the books after the notifications, in this order, with a restart between. */
async function deliver(
  { open }: ShelfKind,
  sale: Sale,
  notifications: readonly Command[],
): Promise<{ order: Order; accounts: Account[] }> {
  const shelf = await open();
  try {
    await keep(shelf.store(), sale.order, sale);
    const waiting = [...notifications];
    for (let i = 0; waiting.length > 0; i += 1) {
      if (i === 1) await shelf.restart();
      const [notification] = waiting.splice(0, 1);
      if (!notification) break;
      const heard = await commit(shelf.store(), sale.order.id, notification, sale.now);
      // What is refused, since what it is about is not known yet, comes again later.
      if (!heard.ok) waiting.push(notification);
    }
    return { order: await read(shelf.store(), sale.order.id), accounts: await shelf.store().accounts() };
  } finally {
    await shelf.dispose();
  }
}

/** An order without what only tells when what was heard: the timeline, and how later refunds are numbered. */
function gist(order: Order): unknown {
  const names = new Map(
    order.refunds.map(({ id, payment, amount }) => [id, `refund of ${amount.value} of ${payment}`]),
  );
  const nameOf = (id: string): string => names.get(id) ?? id;
  const refunds = order.refunds.map((refund) => ({ ...refund, id: nameOf(refund.id) }));
  const timers = order.timers.map((timer) =>
    'about' in timer ? { ...timer, about: nameOf(timer.about) } : { ...timer, about: '' },
  );
  return {
    ...order,
    timeline: [],
    refunds: refunds.toSorted((a, b) => compare(a.id, b.id)),
    timers: timers.toSorted((a, b) => compare(a.kind + a.about, b.kind + b.about)),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

describe.each(SHELVES)('notifications, $name', (kind) => {
  const runs = parameters(Math.ceil(RUNS * kind.share));

  it('26: come to one state and one set of books, however they are permuted and repeated', () => {
    const later = Object.keys(STAGES).filter((stage) => stage !== 'paying');
    const anyDelivery = fc.oneof(
      deliveries(later, [
        [EXACT, WRONG],
        [EXACT, WRONG],
      ]),
      deliveries(['paying'], [[EXACT, WRONG], [WRONG]]),
    );
    const property = fc.asyncProperty(anyDelivery, async ({ sale, first, second }) => {
      const one = await deliver(kind, sale, first);
      const other = await deliver(kind, sale, second);
      expect(gist(other.order)).toEqual(gist(one.order));
      expect(other.accounts).toEqual(one.accounts);
    });
    return fc.assert(property, runs);
  });

  it('26: of two payments make the buyer pay once, whichever comes first', () => {
    const property = fc.asyncProperty(
      deliveries(['paying'], [[EXACT], [EXACT]]),
      async ({ sale, first, second }) => {
        const [one, other] = [await deliver(kind, sale, first), await deliver(kind, sale, second)].map(
          ({ order }) => ({
            fulfilment: order.fulfilment,
            legs: order.legs,
            captured: captured(order),
            refunding: refunding(order),
            remaining: remaining(order),
            held: escrowHeld(order),
          }),
        );
        expect(other).toEqual(one);
        const isPaid = one?.fulfilment === 'held';
        expect(one?.remaining.value).toBe(isPaid ? EXACT : 0n);
      },
    );
    return fc.assert(property, runs);
  });
});
