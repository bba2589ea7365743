import { constants, createCipheriv, privateDecrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { wechatpayChannel } from '../../../src/gateway/adapters/wechatpay/index.ts';
import {
  type Answer,
  API_V3_KEY,
  CERTIFIED,
  CREDENTIALS,
  certificateOf,
  listen,
  NOW,
  PUBLIC_KEY,
  type Received,
  refusal,
  type Signing,
  STRANGER,
  says,
  sealedBody,
  signedHeaders,
} from './stand-in.ts';

/** The certificate that takes over, with another key. */
const NEXT = { ...STRANGER, serial: '2C6E376675D5745F59D4DABF31918AFCEC556D5D' };
const CERTIFICATES = 'GET /v3/certificates';
const ORDER = { out_trade_no: 'pay_0001', trade_state: 'NOTPAY', amount: { total: 1 } };
const CERTIFICATES_ONLY = { publicKeyId: undefined, publicKey: undefined };
const NOTHING = { ...CERTIFICATES_ONLY, platformSerialNo: undefined, platformCertificate: undefined };

type Listed = typeof CERTIFIED | typeof NEXT;

async function listOf(certificates: readonly Listed[], key = API_V3_KEY): Promise<object> {
  const data = certificates.map(async (certificate, i) => {
    const nonce = '61f9c719728a';
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('certificate'));
    const pem = await certificateOf(certificate);
    const sealed = Buffer.concat([cipher.update(pem), cipher.final(), cipher.getAuthTag()]);
    return {
      serial_no: certificate.serial,
      effective_time: '2025-06-08T10:34:56+08:00',
      expire_time: `203${i}-06-08T10:34:56+08:00`,
      encrypt_certificate: {
        algorithm: 'AEAD_AES_256_GCM',
        nonce,
        associated_data: 'certificate',
        ciphertext: sealed.toString('base64'),
      },
    };
  });
  return { data: await Promise.all(data) };
}

/** WeChat Pay lists these certificates, and signs all answers so. */
async function wechatpayWith(certificates: readonly Listed[], signing: Signing): Promise<Answer> {
  return saysSigned(await listOf(certificates), signing);
}

function saysSigned(list: object, signing: Signing): Answer {
  return (request, response) => {
    const isList = `${request.method} ${request.url}` === CERTIFICATES;
    const isReceiver = request.url === '/v3/profitsharing/receivers/add';
    const body = JSON.stringify(isList ? list : isReceiver ? JSON.parse(request.body) : ORDER);
    response.writeHead(200, signedHeaders(body, signing)).end(body);
  };
}

async function channelWith(answer: Answer, changes: object) {
  let now = NOW;
  let current = answer;
  const { origin, received } = await listen((request, response) => current(request, response));
  const newNonce = () => 'nonce';
  const channel = wechatpayChannel(
    { ...CREDENTIALS, origin, ...changes },
    { transport: fetch, now: () => now, newNonce },
  );
  return {
    channel,
    received,
    wait: (ms: number) => {
      now += ms;
    },
    becomes: (next: Answer) => {
      current = next;
    },
  };
}

const lists = (received: readonly Received[]) =>
  received.filter(({ url }) => url === '/v3/certificates').length;

describe('a merchant that goes by certificates', () => {
  it('downloads them when it has none', async () => {
    const { channel, received } = await channelWith(await wechatpayWith([CERTIFIED], CERTIFIED), NOTHING);
    expect(await channel.query('pay_0001')).toMatchObject({ kind: 'succeeded' });
    expect(await channel.query('pay_0001')).toMatchObject({ kind: 'succeeded' });
    expect(lists(received)).toBe(1);
  });

  it('downloads none while it knows the one that signs', async () => {
    const { channel, received } = await channelWith(
      await wechatpayWith([CERTIFIED], CERTIFIED),
      CERTIFICATES_ONLY,
    );
    await channel.query('pay_0001');
    expect(lists(received)).toBe(0);
  });

  it('trusts the one that takes over without being opened again', async () => {
    const both = [CERTIFIED, NEXT];
    const world = await channelWith(await wechatpayWith([CERTIFIED], CERTIFIED), CERTIFICATES_ONLY);
    expect(await world.channel.query('pay_0001')).toMatchObject({ kind: 'succeeded' });
    world.becomes(await wechatpayWith(both, NEXT));
    expect(await world.channel.query('pay_0001')).toMatchObject({ kind: 'succeeded' });
    world.becomes(await wechatpayWith(both, CERTIFIED));
    expect(await world.channel.query('pay_0001')).toMatchObject({ kind: 'succeeded' });
    expect(lists(world.received)).toBe(1);
  });

  it('does not trust one that is out of use', async () => {
    const world = await channelWith(await wechatpayWith([NEXT], NEXT), CERTIFICATES_ONLY);
    expect(await world.channel.query('pay_0001')).toMatchObject({ kind: 'succeeded' });
    world.becomes(await wechatpayWith([NEXT], CERTIFIED));
    world.wait(60_000);
    expect(await world.channel.query('pay_0001')).toMatchObject({ kind: 'unknown' });
  });

  it('reads a notification that the new one has signed', async () => {
    const { channel } = await channelWith(
      await wechatpayWith([CERTIFIED, NEXT], CERTIFIED),
      CERTIFICATES_ONLY,
    );
    const body = sealedBody('PROFITSHARING.SUCCESS', {});
    expect(await channel.readNotification(new Headers(signedHeaders(body, NEXT)), body)).toMatchObject({
      kind: 'ignored',
    });
  });

  it('encrypts for the one that is good for longest', async () => {
    const { channel, received } = await channelWith(
      await wechatpayWith([CERTIFIED, NEXT], CERTIFIED),
      CERTIFICATES_ONLY,
    );
    const receiver = { payee: 'logistics', type: 'MERCHANT_ID', account: '1600000101', name: '顺丰' };
    expect(await channel.splitting?.bindReceiver(receiver)).toMatchObject({ kind: 'succeeded' });
    const sent = received.at(-1);
    expect(sent?.headers['wechatpay-serial']).toBe(NEXT.serial);
    const key = { key: NEXT.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    const { name } = JSON.parse(sent?.body ?? '');
    expect(privateDecrypt(key, Buffer.from(name, 'base64')).toString()).toBe('顺丰');
  });

  it('cannot name a receiver while it knows no key', async () => {
    const { channel } = await channelWith(says(refusal('SYSTEM_ERROR'), 500), NOTHING);
    const receiver = { payee: 'logistics', type: 'MERCHANT_ID', account: '1600000101', name: '顺丰' };
    expect(await channel.splitting?.bindReceiver(receiver)).toMatchObject({ kind: 'unknown' });
  });
});

describe('a list of certificates is not believed', () => {
  it.each<[string, string, Signing]>([
    ['sealed under another key', 'x'.repeat(32), NEXT],
    ['recorded, and sent again', API_V3_KEY, { ...NEXT, timestamp: NOW / 1000 - 301 }],
    ['signed by a stranger', API_V3_KEY, { ...NEXT, privateKey: PUBLIC_KEY.privateKey }],
    ['not signed', API_V3_KEY, { ...NEXT, signature: '' }],
  ])('when it is %s', async (_what, key, signing) => {
    const list = await listOf([NEXT], key);
    const world = await channelWith(saysSigned(list, signing), CERTIFICATES_ONLY);
    const body = sealedBody('PROFITSHARING.SUCCESS', {});
    const headers = new Headers(signedHeaders(body, NEXT));
    expect(await world.channel.readNotification(headers, body)).toBeUndefined();
    // What was trusted before is trusted still.
    expect(
      await world.channel.readNotification(new Headers(signedHeaders(body, CERTIFIED)), body),
    ).toBeDefined();
  });

  it.each([
    ['empty, as for a new merchant', { data: [] }],
    ['of another form', { certificates: [] }],
    ['of no certificates', { data: [{ serial_no: NEXT.serial }] }],
  ])('when it is %s', async (_what, list) => {
    const { channel } = await channelWith(saysSigned(list, CERTIFIED), CERTIFICATES_ONLY);
    const body = sealedBody('PROFITSHARING.SUCCESS', {});
    expect(await channel.readNotification(new Headers(signedHeaders(body, NEXT)), body)).toBeUndefined();
    expect(await channel.readNotification(new Headers(signedHeaders(body, CERTIFIED)), body)).toBeDefined();
  });
});

describe('whoever sends numbers of no certificate', () => {
  const body = sealedBody('PROFITSHARING.SUCCESS', {});
  const from = (serial: string) => new Headers(signedHeaders(body, { serial, signature: 'AAAA' }));

  it('has us ask for certificates once in ten seconds', async () => {
    const world = await channelWith(await wechatpayWith([CERTIFIED], CERTIFIED), CERTIFICATES_ONLY);
    const read = (serial: string) => world.channel.readNotification(from(serial), body);
    await Promise.all([read('A'.repeat(40)), read('B'.repeat(40)), read('C'.repeat(40))]);
    await read('D'.repeat(40));
    expect(lists(world.received)).toBe(1);
    world.wait(10_000);
    await read('E'.repeat(40));
    expect(lists(world.received)).toBe(2);
  });

  it.each(['', 'PUB_KEY_ID_0', '../v3', 'G'.repeat(40), 'A'.repeat(41)])(
    'has us ask for none when it is no number of one: %j',
    async (serial) => {
      const { channel, received } = await channelWith(says({}), CERTIFICATES_ONLY);
      expect(await channel.readNotification(from(serial), body)).toBeUndefined();
      expect(received).toEqual([]);
    },
  );
});
