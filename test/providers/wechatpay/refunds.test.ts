import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balances, newOrderNo, openForTest, openWechatpay, type WechatpayWorld } from './open.ts';

let world: WechatpayWorld;

beforeAll(async () => {
  world = await openWechatpay({ rules: { refusedRefundsPerSecond: 1000 } });
});
afterAll(() => world.close());

const refund = (outTradeNo: string, fen: number, total: number, more: object = {}, own = world) =>
  own.client.post('/v3/refund/domestic/refunds', {
    out_trade_no: outTradeNo,
    out_refund_no: newOrderNo(),
    notify_url: own.merchant.notifyUrl,
    amount: { refund: fen, total, currency: 'CNY' },
    ...more,
  });
const query = (outRefundNo: string, own = world) =>
  own.client.get(`/v3/refund/domestic/refunds/${outRefundNo}`);

describe('a refund', () => {
  it('is accepted, and a moment later the buyer has the money, and the merchant is told', async () => {
    const own = await openForTest();
    const { outTradeNo, transactionId } = await own.paidOrder(1000);
    const { json, status } = await refund(outTradeNo, 400, 1000, { reason: '成色不符' }, own);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      refund_id: expect.stringMatching(/^503\d{26}$/),
      transaction_id: transactionId,
      status: 'PROCESSING',
      channel: 'ORIGINAL',
      funds_account: 'AVAILABLE',
      amount: { total: 1000, refund: 400, payer_refund: 400, currency: 'CNY' },
    });
    await own.advance('PT2S');
    expect((await query(json.out_refund_no, own)).json).toMatchObject({
      status: 'SUCCESS',
      success_time: '2026-11-22T12:00:02+08:00',
    });
    const told = own.merchant.received.find(({ eventType }) => eventType === 'REFUND.SUCCESS');
    expect(told?.resource).toMatchObject({
      mchid: own.credentials.mchid,
      refund_status: 'SUCCESS',
      amount: { total: 1000, refund: 400, payer_total: 1000, payer_refund: 400 },
    });
    const found = balances(own);
    expect(found.get('buyer')).toBe(-600n);
    expect(found.get('fee')).toBe(4n);
  });

  it('of an order makes it REFUND, and gives back the fee with the last fen', async () => {
    const own = await openForTest();
    const { outTradeNo } = await own.paidOrder(1000);
    await refund(outTradeNo, 333, 1000, {}, own);
    await refund(outTradeNo, 667, 1000, {}, own);
    await own.advance('PT2S');
    const { json } = await own.client.get(
      `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${own.credentials.mchid}`,
    );
    expect(json.trade_state).toBe('REFUND');
    expect([...balances(own).values()].every((fen) => fen === 0n)).toBe(true);
  });

  it('asked for again is the same one; with another amount it is a refusal', async () => {
    const { outTradeNo } = await world.paidOrder(1000);
    const number = newOrderNo();
    const first = await refund(outTradeNo, 100, 1000, { out_refund_no: number });
    const again = await refund(outTradeNo, 100, 1000, { out_refund_no: number });
    expect(again.json.refund_id).toBe(first.json.refund_id);
    const other = await refund(outTradeNo, 200, 1000, { out_refund_no: number });
    expect([other.status, other.json.message]).toEqual([400, '您的请求参数与订单信息不一致']);
    const { outTradeNo: elsewhere } = await world.paidOrder(1000);
    expect((await refund(elsewhere, 100, 1000, { out_refund_no: number })).json.code).toBe('INVALID_REQUEST');
  });

  it('is refused with a code of its own, and changes nothing', async () => {
    const { outTradeNo } = await world.paidOrder(1000);
    const unpaid = newOrderNo();
    await world.placeNative(unpaid, 1000);
    const { outTradeNo: closed } = await world.paidOrder(1000, {}, { method: 'closed_account' });
    const before = world.dump();
    const codes = await Promise.all([
      refund('NOSUCHORDER', 1, 1),
      refund(unpaid, 1, 1000),
      refund(outTradeNo, 1, 999),
      refund(outTradeNo, 1001, 1000),
      refund(closed, 1, 1000),
      refund(outTradeNo, 1, 1000, { out_trade_no: undefined }),
    ]).then((replies) => replies.map(({ status, json }) => `${status} ${json.code}`));
    expect(codes).toEqual([
      '404 RESOURCE_NOT_EXISTS',
      '404 RESOURCE_NOT_EXISTS',
      '400 INVALID_REQUEST',
      '400 INVALID_REQUEST',
      '403 USER_ACCOUNT_ABNORMAL',
      '400 PARAM_ERROR',
    ]);
    expect(world.dump()).toBe(before);
  });

  it('to a dead card is ABNORMAL until it is sent elsewhere', async () => {
    const own = await openForTest();
    const { outTradeNo } = await own.paidOrder(1000, {}, { method: 'cancelled_card' });
    const { json } = await refund(outTradeNo, 1000, 1000, {}, own);
    await own.advance('PT2S');
    expect((await query(json.out_refund_no, own)).json.status).toBe('ABNORMAL');
    expect(own.merchant.received.at(-1)?.eventType).toBe('REFUND.ABNORMAL');
    const path = `/v3/refund/domestic/refunds/${json.refund_id}/apply-abnormal-refund`;
    const redirect = { out_refund_no: json.out_refund_no, type: 'USER_BANK_CARD' };
    expect((await own.client.post(path, redirect)).json.status).toBe('PROCESSING');
    expect((await own.client.post(path, redirect)).json.code).toBe('INVALID_REQUEST');
    await own.advance('PT2S');
    expect((await query(json.out_refund_no, own)).json).toMatchObject({
      status: 'SUCCESS',
      channel: 'OTHER_BANKCARD',
    });
  });

  it('to a bank that never answers stays PROCESSING', async () => {
    const own = await openForTest();
    const { outTradeNo } = await own.paidOrder(1000, {}, { method: 'stuck_card' });
    const { json } = await refund(outTradeNo, 1000, 1000, {}, own);
    await own.advance('P30D');
    expect((await query(json.out_refund_no, own)).json.status).toBe('PROCESSING');
  });

  it('is refused after a year, and after fifty', async () => {
    const own = await openForTest();
    const { outTradeNo } = await own.paidOrder(1000);
    for (let i = 0; i < 50; i += 1) expect((await refund(outTradeNo, 1, 1000, {}, own)).status).toBe(200);
    expect((await refund(outTradeNo, 1, 1000, {}, own)).json.message).toBe('退款次数超过限制');
    await own.advance('P365D');
    expect((await refund(outTradeNo, 1, 1000, {}, own)).json.code).toBe('TRADE_OVERDUE');
  });

  it('too often in vain is too often', async () => {
    const own = await openForTest();
    for (let i = 0; i < 6; i += 1) await refund('NOSUCHORDER', 1, 1, {}, own);
    const reply = await refund('NOSUCHORDER', 1, 1, {}, own);
    expect([reply.status, reply.json.code]).toEqual([429, 'FREQUENCY_LIMITED']);
    await own.advance('PT1S');
    expect((await refund('NOSUCHORDER', 1, 1, {}, own)).status).toBe(404);
  });
});
