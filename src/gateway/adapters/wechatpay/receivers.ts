import type { Outcome } from '../../outcome.ts';
import type { Receiver } from '../../splitting.ts';
import type { Gateway } from './gateway.ts';
import { receiverOf, shortened } from './wire.ts';

/** A merchant, which can also give back what it got, and a person, who cannot. */
export const RECEIVER_TYPES = ['MERCHANT_ID', 'PERSONAL_OPENID'];

/** What RSAES-OAEP with SHA-1 can encrypt under a key of 2048 bits. */
const NAME_LIMIT_BYTES = 214;

/** How long `custom_relation` may be. */
const RELATION_LIMIT = 10;

/** Adds a receiver of shares (添加分账接收方). One that was added before stays as it was. */
export async function bindReceiver(gateway: Gateway, receiver: Receiver): Promise<Outcome<undefined>> {
  const { type, account, payee, name } = receiver;
  if (name === undefined && type === 'MERCHANT_ID') {
    return refuse('name_missing', "WeChat Pay compares a merchant's full name with the account");
  }
  if (name !== undefined && Buffer.byteLength(name) > NAME_LIMIT_BYTES) {
    return refuse('name_too_long', `a name of more than ${NAME_LIMIT_BYTES} bytes cannot be encrypted`);
  }
  const encrypted = name === undefined ? undefined : await gateway.encrypt(name);
  if (encrypted && encrypted.kind !== 'succeeded') return encrypted;
  const body = {
    appid: gateway.merchant.appid,
    type,
    account,
    relation_type: 'CUSTOM',
    custom_relation: shortened(payee, RELATION_LIMIT),
    ...(encrypted ? { name: encrypted.value.text } : {}),
  };
  const added = await gateway.call(
    {
      method: 'POST',
      path: '/v3/profitsharing/receivers/add',
      body,
      ...(encrypted ? { platformSerial: encrypted.value.platformSerial } : {}),
    },
    receiverOf(receiver),
  );
  return added.kind === 'succeeded' ? { kind: 'succeeded', value: undefined } : added;
}

function refuse(code: string, message: string): Outcome<never> {
  return { kind: 'failed', code, message };
}
