import { allocate, formatMoney, money } from '../money/index.ts';
import { netOf, SELLER } from '../split/index.ts';
import { book, bookCharges } from './books.ts';
import { end, refundFromLegs } from './cancelling.ts';
import { findWrongCharge } from './charges.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { change, type Draft, note, stopStateTimer, updateDispute } from './draft.ts';
import { fundsAccounts } from './funds.ts';
import { least } from './least.ts';
import type { Charge, Dispute } from './order.ts';
import { openDispute, remaining } from './views.ts';

/** The buyer objects: acceptance and release stand still, and what the seller had for it cannot be paid out. */
export function startDispute(draft: Draft, { reason }: CommandOf<'open_dispute'>): Refusal | undefined {
  const { order } = draft;
  if (openDispute(order)) return refuse('dispute_open');
  const dispute: Dispute = {
    id: `${order.id}-d${order.disputes.length + 1}`,
    reason,
    state: 'open',
    evidence: [],
    frozen: 0n,
  };
  change(draft, { disputes: [...order.disputes, dispute] });
  note(draft, 'dispute_opened', { dispute: dispute.id, reason });
  stopStateTimer(draft);
  freeze(draft, dispute);
  setEvidenceTimer(draft);
  return undefined;
}

/** After release: as much of the seller's share as the seller still has. */
function freeze(draft: Draft, { id }: Dispute): void {
  const { order, funds } = draft;
  const leg = order.legs.find(({ payee }) => payee === SELLER);
  if (order.ending !== 'released' || !leg) return;
  const frozen = least(netOf(leg), funds.available);
  if (frozen === 0n) return;
  const { available, reserve } = fundsAccounts(order.seller, order.amount.currency);
  const entry = { kind: 'pending', code: 'adjustment', debit: available, credit: reserve } as const;
  book(draft, { ...entry, id: freezeId(draft, id), amount: frozen });
  const dispute = openDispute(draft.order);
  if (dispute) updateDispute(draft, { ...dispute, frozen });
}

function thaw(draft: Draft, { id, frozen }: Dispute): void {
  if (frozen === 0n) return;
  const pending = freezeId(draft, id);
  const { id: order } = draft.order;
  draft.transfers.push({ kind: 'void_pending', id: `${pending}/void`, pending, code: 'adjustment', order });
  draft.funds = { ...draft.funds, available: draft.funds.available + frozen };
}

function freezeId({ order }: Draft, dispute: string): string {
  return `${order.id}/dispute/${dispute}/frozen`;
}

/** Each side has its time, the seller first. Evidence is heard as long as nobody has decided. */
export function submitEvidence(
  draft: Draft,
  { by, text }: CommandOf<'submit_evidence'>,
): Refusal | undefined {
  const dispute = openDispute(draft.order);
  if (!dispute) return refuse('no_dispute_open');
  updateDispute(draft, { ...dispute, evidence: [...dispute.evidence, { by, text }] });
  note(draft, 'evidence_submitted', { dispute: dispute.id, by, text });
  if (by === 'seller' && dispute.state === 'open') turnToBuyer(draft);
  return undefined;
}

/** One side's time is over: it is the other's, and then a person must decide. */
export function evidenceDue(draft: Draft): void {
  const dispute = openDispute(draft.order);
  if (dispute?.state === 'open') {
    turnToBuyer(draft);
    note(draft, 'evidence_awaited', { dispute: dispute.id, from: 'buyer' });
  } else if (dispute) note(draft, 'evidence_closed', { dispute: dispute.id, next: 'needs a person' });
}

function turnToBuyer(draft: Draft): void {
  const dispute = openDispute(draft.order);
  if (dispute) updateDispute(draft, { ...dispute, state: 'evidence' });
  setEvidenceTimer(draft);
}

function setEvidenceTimer(draft: Draft): void {
  const { timers, terms } = draft.order;
  const timer = { kind: 'evidence_due', at: draft.at + terms.evidenceWithinMs } as const;
  change(draft, { timers: [...timers.filter(({ kind }) => kind !== 'evidence_due'), timer] });
}

/** A person has decided. The loser pays inspection and freight; after a partial decision both do. */
export function resolveDispute(draft: Draft, command: CommandOf<'resolve_dispute'>): Refusal | undefined {
  const dispute = openDispute(draft.order);
  if (!dispute) return refuse('no_dispute_open');
  const refusal = findWrongCharge(command.charges ?? []) ?? findWrongAward(draft, command);
  if (refusal) return refusal;

  const left = remaining(draft.order).value;
  const award = awardOf(command, left);
  conclude(draft, dispute, command.outcome);
  note(draft, 'dispute_resolved', {
    dispute: dispute.id,
    outcome: command.outcome,
    refund: formatMoney(money(draft.order.amount.currency, award)),
  });
  chargeLoser(draft, dispute, command.charges ?? [], award, left);
  if (award > 0n) giveAward(draft, award, award === left);
  return undefined;
}

function findWrongAward(
  { order }: Draft,
  { outcome, amount }: CommandOf<'resolve_dispute'>,
): Refusal | undefined {
  if ((outcome === 'partial') !== (amount !== undefined)) return refuse('decision_without_amount');
  if (!amount) return undefined;
  if (amount.currency !== order.amount.currency) return refuse('currency_differs');
  if (amount.value <= 0n) return refuse('refund_amount_not_positive');
  // All that is left would be a decision for the buyer.
  return amount.value < remaining(order).value ? undefined : refuse('refund_exceeds_remaining');
}

function awardOf({ outcome, amount }: CommandOf<'resolve_dispute'>, left: bigint): bigint {
  if (outcome === 'for_buyer') return left;
  return amount?.value ?? 0n;
}

/** What stood still goes on with the time that it had left. */
function conclude(draft: Draft, dispute: Dispute, outcome: CommandOf<'resolve_dispute'>['outcome']): void {
  const { stopped, ...rest } = dispute;
  thaw(draft, dispute);
  updateDispute(draft, { ...rest, state: outcome, frozen: 0n });
  const timers = draft.order.timers.filter(({ kind }) => kind !== 'evidence_due');
  const resumed = stopped ? [{ kind: stopped.kind, at: draft.at + stopped.leftMs }] : [];
  change(draft, { timers: [...timers, ...resumed] });
}

/** Of a partial decision, each pays by what the other got. */
function chargeLoser(
  draft: Draft,
  { id }: Dispute,
  charges: readonly Charge[],
  award: bigint,
  left: bigint,
): void {
  const shares = charges.map((charge) => ({
    payee: charge.payee,
    // A sale that has nothing left was lost by whoever says nothing more: the buyer.
    parts: left === 0n ? [0n, charge.amount] : allocate(charge.amount, [award, left - award]),
  }));
  for (const [i, party] of (['seller', 'buyer'] as const).entries()) {
    const owed = shares
      .map(({ payee, parts }) => ({ payee, amount: parts[i] ?? 0n }))
      .filter(({ amount }) => amount > 0n);
    bookCharges(draft, `dispute/${id}`, party, owed);
  }
}

function giveAward(draft: Draft, award: bigint, isAll: boolean): void {
  if (isAll && draft.order.ending === undefined) end(draft, 'cancelled', 'decided for the buyer', 'seller');
  else refundFromLegs(draft, award, 'decided for the buyer', 'seller');
}
