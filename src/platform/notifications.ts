import type { Command } from '../escrow/index.ts';
import type { Notification, NotificationAnswer } from '../gateway/index.ts';
import type { Context } from './context.ts';
import { change } from './orders.ts';

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

  const order = orderOf(notification.payment);
  if (order === undefined) return channel.answerNotification(false);
  const changed = await change(context, order, commandFrom(notification), undefined, () => undefined);
  return channel.answerNotification(changed.ok);
}

/** Payments are numbered `<order>-p<n>`. */
function orderOf(payment: string): string | undefined {
  return /^(.+)-p\d+$/.exec(payment)?.[1];
}

function commandFrom(notification: Exclude<Notification, { kind: 'ignored' }>): Command {
  switch (notification.kind) {
    case 'payment_succeeded': {
      const { payment, paid, providerReference } = notification;
      return { type: 'payment_succeeded', payment, paid, providerReference };
    }
    case 'payment_closed':
      return { type: 'payment_ended', payment: notification.payment, state: 'closed' };
    default:
      return notification satisfies never;
  }
}
