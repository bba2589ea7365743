import type { KeyObject } from 'node:crypto';
import type { Instant } from '../../../time/index.ts';
import type { Notification } from '../../channel.ts';
import type { Merchant } from './gateway.ts';
import { type PlatformKeys, signatureFault } from './platform-signature.ts';
import { unseal } from './unseal.ts';
import { notificationEnvelope, paidTransaction, parseJson } from './wire.ts';

/** Real notifications have about two kilobytes. */
const BODY_LIMIT_CHARACTERS = 64 * 1024;

export interface Addressee {
  readonly merchant: Merchant;
  readonly apiV3Key: KeyObject;
  readonly platformKeys: PlatformKeys;
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
  // Refunds and shares among them: what becomes of them is asked for, and the answer is what counts.
  if (envelope.event_type !== 'TRANSACTION.SUCCESS')
    return ignored(`a notification of ${envelope.event_type}`);
  return paid(plain, to.merchant);
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
