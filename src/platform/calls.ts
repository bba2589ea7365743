import type { Command, Effect, Order, Payment } from '../escrow/index.ts';
import type { Channel, Outcome, PaymentStatus } from '../gateway/index.ts';
import type { Context } from './context.ts';

/**
 * Makes one call to a provider.
 *
 * @returns what the order is to be told; undefined while nothing is known, in which case the order's timers
 *   bring it up again
 */
export async function carryOut(context: Context, order: Order, effect: Effect): Promise<Command | undefined> {
  const channel = context.channels.get(effect.payment.channel);
  // A channel that was configured when the payment began and is gone now: nothing is known until it is back.
  if (!channel) return undefined;
  switch (effect.kind) {
    case 'collect':
      return collect(context, channel, order, effect.payment);
    case 'query_payment':
      return reported(effect.payment, await channel.query(effect.payment.id));
    case 'close_payment':
      return reported(effect.payment, await channel.close(effect.payment.id));
    case 'refund':
      return refund(channel, effect);
    default:
      return effect satisfies never;
  }
}

/** Where a channel's provider notifies us. */
function notifyUrl(context: Context, channel: string): string {
  return `${context.publicOrigin}/v1/notifications/${channel}`;
}

async function collect(
  context: Context,
  channel: Channel,
  order: Order,
  payment: Payment,
): Promise<Command | undefined> {
  const outcome = await channel.collect({
    payment: payment.id,
    method: payment.method,
    amount: payment.amount,
    title: order.title,
    notifyUrl: notifyUrl(context, payment.channel),
    ...(payment.instalments === undefined ? {} : { instalments: payment.instalments }),
    ...(payment.returnUrl === undefined ? {} : { returnUrl: payment.returnUrl }),
  });
  if (outcome.kind === 'succeeded') {
    return { type: 'payment_presented', payment: payment.id, present: outcome.value };
  }
  if (outcome.kind !== 'failed') return undefined;
  return { type: 'payment_ended', payment: payment.id, state: 'failed', reason: inItsWords(outcome) };
}

function inItsWords({ code, message }: { code: string; message: string }): string {
  return `${code}: ${message}`;
}

function reported(payment: Payment, outcome: Outcome<PaymentStatus>): Command | undefined {
  if (outcome.kind !== 'succeeded') return undefined;
  const status = outcome.value;
  switch (status.state) {
    case 'succeeded':
      return {
        type: 'payment_succeeded',
        payment: payment.id,
        paid: status.paid,
        providerReference: status.providerReference,
      };
    case 'closed':
      return { type: 'payment_ended', payment: payment.id, state: 'closed' };
    case 'awaiting':
    case 'not_found':
      return undefined;
    default:
      return status satisfies never;
  }
}

async function refund(
  channel: Channel,
  { payment, refund }: Extract<Effect, { kind: 'refund' }>,
): Promise<Command | undefined> {
  const outcome = await channel.refund({
    payment: payment.id,
    refund: refund.id,
    amount: refund.amount,
    reason: refund.reason,
  });
  if (outcome.kind === 'succeeded') return { type: 'refund_succeeded', refund: refund.id };
  if (outcome.kind !== 'failed') return undefined;
  return { type: 'refund_failed', refund: refund.id, reason: inItsWords(outcome) };
}
