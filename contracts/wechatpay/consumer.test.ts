import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wechatpayChannel } from '../../src/gateway/adapters/wechatpay/index.ts';
import type { Channel } from '../../src/gateway/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { keptPact, newPact } from '../pact.ts';
import { API_V3_KEY, certifying, SERIAL } from './conversations/certificates.ts';
import { APPID, type Conversation, type Exchange, MCHID } from './conversations/conversation.ts';
import { notifications } from './conversations/notifications.ts';
import { closing, collecting, querying } from './conversations/payments.ts';
import { refundings } from './conversations/refunds.ts';
import { splittings } from './conversations/splitting.ts';
import { stating } from './conversations/statements.ts';
import { sealedNotification, signedByWechatpay, signedHeaders } from './signed-by-wechatpay.ts';

const [merchantKeys, platformKeys] = TEST_KEY_PAIRS;
if (!merchantKeys || !platformKeys) throw new Error('two key pairs are needed');
const NOW = Date.UTC(2026, 3, 22, 5, 14, 15);
const PUBLIC_KEY_ID = 'PUB_KEY_ID_0119000072912026042200000000000100';
const keys = {
  merchantPublicKey: merchantKeys.publicKey,
  merchantSerialNo: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
  platformPrivateKey: platformKeys.privateKey,
  serial: PUBLIC_KEY_ID,
  askedFor: PUBLIC_KEY_ID,
  apiV3Key: API_V3_KEY,
  now: NOW / 1000,
};
const credentials = {
  origin: 'http://wechatpay.test',
  appid: APPID,
  mchid: MCHID,
  merchantPrivateKey: merchantKeys.privateKey,
  merchantSerialNo: keys.merchantSerialNo,
  apiV3Key: keys.apiV3Key,
};
const publicKey = { publicKeyId: PUBLIC_KEY_ID, publicKey: platformKeys.publicKey };

const pact = newPact('wechatpay');

/** The adapter, with the mock server for WeChat Pay. */
function channelTo(mockServer: string, { file, signedBy }: Partial<Conversation> = {}): Channel {
  const isCertified = signedBy === 'certificate';
  const signing = isCertified ? { ...keys, serial: SERIAL, askedFor: null } : keys;
  const transport = signedByWechatpay(mockServer, signing, file);
  const world = { transport, now: () => NOW, newNonce: () => 'nonce' };
  return wechatpayChannel({ ...credentials, ...(isCertified ? {} : publicKey) }, world);
}

function add({ given, asked, method, path, query, body, status, answer }: Exchange): void {
  pact.http.addInteraction({
    states: [given],
    uponReceiving: asked,
    withRequest: {
      method,
      path,
      headers: { accept: 'application/json' },
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
    },
    willRespondWith: { status, ...(answer === undefined ? {} : { body: answer }) },
  });
}

describe('the adapter says and understands', () => {
  it.each([...collecting, ...querying, ...closing, ...refundings, ...splittings, ...stating, ...certifying])(
    '$name',
    async ({ exchanges, act, outcome, ...how }) => {
      for (const exchange of exchanges) add(exchange);
      await pact.http.executeTest(async ({ url }) => {
        expect(await act(channelTo(url, how))).toEqual(outcome);
      });
    },
  );

  it.each(notifications)('a notification of $of', async ({ of, given, eventType, resource, meaning }) => {
    const message = pact.messages.addAsynchronousInteraction().given(given.description, given.parameters);
    await message
      .expectsToReceive(`a notification of ${of}`, (builder) => {
        builder.withJSONContent({ event_type: eventType, resource });
      })
      .executeTest(async ({ contents }) => {
        const opened = z.object({ event_type: z.string(), resource: z.unknown() }).parse(contents.content);
        const body = sealedNotification(opened.event_type, opened.resource, keys);
        const channel = channelTo('http://wechatpay.test');
        expect(await channel.readNotification(signedHeaders(body, keys), body)).toEqual(meaning);
      });
  });
});

describe('the pact', () => {
  it('is the one that is kept, to the byte', () => {
    expect(pact.read()).toBe(keptPact('wechatpay', pact));
  });
});
