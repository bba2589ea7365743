import { MatchersV3 } from '@pact-foundation/pact';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { alipayChannel } from '../../src/gateway/adapters/alipay/index.ts';
import type { Channel } from '../../src/gateway/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { keptPact, newPact } from '../pact.ts';
import type { Exchange } from './conversations/conversation.ts';
import { APP_ID, notifications, SELLER_ID } from './conversations/notifications.ts';
import { closing, collecting, querying } from './conversations/payments.ts';
import { refunding } from './conversations/refunds.ts';
import { BIND_NUMBER, splitting } from './conversations/splitting.ts';
import { stating, theBill } from './conversations/statements.ts';
import { signedByAlipay, signNotification } from './signed-by-alipay.ts';

const { like, regex } = MatchersV3;

const [appKeys, alipayKeys] = TEST_KEY_PAIRS;
if (!appKeys || !alipayKeys) throw new Error('two key pairs are needed');
const keys = { appPublicKey: appKeys.publicKey, alipayPrivateKey: alipayKeys.privateKey };
const credentials = {
  gateway: 'http://alipay.test/gateway.do',
  appId: APP_ID,
  appPrivateKey: appKeys.privateKey,
  alipayPublicKey: alipayKeys.publicKey,
  sellerId: SELLER_ID,
};

const pact = newPact('alipay');

/** The adapter, with the mock server for Alipay. */
function channelTo(mockServer: string): Channel {
  const now = () => Date.UTC(2026, 3, 22, 5, 14, 15);
  return alipayChannel(credentials, {
    transport: signedByAlipay(mockServer, keys, theBill),
    now,
    newNonce: () => BIND_NUMBER,
  });
}

/** The time and the signature are made afresh on both sides, so the pact only says what they look like. */
const aTimestamp = regex('^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$', '2026-04-22 13:14:15');
const aSignature = regex('^[A-Za-z0-9+/]+=*$', 'c2lnbmVkIGFmcmVzaA==');

function add({ given, asked, method, bizContent, notifyUrl, answer }: Exchange): void {
  pact.http.addInteraction({
    states: [given],
    uponReceiving: asked,
    withRequest: {
      method: 'POST',
      path: '/gateway.do',
      query: {
        app_id: regex('^\\d{16}$', APP_ID),
        method,
        charset: 'utf-8',
        sign_type: 'RSA2',
        timestamp: aTimestamp,
        version: '1.0',
        ...(notifyUrl === undefined ? {} : { notify_url: notifyUrl }),
        sign: aSignature,
      },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ biz_content: JSON.stringify(bizContent) }).toString(),
    },
    willRespondWith: {
      status: 200,
      body: {
        [`${method.replaceAll('.', '_')}_response`]: { msg: like('Success'), ...answer },
        sign: aSignature,
      },
    },
  });
}

describe('the adapter says and understands', () => {
  it.each([...collecting, ...querying, ...closing, ...refunding, ...splitting, ...stating])(
    '$name',
    async ({ exchanges, act, outcome }) => {
      for (const exchange of exchanges) add(exchange);
      await pact.http.executeTest(async ({ url }) => {
        expect(await act(channelTo(url))).toEqual(outcome);
      });
    },
  );

  it.each(notifications)('a notification of $of', async ({ of, given, fields, meaning }) => {
    const message = pact.messages.addAsynchronousInteraction().given(given.description, given.parameters);
    await message
      .expectsToReceive(`a notification of ${of}`, (builder) => {
        builder.withJSONContent(fields);
      })
      .executeTest(async ({ contents }) => {
        const decoded = z.record(z.string(), z.string()).parse(contents.content);
        const body = signNotification(decoded, alipayKeys.privateKey);
        const channel = channelTo('http://alipay.test');
        expect(await channel.readNotification(new Headers(), body)).toEqual(meaning);
      });
  });
});

describe('the pact', () => {
  it('is the one that is kept, to the byte', () => {
    expect(pact.read()).toBe(keptPact('alipay', pact));
  });
});
