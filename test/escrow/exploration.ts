import {
  type Command,
  createOrder,
  type Decided,
  decide,
  type NewOrder,
  type Order,
  readFunds,
  type Splitting,
  toPay,
} from '../../src/escrow/index.ts';
import { apply, Books, succeeded } from '../../src/ledger/index.ts';
import { money, stringifyExact } from '../../src/money/index.ts';
import { BAG, DAY_MS, START } from './sale.ts';

/** An order, its books and its clock after some commands. */
export interface Situation {
  readonly order: Order;
  readonly books: Books;
  readonly now: number;
}

/** One command, done in one situation. */
export interface Visit {
  readonly before: Situation;
  readonly command: Command;
  readonly decided: Decided;
  readonly after: Situation;
}

export interface Explored {
  /** Situations that differ in more than when they came about. */
  readonly situations: number;
  /** Commands that were done, and that were refused, in all of these. */
  readonly done: number;
  readonly refused: number;
  /** Sequences of commands that lead through them, up to the depth. */
  readonly sequences: bigint;
}

/** ¥0.10: two fen of commission, three for an appraiser who keeps them, five for the seller. */
export const TINY: NewOrder = {
  ...BAG,
  id: 'ord',
  seller: 'sel',
  amount: money('CNY', 10n),
  rules: [
    { payee: 'platform', basis: { kind: 'rate', bps: 2_000 } },
    { payee: 'appraiser', basis: { kind: 'fixed', amount: 3n }, onRefund: 'kept' },
  ],
};

/** The same, but that three fen are an agent's, whom the provider pays. */
export const TINY_SPLIT: NewOrder = {
  ...TINY,
  rules: [
    { payee: 'platform', basis: { kind: 'rate', bps: 2_000 } },
    { payee: 'agent', basis: { kind: 'fixed', amount: 3n } },
  ],
};

/** To an agent, for 30 days. */
export const SPLITTING: Splitting = {
  receivers: [{ payee: 'agent', type: 'userId', account: '2088' }],
  freezeMs: 30 * DAY_MS,
  outwardCapBps: 3_000,
};

/**
 * Does every sequence of commands up to a depth, situation by situation: two sequences that come to the same
 * are gone on with once.
 *
 * @param first what has happened before, as one thing
 * @param commandsFor what may be asked or reported next, sensible or not
 */
export function explore(
  request: NewOrder,
  first: readonly Command[],
  depth: number,
  commandsFor: (order: Order) => readonly Command[],
  visit: (visit: Visit) => void,
): Explored {
  let frontier = new Map([['', { situation: begin(request, first), ways: 1n }]]);
  const known = new Set<string>();
  let [done, refused, sequences] = [0, 0, 0n];
  for (let step = 0; step < depth; step += 1) {
    const next: typeof frontier = new Map();
    for (const { situation, ways } of frontier.values()) {
      for (const command of commandsFor(situation.order)) {
        const taken = take(situation, command);
        sequences += ways;
        if (!taken) {
          refused += 1;
          continue;
        }
        done += 1;
        visit(taken);
        const key = keyOf(taken.after);
        const met = next.get(key);
        next.set(key, { situation: taken.after, ways: ways + (met?.ways ?? 0n) });
        known.add(key);
      }
    }
    frontier = next;
  }
  return { situations: known.size, done, refused, sequences };
}

function begin(request: NewOrder, first: readonly Command[]): Situation {
  const created = createOrder(request, START);
  if (!created.ok) throw new Error(created.code);
  let situation: Situation = { order: created.order, books: new Books(), now: START };
  for (const command of first) {
    const taken = take(situation, command);
    if (!taken) throw new Error(`${command.type} was refused in ${situation.order.fulfilment}`);
    situation = taken.after;
  }
  return situation;
}

/** @returns undefined when the command was refused */
function take(before: Situation, command: Command): Visit | undefined {
  const now = command.type === 'tick' ? nextTerm(before.order) : before.now;
  if (now === undefined) return undefined;
  const { seller, amount } = before.order;
  const funds = readFunds(seller, amount.currency, (id) => before.books.account(id));
  const decided = decide(before.order, command, now, funds);
  if (!decided.ok) return undefined;
  return {
    before,
    command,
    decided,
    after: { order: decided.order, books: post(before, decided, now), now },
  };
}

/** Of one layer again, so that reading it stays quick. */
function post({ books }: Situation, decided: Decided, now: number): Books {
  const { state, results } = apply(books, [decided], now);
  if (!succeeded(results.flat())) throw new Error(`the ledger refused: ${results.flat().join(', ')}`);
  const flat = new Books();
  flat.absorb(books);
  flat.absorb(state);
  return flat;
}

/** When the next state or dispute ends by itself; repeated calls to providers change nothing by themselves. */
function nextTerm({ timers }: Order): number | undefined {
  const terms = timers.filter((timer) => !('about' in timer)).map(({ at }) => at);
  return terms.length === 0 ? undefined : Math.min(...terms);
}

/** All that the future depends on: what happened when is forgotten, and timers count from now. */
function keyOf({ order, books, now }: Situation): string {
  const timers = order.timers
    .filter((timer) => !('about' in timer))
    .map(({ at, ...timer }) => `${Object.values(timer).join(' ')} ${at - now}`)
    .sort();
  const balances = [...books.accounts.values()]
    .map(
      ({ id, debitsPosted, debitsPending, creditsPosted }) =>
        `${id} ${creditsPosted - debitsPosted} ${debitsPending}`,
    )
    .sort();
  return stringifyExact([{ ...order, timers: [], timeline: [] }, timers, balances]);
}

/** Everything that may be asked of a small order, and everything that its provider may report, true or not. */
export function everyCommand(order: Order): Command[] {
  const { amount, payments, refunds, chargebacks, advances } = order;
  const paid = toPay(order);
  const part = money(amount.currency, 4n);
  const commands: Command[] = [
    { type: 'begin_appraisal' },
    { type: 'appraise', verdict: 'passed' },
    { type: 'appraise', verdict: 'failed', charges: [{ payee: 'logistics', amount: 1n }] },
    { type: 'ship' },
    { type: 'receive' },
    { type: 'accept' },
    { type: 'cancel', reason: '' },
    { type: 'open_dispute', reason: '' },
    { type: 'submit_evidence', by: 'seller', text: '' },
    { type: 'resolve_dispute', outcome: 'for_seller' },
    { type: 'resolve_dispute', outcome: 'for_buyer', charges: [{ payee: 'inspector', amount: 1n }] },
    { type: 'resolve_dispute', outcome: 'partial', amount: part },
    { type: 'accept_advance' },
    { type: 'tick' },
  ];
  if (advances.length < 1) {
    const [principal, fee] = [money(amount.currency, 3n), money(amount.currency, 1n)];
    commands.push({ type: 'offer_advance', principal, fee, withRecourse: false });
  }
  if (payments.length < 2)
    commands.push({ type: 'start_payment', channel: `c${payments.length}`, method: 'qr' });
  if (refunds.length < 2) {
    commands.push(
      { type: 'refund', amount: part, reason: '' },
      { type: 'refund', reason: '', fault: 'buyer' },
    );
  }
  for (const { id: payment } of payments) {
    commands.push(
      { type: 'payment_succeeded', payment, paid, providerReference: payment },
      { type: 'payment_ended', payment, state: 'closed' },
    );
  }
  for (const { id: refund, attempt } of refunds) {
    commands.push({ type: 'refund_succeeded', refund }, { type: 'refund_failed', refund, reason: '' });
    if (attempt === 1) {
      commands.push({ type: 'retry_refund', refund }, { type: 'refund_made_elsewhere', refund, how: '' });
    }
  }
  commands.push(...reportsOfSplits(order));
  const [payment] = payments;
  if (payment && chargebacks.length === 0) {
    commands.push({ type: 'chargeback_opened', chargeback: 'cb', payment: payment.id, amount: paid });
  }
  for (const { id: chargeback } of chargebacks) {
    commands.push(
      { type: 'chargeback_ended', chargeback, state: 'won' },
      { type: 'chargeback_ended', chargeback, state: 'lost' },
    );
  }
  return commands;
}

/** Everything that may be said of what receivers get and give back. */
function reportsOfSplits({ split, refunds }: Order): Command[] {
  if (!split) return [];
  const { id } = split;
  const legs: Command[] = split.legs.flatMap(({ payee }) => [
    { type: 'split_reported', split: id, legs: [{ payee, state: 'succeeded' }] },
    { type: 'split_reported', split: id, legs: [{ payee, state: 'failed', reason: '' }] },
  ]);
  const returns: Command[] = refunds.flatMap(({ id: refund, splitReturns }) =>
    splitReturns.flatMap((item): Command[] => [
      { type: 'split_returns_reported', refund, returns: [{ id: item.id, state: 'returned' }] },
      { type: 'split_returns_reported', refund, returns: [{ id: item.id, state: 'refused', reason: '' }] },
    ]),
  );
  return [
    ...legs,
    ...returns,
    { type: 'settlement_confirmed', split: id },
    { type: 'settlement_failed', split: id, reason: '' },
  ];
}
