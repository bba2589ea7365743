import type { Instant } from '../time/index.ts';
import { cancel, refund } from './cancelling.ts';
import { type Command, type Decision, type Refusal, refuse } from './command.ts';
import type { Draft } from './draft.ts';
import { accept, receive, settle, ship } from './fulfilment.ts';
import type { Fulfilment, Order } from './order.ts';
import { paymentEnded, paymentPresented, paymentSucceeded, startPayment } from './paying.ts';
import { refundFailed, refundSucceeded } from './refunding.ts';
import { ringDueTimers } from './timers.ts';

/**
 * What becomes of an order when something happens to it: the order as it is then, the transfers that must be
 * committed with it as one chain, and the calls to providers that follow the commit. Pure.
 *
 * Timers that are due ring first, whatever the command. So a shipment a minute too late is too late, whether
 * or not anybody looked at the clock in that minute.
 *
 * A report that was known before is no refusal: it changes nothing, and the same order comes back.
 */
export function decide(order: Order, command: Command, now: Instant): Decision {
  const draft: Draft = { at: now, order, accounts: [], transfers: [], effects: [] };
  ringDueTimers(draft, now);
  draft.at = now;
  const refusal = checkState(draft.order, command) ?? perform(draft, command);
  if (refusal) return refusal;
  settle(draft);
  const { accounts, transfers, effects } = draft;
  return { ok: true, order: draft.order, accounts, transfers, effects };
}

/** The states in which people may ask for something. What providers report may come at any time. */
const ALLOWED_IN: { readonly [type in Command['type']]?: readonly Fulfilment[] } = {
  start_payment: ['created', 'paying'],
  ship: ['held'],
  receive: ['shipped'],
  accept: ['inspecting'],
  cancel: ['created', 'paying', 'held'],
  // A cancelled order has something left to refund when a refund of it has failed.
  refund: ['held', 'shipped', 'inspecting', 'accepted', 'cancelled'],
};

function checkState(order: Order, command: Command): Refusal | undefined {
  const allowedIn = ALLOWED_IN[command.type];
  if (!allowedIn || allowedIn.includes(order.fulfilment)) return undefined;
  return { ...refuse('not_allowed_in_this_state'), allowedIn };
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
    case 'refund_succeeded':
      return refundSucceeded(draft, command);
    case 'refund_failed':
      return refundFailed(draft, command);
    case 'tick':
      return undefined;
    default:
      return command satisfies never;
  }
}
