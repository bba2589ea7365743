import type { AccountSpec, TransferCode } from '../ledger/index.ts';
import { type Currency, formatMoney, money } from '../money/index.ts';
import { netOf, SELLER } from '../split/index.ts';
import {
  custodyAccount,
  escrowAccount,
  sellerAvailableAccount,
  sellerReceivableAccount,
} from './accounts.ts';
import { book } from './books.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { change, type Draft, note } from './draft.ts';
import { least } from './least.ts';
import type { Advance, Order } from './order.ts';
import { isContested, liveAdvance } from './views.ts';

/** A financier would pay the seller now, for the proceeds of the order. The last offer is the one that counts. */
export function offerAdvance(draft: Draft, command: CommandOf<'offer_advance'>): Refusal | undefined {
  const { order } = draft;
  const { principal, fee, withRecourse } = command;
  if (liveAdvance(order)) return refuse('advance_is_live');
  if (principal.value <= 0n) return refuse('no_advance_for_this_seller');
  const refusal = findObstacle(order, principal.value + fee.value);
  if (refusal) return refusal;
  if (principal.currency !== order.amount.currency) return refuse('currency_differs');
  const id = `${order.id}-a${order.advances.length + 1}`;
  const advance: Advance = { id, principal, fee, withRecourse, state: 'offered', repaid: 0n };
  change(draft, { advances: [...order.advances, advance] });
  note(draft, 'advance_offered', {
    advance: id,
    principal: formatMoney(principal),
    fee: formatMoney(fee),
  });
  return undefined;
}

/** The seller takes the last offer: the proceeds are the financier's until they are repaid. */
export function acceptAdvance(draft: Draft): Refusal | undefined {
  const { order } = draft;
  const advance = order.advances.at(-1);
  if (advance?.state === 'assigned') return refuse('advance_is_live');
  if (advance?.state !== 'offered') return refuse('no_advance_offered');
  const refusal = findObstacle(order, advance.principal.value + advance.fee.value);
  if (refusal) return refusal;
  const { currency, value: amount } = advance.principal;
  const custody = custodyAccount(currency);
  const available = sellerAvailableAccount(order.seller, currency);
  bookPart(draft, advance, 'funded', 'advance', custody, financierAccount(currency), amount);
  bookPart(draft, advance, 'paid', 'advance', advanceAccount(order), available, amount);
  update(draft, { ...advance, state: 'assigned' });
  note(draft, 'advance_assigned', { advance: advance.id, principal: formatMoney(advance.principal) });
  return undefined;
}

/** Why the proceeds cannot be assigned: somebody contests them, or refunds have left too little. */
function findObstacle(order: Order, due: bigint): Refusal | undefined {
  if (isContested(order)) return refuse('order_is_contested');
  const leg = order.legs.find(({ payee }) => payee === SELLER);
  return leg && due <= netOf(leg) ? undefined : refuse('advance_exceeds_share');
}

/**
 * Repays the live advance out of the seller's proceeds: the principal first, then the fee. What they do not
 * cover is owed by the seller, with recourse; without, the principal is the financier's loss, and the fee is
 * forgiven. Nothing happens when no advance is live.
 *
 * @param proceeds what the seller's leg comes to, in minor units; 0 when the sale is off
 * @returns what is left of them for the seller
 */
export function settleAdvance(draft: Draft, proceeds: bigint): bigint {
  const advance = liveAdvance(draft.order);
  if (!advance) return proceeds;
  const { principal, fee, withRecourse } = advance;
  const principalPart = least(proceeds, principal.value);
  const feePart = least(proceeds - principalPart, fee.value);
  const escrow = escrowAccount(draft.order);
  const financier = financierAccount(principal.currency);
  const lent = advanceAccount(draft.order);
  bookPart(draft, advance, 'principal', 'repayment', escrow, lent, principalPart);
  bookPart(draft, advance, 'fee', 'fee', escrow, financier, feePart);

  const bearer = withRecourse ? sellerReceivableAccount(draft.order.seller, principal.currency) : financier;
  const shortOfPrincipal = principal.value - principalPart;
  const shortOfFee = withRecourse ? fee.value - feePart : 0n;
  const code = withRecourse ? 'advance' : 'write_off';
  bookPart(draft, advance, 'principal/short', code, bearer, lent, shortOfPrincipal);
  bookPart(draft, advance, 'fee/short', 'fee', bearer, financier, shortOfFee);
  const repaid = principalPart + feePart;
  const state = repaid === principal.value + fee.value ? 'repaid' : 'defaulted';
  update(draft, { ...advance, state, repaid });
  note(draft, `advance_${state}`, {
    advance: advance.id,
    repaid: formatMoney(money(principal.currency, repaid)),
  });
  return proceeds - repaid;
}

function bookPart(
  draft: Draft,
  { id }: Advance,
  part: string,
  code: TransferCode,
  debit: AccountSpec,
  credit: AccountSpec,
  amount: bigint,
): void {
  if (amount === 0n) return;
  const of = debit.code === 'escrow' ? 'release/seller' : 'advance';
  book(draft, { kind: 'posted', id: `${draft.order.id}/${of}/${id}/${part}`, code, debit, credit, amount });
}

function update(draft: Draft, advance: Advance): void {
  change(draft, { advances: draft.order.advances.map((old) => (old.id === advance.id ? advance : old)) });
}

/** What a seller has been advanced on assigned proceeds and has not repaid; never repaid beyond that. */
export function advanceAccount({ seller, amount }: Pick<Order, 'seller' | 'amount'>): AccountSpec {
  return {
    id: `advance:seller:${seller}`,
    ledger: amount.currency,
    code: 'advance',
    limit: 'credits_must_not_exceed_debits',
  };
}

/** What the financier has put in, and earned. */
function financierAccount(ledger: Currency): AccountSpec {
  return { id: 'payable:financier', ledger, code: 'payable' };
}
