import type { KeyObject } from 'node:crypto';
import type { Instant } from '../../../time/index.ts';
import type { Notification } from '../../channel.ts';
import { type KeyFinder, signatureFault } from './platform-signature.ts';
import type { Merchant } from './send.ts';
import { unseal } from './unseal.ts';
import { changedRefund, notificationEnvelope, paidTransaction, parseJson } from './wire.ts';

/** Real notifications have about two kilobytes. */
const BODY_LIMIT_CHARACTERS = 64 * 1024;

export interface Addressee {
  readonly merchant: Merchant;
  readonly apiV3Key: KeyObject;
  readonly platformKeys: KeyFinder;
}

/**
 * Reads a notification: JSON, signed in its headers, what it is about sealed for the merchant.
 *
 * @returns undefined when it is malformed, not signed by WeChat Pay just now, or not for this merchant
 */
export async function readNotification(
  headers: Headers,
  body: string,
  to: Addressee,
  now: Instant,
): Promise<Notification | undefined> {
  if (body.length > BODY_LIMIT_CHARACTERS) return undefined;
  if ((await signatureFault(headers, body, to.platformKeys, now)) !== undefined) return undefined;
  const envelope = notificationEnvelope.safeParse(parseJson(body)).data;
  const plain = envelope && unseal(envelope.resource, to.apiV3Key);
  if (!envelope || plain === undefined) return undefined;
  const { event_type: event } = envelope;
  if (event === 'TRANSACTION.SUCCESS') return paid(plain, to.merchant);
  if (event.startsWith('REFUND.')) return refundChanged(plain, to.merchant);
  // Shares among them: what becomes of them is asked for, and the answer is what counts.
  return ignored(`a notification of ${event}`);
}

function refundChanged(plain: string, { mchid }: Merchant): Notification | undefined {
  const refund = changedRefund.safeParse(parseJson(plain)).data;
  if (refund?.mchid !== mchid) return undefined;
  return { kind: 'refund_changed', payment: refund.out_trade_no, refund: refund.out_refund_no };
}

function paid(plain: string, { appid, mchid }: Merchant): Notification | undefined {
  const transaction = paidTransaction.safeParse(parseJson(plain)).data;
  if (transaction?.appid !== appid || transaction.mchid !== mchid) return undefined;
  const { out_trade_no, transaction_id, trade_state, amount } = transaction;
  if (trade_state !== 'SUCCESS') return ignored(`an order in ${trade_state}`);
  return {
    kind: 'payment_succeeded',
    payment: out_trade_no,
    paid: amount.total,
    providerReference: transaction_id,
  };
}

function ignored(reason: string): Notification {
  return { kind: 'ignored', reason };
}
