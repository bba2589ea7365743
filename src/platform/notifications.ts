import type { Command } from '../escrow/index.ts';
import { type Channel, inItsWords, type Notification, type NotificationAnswer } from '../gateway/index.ts';
import type { Context } from './context.ts';
import { change, findOrder } from './orders.ts';

/**
 * Hears a provider out. What it says is committed before it is told that we have heard; what follows from it
 * (other payments to close, say) is left to the order's timers, since a provider waits seconds only.
 *
 * @returns what to answer the provider; undefined when there is no such channel
 */
export async function hearNotification(
  context: Context,
  channelName: string,
  headers: Headers,
  body: string,
): Promise<NotificationAnswer | undefined> {
  const channel = context.channels.get(channelName);
  if (!channel) return undefined;
  const notification = await channel.readNotification(headers, body);
  if (!notification) return channel.answerNotification(false);
  if (notification.kind === 'ignored') return channel.answerNotification(true);

  const order = orderOfPayment(notification.payment);
  if (order === undefined) return channel.answerNotification(false);
  const command = await commandFrom(context, channel, order, notification);
  if (command === 'ask_again') return channel.answerNotification(false);
  if (!command) return channel.answerNotification(true);
  const changed = await change(context, order, command, undefined, () => undefined);
  return channel.answerNotification(changed.ok);
}

/** Payments are numbered `<order>-p<n>`. */
export function orderOfPayment(payment: string): string | undefined {
  return /^(.+)-p\d+$/.exec(payment)?.[1];
}

/** What the order is to be told: nothing, where it knows; `ask_again`, where the provider cannot say yet. */
type News = Command | 'ask_again' | undefined;

async function commandFrom(
  context: Context,
  channel: Channel,
  order: string,
  notification: Exclude<Notification, { kind: 'ignored' }>,
): Promise<News> {
  switch (notification.kind) {
    case 'payment_succeeded': {
      const { payment, paid, providerReference } = notification;
      return { type: 'payment_succeeded', payment, paid, providerReference };
    }
    case 'payment_closed':
      return { type: 'payment_ended', payment: notification.payment, state: 'closed' };
    case 'refund_changed':
      return refundNews(context, channel, order, notification);
    case 'chargeback_opened': {
      const { kind: type, payment, chargeback, amount } = notification;
      return { type, payment, chargeback, amount };
    }
    case 'chargeback_ended': {
      const { kind: type, chargeback, state } = notification;
      return { type, chargeback, state };
    }
    default:
      return notification satisfies never;
  }
}

/** A notification of a refund is a hint: the provider is asked what became of it. */
async function refundNews(
  context: Context,
  channel: Channel,
  orderId: string,
  { payment, refund }: Extract<Notification, { kind: 'refund_changed' }>,
): Promise<News> {
  const order = await findOrder(context, orderId);
  const known = order?.refunds.find(({ id }) => id === refund);
  if (known?.state === 'succeeded' && known.madeElsewhere === undefined) return undefined;
  const outcome = await channel.queryRefund(payment, refund);
  if (outcome.kind === 'succeeded') {
    if (known) return { type: 'refund_succeeded', refund };
    return { type: 'stray_refund', refund, payment, amount: outcome.value.refunded };
  }
  if (outcome.kind !== 'failed') return 'ask_again';
  // One that nobody asked for and that came to nothing is no matter.
  return known && { type: 'refund_failed', refund, reason: inItsWords(outcome) };
}
