import type { KeyObject } from 'node:crypto';
import type { Kit, NewNotification, NotificationProtocol, SignedMessage } from '../../src/sandbox/index.ts';
import type { DurationMs, Instant } from '../../src/time/index.ts';
import { seal } from './encrypt.ts';
import type { Numbers } from './numbers.ts';
import type { PlatformKeys } from './platform-keys.ts';
import { signatureHeaders } from './sign.ts';
import type { View } from './views.ts';
import { formatMoment } from './wire.ts';

const SECOND_MS: DurationMs = 1000;
const MINUTE_MS: DurationMs = 60 * SECOND_MS;
const HOUR_MS: DurationMs = 60 * MINUTE_MS;

/** The documented waits between one attempt and the next. */
const RETRY_AFTER_MS: readonly DurationMs[] = [
  15 * SECOND_MS,
  15 * SECOND_MS,
  30 * SECOND_MS,
  3 * MINUTE_MS,
  10 * MINUTE_MS,
  20 * MINUTE_MS,
  30 * MINUTE_MS,
  30 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  3 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  6 * HOUR_MS,
];

/** How a notification goes over the wire: JSON, dated and signed afresh at each attempt. */
export function notificationProtocol(
  { wireTime }: Pick<Kit, 'wireTime'>,
  numbers: Numbers,
  platformKeys: PlatformKeys,
): NotificationProtocol {
  return {
    retryAfterMs: RETRY_AFTER_MS,
    timeoutMs: 5 * SECOND_MS,
    isDated: true,
    compose: async ({ id, fields }, _now, signing) => {
      const { body = '' } = fields;
      const key = signing.key === 'old' ? await platformKeys.retired() : platformKeys.ofNotification(id);
      const fresh = { nonce: numbers.nonce(), wireTime: wireTime() };
      const { headers, canonical } = await signatureHeaders(signing, body, key, fresh);
      return {
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Mozilla/4.0',
          'Request-ID': `${numbers.requestId()}-0`,
          ...headers,
        },
        body,
        signature: signing.verdict(canonical),
      };
    },
    probe: (message) => ({
      ...message,
      headers: { ...message.headers, 'Wechatpay-Signature': falseSignature(message) },
      signature: { ...message.signature, verdict: 'invalid', reason: 'It is a probe: false on purpose.' },
    }),
    isAcknowledged: (status) => status === 200 || status === 204,
  };
}

/** Of the right length, and with the mark of all probes (wechatpay-skills, 回调通知处理). */
function falseSignature({ headers }: SignedMessage): string {
  const signature = headers['Wechatpay-Signature'] ?? '';
  return PROBE_MARK + signature.slice(PROBE_MARK.length);
}

const PROBE_MARK = 'WECHATPAY/SIGNTEST/';

/** What is told, before it is sealed. */
export interface Notice {
  readonly eventType: string;
  readonly summary: string;
  /** What the resource is: `transaction`, `refund`, … */
  readonly originalType: string;
  readonly resource: View;
  /** The merchant's order number. */
  readonly order: string;
  readonly url: string;
}

/** Seals a notice for the merchant: every attempt at it then carries the same text. */
export function sealedNotification(
  { eventType, summary, originalType, resource, order, url }: Notice,
  numbers: Numbers,
  apiV3Key: KeyObject,
  now: Instant,
): NewNotification {
  const id = numbers.notificationId();
  const nonce = numbers.aeadNonce();
  const body = JSON.stringify({
    id,
    create_time: formatMoment(now),
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary,
    resource: {
      original_type: originalType,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: seal(JSON.stringify(resource), apiV3Key, { nonce, associatedData: originalType }),
      associated_data: originalType,
      nonce,
    },
  });
  return { id, method: eventType, order, url, fields: { body } };
}
