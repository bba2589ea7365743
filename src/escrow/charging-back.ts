import type { AccountSpec } from '../ledger/index.ts';
import { formatMoney } from '../money/index.ts';
import { returnFromLegs, undoReturn } from '../split/index.ts';
import { clearingAccount, escrowAccount, lossAccount } from './accounts.ts';
import { book } from './books.ts';
import { end } from './cancelling.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { change, type Draft, note, reopen } from './draft.ts';
import { least } from './least.ts';
import type { Chargeback, Payment, Source } from './order.ts';
import { giveBack, takeFromSeller } from './seller-money.ts';
import { buyersPart, paymentOf } from './views.ts';

/**
 * The provider took money back for the buyer's bank. It comes out of escrow as far as the legs have it there;
 * the seller bears the rest: the reserve first, then what is available, then what later sales bring.
 */
export function chargebackOpened(
  draft: Draft,
  { chargeback: id, payment: paymentId, amount }: CommandOf<'chargeback_opened'>,
): Refusal | undefined {
  const { order } = draft;
  const payment = order.payments.find((candidate) => candidate.id === paymentId);
  if (payment?.state !== 'succeeded') return refuse('unknown_payment');
  if (amount.currency !== order.amount.currency) return refuse('currency_differs');
  if (amount.value <= 0n) return refuse('refund_amount_not_positive');
  if (order.chargebacks.some((known) => known.id === id)) return undefined;

  const { legs, returns, rest } = takeFromEscrow(draft, amount.value, payment);
  change(draft, { legs });
  const clearing = clearingAccount(payment.channel, amount.currency);
  const fromEscrow = amount.value - rest;
  if (fromEscrow > 0n) {
    const entry = { code: 'chargeback', debit: escrowAccount(order), credit: clearing } as const;
    book(draft, { kind: 'posted', ...entry, id: transferId(draft, id), amount: fromEscrow });
  }
  const sources = rest === 0n ? [] : takeTheRest(draft, rest, clearing, payment, id);
  const chargeback: Chargeback = { id, payment: paymentId, amount, state: 'open', returns, sources };
  change(draft, { chargebacks: [...order.chargebacks, chargeback] });
  reopen(draft);
  note(draft, 'chargeback_opened', { chargeback: id, amount: formatMoney(amount) });
  return undefined;
}

/**
 * The provider gave money back that nobody asked it to. The money is gone as with a chargeback, until a
 * person has it back (won) or leaves it with the buyer (lost).
 */
export function strayRefund(
  draft: Draft,
  { refund, payment, amount }: CommandOf<'stray_refund'>,
): Refusal | undefined {
  const isKnown = draft.order.chargebacks.some(({ id }) => id === refund);
  const refusal = chargebackOpened(draft, { type: 'chargeback_opened', chargeback: refund, payment, amount });
  if (refusal || isKnown) return refusal;
  note(draft, 'stray_refund', { chargeback: refund, amount: formatMoney(amount), next: 'needs a person' });
  return undefined;
}

/** Once it is released, nothing of the sale is in escrow. In stray money no leg ever had a share. */
function takeFromEscrow({ order }: Draft, amount: bigint, payment: Payment) {
  const isInEscrow = payment.id === order.paidBy && order.ending !== 'released';
  const held = isInEscrow ? buyersPart(order) : 0n;
  const taken = least(amount, held);
  if (taken === 0n) return { legs: order.legs, returns: [], rest: amount };
  return { ...returnFromLegs(order.legs, taken), rest: amount - taken };
}

/** Stray money was ours to give back, so that losing it again is our loss. */
function takeTheRest(
  draft: Draft,
  amount: bigint,
  clearing: AccountSpec,
  payment: Payment,
  chargeback: string,
): readonly Source[] {
  const id = transferId(draft, chargeback);
  const code = 'chargeback';
  if (payment.id === draft.order.paidBy) {
    return takeFromSeller(draft, amount, clearing, { id: `${id}/seller`, code });
  }
  const account = lossAccount(clearing.ledger);
  book(draft, { kind: 'posted', id: `${id}/loss`, code, debit: account, credit: clearing, amount });
  return [{ account, amount }];
}

/** Won: exactly reversed. Lost: it stays as it is, and a sale of which nothing is left is off. */
export function chargebackEnded(
  draft: Draft,
  { chargeback: id, state }: CommandOf<'chargeback_ended'>,
): Refusal | undefined {
  const { chargebacks } = draft.order;
  const chargeback = chargebacks.find((candidate) => candidate.id === id);
  if (!chargeback) return refuse('unknown_chargeback');
  if (chargeback.state !== 'open') return undefined;
  change(draft, {
    chargebacks: chargebacks.map((other) => (other === chargeback ? { ...chargeback, state } : other)),
  });
  note(draft, `chargeback_${state}`, { chargeback: id, amount: formatMoney(chargeback.amount) });
  if (state === 'won') reverse(draft, chargeback);
  else if (draft.order.ending === undefined && buyersPart(draft.order) === 0n) {
    end(draft, 'cancelled', 'charged back', 'seller');
  }
  return undefined;
}

/**
 * Before release the seller bears of a chargeback only what escrow cannot. When money comes back into escrow,
 * since a refund failed or another chargeback was won, it bears that part instead. Called after everything
 * that happens.
 */
export function shiftToEscrow(draft: Draft): void {
  for (const { id } of draft.order.chargebacks) {
    const { chargebacks, ending, paidBy } = draft.order;
    const chargeback = chargebacks.find((candidate) => candidate.id === id);
    if (!chargeback || chargeback.state === 'won' || chargeback.payment !== paidBy) continue;
    const amount = least(sumOf(chargeback.sources), buyersPart(draft.order));
    if (ending !== 'released' && amount > 0n) shift(draft, chargeback, amount);
  }
}

function shift(draft: Draft, chargeback: Chargeback, amount: bigint): void {
  const { order } = draft;
  const { legs, returns } = returnFromLegs(order.legs, amount);
  const [spared, left] = divide(chargeback.sources, amount);
  const shifted: Chargeback = {
    ...chargeback,
    returns: returns.map((part, i) => part + (chargeback.returns[i] ?? 0n)),
    sources: left,
  };
  change(draft, {
    legs,
    chargebacks: order.chargebacks.map((other) => (other === chargeback ? shifted : other)),
  });
  // What the seller still bears falls each time, which keeps the numbers apart.
  const id = `${transferId(draft, chargeback.id)}/shifted/${sumOf(left)}`;
  giveBack(draft, spared, escrowAccount(order), { id, code: 'chargeback' });
}

/** The first part comes to the amount: of what was advanced first, then of what the seller had. */
function divide(sources: readonly Source[], amount: bigint): [spared: Source[], left: Source[]] {
  const [spared, left]: [Source[], Source[]] = [[], []];
  let rest = amount;
  for (const source of sources.toReversed()) {
    const part = least(source.amount, rest);
    rest -= part;
    if (part > 0n) spared.push({ ...source, amount: part });
    if (source.amount > part) left.unshift({ ...source, amount: source.amount - part });
  }
  return [spared, left];
}

function sumOf(sources: readonly Source[]): bigint {
  return sources.reduce((sum, { amount }) => sum + amount, 0n);
}

function reverse(draft: Draft, { id, payment, amount, returns, sources }: Chargeback): void {
  const { order } = draft;
  const clearing = clearingAccount(paymentOf(order, payment).channel, amount.currency);
  const fromEscrow = returns.reduce((sum, part) => sum + part, 0n);
  if (fromEscrow > 0n) {
    const entry = { code: 'chargeback', debit: clearing, credit: escrowAccount(order) } as const;
    book(draft, { kind: 'posted', ...entry, id: `${transferId(draft, id)}/won`, amount: fromEscrow });
    change(draft, { legs: undoReturn(order.legs, returns) });
  }
  const cause = { id: `${transferId(draft, id)}/won/seller`, code: 'chargeback' } as const;
  giveBack(draft, sources, clearing, cause);
}

function transferId({ order }: Draft, chargeback: string): string {
  return `${order.id}/chargeback/${chargeback}`;
}
