import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import { APP, openChannel, SELLER_ID, STRANGER, signedForm } from './stand-in.ts';

const channel = openChannel('https://openapi.alipay.com/gateway.do');
const read = (body: string) => channel.readNotification(new Headers(), body);

/** The fields of a real one, as they came in 2025. */
const sent = {
  gmt_create: '2026-04-22 13:13:50',
  charset: 'utf-8',
  seller_email: 'seller@example.test',
  subject: '鲜福林 + 50% & 更多=1',
  buyer_id: '2088602239987604',
  version: '1.0',
  notify_id: '2026042201222173848087601418874823',
  notify_type: 'trade_status_sync',
  notify_time: '2026-04-22 13:14:01',
  out_trade_no: 'pay_0001',
  total_amount: '10000.00',
  trade_no: '2026042222001487601437036408',
  auth_app_id: APP.id,
  app_id: APP.id,
  seller_id: SELLER_ID,
  sign_type: 'RSA2',
  fund_bill_list: '[{"amount":"10000.00","fundChannel":"ALIPAYACCOUNT"}]',
};
const payment = { ...sent, trade_status: 'TRADE_SUCCESS', gmt_payment: '2026-04-22 13:14:00' };
const refund = { gmt_refund: '2026-04-23 09:00:00.536', out_biz_no: 'ref_0001', refund_fee: '100.00' };
const unpaidClose = {
  ...sent,
  trade_status: 'TRADE_CLOSED',
  gmt_close: '2026-04-22 15:13:50',
  refund_fee: '0.00',
};

describe('a notification of a payment', () => {
  it.each(['TRADE_SUCCESS', 'TRADE_FINISHED'])(
    'says what was paid, and the number of the trade: %s',
    async (status) => {
      expect(await read(signedForm({ ...payment, trade_status: status }))).toEqual({
        kind: 'payment_succeeded',
        payment: 'pay_0001',
        paid: money('CNY', 1_000_000n),
        providerReference: '2026042222001487601437036408',
      });
    },
  );

  it('is signed without its empty fields', async () => {
    expect(await read(signedForm({ ...payment, body: '', passback_params: '' }))).toMatchObject({
      kind: 'payment_succeeded',
    });
  });
});

describe('a notification of a closed trade', () => {
  it('closes a payment that nobody made, though it names a refund of nothing', async () => {
    expect(await read(signedForm(unpaidClose))).toEqual({ kind: 'payment_closed', payment: 'pay_0001' });
  });

  it('is ignored when it was paid', async () => {
    const paidThenClosed = { ...unpaidClose, gmt_payment: '2026-04-22 13:14:00' };
    expect(await read(signedForm(paidThenClosed))).toMatchObject({ kind: 'ignored' });
  });
});

describe('a notification of a refund is never taken for a payment', () => {
  it.each([
    ['of a part', { ...payment, ...refund }],
    ['of all of it', { ...payment, ...refund, trade_status: 'TRADE_CLOSED', refund_fee: '10000.00' }],
    ['known by its number alone', { ...payment, out_biz_no: refund.out_biz_no }],
    ['when the trade ends, much later', { ...payment, ...refund, trade_status: 'TRADE_FINISHED' }],
  ])('but says which refund to ask about: %s', async (_what, fields) => {
    expect(await read(signedForm(fields))).toEqual({
      kind: 'refund_changed',
      payment: 'pay_0001',
      refund: 'ref_0001',
    });
  });

  it.each([
    ['known by its date alone', { ...payment, gmt_refund: refund.gmt_refund }],
    ['known by its amount alone', { ...payment, refund_fee: refund.refund_fee }],
  ])('and is ignored when it names no refund: %s', async (_what, fields) => {
    expect(await read(signedForm(fields))).toEqual({ kind: 'ignored', reason: 'the echo of a refund' });
  });
});

describe('a genuine notification of something else is ignored', () => {
  it.each([
    ['a buyer who has scanned', { ...sent, trade_status: 'WAIT_BUYER_PAY' }],
    ['another kind', { app_id: APP.id, notify_type: 'dut_user_sign', sign_type: 'RSA2', status: 'NORMAL' }],
  ])('%s', async (_what, fields: Record<string, string>) => {
    expect(await read(signedForm(fields))).toMatchObject({ kind: 'ignored' });
  });
});

describe('a notification is refused', () => {
  const genuine = signedForm(payment);

  it.each([
    ['nothing', ''],
    ['JSON', JSON.stringify(payment)],
    ['no signature', new URLSearchParams(payment).toString()],
    ['a signature by another key', signedForm(payment, STRANGER.privateKey)],
    ['another amount than was signed', genuine.replace('10000.00', '10000.01')],
    ['another field than was signed', `${genuine}&refund_status=REFUND_SUCCESS`],
    ['a field twice', `${genuine}&total_amount=10000.00`],
    ['the signature twice', `${genuine}&sign=AAAA`],
    ['another app', signedForm({ ...payment, app_id: '2021000000000000' })],
    ['another seller', signedForm({ ...payment, seller_id: '2088000000000000' })],
    ['no seller', signedForm({ ...payment, seller_id: '' })],
    ['no number of a payment', signedForm({ ...payment, out_trade_no: '' })],
    ['an amount that is none', signedForm({ ...payment, total_amount: '1e4' })],
    ['SHA-1', signedForm({ ...payment, sign_type: 'RSA' })],
    ['more than anybody sends', signedForm({ ...payment, body: 'x'.repeat(64 * 1024) })],
    ['bytes that are not UTF-8', genuine.replace('subject=', 'subject=%ff')],
  ])('%s', async (_what, body) => {
    expect(await read(body)).toBeUndefined();
  });

  it('while the same, as it was signed, is read', async () => {
    expect(await read(genuine)).toMatchObject({ kind: 'payment_succeeded' });
  });
});

describe('the answer to a notification', () => {
  it('is exactly `success` once it has been dealt with', () => {
    expect(channel.answerNotification(true)).toEqual({
      status: 200,
      contentType: 'text/plain',
      body: 'success',
    });
  });

  it('is anything else when Alipay is to send it again', () => {
    expect(channel.answerNotification(false)).toEqual({
      status: 400,
      contentType: 'text/plain',
      body: 'failure',
    });
  });
});
