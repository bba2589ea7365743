import { formatMoney, money } from '../money/index.ts';
import { netOf, SELLER } from '../split/index.ts';
import { clearingAccount, escrowAccount, partyAccount, payeeAccount } from './accounts.ts';
import { book } from './books.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { ask, change, type Draft, emit, note, updateRefund } from './draft.ts';
import { least } from './least.ts';
import type { Order, Refund, Source, SplitLeg, SplitReturn } from './order.ts';
import { giveBack, takeFromSeller } from './seller-money.ts';
import { isSplitting, keptPayees, paymentOf, refundOf } from './views.ts';

/**
 * After release: brings what each leg gives for a refund back into escrow. A share that is kept, and what the
 * seller does not have any more, is advanced against whoever is at fault.
 *
 * @returns who gave how much
 */
export function takeSplitsBack(draft: Draft, refund: Refund): readonly Source[] {
  const { order } = draft;
  const kept = keptPayees(order);
  const id = splitReturnId(draft, refund);
  return order.legs.flatMap(({ payee }, i) => {
    const amount = refund.returns[i] ?? 0n;
    if (amount === 0n) return [];
    const to = escrowAccount(order);
    if (payee === SELLER) return takeFromSeller(draft, amount, to, { id, code: 'split_return' });
    const isKept = kept.has(payee);
    const account = isKept ? partyAccount(order, refund.owedBy) : payeeAccount(order, payee);
    const code = isKept ? 'advance' : 'split_return';
    book(draft, { kind: 'posted', id: `${id}/${payee}`, code, debit: account, credit: to, amount });
    return [{ account, amount }];
  });
}

/** The refund did not come about: everybody gets back what they gave for it. */
export function giveSplitsBack(draft: Draft, refund: Refund): void {
  const id = `${splitReturnId(draft, refund)}/undone`;
  giveBack(draft, refund.sources, escrowAccount(draft.order), { id, code: 'split_return' });
  for (const item of refund.splitReturns) {
    if (item.state !== 'refused' && item.state !== 'returning') continue;
    setState(draft, refund.id, item, 'dropped');
    if (item.state === 'refused') {
      changeSplitLeg(draft, item.payee, (leg) => ({ forgone: leg.forgone - item.amount }));
    }
  }
}

function splitReturnId({ order }: Draft, { id, attempt }: Refund): string {
  return `${order.id}/split_return/${id}${attempt === 1 ? '' : `/${attempt}`}`;
}

/** Asks the provider for a refund until it has answered; not before it has done with the split of the sale. */
export function askForRefund(draft: Draft, id: string): void {
  const refund = refundOf(draft.order, id);
  if (refund.payment === draft.order.split?.payment && refund.returns.length > 0) {
    if (isSplitting(draft.order)) return;
    updateRefund(draft, {
      ...refund,
      splitReturns: [...refund.splitReturns, ...dueFromReceivers(draft.order, refund)],
    });
  }
  const payment = paymentOf(draft.order, refund.payment);
  ask(draft, { kind: 'refund', payment, refund: refundOf(draft.order, id) });
}

/** The provider has done with the split: what was to be refunded meanwhile is asked for. */
export function askForWaitingRefunds(draft: Draft): void {
  const { refunds, timers } = draft.order;
  const asked = new Set(timers.map((timer) => ('about' in timer ? timer.about : undefined)));
  for (const { id, state } of refunds) if (state === 'refunding' && !asked.has(id)) askForRefund(draft, id);
}

/**
 * Of what its leg gives for the refund, a receiver gives back what it has beyond the payee's share. It has what
 * the provider paid it, less what it gave back or need not give, and less what it is already asked for.
 */
function dueFromReceivers(order: Order, { id, returns, splitReturns }: Refund): SplitReturn[] {
  const kept = keptPayees(order);
  const due = order.legs.map((leg, i) => {
    const paid = order.split?.legs.find(({ payee, state }) => payee === leg.payee && state === 'succeeded');
    const surplus = paid && !kept.has(leg.payee) ? has(order, paid) - netOf(leg) : 0n;
    return { payee: leg.payee, amount: least(returns[i] ?? 0n, surplus) };
  });
  return due
    .filter(({ amount }) => amount > 0n)
    .map((item, i) => ({ id: `${id}-t${splitReturns.length + i + 1}`, ...item, state: 'returning' }));
}

function has({ refunds }: Order, { payee, amount, returned, forgone }: SplitLeg): bigint {
  const asked = refunds
    .flatMap(({ splitReturns }) => splitReturns)
    .filter((item) => item.state === 'returning' && item.payee === payee);
  return asked.reduce((left, item) => left - item.amount, amount - returned - forgone);
}

/** What is not given back is advanced against the seller, and the refund is asked for without it. */
export function splitReturnsReported(
  draft: Draft,
  { refund: id, returns }: CommandOf<'split_returns_reported'>,
): Refusal | undefined {
  const refund = draft.order.refunds.find((candidate) => candidate.id === id);
  if (!refund) return refuse('unknown_refund');
  let isRefused = false;
  for (const report of returns) {
    const splitReturn = refund.splitReturns.find((item) => item.id === report.id);
    if (splitReturn?.state !== 'returning') continue;
    if (report.state === 'returned') returned(draft, id, splitReturn);
    else {
      refused(draft, id, splitReturn, report.reason);
      isRefused = true;
    }
  }
  if (isRefused) {
    const payment = paymentOf(draft.order, refund.payment);
    emit(draft, { kind: 'refund', payment, refund: refundOf(draft.order, id) });
  }
  return undefined;
}

/** A refund that was made was made with all that was asked for. */
export function concludeSplitReturns(draft: Draft, { id, splitReturns }: Refund): void {
  for (const item of splitReturns) if (item.state === 'returning') returned(draft, id, item);
}

/** The provider has it back for us, and we do not have it from the payee any more. */
function returned(draft: Draft, refund: string, item: SplitReturn): void {
  const { order } = draft;
  const { channel } = paymentOf(order, refundOf(order, refund).payment);
  book(draft, {
    kind: 'posted',
    id: `${order.id}/split_return/${item.id}/returned`,
    code: 'split_return',
    debit: clearingAccount(channel, order.amount.currency),
    credit: payeeAccount(order, item.payee),
    amount: item.amount,
  });
  setState(draft, refund, item, 'returned');
  changeSplitLeg(draft, item.payee, (leg) => ({ returned: leg.returned + item.amount }));
  note(draft, 'split_returned', { refund, payee: item.payee, amount: inMoney(order, item.amount) });
}

/** The payee owes nothing, the seller does. */
function refused(draft: Draft, refund: string, item: SplitReturn, reason: string): void {
  const { order } = draft;
  setState(draft, refund, item, 'refused');
  const amount = inMoney(order, item.amount);
  note(draft, 'split_return_refused', { refund, payee: item.payee, amount, reason });
  const payee = payeeAccount(order, item.payee);
  const seller = partyAccount(order, 'seller');
  const id = `${order.id}/split_return/${item.id}/advanced`;
  book(draft, { kind: 'posted', id, code: 'advance', debit: seller, credit: payee, amount: item.amount });
  changeSplitLeg(draft, item.payee, (leg) => ({ forgone: leg.forgone + item.amount }));
  const now = refundOf(draft.order, refund);
  const sources = now.sources.map((source) =>
    source.account.id === payee.id ? { ...source, amount: source.amount - item.amount } : source,
  );
  updateRefund(draft, {
    ...now,
    sources: [...sources.filter(({ amount: left }) => left > 0n), { account: seller, amount: item.amount }],
  });
}

function setState(draft: Draft, refund: string, { id }: SplitReturn, state: SplitReturn['state']): void {
  const now = refundOf(draft.order, refund);
  const splitReturns = now.splitReturns.map((item) => (item.id === id ? { ...item, state } : item));
  updateRefund(draft, { ...now, splitReturns });
}

function changeSplitLeg(draft: Draft, payee: string, news: (leg: SplitLeg) => Partial<SplitLeg>): void {
  const { split } = draft.order;
  if (!split) return;
  const legs = split.legs.map((leg) => (leg.payee === payee ? { ...leg, ...news(leg) } : leg));
  change(draft, { split: { ...split, legs } });
}

function inMoney(order: Order, amount: bigint): string {
  return formatMoney(money(order.amount.currency, amount));
}
