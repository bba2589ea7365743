import { expect, it } from 'vitest';
import {
  type Command,
  captured,
  chargedBack,
  escrowHeld,
  type NewOrder,
  openDispute,
  refunded,
  released,
  sponsored,
  workOf,
} from '../../src/escrow/index.ts';
import { creditBalance } from '../../src/ledger/index.ts';
import { money } from '../../src/money/index.ts';
import { everyCommand, explore, SPLITTING, TINY, TINY_SPLIT, type Visit } from '../escrow/exploration.ts';
import { owedTo } from '../escrow/owed.ts';

/** One more takes about three times as long: `EXPLORE_DEPTH=8 npx vitest run test/properties/escrow-exhaustive`. */
const DEPTH = Number(process.env.EXPLORE_DEPTH ?? 7);

const INVARIANTS: Readonly<Record<string, (visit: Visit) => boolean>> = {
  '12: the legs sum to the amount': ({ after: { order } }) =>
    order.paidBy === undefined ||
    sum(order.legs.map(({ allocated }) => allocated)) === order.amount.value - order.offByTheSeller,

  '15: each leg returns between nothing and all of it': ({ after: { order } }) =>
    order.legs.every(({ allocated, returned }) => returned >= 0n && returned <= allocated),

  '17: what came in was refunded, charged back or released, or is held': ({ after: { order } }) => {
    const views = [refunded, chargedBack, released, escrowHeld];
    const came = captured(order).value + sponsored(order).value;
    return came === sum(views.map((view) => view(order).value));
  },

  '17: the ledger holds what the order says': ({ after: { order, books } }) => {
    const escrow = books.account('escrow:ord');
    return escrowHeld(order).value === (escrow ? creditBalance(escrow) : 0n);
  },

  '18: closed means nothing held and nothing on its way': ({ after: { order, books } }) => {
    const pending = books.account('escrow:ord')?.debitsPending ?? 0n;
    return order.fulfilment !== 'closed' || (escrowHeld(order).value === 0n && pending === 0n);
  },

  '19: a sale ends once': ({ before, after }) =>
    before.order.ending === undefined || before.order.ending === after.order.ending,

  '20: nothing is released while a dispute is open': ({ before, after }) => {
    const isDisputed = openDispute(before.order) && openDispute(after.order);
    return !isDisputed || after.order.ending !== 'released' || before.order.ending === 'released';
  },

  '20: nothing is accepted while a dispute is open': ({ before: { order: before }, after: { order } }) => {
    const dispute = openDispute(before);
    if (!dispute || openDispute(order)?.id !== dispute.id) return true;
    return [before.fulfilment, 'inspecting', 'cancelled'].includes(order.fulfilment);
  },

  'nobody waits for ever: something will happen by itself, or a person is told': ({ after: { order } }) =>
    escrowHeld(order).value === 0n || order.timers.length > 0 || workOf(order).length > 0,

  '21: all accounts together come to nothing': ({ after: { books } }) =>
    sum([...books.accounts.values()].map(creditBalance)) === 0n,

  '25: of a payee’s share we owe what its receiver does not have': ({ after: { order, books } }) =>
    (order.split?.legs ?? []).every((leg) => {
      // Who keeps a share is also owed for work that was done in vain.
      if (order.rules.some(({ payee, onRefund }) => payee === leg.payee && onRefund === 'kept')) return true;
      const account = books.account(`payable:${leg.payee}`);
      return (account ? creditBalance(account) : 0n) === owedTo(order, leg);
    }),

  '25: a split begins while the provider has the money, and has it frozen': ({
    before,
    after: { order, now },
  }) => {
    if (before.order.split || !order.split) return true;
    const { payments, refunds, chargebacks, split, timeline } = order;
    const payment = payments.find(({ id }) => id === split.payment);
    const paidAt = timeline.find(({ event }) => event === 'held')?.at ?? now;
    const back = [
      // What we paid the buyer ourselves, the provider has still.
      ...refunds.filter(({ state, madeElsewhere }) => state === 'succeeded' && madeElsewhere === undefined),
      ...chargebacks.filter(({ state }) => state !== 'won'),
    ].filter((item) => item.payment === split.payment);
    const left = (payment?.amount.value ?? 0n) - sum(back.map(({ amount }) => amount.value));
    const isFrozen = now <= paidAt + SPLITTING.freezeMs;
    return isFrozen && sum(split.legs.map(({ amount }) => amount)) <= left;
  },

  '25: no receiver gives back more than it has': ({ after: { order } }) =>
    (order.split?.legs ?? []).every(
      ({ amount, returned, forgone }) => returned >= 0n && forgone >= 0n && returned + forgone <= amount,
    ),

  '23: what was advanced and not repaid is what is assigned': ({ after: { order, books } }) => {
    const live = order.advances.filter(({ state }) => state === 'assigned');
    const lent = books.account('advance:seller:sel');
    return (lent ? -creditBalance(lent) : 0n) === sum(live.map(({ principal }) => principal.value));
  },
};

function check(visit: Visit): void {
  for (const [invariant, holds] of Object.entries(INVARIANTS)) {
    if (holds(visit)) continue;
    const events = visit.after.order.timeline.map(({ event }) => event).join(', ');
    throw new Error(`“${invariant}” does not hold after ${events}`);
  }
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

const paid: Command[] = [
  { type: 'start_payment', channel: 'c0', method: 'qr' },
  { type: 'payment_succeeded', payment: 'ord-p1', paid: TINY.amount, providerReference: '1' },
];
/** ¥0.10 at ¥0.07: two fen from a sponsor, and one that the seller takes off. */
const couponed = {
  ...TINY,
  coupons: [
    { sponsor: 'acme', amount: 2n },
    { sponsor: 'seller', amount: 1n },
  ],
};
const toBeSplit = { ...paid[0], splitting: SPLITTING } as Command;
/** ¥0.10, half of it from a sponsor, of which three fen are an agent's, who keeps them. */
const halfSponsored = {
  ...TINY_SPLIT,
  rules: TINY_SPLIT.rules.map((rule) => ({ ...rule, onRefund: 'kept' as const })),
  coupons: [{ sponsor: 'acme', amount: 5n }],
};
const sponsoredAndShipped: Command[] = [
  { ...paid[0], splitting: { ...SPLITTING, outwardCapBps: 10_000 } } as Command,
  { type: 'payment_succeeded', payment: 'ord-p1', paid: money('CNY', 5n), providerReference: '1' },
  { type: 'ship' },
];
const accepted: Command[] = [...paid, { type: 'ship' }, { type: 'receive' }, { type: 'accept' }];

it.each([
  ['a new order', TINY, []],
  ['an order that is held to be appraised', { ...TINY, needsAppraisal: true }, paid],
  ['an order that is shipped', TINY, [...paid, { type: 'ship' }]],
  ['an order that is released', TINY, [...accepted, { type: 'tick' }]],
  ['an order that its provider splits', TINY_SPLIT, [toBeSplit, ...accepted.slice(1), { type: 'tick' }]],
  ['a shipped order that its provider is to split', halfSponsored, sponsoredAndShipped],
  ['a new order with coupons', couponed, [{ type: 'start_payment', channel: 'c0', method: 'qr' }]],
] satisfies [string, NewOrder, Command[]][])(
  'from %s every sequence of commands keeps every invariant',
  (name, order, first) => {
    const terms = { ...TINY.terms, reserveBps: 4_000 };
    const request = { ...order, terms };
    const { situations, done, refused, sequences } = explore(request, first, DEPTH, everyCommand, check);
    process.stdout.write(
      `from ${name}: ${sequences} sequences of up to ${DEPTH} commands, ${situations} situations, ` +
        `${done} commands done, ${refused} refused\n`,
    );
    expect(situations).toBeGreaterThan(1_000);
  },
  600_000,
);
