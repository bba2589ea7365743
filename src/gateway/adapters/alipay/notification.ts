import type { KeyObject } from 'node:crypto';
import type { z } from 'zod';
import type { Notification } from '../../channel.ts';
import { type Parameters, signingString, verifyText } from './sign.ts';
import { notificationEnvelope, tradeNotification } from './wire.ts';

/** Real notifications have about two kilobytes. */
const BODY_LIMIT_CHARACTERS = 64 * 1024;

export interface Addressee {
  readonly appId: string;
  readonly sellerId: string;
  readonly alipayKey: KeyObject;
}

/**
 * Reads a notification, a form in UTF-8.
 *
 * @returns undefined when it is malformed, not signed by Alipay, or addressed to another app or seller
 */
export async function readNotification(body: string, to: Addressee): Promise<Notification | undefined> {
  const fields = readForm(body);
  const envelope = notificationEnvelope.safeParse(fields).data;
  if (!fields || envelope?.app_id !== to.appId) return undefined;
  const signed = signingString(fields, ['sign', 'sign_type']);
  if (!(await verifyText(signed, envelope.sign, to.alipayKey))) return undefined;
  if (envelope.notify_type !== 'trade_status_sync')
    return ignored(`a notification of ${envelope.notify_type}`);

  const notification = tradeNotification.safeParse(fields).data;
  return notification?.seller_id === to.sellerId ? meaning(notification) : undefined;
}

function meaning(trade: z.infer<typeof tradeNotification>): Notification {
  const payment = trade.out_trade_no;
  if (isRefundEcho(trade)) {
    // By its number Alipay can be asked about it. The sum that stands here is that of all refunds.
    const refund = trade.out_biz_no;
    return refund === undefined
      ? ignored('the echo of a refund')
      : { kind: 'refund_changed', payment, refund };
  }
  switch (trade.trade_status) {
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return {
        kind: 'payment_succeeded',
        payment,
        paid: trade.total_amount,
        providerReference: trade.trade_no,
      };
    case 'TRADE_CLOSED':
      if (trade.gmt_payment !== undefined) return ignored('a trade that was paid before it was closed');
      return { kind: 'payment_closed', payment };
    default:
      return ignored(`a trade in ${trade.trade_status}`);
  }
}

/**
 * A refund makes Alipay send the trade once more, still as TRADE_SUCCESS while part of it is left. That it
 * was paid is true, but not new: taken for a payment, it would be booked twice.
 */
function isRefundEcho({ gmt_refund, out_biz_no, refund_fee }: z.infer<typeof tradeNotification>): boolean {
  return gmt_refund !== undefined || out_biz_no !== undefined || (refund_fee?.value ?? 0n) > 0n;
}

/** @returns undefined when the form is too large or names a field twice. Empty fields count as absent. */
function readForm(body: string): Parameters | undefined {
  if (body.length > BODY_LIMIT_CHARACTERS) return undefined;
  const form = new URLSearchParams(body);
  if (new Set(form.keys()).size !== form.size) return undefined;
  return Object.fromEntries([...form].filter(([, value]) => value !== ''));
}

function ignored(reason: string): Notification {
  return { kind: 'ignored', reason };
}
