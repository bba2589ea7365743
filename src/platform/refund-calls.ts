import type { Command, Effect, Order } from '../escrow/index.ts';
import { type Channel, inItsWords, type Outcome, type SplitReturn } from '../gateway/index.ts';
import { money } from '../money/index.ts';

type RefundEffect = Extract<Effect, { kind: 'refund' }>;

/**
 * Has a payment refunded; receivers whom the provider had paid give back first what the refund takes from them.
 *
 * @returns what became of it, as far as it is known
 */
export async function refund(
  channel: Channel,
  order: Order,
  effect: RefundEffect,
  notifyUrl: string,
): Promise<readonly Command[]> {
  const { id, amount, reason } = effect.refund;
  const request = { payment: effect.payment.id, refund: id, amount, reason, notifyUrl };
  const asked = splitReturnsOf(order, effect);
  if (asked.length === 0) return ending(id, await channel.refund(request));
  // The channel was one that can split when the payment began: nothing is known until it is one again.
  if (!channel.splitting) return [];
  const { refund: outcome, splitReturns } = await channel.splitting.refund(request, asked);
  const returns = splitReturns.map(({ splitReturn, ...end }) => ({ id: splitReturn, ...end }));
  const heard: Command[] =
    returns.length > 0 ? [{ type: 'split_returns_reported', refund: id, returns }] : [];
  return [...heard, ...ending(id, outcome)];
}

/** What receivers are still to give back, in the gateway's words. */
function splitReturnsOf({ split }: Order, { payment, refund: { amount, splitReturns } }: RefundEffect) {
  return splitReturns.flatMap((item): SplitReturn[] => {
    const receiver = payment.splitting?.receivers.find(({ payee }) => payee === item.payee);
    if (item.state !== 'returning' || !receiver || !split) return [];
    const value = money(amount.currency, item.amount);
    return [{ splitReturn: item.id, split: split.id, receiver, amount: value }];
  });
}

function ending(refund: string, outcome: Outcome<unknown>): readonly Command[] {
  switch (outcome.kind) {
    case 'succeeded':
      return [{ type: 'refund_succeeded', refund }];
    case 'failed':
      return [{ type: 'refund_failed', refund, reason: inItsWords(outcome) }];
    case 'pending':
    case 'unknown':
      return [];
    default:
      return outcome satisfies never;
  }
}
