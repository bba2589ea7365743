import { formatMoney, money } from '../money/index.ts';
import { isWithinOutwardCap, type Leg, netOf, SELLER } from '../split/index.ts';
import { clearingAccount, payeeAccount } from './accounts.ts';
import { book } from './books.ts';
import { type CommandOf, type Effect, type Refusal, refuse } from './command.ts';
import { ask, change, type Draft, note, stopAsking, updatePayment } from './draft.ts';
import type { Order, Payment, Split, SplitLeg, Splitting } from './order.ts';
import { askForWaitingRefunds } from './split-returning.ts';
import { leftWithTheProvider, paymentOf, toPay } from './views.ts';

/**
 * Where a payment is split by its provider: the provider keeps the money frozen, pays the receivers out of it
 * once the sale is released, and then frees the rest for us. What it has paid a payee we do not owe any more.
 */

/** Why the provider could never pay the receivers what the rules give them; undefined when it can. */
export function findSplittingObstacle(
  order: Order,
  legs: readonly Leg[],
  splitting: Splitting | undefined,
): Refusal | undefined {
  if (!splitting) return undefined;
  const outward = sharesOf(legs, splitting).reduce((sum, leg) => sum + netOf(leg), 0n);
  const isWithinCap = isWithinOutwardCap(outward, toPay(order).value, splitting.outwardCapBps);
  if (!isWithinCap) return refuse('outward_cap_exceeded');
  return order.terms.holdMs < splitting.freezeMs ? undefined : refuse('hold_outlasts_freeze');
}

/** The provider frees the money by itself after a while: before that, somebody has to decide the sale. */
export function watchFreeze(draft: Draft, { splitting }: Payment): void {
  if (!splitting) return;
  const { timers, terms } = draft.order;
  const at = draft.at + splitting.freezeMs;
  const near = Math.max(draft.at, at - terms.unfreezeAlarmMs);
  change(draft, {
    timers: [...timers, { kind: 'unfreeze_near', at: near }, { kind: 'unfrozen', at }],
  });
}

export function unfreezeNear(draft: Draft): void {
  note(draft, 'unfreeze_near', { next: 'needs a person' });
}

/** What is free cannot be split any more: what the provider was to pay the receivers, we pay them. */
export function unfrozen(draft: Draft): void {
  const { splitting: _gone, ...payment } = paymentOf(draft.order, draft.order.paidBy);
  updatePayment(draft, payment);
  note(draft, 'unfrozen', { payment: payment.id, next: 'needs a person' });
}

/**
 * The sale is released: whoever the provider can pay is paid by it, in leg order, as far as it has the money
 * still. Refunds and a sponsor's part of the price may have left it less than the legs come to.
 */
export function startSplit(draft: Draft): void {
  const { order } = draft;
  const payment = paymentOf(order, order.paidBy);
  if (!payment.splitting) return;
  let left = leftWithTheProvider(order, payment);
  const legs: SplitLeg[] = [];
  for (const leg of sharesOf(order.legs, payment.splitting)) {
    const amount = netOf(leg);
    if (amount === 0n || amount > left) continue;
    left -= amount;
    legs.push({ payee: leg.payee, amount, state: 'pending', returned: 0n, forgone: 0n });
  }
  change(draft, { split: { id: `${order.id}-s1`, payment: payment.id, state: 'splitting', legs } });
  if (legs.length > 0) ask(draft, splitCall(draft.order));
  else confirmSettlement(draft);
}

/** What the provider says of a leg first stands. Once it has spoken of all, the rest is freed. */
export function splitReported(
  draft: Draft,
  { split: id, legs: reports }: CommandOf<'split_reported'>,
): Refusal | undefined {
  const { split } = draft.order;
  if (split?.id !== id) return refuse('unknown_split');
  if (split.state !== 'splitting') return undefined;
  const news = reports.filter(({ payee }) => split.legs.some((leg) => leg.payee === payee && isOpen(leg)));
  for (const report of news) {
    const leg = split.legs.find(({ payee }) => payee === report.payee);
    if (!leg) continue;
    const facts = { split: id, payee: leg.payee, amount: inMoney(draft.order, leg.amount) };
    if (report.state === 'succeeded') {
      bookPaidLeg(draft, split, leg);
      note(draft, 'split_succeeded', facts);
    } else {
      note(draft, 'split_failed', { ...facts, reason: report.reason, next: 'needs a person' });
    }
  }
  const states = new Map(news.map(({ payee, state }) => [payee, state]));
  const legs = split.legs.map((leg) => ({ ...leg, state: states.get(leg.payee) ?? leg.state }));
  change(draft, { split: { ...split, legs } });
  if (!legs.some(isOpen)) confirmSettlement(draft);
  return undefined;
}

function sharesOf(legs: readonly Leg[], { receivers }: Splitting): Leg[] {
  const payees = new Set(receivers.map(({ payee }) => payee));
  return legs.filter(({ payee }) => payee !== SELLER && payees.has(payee));
}

function isOpen({ state }: SplitLeg): boolean {
  return state === 'pending';
}

/** The provider has paid, out of what it owes us, what we owed the payee. */
function bookPaidLeg(draft: Draft, split: Split, { payee, amount }: SplitLeg): void {
  const { order } = draft;
  book(draft, {
    kind: 'posted',
    id: `${order.id}/split/${split.id}/${payee}`,
    code: 'split',
    debit: payeeAccount(order, payee),
    credit: clearingAccount(paymentOf(order, split.payment).channel, order.amount.currency),
    amount,
  });
}

function confirmSettlement(draft: Draft): void {
  const split = splitOf(draft.order);
  stopAsking(draft, split.id);
  change(draft, { split: { ...split, state: 'settling' } });
  ask(draft, settlementCall(draft.order));
}

export function settlementConfirmed(
  draft: Draft,
  { split: id }: CommandOf<'settlement_confirmed'>,
): Refusal | undefined {
  return concludeSettlement(draft, id, 'settled', {});
}

/** The money stays frozen until the provider frees it by itself, or a person has it freed. */
export function settlementFailed(
  draft: Draft,
  { split: id, reason }: CommandOf<'settlement_failed'>,
): Refusal | undefined {
  return concludeSettlement(draft, id, 'failed', { reason, next: 'needs a person' });
}

function concludeSettlement(
  draft: Draft,
  id: string,
  state: 'settled' | 'failed',
  detail: Readonly<Record<string, string>>,
): Refusal | undefined {
  const { split } = draft.order;
  if (split?.id !== id) return refuse('unknown_split');
  if (split.state !== 'settling') return undefined;
  stopAsking(draft, id);
  change(draft, { split: { ...split, state } });
  note(draft, state === 'settled' ? 'settlement_confirmed' : 'settlement_failed', { split: id, ...detail });
  askForWaitingRefunds(draft);
  return undefined;
}

export function splitCall(order: Order): Effect {
  const split = splitOf(order);
  return { kind: 'split', payment: paymentOf(order, split.payment), split };
}

/** Refunds wait while the split is settled, so that what is left is certain. */
export function settlementCall(order: Order): Effect {
  const split = splitOf(order);
  const payment = paymentOf(order, split.payment);
  const paid = split.legs.filter(({ state }) => state === 'succeeded');
  const amount = paid.reduce((left, leg) => left - leg.amount, leftWithTheProvider(order, payment));
  return { kind: 'confirm_settlement', payment, split, amount };
}

function splitOf({ id, split }: Order): Split {
  if (!split) throw new Error(`order ${id} has no split`);
  return split;
}

function inMoney(order: Order, amount: bigint): string {
  return formatMoney(money(order.amount.currency, amount));
}
