import { describe, expect, it } from 'vitest';
import { type AlipayWorld, newOrderNo, openAlipayForTest, START } from './open.ts';

/** Places an order of ¥100.00 that leaves an address to be notified at. */
async function precreate(world: AlipayWorld, more: object = {}): Promise<string> {
  const outTradeNo = newOrderNo();
  const content = { out_trade_no: outTradeNo, total_amount: '100.00', subject: '二手包 & bag', ...more };
  await world.exec('alipay.trade.precreate', content, { notifyUrl: world.merchant.notifyUrl });
  return outTradeNo;
}

const settled = (world: AlipayWorld) => world.sandbox.scheduler.settle();

describe('a notification', () => {
  it('says what was paid, and passes the check of the SDK', async () => {
    const world = await openAlipayForTest();
    const outTradeNo = await precreate(world, { body: 'in red', passback_params: 'a%3D1%26b' });
    world.pay(outTradeNo, { method: 'huabei', instalments: 3 });
    await settled(world);
    const [notification] = world.merchant.received;
    const fields = notification?.fields ?? {};
    const { trade_no } = await world.exec('alipay.trade.query', { out_trade_no: outTradeNo });
    expect(fields).toEqual({
      notify_type: 'trade_status_sync',
      notify_id: expect.stringMatching(/^2026112200222120000\d{15}$/),
      notify_time: '2026-11-22 12:00:00',
      app_id: world.credentials.appId,
      auth_app_id: world.credentials.appId,
      charset: 'utf-8',
      version: '1.0',
      sign_type: 'RSA2',
      sign: expect.any(String),
      trade_no,
      out_trade_no: outTradeNo,
      trade_status: 'TRADE_SUCCESS',
      buyer_id: '2088041000000026',
      buyer_logon_id: 'buy***@counterfoil.example',
      seller_id: world.credentials.sellerId,
      seller_email: 'merchant@counterfoil.example',
      subject: '二手包 & bag',
      body: 'in red',
      passback_params: 'a%3D1%26b',
      total_amount: '100.00',
      receipt_amount: '100.00',
      buyer_pay_amount: '100.00',
      invoice_amount: '100.00',
      point_amount: '0.00',
      fund_bill_list: '[{"amount":"100.00","fundChannel":"PCREDIT"}]',
      gmt_create: '2026-11-22 12:00:00',
      gmt_payment: '2026-11-22 12:00:00',
    });
    expect(world.sdk.checkNotifySignV2(fields)).toBe(true);
    expect(world.sdk.checkNotifySignV2({ ...fields, total_amount: '1.00' })).toBe(false);
  });

  it('is not sent of a trade that waits', async () => {
    const world = await openAlipayForTest();
    world.pay(await precreate(world), { outcome: 'cancelled' });
    world.pay(await precreate(world), { outcome: 'insufficient_funds' });
    await settled(world);
    expect(world.merchant.received).toEqual([]);
  });

  it('is sent again of a refund, with all that was refunded so far', async () => {
    const world = await openAlipayForTest();
    const outTradeNo = await precreate(world);
    world.pay(outTradeNo);
    for (const [out_request_no, refund_amount] of [
      ['R1', '30.00'],
      ['R2', '70.00'],
    ]) {
      await world.exec('alipay.trade.refund', { out_trade_no: outTradeNo, out_request_no, refund_amount });
    }
    await settled(world);
    const told = world.merchant.received.map(({ fields }) => fields);
    expect(
      told.map(({ trade_status, refund_fee, out_biz_no }) => [trade_status, refund_fee, out_biz_no]),
    ).toEqual([
      ['TRADE_SUCCESS', undefined, undefined],
      ['TRADE_SUCCESS', '30.00', 'R1'],
      ['TRADE_CLOSED', '100.00', 'R2'],
    ]);
    expect(told[1]).toMatchObject({ gmt_refund: '2026-11-22 12:00:00.000' });
    expect(told[1]).not.toHaveProperty('gmt_close');
    expect(told[2]).toMatchObject({ gmt_close: '2026-11-22 12:00:00' });
    expect(new Set(told.map(({ notify_id }) => notify_id)).size).toBe(3);
    expect(told.every((fields) => world.sdk.checkNotifySignV2(fields))).toBe(true);
  });

  it.each([
    ['closed by the merchant', (world: AlipayWorld, outTradeNo: string) => close(world, outTradeNo)],
    ['closed by time', (world: AlipayWorld) => world.advance('PT3H')],
  ])('is sent of a trade %s', async (_, end) => {
    const world = await openAlipayForTest();
    const outTradeNo = await precreate(world);
    world.pay(outTradeNo, { outcome: 'cancelled' });
    await end(world, outTradeNo);
    await settled(world);
    const [closed] = world.merchant.received;
    expect(closed?.fields).toMatchObject({ trade_status: 'TRADE_CLOSED', gmt_close: expect.any(String) });
    expect(closed?.fields).not.toHaveProperty('gmt_payment');
  });

  it('is sent of a trade that is finished, much later', async () => {
    const world = await openAlipayForTest();
    world.pay(await precreate(world));
    await world.advance('P366D');
    expect(world.merchant.received.map(({ fields }) => fields.trade_status)).toEqual([
      'TRADE_SUCCESS',
      'TRADE_FINISHED',
    ]);
  });

  it('is not sent where nobody wants to know', async () => {
    const world = await openAlipayForTest();
    const content = { out_trade_no: newOrderNo(), total_amount: '1.00', subject: 'a thing' };
    world.pay((await world.exec('alipay.trade.precreate', content)).qr_code);
    await world.advance('P1D');
    expect(world.merchant.received).toEqual([]);
  });

  it('is sent again on the schedule until it is given up, as one and the same', async () => {
    const world = await openAlipayForTest();
    world.merchant.answers.push(...Array.from({ length: 9 }, () => 'fail'));
    world.pay(await precreate(world));
    await world.advance('P2D');
    const minutes = world.merchant.received.map(({ at }) => (at - START) / 60_000);
    expect(minutes).toEqual([0, 4, 14, 24, 84, 204, 564, 1464]);
    const told = world.merchant.received.map(({ fields }) => fields);
    expect(new Set(told.map(({ notify_id }) => notify_id)).size).toBe(1);
    expect(told.map(({ notify_time }) => notify_time).slice(0, 3)).toEqual([
      '2026-11-22 12:00:00',
      '2026-11-22 12:04:00',
      '2026-11-22 12:14:00',
    ]);
    expect(told.every((fields) => world.sdk.checkNotifySignV2(fields))).toBe(true);
  });

  it.each([
    ['SUCCESS', 'SUCCESS'],
    ['success with a newline', 'success\n'],
    ['success in quotes', '"success"'],
    ['an empty answer', ''],
    ['success under 500', new Response('success', { status: 500 })],
    ['a redirect', new Response(null, { status: 302, headers: { location: '/elsewhere' } })],
  ])('is not acknowledged by %s', async (_, answer) => {
    const world = await openAlipayForTest();
    world.merchant.answers.push(answer);
    world.pay(await precreate(world));
    await world.advance('PT10M');
    expect(world.merchant.received).toHaveLength(2);
  });

  it('is acknowledged by success', async () => {
    const world = await openAlipayForTest();
    world.pay(await precreate(world));
    await world.advance('P2D');
    expect(world.merchant.received).toHaveLength(1);
  });
});

async function close(world: AlipayWorld, outTradeNo: string): Promise<void> {
  await world.exec('alipay.trade.close', { out_trade_no: outTradeNo });
}
