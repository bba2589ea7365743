import { constants, privateDecrypt, publicEncrypt, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { balances, newOrderNo, openForTest, type PaidNumbers, type WechatpayWorld } from './open.ts';

const FROZEN = { settle_info: { profit_sharing: true } };
const RECEIVER = '1600000100';

interface Share {
  readonly account: string;
  readonly amount: number;
  readonly type?: string;
}

/** A merchant that shares: its world, and what it asks of it. */
async function openSharing(fen = 10_000): Promise<Sharing> {
  const world = await openForTest();
  const { appid } = world.credentials;
  const add = (account: string, type = 'MERCHANT_ID', more: object = {}, headers = {}) =>
    world.client.post(
      '/v3/profitsharing/receivers/add',
      { appid, type, account, relation_type: 'PARTNER', ...more },
      { headers },
    );
  await add(RECEIVER);
  const order = await world.paidOrder(fen, FROZEN);
  await world.advance('PT1M');
  const share = (shares: readonly Share[], more: object = {}) =>
    world.client.post('/v3/profitsharing/orders', {
      appid,
      transaction_id: order.transactionId,
      out_order_no: newOrderNo(),
      receivers: shares.map((one) => ({ type: 'MERCHANT_ID', description: '佣金', ...one })),
      unfreeze_unsplit: false,
      ...more,
    });
  return { world, order, add, share };
}

interface Sharing {
  readonly world: WechatpayWorld;
  readonly order: PaidNumbers;
  add(
    account: string,
    type?: string,
    more?: object,
    headers?: Record<string, string>,
  ): ReturnType<WechatpayWorld['client']['post']>;
  share(shares: readonly Share[], more?: object): ReturnType<WechatpayWorld['client']['post']>;
}

const find = ({ world, order }: Sharing, outOrderNo: string) =>
  world.client.get(`/v3/profitsharing/orders/${outOrderNo}?transaction_id=${order.transactionId}`);
const unfreeze = ({ world, order }: Sharing, out_order_no = newOrderNo()) =>
  world.client.post('/v3/profitsharing/orders/unfreeze', {
    transaction_id: order.transactionId,
    out_order_no,
    description: '解冻全部剩余资金',
  });
const unsplit = async ({ world, order }: Sharing) =>
  (await world.client.get(`/v3/profitsharing/transactions/${order.transactionId}/amounts`)).json
    .unsplit_amount;
const takeBack = ({ world }: Sharing, outOrderNo: string, amount: number, more: object = {}) =>
  world.client.post('/v3/profitsharing/return-orders', {
    out_order_no: outOrderNo,
    out_return_no: newOrderNo(),
    return_mchid: RECEIVER,
    amount,
    description: '退款',
    ...more,
  });

describe('sharing', () => {
  it('is accepted, then carried out; the receiver has the money', async () => {
    const own = await openSharing();
    const { json, status } = await own.share([{ account: RECEIVER, amount: 1000 }]);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      transaction_id: own.order.transactionId,
      order_id: expect.stringMatching(/^300\d{26}$/),
      state: 'PROCESSING',
      receivers: [{ account: RECEIVER, amount: 1000, result: 'PENDING' }],
    });
    expect(await unsplit(own)).toBe(8940);
    await own.world.advance('PT1S');
    expect((await find(own, json.out_order_no)).json).toMatchObject({
      state: 'FINISHED',
      receivers: [{ result: 'SUCCESS', detail_id: expect.stringMatching(/^\d+$/) }],
    });
    expect(balances(own.world).get(`available:${RECEIVER}`)).toBe(1000n);
  });

  it('may fail for one receiver and not for the other: finished is no success', async () => {
    const own = await openSharing();
    await own.add('1600000501');
    const { json } = await own.share([
      { account: RECEIVER, amount: 100 },
      { account: '1600000501', amount: 200 },
    ]);
    await own.world.advance('PT1S');
    const { receivers, state } = (await find(own, json.out_order_no)).json;
    expect(state).toBe('FINISHED');
    expect(receivers).toMatchObject([
      { result: 'SUCCESS' },
      { result: 'CLOSED', fail_reason: 'ACCOUNT_ABNORMAL' },
    ]);
    expect(await unsplit(own)).toBe(9840);
  });

  it('is refused within a minute of the payment', async () => {
    const own = await openSharing();
    const fresh = await own.world.paidOrder(10_000, FROZEN);
    const body = { transaction_id: fresh.transactionId };
    const early = await own.share([{ account: RECEIVER, amount: 1 }], body);
    expect([early.status, early.json.message]).toEqual([400, '订单处理中，请稍后重试']);
    await own.world.advance('PT1M');
    expect((await own.share([{ account: RECEIVER, amount: 1 }], body)).status).toBe(200);
  });

  it('stays under 30 % of what the merchant got, all requests together', async () => {
    const own = await openSharing();
    expect((await own.share([{ account: RECEIVER, amount: 2982 }])).status).toBe(200);
    const more = await own.share([{ account: RECEIVER, amount: 1 }]);
    expect([more.status, more.json.message]).toEqual([400, '分账金额超出最大分账比例']);
  });

  it('is refused with words of its own, and changes nothing', async () => {
    const own = await openSharing();
    const plain = await own.world.paidOrder(10_000);
    await own.world.advance('PT1M');
    const before = own.world.dump();
    const replies = [
      await own.share([{ account: RECEIVER, amount: 1 }], { transaction_id: plain.transactionId }),
      await own.share([{ account: RECEIVER, amount: 1 }], { transaction_id: '4200000000' }),
      await own.share([{ account: '1600000199', amount: 1 }]),
      await own.share([
        { account: RECEIVER, amount: 1 },
        { account: RECEIVER, amount: 2 },
      ]),
      await own.share([]),
      await own.share(
        Array.from({ length: 51 }, (_, i) => ({ account: String(1_600_001_000 + i), amount: 1 })),
      ),
    ];
    expect(replies.map(({ json }) => json.message)).toEqual([
      '非分账订单不支持分账',
      '订单不存在',
      '分账接收方关系不存在',
      '分账接收方重复',
      '分账接收方列表不能为空',
      expect.stringContaining('元素个数 51，大于最大值 50'),
    ]);
    expect(own.world.dump()).toBe(before);
  });

  it('asked for again is the same one; with other receivers it is a refusal', async () => {
    const own = await openSharing();
    const number = { out_order_no: newOrderNo() };
    const first = await own.share([{ account: RECEIVER, amount: 10 }], number);
    expect((await own.share([{ account: RECEIVER, amount: 10 }], number)).json).toEqual(first.json);
    const other = await own.share([{ account: RECEIVER, amount: 11 }], number);
    expect([other.status, other.json.message]).toEqual([400, '分账接收方与原请求不一致']);
  });

  it('goes on for fifty requests', async () => {
    const own = await openSharing();
    for (let i = 0; i < 50; i += 1)
      expect((await own.share([{ account: RECEIVER, amount: 1 }])).status).toBe(200);
    expect((await own.share([{ account: RECEIVER, amount: 1 }])).json.message).toBe('分账次数超过限制');
  });

  it('is over once the order was refunded in full', async () => {
    const own = await openSharing();
    const refund = {
      out_refund_no: newOrderNo(),
      amount: { refund: 10_000, total: 10_000, currency: 'CNY' },
    };
    await own.world.client.post('/v3/refund/domestic/refunds', {
      transaction_id: own.order.transactionId,
      ...refund,
    });
    expect((await own.share([{ account: RECEIVER, amount: 1 }])).json.message).toBe(
      '订单已全额退款，不支持分账',
    );
  });
});

describe('unfreezing', () => {
  it('gives the merchant the rest, and ends the sharing', async () => {
    const own = await openSharing();
    await own.share([{ account: RECEIVER, amount: 1000 }]);
    const { json } = await unfreeze(own);
    expect(json.receivers).toMatchObject([
      { type: 'MERCHANT_ID', account: own.world.credentials.mchid, amount: 8940, result: 'PENDING' },
    ]);
    await own.world.advance('PT1S');
    expect(balances(own.world).get(`available:${own.world.credentials.mchid}`)).toBe(8940n);
    expect((await own.share([{ account: RECEIVER, amount: 1 }])).json.message).toBe(
      '订单已完结分账，不支持分账',
    );
    const again = await unfreeze(own);
    expect([again.status, again.json]).toEqual([403, { code: 'NOT_ENOUGH', message: '分账金额为0' }]);
  });

  it('under a number that shared before answers success, and unfreezes nothing', async () => {
    const own = await openSharing();
    const shared = await own.share([{ account: RECEIVER, amount: 1000 }]);
    const reply = await unfreeze(own, shared.json.out_order_no);
    expect(reply.status).toBe(200);
    expect(await unsplit(own)).toBe(8940);
  });

  it('can be asked for with the last share', async () => {
    const own = await openSharing();
    await own.share([{ account: RECEIVER, amount: 1000 }], { unfreeze_unsplit: true });
    await own.world.advance('PT1S');
    const found = balances(own.world);
    expect([
      found.get(`available:${RECEIVER}`),
      found.get(`available:${own.world.credentials.mchid}`),
    ]).toEqual([1000n, 8940n]);
    expect(await unsplit(own)).toBe(0);
  });

  it('happens by itself after thirty days', async () => {
    const own = await openSharing();
    await own.world.advance('P29DT23H58M');
    expect(await unsplit(own)).toBe(9940);
    await own.world.advance('PT1M');
    expect(await unsplit(own)).toBe(0);
    expect(balances(own.world).get(`available:${own.world.credentials.mchid}`)).toBe(9940n);
    expect((await own.share([{ account: RECEIVER, amount: 1 }])).json.code).toBe('INVALID_REQUEST');
  });
});

describe('a refund of a frozen order', () => {
  it('comes out of what is frozen, and no more than that', async () => {
    const own = await openSharing();
    await own.share([{ account: RECEIVER, amount: 2900 }]);
    const refund = (fen: number) =>
      own.world.client.post('/v3/refund/domestic/refunds', {
        transaction_id: own.order.transactionId,
        out_refund_no: newOrderNo(),
        amount: { refund: fen, total: 10_000, currency: 'CNY' },
      });
    const tooMuch = await refund(10_000);
    expect([tooMuch.status, tooMuch.json.code]).toEqual([403, 'NOT_ENOUGH']);
    expect((await refund(7000)).json.funds_account).toBe('UNSETTLED');
    expect(await unsplit(own)).toBe(10_000 - 60 - 2900 - 7000 + 42);
  });
});

describe('a return', () => {
  async function shared(): Promise<Sharing & { outOrderNo: string }> {
    const own = await openSharing();
    const { json } = await own.share([{ account: RECEIVER, amount: 1000 }]);
    await own.world.advance('PT1S');
    return { ...own, outOrderNo: json.out_order_no };
  }

  it('gives the share back to what the merchant can use, at once, and to sharing no more', async () => {
    const own = await shared();
    const { json, status } = await takeBack(own, own.outOrderNo, 400);
    expect([status, json.result, json.return_id]).toEqual([200, 'SUCCESS', expect.stringMatching(/^310/)]);
    const found = balances(own.world);
    expect([
      found.get(`available:${RECEIVER}`),
      found.get(`available:${own.world.credentials.mchid}`),
    ]).toEqual([600n, 400n]);
    expect(await unsplit(own)).toBe(8940);
    const query = await own.world.client.get(
      `/v3/profitsharing/return-orders/${json.out_return_no}?out_order_no=${own.outOrderNo}`,
    );
    expect(query.json).toEqual(json);
  });

  it('works after unfreezing too, and never for more than the share', async () => {
    const own = await shared();
    await unfreeze(own);
    expect((await takeBack(own, own.outOrderNo, 900)).status).toBe(200);
    const reply = await takeBack(own, own.outOrderNo, 101);
    expect([reply.status, reply.json.message]).toEqual([400, '回退金额超过原分账金额']);
  });

  it('asked for again is the same one', async () => {
    const own = await shared();
    const number = { out_return_no: newOrderNo() };
    const first = await takeBack(own, own.outOrderNo, 400, number);
    expect((await takeBack(own, own.outOrderNo, 400, number)).json).toEqual(first.json);
    expect((await takeBack(own, own.outOrderNo, 500, number)).json.code).toBe('INVALID_REQUEST');
  });

  it('is refused of others, and after 180 days', async () => {
    const own = await shared();
    expect((await takeBack(own, own.outOrderNo, 1, { return_mchid: '1600000101' })).json.message).toBe(
      '回退方不存在',
    );
    expect((await takeBack(own, 'NONE', 1)).json.message).toBe('原分账单不存在');
    await own.world.advance('P180D');
    expect((await takeBack(own, own.outOrderNo, 1)).json.message).toBe('已超过分账回退期限');
  });
});

describe('a receiver', () => {
  it('has a name that only WeChat Pay can read, and that only the merchant gets back', async () => {
    const own = await openSharing();
    const { platformCertificate, platformSerialNo, merchantPrivateKey } = own.world.credentials;
    const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    const key = new X509Certificate(platformCertificate).publicKey;
    const encrypted = (name: string) => publicEncrypt({ key, ...oaep }, Buffer.from(name)).toString('base64');
    const serial = { 'wechatpay-serial': platformSerialNo };
    const { json } = await own.add('1600000102', 'MERCHANT_ID', { name: encrypted('某某公司') }, serial);
    const name = privateDecrypt({ key: merchantPrivateKey, ...oaep }, Buffer.from(json.name, 'base64'));
    expect(name.toString()).toBe('某某公司');
    expect(own.world.dump()).toContain('某某公司');
    const without = await own.add('1600000103', 'MERCHANT_ID', { name: encrypted('某某公司') });
    expect(without.json.message).toContain('Wechatpay-Serial');
    const stranger = { 'wechatpay-serial': 'PUB_KEY_ID_1' };
    const forAnother = await own.add('1600000103', 'MERCHANT_ID', { name: encrypted('某某公司') }, stranger);
    expect(forAnother.json).toEqual({ code: 'PARAM_ERROR', message: '平台证书序列号Wechatpay-Serial错误' });
    const plain = await own.add('1600000103', 'MERCHANT_ID', { name: '某某公司' }, serial);
    expect([plain.status, plain.json.code]).toEqual([400, 'PARAM_ERROR']);
  });

  it('must be somebody', async () => {
    const own = await openSharing();
    expect((await own.add('1600000404')).json.message).toBe('账户不存在，请先点击充值');
    expect((await own.add('someone', 'PERSONAL_OPENID')).json.message).toBe('无效的openid');
  });

  it('that was deleted gets nothing more', async () => {
    const own = await openSharing();
    const { appid } = own.world.credentials;
    const account = { appid, type: 'MERCHANT_ID', account: RECEIVER };
    expect((await own.world.client.post('/v3/profitsharing/receivers/delete', account)).status).toBe(200);
    expect((await own.share([{ account: RECEIVER, amount: 1 }])).json.message).toBe('分账接收方关系不存在');
  });
});

it('tells a service provider the most that may be shared', async () => {
  const own = await openSharing();
  const { json } = await own.world.client.get('/v3/profitsharing/merchant-configs/1688100016');
  expect(json).toEqual({ sub_mchid: '1688100016', max_ratio: 3000 });
});
