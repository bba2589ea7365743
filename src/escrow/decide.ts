import type { Instant } from '../time/index.ts';
import { acceptAdvance, offerAdvance } from './advancing.ts';
import { appraise, beginAppraisal } from './appraising.ts';
import { cancel, refund } from './cancelling.ts';
import { chargebackEnded, chargebackOpened, strayRefund } from './charging-back.ts';
import { type Command, type Decision, type Refusal, refuse } from './command.ts';
import { resolveDispute, startDispute, submitEvidence } from './disputing.ts';
import type { Draft } from './draft.ts';
import { accept, receive, settle, ship } from './fulfilment.ts';
import type { SellerFunds } from './funds.ts';
import type { Fulfilment, Order } from './order.ts';
import { paymentEnded, paymentPresented, paymentSucceeded, startPayment } from './paying.ts';
import { refundFailed, refundMadeElsewhere, refundSucceeded, retryRefund } from './refunding.ts';
import { splitReturnsReported } from './split-returning.ts';
import { settlementConfirmed, settlementFailed, splitReported } from './splitting.ts';
import { ringDueTimers } from './timers.ts';
import { openDispute } from './views.ts';
import { acknowledge } from './work.ts';

/**
 * What becomes of an order when something happens to it: the order as it is then, the transfers that must be
 * committed with it as one chain, and the calls to providers that follow the commit. Pure.
 *
 * Timers that are due ring first, whatever the command. So a shipment a minute too late is too late, whether
 * or not anybody looked at the clock in that minute.
 *
 * A report that was known before is no refusal: it changes nothing, and the same order comes back.
 *
 * @param funds what the seller has: what can be taken back after release, and what is owed from earlier
 */
export function decide(order: Order, command: Command, now: Instant, funds: SellerFunds): Decision {
  const draft: Draft = { at: now, order, funds, accounts: [], transfers: [], effects: [] };
  ringDueTimers(draft, now);
  draft.at = now;
  const refusal = checkState(draft.order, command) ?? perform(draft, command);
  if (refusal) return refusal;
  settle(draft);
  const { accounts, transfers, effects } = draft;
  return { ok: true, order: draft.order, accounts, transfers, effects };
}

/** A sale that has ended has something left to refund when a refund of it has failed. */
const WITH_MONEY: readonly Fulfilment[] = [
  'held',
  'appraising',
  'passed',
  'failed',
  'shipped',
  'inspecting',
  'accepted',
  'released',
  'cancelled',
];

/** The states in which people may ask for something. What providers report may come at any time. */
const ALLOWED_IN: { readonly [type in Command['type']]?: readonly Fulfilment[] } = {
  start_payment: ['created', 'paying'],
  begin_appraisal: ['held'],
  appraise: ['appraising'],
  ship: ['held'],
  receive: ['shipped'],
  accept: ['inspecting'],
  cancel: ['created', 'paying', 'held', 'appraising', 'passed'],
  refund: WITH_MONEY,
  // Stray money may be all that there was.
  retry_refund: [...WITH_MONEY, 'expired'],
  refund_made_elsewhere: [...WITH_MONEY, 'expired'],
  offer_advance: ['held', 'passed', 'shipped', 'inspecting', 'accepted'],
  accept_advance: ['held', 'passed', 'shipped', 'inspecting', 'accepted'],
  open_dispute: ['shipped', 'inspecting', 'accepted', 'released'],
};

/** What a person has to decide first. */
const STOPPED_BY_A_DISPUTE: ReadonlySet<Command['type']> = new Set([
  'accept',
  'refund',
  'retry_refund',
  'refund_made_elsewhere',
]);

function checkState(order: Order, command: Command): Refusal | undefined {
  const allowedIn = statesFor(order, command.type);
  if (allowedIn && !allowedIn.includes(order.fulfilment)) {
    return { ...refuse('not_allowed_in_this_state'), allowedIn };
  }
  return STOPPED_BY_A_DISPUTE.has(command.type) && openDispute(order) ? refuse('dispute_open') : undefined;
}

function statesFor(order: Order, type: Command['type']): readonly Fulfilment[] | undefined {
  return type === 'ship' && order.needsAppraisal ? ['passed'] : ALLOWED_IN[type];
}

function perform(draft: Draft, command: Command): Refusal | undefined {
  switch (command.type) {
    case 'start_payment':
      return startPayment(draft, command);
    case 'payment_presented':
      return paymentPresented(draft, command);
    case 'payment_succeeded':
      return paymentSucceeded(draft, command);
    case 'payment_ended':
      return paymentEnded(draft, command);
    case 'begin_appraisal':
      return beginAppraisal(draft);
    case 'appraise':
      return appraise(draft, command);
    case 'ship':
      ship(draft, command);
      return undefined;
    case 'receive':
      receive(draft);
      return undefined;
    case 'accept':
      accept(draft, 'buyer');
      return undefined;
    case 'cancel':
      cancel(draft, command.reason);
      return undefined;
    case 'refund':
      return refund(draft, command);
    case 'retry_refund':
      return retryRefund(draft, command);
    case 'refund_made_elsewhere':
      return refundMadeElsewhere(draft, command);
    case 'open_dispute':
      return startDispute(draft, command);
    case 'submit_evidence':
      return submitEvidence(draft, command);
    case 'resolve_dispute':
      return resolveDispute(draft, command);
    case 'offer_advance':
      return offerAdvance(draft, command);
    case 'accept_advance':
      return acceptAdvance(draft);
    case 'chargeback_opened':
      return chargebackOpened(draft, command);
    case 'stray_refund':
      return strayRefund(draft, command);
    case 'chargeback_ended':
      return chargebackEnded(draft, command);
    case 'refund_succeeded':
      return refundSucceeded(draft, command);
    case 'refund_failed':
      return refundFailed(draft, command);
    case 'split_returns_reported':
      return splitReturnsReported(draft, command);
    case 'split_reported':
      return splitReported(draft, command);
    case 'settlement_confirmed':
      return settlementConfirmed(draft, command);
    case 'settlement_failed':
      return settlementFailed(draft, command);
    case 'acknowledge':
      return acknowledge(draft, command);
    case 'tick':
      return undefined;
    default:
      return command satisfies never;
  }
}
