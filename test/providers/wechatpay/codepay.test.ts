import { beforeEach, describe, expect, it } from 'vitest';
import { balances, newOrderNo, openForTest, type WechatpayWorld } from './open.ts';

let world: WechatpayWorld;

beforeEach(async () => {
  world = await openForTest();
});

let barcodes = 0;
const newBarcode = () => {
  barcodes += 1;
  return `1300000000000${String(barcodes).padStart(4, '0')}1`;
};
const charge = (outTradeNo: string, total: number, auth_code = newBarcode()) =>
  world.client.post('/v3/pay/transactions/codepay', {
    appid: world.credentials.appid,
    mchid: world.credentials.mchid,
    description: '二手相机',
    out_trade_no: outTradeNo,
    payer: { auth_code },
    amount: { total, currency: 'CNY' },
    scene_info: { store_info: { id: '0001' } },
  });
const reverse = (outTradeNo: string) =>
  world.client.post(`/v3/pay/transactions/out-trade-no/${outTradeNo}/reverse`, {
    appid: world.credentials.appid,
    mchid: world.credentials.mchid,
  });
const state = async (outTradeNo: string) =>
  (await world.client.get(`/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${world.credentials.mchid}`))
    .json.trade_state;

describe('a barcode', () => {
  it('is charged at once, and nobody is notified', async () => {
    const { status, json } = await charge(newOrderNo(), 100_000);
    expect([status, json.trade_state, json.trade_type]).toEqual([200, 'SUCCESS', 'MICROPAY']);
    await world.advance('PT1M');
    expect(world.merchant.received).toEqual([]);
  });

  it('above 1000 yuan waits for the password, which the phone enters', async () => {
    const number = newOrderNo();
    const { status, json } = await charge(number, 100_001);
    expect([status, json]).toEqual([202, { code: 'USERPAYING', message: '需要用户输入支付密码' }]);
    expect(await state(number)).toBe('USERPAYING');
    world.pay(number);
    expect(await state(number)).toBe('SUCCESS');
  });

  it('whose password never comes is a PAYERROR, and can be reversed', async () => {
    const number = newOrderNo();
    await charge(number, 100_001);
    await world.advance('PT45S');
    expect(await state(number)).toBe('PAYERROR');
    expect((await reverse(number)).status).toBe(200);
    expect(await state(number)).toBe('REVOKED');
  });

  it('is refused when it is none, was used, or is of somebody without money', async () => {
    const used = newBarcode();
    await charge(newOrderNo(), 1, used);
    const before = world.dump();
    const replies = [
      await charge(newOrderNo(), 1, '991234567890123456'),
      await charge(newOrderNo(), 1, used),
      await charge(newOrderNo(), 1, '130000000000000000'),
    ];
    expect(replies.map(({ status, json }) => `${status} ${json.code}`)).toEqual([
      '403 TRADE_ERROR',
      '403 TRADE_ERROR',
      '403 NOT_ENOUGH',
    ]);
    expect(world.dump()).toBe(before);
  });
});

describe('a reversal', () => {
  it('of a paid order gives everything back, the fee too', async () => {
    const number = newOrderNo();
    await charge(number, 1000);
    expect((await reverse(number)).json).toMatchObject({ out_trade_no: number });
    expect(await state(number)).toBe('REVOKED');
    expect([...balances(world).values()].every((fen) => fen === 0n)).toBe(true);
    expect((await reverse(number)).status).toBe(200);
  });

  it('is refused the day after, and of other orders', async () => {
    const number = newOrderNo();
    await charge(number, 1000);
    const { outTradeNo } = await world.paidOrder(1000);
    expect((await reverse(outTradeNo)).json.code).toBe('TRADE_ERROR');
    await world.advance('PT12H');
    expect((await reverse(number)).json.message).toBe('订单已超过可撤销时间');
  });

  it('is what a barcode payment is ended with: closing it is refused', async () => {
    const number = newOrderNo();
    await charge(number, 100_001);
    const path = `/v3/pay/transactions/out-trade-no/${number}/close`;
    const reply = await world.client.post(path, { mchid: world.credentials.mchid });
    expect([reply.status, reply.json.code]).toEqual([403, 'RULE_LIMIT']);
  });
});
