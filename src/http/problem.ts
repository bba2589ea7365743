import type { Refusal } from '../platform/index.ts';
import { json } from './json.ts';

/** An error as RFC 9457 has it, with a `code` that programs can rely on. */
export interface Problem {
  readonly status: number;
  /** snake_case, stable. */
  readonly code: string;
  /** What went wrong, and what to do about it. */
  readonly detail: string;
  /** More facts, such as `allowed_in` or `errors`. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export function problemResponse({ status, code, detail, facts }: Problem): Response {
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
  const body = { type: `urn:counterfoil:problem:${code}`, title, status, code, detail, ...facts };
  return json(body, status, 'application/problem+json');
}

type RefusalText = readonly [status: number, detail: string];

const REFUSALS: Readonly<Record<Refusal['code'], RefusalText>> = {
  order_not_found: [404, 'There is no order with this id.'],
  seller_not_found: [404, 'There is no seller with this id.'],
  payee_not_found: [404, 'No sale has brought this payee anything, and nobody has said where it is paid.'],
  payout_not_found: [404, 'There is no payout with this id.'],
  statement_not_found: [404, 'There is no statement of this channel and day.'],
  nothing_to_explain: [409, 'The statement has no break that is about this. See breaks.'],
  event_not_found: [404, 'There is no event with this id.'],
  not_allowed_in_this_state: [409, 'The order is not in a state that allows this. See allowed_in.'],
  unknown_payment: [404, 'The order has no payment with this id.'],
  unknown_refund: [404, 'The order has no refund with this id.'],
  unknown_split: [404, 'The order has no split with this number.'],
  unknown_chargeback: [404, 'The order has no chargeback with this number.'],
  no_appraisal_agreed: [409, 'The order was opened without an appraisal.'],
  refund_not_failed: [409, 'Only a refund that has failed can be tried again.'],
  nothing_to_acknowledge: [409, 'Nothing with this name asks only to be looked at. See /v1/work.'],
  dispute_open: [409, 'A dispute is open: nothing is accepted or refunded until it is decided.'],
  no_dispute_open: [409, 'The order has no dispute that is open.'],
  decision_without_amount: [422, 'A partial decision says an amount, and the others say none.'],
  charge_not_positive: [422, 'A charge is of at least one minor unit.'],
  charge_to_the_seller: [422, 'A charge is for somebody’s work, and not for the seller.'],
  payment_in_progress: [
    409,
    'A payment of this kind is open already. Show the buyer that one, or another kind.',
  ],
  hold_outlasts_freeze: [
    409,
    'The channel frees the money by itself before the hold runs out: its receivers could not be paid.',
  ],
  refund_exceeds_remaining: [409, 'More would be given back than the order still holds.'],
  refund_amount_not_positive: [422, 'A refund is of at least one minor unit.'],
  currency_differs: [422, 'The amount is in another currency than the order.'],
  unknown_channel: [422, 'There is no such payment channel. See known.'],
  unknown_method: [422, 'The channel has no such method. See known.'],
  unknown_receiver_type: [422, 'The channel has no receivers of this type. See known.'],
  channel_cannot_split: [422, 'The channel is not one that pays others than us. See known.'],
  payee_is_not_split: [422, 'The shares of platform and seller are not split by providers.'],
  payee_is_paid_otherwise: [
    422,
    'The commission is the platform’s own, sellers are paid by /v1/sellers, and a financier out of repayments.',
  ],
  provider_did_not_answer: [502, 'The provider has not answered. Nothing was changed here; send it again.'],
  too_many_receivers: [409, 'The channel cannot split a payment to so many receivers.'],
  receiver_refused: [409, 'The provider would not take the receiver. See reason.'],
  advance_is_live: [409, 'The proceeds are assigned already.'],
  no_advance_offered: [409, 'No early payout has been offered.'],
  advance_exceeds_share: [409, 'Refunds have left less of the seller’s share than would have to be repaid.'],
  order_is_contested: [409, 'A dispute or a chargeback is open: the proceeds cannot be assigned.'],
  advance_exceeds_limit: [
    409,
    'The seller has taken other early payouts since this was offered. Ask for a new offer.',
  ],
  no_advance_for_this_seller: [409, 'The seller has not sold enough yet to be paid early.'],
  no_bank: [409, 'No bank is configured, so that nobody can be paid out.'],
  payout_exceeds_available: [409, 'There is less than that to be paid out.'],
  payout_below_minimum: [409, 'It is less than the smallest payout.'],
  write_off_exceeds_owed: [409, 'The seller does not owe so much.'],
  idempotency_key_reused: [
    422,
    'This Idempotency-Key was used before, with another request. Take a new one.',
  ],
  amount_not_positive: [422, 'An order is of at least one minor unit.'],
  payee_is_the_seller: [422, 'The seller gets what the other shares leave, and cannot be named in splits.'],
  duplicate_payee: [422, 'A payee is named twice in splits.'],
  rate_out_of_range: [422, 'A rate is 1 to 10000 basis points.'],
  fixed_amount_not_positive: [422, 'A fixed share is of at least one minor unit.'],
  rules_exceed_amount: [422, 'The shares add up to more than the order.'],
  tiers_out_of_order: [422, 'The first tier begins at 0, and each other one after the one before it.'],
  bounds_out_of_order: [422, 'min and max are at least one minor unit, and min is at most max.'],
  unknown_payee: [422, 'A share is taken out of that of the seller, or of a payee named before it.'],
  outward_cap_exceeded: [
    422,
    'The shares of others than the seller come to more than the channel lets out; for a new order, than any does.',
  ],
  coupons_out_of_range: [
    422,
    'A coupon is of at least one minor unit, and coupons leave the buyer at least one to pay.',
  ],
  leg_rounds_to_zero: [422, 'A share, perhaps the seller’s, comes to less than one minor unit.'],
};

export function refusalResponse(refusal: Refusal): Response {
  const [status, detail] = REFUSALS[refusal.code];
  const facts: Record<string, unknown> = {};
  if ('allowedIn' in refusal && refusal.allowedIn) facts.allowed_in = refusal.allowedIn;
  if ('known' in refusal) facts.known = refusal.known;
  if ('reason' in refusal) facts.reason = refusal.reason;
  if ('payee' in refusal && refusal.payee !== undefined) facts.payee = refusal.payee;
  return problemResponse({ status, code: refusal.code, detail, facts });
}
