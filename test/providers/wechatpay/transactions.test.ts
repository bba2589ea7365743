import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balances, newOrderNo, openForTest, openWechatpay, type WechatpayWorld } from './open.ts';

let world: WechatpayWorld;

beforeAll(async () => {
  world = await openWechatpay();
});
afterAll(() => world.close());

const order = (more: object = {}) => ({
  appid: world.credentials.appid,
  mchid: world.credentials.mchid,
  description: '二手相机',
  out_trade_no: newOrderNo(),
  notify_url: world.merchant.notifyUrl,
  amount: { total: 12_800, currency: 'CNY' },
  ...more,
});
const query = (outTradeNo: string) =>
  world.client.get(`/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${world.credentials.mchid}`);
const close = (outTradeNo: string) =>
  world.client.post(`/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, {
    mchid: world.credentials.mchid,
  });

describe('an order', () => {
  it('of native is a code_url, which the phone pays', async () => {
    const body = order({ attach: '货号 7' });
    const { json, status } = await world.client.post('/v3/pay/transactions/native', body);
    expect(status).toBe(200);
    expect(json.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/);
    expect((await query(body.out_trade_no)).json).toMatchObject({
      trade_state: 'NOTPAY',
      payer: {},
      amount: { total: 12_800 },
    });
    world.pay(json.code_url, { method: 'credit_card' });
    expect((await query(body.out_trade_no)).json).toEqual({
      appid: world.credentials.appid,
      mchid: world.credentials.mchid,
      out_trade_no: body.out_trade_no,
      transaction_id: expect.stringMatching(/^4200\d{24}$/),
      trade_type: 'NATIVE',
      trade_state: 'SUCCESS',
      trade_state_desc: '支付成功',
      bank_type: 'CMB_CREDIT',
      attach: '货号 7',
      success_time: '2026-11-22T12:00:00+08:00',
      payer: { openid: expect.stringMatching(/^o/) },
      amount: { total: 12_800, payer_total: 12_800, currency: 'CNY', payer_currency: 'CNY' },
      promotion_detail: [],
    });
  });

  it('is found by WeChat Pay’s number too', async () => {
    const { outTradeNo, transactionId } = await world.paidOrder(100);
    const { json } = await world.client.get(
      `/v3/pay/transactions/id/${transactionId}?mchid=${world.credentials.mchid}`,
    );
    expect(json.out_trade_no).toBe(outTradeNo);
  });

  it('that nobody placed does not exist', async () => {
    const reply = await query('NOSUCHORDER');
    expect([reply.status, reply.json]).toEqual([404, { code: 'ORDER_NOT_EXIST', message: '订单不存在' }]);
    expect(reply.headers.get('request-id')).toMatch(/-268512771$/);
  });

  it('asked for again with the same terms gives the same code, with others a refusal', async () => {
    const body = order();
    const first = await world.client.post('/v3/pay/transactions/native', body);
    const again = await world.client.post('/v3/pay/transactions/native', body);
    expect(again.json).toEqual(first.json);
    const dearer = await world.client.post('/v3/pay/transactions/native', {
      ...body,
      amount: { total: 1, currency: 'CNY' },
    });
    expect([dearer.status, dearer.json.code]).toEqual([403, 'OUT_TRADE_NO_USED']);
    world.pay(first.json.code_url);
    const paid = await world.client.post('/v3/pay/transactions/native', body);
    expect([paid.status, paid.json.code]).toEqual([400, 'ORDER_PAID']);
  });

  it('is closed with an empty, signed 204, again and again; then nobody can pay it', async () => {
    const body = order();
    const { json } = await world.client.post('/v3/pay/transactions/native', body);
    for (const _ of [1, 2]) {
      const closed = await close(body.out_trade_no);
      expect([closed.status, closed.text]).toEqual([204, '']);
    }
    expect((await query(body.out_trade_no)).json.trade_state).toBe('CLOSED');
    expect(() => world.pay(json.code_url)).toThrow(/not_payable: order_closed/);
    const again = await world.client.post('/v3/pay/transactions/native', body);
    expect([again.status, again.json.code]).toEqual([400, 'ORDER_CLOSED']);
  });

  it('that was paid cannot be closed', async () => {
    const { outTradeNo } = await world.paidOrder(100);
    const reply = await close(outTradeNo);
    expect([reply.status, reply.json.code]).toEqual([400, 'ORDER_PAID']);
  });

  it('of a sub-merchant is the sub-merchant’s alone', async () => {
    const { appid: sp_appid, mchid: sp_mchid } = world.credentials;
    const number = newOrderNo();
    const { appid: _, mchid: __, ...rest } = order({ out_trade_no: number });
    const placed = await world.client.post('/v3/pay/partner/transactions/native', {
      ...rest,
      sp_appid,
      sp_mchid,
      sub_mchid: '1688100016',
    });
    world.pay(placed.json.code_url);
    const path = `/v3/pay/partner/transactions/out-trade-no/${number}?sp_mchid=${sp_mchid}&sub_mchid=`;
    expect((await world.client.get(`${path}1688100016`)).json).toMatchObject({
      sp_appid,
      sp_mchid,
      sub_mchid: '1688100016',
      trade_state: 'SUCCESS',
    });
    expect((await world.client.get(`${path}1688100024`)).json.code).toBe('INVALID_REQUEST');
    expect((await world.client.get(`${path}1999999999`)).json.code).toBe('NO_AUTH');
    expect((await query(number)).json.code).toBe('INVALID_REQUEST');
  });

  it('is another merchant’s or app’s: refused', async () => {
    const merchant = await world.client.post('/v3/pay/transactions/native', order({ mchid: '1900000109' }));
    expect(merchant.json.message).toBe('http header中的mchid与post payload中的mchid不匹配');
    const app = await world.client.post(
      '/v3/pay/transactions/native',
      order({ appid: 'wxd678efh567hg6787' }),
    );
    expect([app.status, app.json.code]).toEqual([400, 'APPID_MCHID_NOT_MATCH']);
  });
});

describe('an amount', () => {
  it.each([
    ['a string', '100'],
    ['a fraction', 0.5],
    ['nothing', 0],
    ['too much', 1e15],
    ['null', null],
  ])('that is %s is a PARAM_ERROR', async (_, total) => {
    const before = world.dump();
    const reply = await world.client.post(
      '/v3/pay/transactions/native',
      order({ amount: { total, currency: 'CNY' } }),
    );
    expect([reply.status, reply.json.code, reply.json.detail.location]).toEqual([400, 'PARAM_ERROR', 'body']);
    expect(reply.json.message).toContain('“/body/amount/total”');
    expect(world.dump()).toBe(before);
  });

  it('of text is refused in WeChat Pay’s words', async () => {
    const reply = await world.client.post(
      '/v3/pay/transactions/native',
      order({ amount: { total: '1', currency: 'CNY' } }),
    );
    expect(reply.json.message).toBe(
      '无法将 JSON 输入源“/body/amount/total”映射到目标字段“总金额”中，此字段需要一个合法的 64 位有符号整数',
    );
  });
});

describe('what was presented', () => {
  it('lapses after two hours, and is given out anew under the same number', async () => {
    const own = await openForTest();
    const number = newOrderNo();
    const first = await own.placeNative(number, 100);
    await own.advance('PT2H');
    expect(() => own.pay(first.json.code_url)).toThrow(/lapsed/);
    const second = await own.placeNative(number, 100);
    expect(second.json.code_url).not.toBe(first.json.code_url);
    own.pay(second.json.code_url);
  });

  it('is of no use after a week, or after the merchant’s own deadline', async () => {
    const own = await openForTest();
    const state = async (number: string) =>
      (await own.client.get(`/v3/pay/transactions/out-trade-no/${number}?mchid=${own.credentials.mchid}`))
        .json.trade_state;
    const [week, hour] = [newOrderNo(), newOrderNo()];
    await own.placeNative(week, 100);
    await own.placeNative(hour, 100, { time_expire: '2026-11-22T13:00:00+08:00' });
    await own.advance('PT1H');
    expect([await state(week), await state(hour)]).toEqual(['NOTPAY', 'CLOSED']);
    await own.advance('P7D');
    expect(await state(week)).toBe('CLOSED');
  });

  it('as a prepay_id to a page is paid with its pay-sign, and not with an app’s', async () => {
    const { createSign } = await import('node:crypto');
    const body = order({ payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } });
    const { json } = await world.client.post('/v3/pay/transactions/jsapi', body);
    const { appid: appId, merchantPrivateKey } = world.credentials;
    const signed = (fourth: string) =>
      createSign('RSA-SHA256').update(`${appId}\n1\nabc\n${fourth}\n`).sign(merchantPrivateKey, 'base64');
    const invocation = {
      appId,
      timeStamp: '1',
      nonceStr: 'abc',
      package: `prepay_id=${json.prepay_id}`,
      signType: 'RSA',
    };
    expect(() => world.pay(JSON.stringify({ ...invocation, paySign: signed(json.prepay_id) }))).toThrow(
      /bare id/,
    );
    world.pay(JSON.stringify({ ...invocation, paySign: signed(invocation.package) }));
    expect((await query(body.out_trade_no)).json).toMatchObject({
      trade_type: 'JSAPI',
      payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    });
  });

  it('as an h5_url is a page that takes the payment and leads back', async () => {
    const scene = { scene_info: { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } } };
    const body = order(scene);
    const { json } = await world.client.post('/v3/pay/transactions/h5', body);
    const url = `${json.h5_url}&redirect_url=${encodeURIComponent('https://shop.example/done?a=1')}`;
    const page = await (await fetch(url)).text();
    expect(page).toContain('¥128.00');
    const paid = await fetch(url, { method: 'POST', body: 'action=pay', redirect: 'manual' });
    expect([paid.status, paid.headers.get('location')]).toEqual([302, 'https://shop.example/done?a=1']);
    expect((await query(body.out_trade_no)).json.trade_state).toBe('SUCCESS');
    const forged = await (await fetch(json.h5_url.replace(/package=\d/, 'package=x'))).text();
    expect(forged).toContain('商家参数格式有误');
  });

  it('as an h5_url lapses after five minutes', async () => {
    const own = await openForTest();
    const { json } = await own.client.post('/v3/pay/transactions/h5', {
      ...order({ notify_url: own.merchant.notifyUrl }),
      scene_info: { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } },
    });
    await own.advance('PT5M');
    expect(await (await fetch(json.h5_url)).text()).toContain('支付请求已失效');
  });
});

describe('JSAPI', () => {
  it('needs an openid, and one that is an openid', async () => {
    const none = await world.client.post('/v3/pay/transactions/jsapi', order());
    expect(none.json).toMatchObject({ code: 'PARAM_ERROR', message: 'JSAPI支付必须传openid' });
    const wrong = await world.client.post(
      '/v3/pay/transactions/jsapi',
      order({ payer: { openid: 'unionid' } }),
    );
    expect(wrong.json).toMatchObject({ code: 'INVALID_REQUEST', message: '无效的openid' });
  });
});

describe('a notification', () => {
  it('of a payment is signed, sealed, and tells what a query tells', async () => {
    const own = await openForTest();
    const { outTradeNo } = await own.paidOrder(100);
    await own.sandbox.scheduler.settle();
    const [told] = own.merchant.received;
    if (!told) throw new Error('nothing was told');
    own.client.verify(told.headers, told.body);
    const envelope = JSON.parse(told.body);
    expect(envelope).toMatchObject({
      resource_type: 'encrypt-resource',
      event_type: 'TRANSACTION.SUCCESS',
      summary: '支付成功',
      resource: { algorithm: 'AEAD_AES_256_GCM', original_type: 'transaction' },
    });
    const { json } = await own.client.get(
      `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${own.credentials.mchid}`,
    );
    expect(told.resource).toEqual(json);
  });

  it('is told again on the documented schedule, the same text each time, and then no more', async () => {
    const own = await openForTest();
    own.merchant.answers.push(...Array.from({ length: 20 }, () => new Response('busy', { status: 500 })));
    await own.paidOrder(100);
    await own.advance('P2D');
    const times = own.merchant.received.map(({ at }) => at);
    const waits = times.slice(1).map((at, i) => (at - (times[i] ?? 0)) / 1000);
    expect(waits).toEqual([
      15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600,
    ]);
    expect(new Set(own.merchant.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(own.merchant.received.map(({ headers }) => headers.get('wechatpay-nonce'))).size).toBe(16);
  });

  it('is preceded by a probe, which no client may accept; the true one follows at once', async () => {
    const own = await openForTest();
    own.sandbox.faults.add({ fault: 'notification_probed', aim: { provider: 'wechatpay' } });
    await own.paidOrder(100);
    await own.sandbox.scheduler.settle();
    const [probe, told] = own.merchant.received;
    if (!probe || !told) throw new Error('it was not told twice');
    expect(probe.headers.get('wechatpay-signature')).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(() => own.client.verify(probe.headers, probe.body)).toThrow('the signature is wrong');
    own.client.verify(told.headers, told.body);
    expect(told.body).toBe(probe.body);
  });

  it('switches to the public key day by day', async () => {
    const own = await openForTest({
      rules: { publicKeyRampStarts: Date.parse('2026-11-22T00:00:00Z') },
    });
    const serials = async () => {
      own.merchant.received.length = 0;
      for (let i = 0; i < 10; i += 1) await own.paidOrder(1);
      await own.sandbox.scheduler.settle();
      return own.merchant.received.filter(
        (told) => told.headers.get('wechatpay-serial') === own.credentials.publicKeyId,
      ).length;
    };
    expect(await serials()).toBeLessThan(5);
    await own.advance('P7D');
    expect(await serials()).toBe(10);
  });
});

describe('money', () => {
  it('is the merchant’s, less the fee', async () => {
    const own = await openForTest();
    await own.paidOrder(10_000);
    const found = balances(own);
    expect(found.get(`available:${own.credentials.mchid}`)).toBe(9940n);
    expect(found.get('fee')).toBe(60n);
    expect([...found.values()].reduce((a, b) => a + b, 0n)).toBe(0n);
  });
});
