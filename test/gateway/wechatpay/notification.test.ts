import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import {
  CERTIFIED,
  MERCHANT,
  NOW,
  openChannel,
  type Signing,
  STRANGER,
  sealedBody,
  signedHeaders,
} from './stand-in.ts';

const channel = openChannel();
const read = (body: string, signing: Signing = {}) =>
  channel.readNotification(new Headers(signedHeaders(body, signing)), body);

/** What a real one holds, when it is opened. */
const payment = {
  mchid: MERCHANT.mchid,
  appid: MERCHANT.appid,
  out_trade_no: 'pay_0001',
  transaction_id: '4200002026042200000000000001',
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  attach: '',
  success_time: '2026-04-22T13:14:00+08:00',
  payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
  amount: { total: 1_000_000, payer_total: 999_000, currency: 'CNY', payer_currency: 'CNY' },
};
const PAID = 'TRANSACTION.SUCCESS';
const genuine = sealedBody(PAID, payment);

describe('a notification of a payment', () => {
  it('says what was paid, and the number of the transaction', async () => {
    expect(await read(genuine)).toEqual({
      kind: 'payment_succeeded',
      payment: 'pay_0001',
      paid: money('CNY', 1_000_000n),
      providerReference: '4200002026042200000000000001',
    });
  });

  it('may be signed with the certificate, while the merchant changes to the public key', async () => {
    expect(await read(genuine, CERTIFIED)).toMatchObject({ kind: 'payment_succeeded' });
  });

  it.each([-300, 300])('may come %d seconds off', async (seconds) => {
    expect(await read(genuine, { timestamp: NOW / 1000 + seconds })).toMatchObject({
      kind: 'payment_succeeded',
    });
  });

  it('may be sealed without associated data', async () => {
    expect(await read(sealedBody(PAID, payment, { associatedData: '' }))).toMatchObject({
      kind: 'payment_succeeded',
    });
  });
});

const refund = {
  mchid: MERCHANT.mchid,
  out_trade_no: 'pay_0001',
  out_refund_no: 'ref_0001',
  refund_status: 'SUCCESS',
};

describe('a notification of a refund', () => {
  it.each(['REFUND.SUCCESS', 'REFUND.ABNORMAL', 'REFUND.CLOSED'])(
    'says which to ask after, and not what became of it: %s',
    async (eventType) => {
      expect(await read(sealedBody(eventType, refund))).toEqual({
        kind: 'refund_changed',
        payment: 'pay_0001',
        refund: 'ref_0001',
      });
    },
  );

  it.each([
    ['another merchant', { ...refund, mchid: '1900000001' }],
    ['no number of a payment', { ...refund, out_trade_no: '' }],
    ['no number of a refund', { ...refund, out_refund_no: undefined }],
  ])('is refused for %s', async (_what, resource) => {
    expect(await read(sealedBody('REFUND.SUCCESS', resource))).toBeUndefined();
  });
});

describe('a genuine notification of something else is ignored', () => {
  it.each([
    ['PROFITSHARING.SUCCESS', { mchid: MERCHANT.mchid }],
    ['NEVER.HEARD_OF', {}],
  ])('%s', async (eventType, resource) => {
    expect(await read(sealedBody(eventType, resource))).toEqual({
      kind: 'ignored',
      reason: `a notification of ${eventType}`,
    });
  });

  it('an order that is not paid', async () => {
    const closed = sealedBody(PAID, { ...payment, trade_state: 'CLOSED' });
    expect(await read(closed)).toEqual({ kind: 'ignored', reason: 'an order in CLOSED' });
  });
});

describe('a notification is refused', () => {
  it.each<[string, Signing]>([
    ['a probe', { signature: `WECHATPAY/SIGNTEST/${'A'.repeat(320)}` }],
    ['a probe that begins a true signature', { signature: `WECHATPAY/SIGNTEST/${signatureOf(genuine)}` }],
    ['no signature', { signature: '' }],
    ['a signature that is none', { signature: 'AAAA' }],
    ['the signature of something else', { signature: signatureOf('{}') }],
    ['a signature by another key', { privateKey: STRANGER.privateKey }],
    ["one key's signature under the other's name", { privateKey: CERTIFIED.privateKey }],
    ['a key that is not known', { serial: 'PUB_KEY_ID_0' }],
    ['no key', { serial: '' }],
    ['too old', { timestamp: NOW / 1000 - 301 }],
    ['too new', { timestamp: NOW / 1000 + 301 }],
    ['a time in another form', { timestamp: '2026-04-22T13:14:15+08:00' }],
    ['a time that is no number', { timestamp: 'NaN' }],
    ['no time', { timestamp: '' }],
  ])('for its signature: %s', async (_what, signing) => {
    expect(await read(genuine, signing)).toBeUndefined();
  });

  it('for a body that is not as it was signed', async () => {
    const headers = new Headers(signedHeaders(genuine));
    expect(await channel.readNotification(headers, `${genuine} `)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'out_trade_no=pay_0001'],
    ['a list', '[]'],
    ['null', 'null'],
    ['nothing sealed', JSON.stringify({ event_type: PAID })],
    ['sealed under another key', sealedBody(PAID, payment, { key: 'x'.repeat(32) })],
    ['other associated data', sealedBody(PAID, payment, { change: { associated_data: 'refund' } })],
    ['another nonce', sealedBody(PAID, payment, { change: { nonce: 'fdasflkja485' } })],
    ['a nonce of no length', sealedBody(PAID, payment, { change: { nonce: '' } })],
    ['nothing in the seal', sealedBody(PAID, payment, { change: { ciphertext: '' } })],
    ['a seal too short', sealedBody(PAID, payment, { change: { ciphertext: 'AAAA' } })],
    ['another algorithm', sealedBody(PAID, payment, { change: { algorithm: 'AEAD_SM4_GCM' } })],
    ['a sealed text that is no JSON', sealedBody(PAID, 'SUCCESS')],
    ['another merchant', sealedBody(PAID, { ...payment, mchid: '1900000001' })],
    ['another app', sealedBody(PAID, { ...payment, appid: 'wx0000000000000000' })],
    ['no number of a payment', sealedBody(PAID, { ...payment, out_trade_no: '' })],
    ['no number of a transaction', sealedBody(PAID, { ...payment, transaction_id: undefined })],
    ['an amount in text', sealedBody(PAID, { ...payment, amount: { total: '1000000' } })],
    ['part of a fen', sealedBody(PAID, { ...payment, amount: { total: 0.5 } })],
    ['a negative amount', sealedBody(PAID, { ...payment, amount: { total: -1 } })],
    ['another currency', sealedBody(PAID, { ...payment, amount: { total: 1, currency: 'USD' } })],
    ['more than anybody sends', sealedBody(PAID, { ...payment, attach: 'x'.repeat(64 * 1024) })],
  ])('for what it holds, though it is signed: %s', async (_what, body) => {
    expect(await read(body)).toBeUndefined();
  });
});

describe('the answer to a notification', () => {
  it.each([
    [true, 200],
    [false, 400],
  ])('dealt with: %s', (accepted, status) => {
    const answer = channel.answerNotification(accepted);
    expect(answer).toMatchObject({ status, contentType: 'application/json' });
    expect(JSON.parse(answer.body)).toMatchObject({ code: accepted ? 'SUCCESS' : 'FAIL' });
  });
});

function signatureOf(body: string): string {
  return signedHeaders(body)['Wechatpay-Signature'] ?? '';
}
