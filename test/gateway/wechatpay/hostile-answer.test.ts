import { describe, expect, it } from 'vitest';
import {
  type Answer,
  CERTIFIED,
  channelTo,
  listen,
  MERCHANT,
  NOW,
  openChannel,
  type Signing,
  STRANGER,
  says,
  saysRaw,
  signedHeaders,
} from './stand-in.ts';

const PAYMENT = 'pay_0001';
const PAID = {
  appid: MERCHANT.appid,
  mchid: MERCHANT.mchid,
  out_trade_no: PAYMENT,
  transaction_id: '4200002026042200000000000001',
  trade_state: 'SUCCESS',
  amount: { total: 8888, currency: 'CNY' },
};
const genuine = JSON.stringify(PAID);

async function queryAnswered(answer: Answer) {
  const { channel } = await channelTo(answer);
  return channel.query(PAYMENT);
}

describe('an answer that cannot be trusted is unknown', () => {
  it.each<[string, Signing]>([
    ['the public key', {}],
    ['the certificate', CERTIFIED],
  ])('while the genuine one says that it was paid, signed with %s', async (_what, signing) => {
    expect(await queryAnswered(saysRaw(genuine, signedHeaders(genuine, signing)))).toMatchObject({
      kind: 'succeeded',
      value: { state: 'succeeded' },
    });
  });

  it.each<[string, Signing]>([
    ['a signature by another key', { privateKey: STRANGER.privateKey }],
    ['a key that is not known', { serial: 'PUB_KEY_ID_0' }],
    ["one key's signature under the other's name", { serial: CERTIFIED.serial }],
    ['an empty signature', { signature: '' }],
    ['a probe', { signature: 'WECHATPAY/SIGNTEST/AAAA' }],
    ['recorded, and sent again', { timestamp: NOW / 1000 - 301 }],
    ['dated ahead', { timestamp: NOW / 1000 + 301 }],
    ['dated in another form', { timestamp: '1e9' }],
  ])('for its signature: %s', async (_what, signing) => {
    expect(await queryAnswered(saysRaw(genuine, signedHeaders(genuine, signing)))).toMatchObject({
      kind: 'unknown',
    });
  });

  it.each<[string, string | Buffer]>([
    ['nothing at all', ''],
    ['HTML', '<html><body>系统繁忙</body></html>'],
    ['truncated', genuine.slice(0, -20)],
    ['another amount', genuine.replace('8888', '8889')],
    ['white space', genuine.replace('{', '{ ')],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from(genuine), Buffer.from([0xff])])],
  ])('for not being what was signed: %s', async (_what, body) => {
    expect(await queryAnswered(saysRaw(body, signedHeaders(genuine)))).toMatchObject({ kind: 'unknown' });
  });

  it('for having no signature at all', async () => {
    expect(await queryAnswered(saysRaw(genuine))).toMatchObject({ kind: 'unknown' });
  });

  it.each<[string, unknown]>([
    ['another order', { ...PAID, out_trade_no: 'pay_0002' }],
    ['a state that nobody documented', { ...PAID, trade_state: 'PAID' }],
    ['an amount in text', { ...PAID, amount: { total: '8888' } }],
    ['part of a fen', { ...PAID, amount: { total: 88.88 } }],
    ['a negative amount', { ...PAID, amount: { total: -8888 } }],
    ['more than can be told apart', { ...PAID, amount: { total: 2 ** 60 } }],
    ['another currency', { ...PAID, amount: { total: 8888, currency: 'HKD' } }],
    ['no amount', { ...PAID, amount: undefined }],
    ['no number of a transaction', { ...PAID, transaction_id: undefined }],
    ['a list', [PAID]],
    ['a refusal under 200', { code: 'ORDER_NOT_EXIST', message: '' }],
    ['more than anybody says', { ...PAID, padding: 'x'.repeat(1024 * 1024) }],
  ])('for what it holds, though it is signed: %s', async (_what, answer) => {
    const text = JSON.stringify(answer);
    expect(await queryAnswered(saysRaw(text, signedHeaders(text)))).toMatchObject({ kind: 'unknown' });
  });

  it.each(['not JSON', '{"a":', `${'['.repeat(100_000)}${']'.repeat(100_000)}`])(
    'for its form, though it is signed: %.9s',
    async (text) => {
      expect(await queryAnswered(saysRaw(text, signedHeaders(text)))).toMatchObject({ kind: 'unknown' });
    },
  );

  it.each([201, 302, 404, 500, 502])('the genuine text under the status %d', async (status) => {
    expect(await queryAnswered(says(PAID, status))).toMatchObject({ kind: 'unknown' });
  });

  it('nothing where something should be', async () => {
    expect(await queryAnswered(says(undefined))).toMatchObject({ kind: 'unknown' });
  });

  it('a redirect, which is not followed', async () => {
    const elsewhere = await listen(says(PAID));
    const outcome = await queryAnswered((_request, response) => {
      response.writeHead(307, { location: elsewhere.origin }).end();
    });
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('no answer is unknown', () => {
  it('when the connection is broken at once', async () => {
    expect(await queryAnswered((_request, response) => response.destroy())).toMatchObject({
      kind: 'unknown',
    });
  });

  it('when it breaks half-way', async () => {
    const outcome = await queryAnswered((_request, response) => {
      response.writeHead(200, { ...signedHeaders(genuine), 'content-length': genuine.length });
      response.write(genuine.slice(0, 100), () => response.destroy());
    });
    expect(outcome).toMatchObject({ kind: 'unknown' });
  });

  it('when nobody listens', async () => {
    const outcome = await openChannel({ origin: 'http://127.0.0.1:1' }).query(PAYMENT);
    expect(outcome).toMatchObject({ kind: 'unknown' });
  });

  it('when it takes too long', async () => {
    const { origin } = await listen(() => {});
    const impatient = (request: Request) => fetch(new Request(request, { signal: AbortSignal.timeout(50) }));
    expect(await openChannel({ origin }, impatient).query(PAYMENT)).toMatchObject({ kind: 'unknown' });
  });

  it('and nothing waits for ever: each request carries a deadline', async () => {
    let signal: AbortSignal | undefined;
    const transport = (request: Request) => {
      signal = request.signal;
      return Promise.reject(new TypeError('fetch failed'));
    };
    await openChannel({}, transport).query(PAYMENT);
    expect(signal?.aborted).toBe(false);
  });
});
