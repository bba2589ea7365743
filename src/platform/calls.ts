import type { Command, Effect, Order, Payment } from '../escrow/index.ts';
import { type Channel, inItsWords, type Outcome, type PaymentStatus } from '../gateway/index.ts';
import type { Context } from './context.ts';
import { refund } from './refund-calls.ts';
import { confirmSettlement, split } from './split-calls.ts';

/**
 * Makes one call to a provider.
 *
 * @returns what the order is to be told; nothing while nothing is known, in which case the order's timers
 *   bring it up again
 */
export async function carryOut(context: Context, order: Order, effect: Effect): Promise<readonly Command[]> {
  const channel = context.channels.get(effect.payment.channel);
  // A channel that was configured when the payment began and is gone now: nothing is known until it is back.
  if (!channel) return [];
  switch (effect.kind) {
    case 'collect':
      return collect(context, channel, order, effect.payment);
    case 'query_payment':
      return reported(effect.payment, await channel.query(effect.payment.id));
    case 'close_payment':
      return reported(effect.payment, await channel.close(effect.payment.id));
    case 'refund':
      return refund(channel, order, effect, notifyUrl(context, channel.name));
    case 'split':
      return split(channel, effect);
    case 'confirm_settlement':
      return confirmSettlement(channel, order, effect);
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
): Promise<readonly Command[]> {
  const outcome = await channel.collect({
    payment: payment.id,
    method: payment.method,
    amount: payment.amount,
    title: order.title,
    notifyUrl: notifyUrl(context, payment.channel),
    ...(payment.instalments === undefined ? {} : { instalments: payment.instalments }),
    ...(payment.returnUrl === undefined ? {} : { returnUrl: payment.returnUrl }),
    ...(payment.payer === undefined ? {} : { payer: payment.payer }),
    ...(payment.payerIp === undefined ? {} : { payerIp: payment.payerIp }),
    splits: payment.splitting !== undefined,
  });
  if (outcome.kind === 'succeeded') {
    return [{ type: 'payment_presented', payment: payment.id, present: outcome.value }];
  }
  if (outcome.kind !== 'failed') return [];
  return [{ type: 'payment_ended', payment: payment.id, state: 'failed', reason: inItsWords(outcome) }];
}

function reported(payment: Payment, outcome: Outcome<PaymentStatus>): readonly Command[] {
  if (outcome.kind !== 'succeeded') return [];
  const status = outcome.value;
  switch (status.state) {
    case 'succeeded':
      return [
        {
          type: 'payment_succeeded',
          payment: payment.id,
          paid: status.paid,
          providerReference: status.providerReference,
        },
      ];
    case 'closed':
      return [{ type: 'payment_ended', payment: payment.id, state: 'closed' }];
    case 'awaiting':
    case 'not_found':
      return [];
    default:
      return status satisfies never;
  }
}
