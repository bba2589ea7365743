import { beforeEach, describe, expect, it } from 'vitest';
import { balances, newOrderNo, openForTest, type WechatpayWorld } from './open.ts';

const SUB = '1688200014';
let world: WechatpayWorld;

beforeEach(async () => {
  world = await openForTest();
});

/** A sub-merchant's order of 100 yuan, frozen, paid a minute ago. */
async function paid(sub_mchid = SUB, profit_sharing = true): Promise<string> {
  const { appid: sp_appid, mchid: sp_mchid } = world.credentials;
  const out_trade_no = newOrderNo();
  const { json } = await world.client.post('/v3/pay/partner/transactions/native', {
    sp_appid,
    sp_mchid,
    sub_mchid,
    description: '二手相机',
    out_trade_no,
    notify_url: world.merchant.notifyUrl,
    amount: { total: 10_000, currency: 'CNY' },
    settle_info: { profit_sharing },
  });
  world.pay(json.code_url);
  await world.advance('PT1M');
  const path = `/v3/pay/partner/transactions/out-trade-no/${out_trade_no}?sp_mchid=${sp_mchid}&sub_mchid=${sub_mchid}`;
  return (await world.client.get(path)).json.transaction_id;
}

async function share(transaction_id: string, more: object = {}) {
  const { appid, mchid } = world.credentials;
  const receiver = { appid, type: 'MERCHANT_ID', account: mchid, relation_type: 'PLATFORM' };
  await world.client.post('/v3/ecommerce/profitsharing/receivers/add', receiver);
  return world.client.post('/v3/ecommerce/profitsharing/orders', {
    appid,
    sub_mchid: SUB,
    transaction_id,
    out_order_no: newOrderNo(),
    receivers: [{ type: 'MERCHANT_ID', receiver_account: mchid, amount: 500, description: '平台佣金' }],
    finish: false,
    ...more,
  });
}

describe('收付通', () => {
  it('shares with names of its own, and tells the platform, which is the receiver', async () => {
    const transactionId = await paid();
    const { json, status } = await share(transactionId);
    expect([status, json.status, json.receivers[0].receiver_account]).toEqual([
      200,
      'PROCESSING',
      world.credentials.mchid,
    ]);
    await world.advance('PT1S');
    const path = `/v3/ecommerce/profitsharing/orders?sub_mchid=${SUB}&transaction_id=${transactionId}&out_order_no=${json.out_order_no}`;
    expect((await world.client.get(path)).json).toMatchObject({
      status: 'FINISHED',
      receivers: [{ result: 'SUCCESS' }],
    });
    expect(world.merchant.received.at(-1)).toMatchObject({
      eventType: 'PROFITSHARING.SUCCESS',
      resource: { sp_mchid: world.credentials.mchid, sub_mchid: SUB, receiver: { amount: 500 } },
    });
  });

  it('finishes: the rest is the sub-merchant’s', async () => {
    const transactionId = await paid();
    await share(transactionId);
    const finish = {
      sub_mchid: SUB,
      transaction_id: transactionId,
      out_order_no: newOrderNo(),
      description: '完结',
    };
    const { json } = await world.client.post('/v3/ecommerce/profitsharing/finish-order', finish);
    expect(json).toMatchObject({ sub_mchid: SUB, order_id: expect.stringMatching(/^300/) });
    await world.advance('PT1S');
    expect(balances(world).get(`available:${SUB}`)).toBe(9440n);
  });

  it('is frozen for 180 days, not for 30', async () => {
    const transactionId = await paid();
    const amounts = async () =>
      (await world.client.get(`/v3/ecommerce/profitsharing/orders/${transactionId}/amounts`)).json
        .unsplit_amount;
    await world.advance('P179D');
    expect(await amounts()).toBe(9940);
    await world.advance('P1D');
    expect(await amounts()).toBe(0);
  });

  it('and the general API refuse each other’s orders, each in its own spelling', async () => {
    const own = await paid();
    const general = await world.client.post('/v3/profitsharing/orders', {
      appid: world.credentials.appid,
      sub_mchid: SUB,
      transaction_id: own,
      out_order_no: newOrderNo(),
      receivers: [{ type: 'MERCHANT_ID', account: world.credentials.mchid, amount: 1, description: '佣金' }],
      unfreeze_unsplit: false,
    });
    expect([general.status, general.json]).toEqual([
      403,
      { code: 'NO_AUTH', message: '电商商户不允许调用非电商分账API' },
    ]);
    const other = await share(await paid('1688100016'), { sub_mchid: '1688100016' });
    expect([other.status, other.json]).toEqual([
      403,
      { code: 'NOAUTH', message: '非电商商户暂不支持调用此API' },
    ]);
  });

  it('takes shares back', async () => {
    const transactionId = await paid();
    const { json } = await share(transactionId);
    await world.advance('PT1S');
    const back = await world.client.post('/v3/ecommerce/profitsharing/returnorders', {
      sub_mchid: SUB,
      out_order_no: json.out_order_no,
      out_return_no: newOrderNo(),
      return_mchid: world.credentials.mchid,
      amount: 500,
      description: '退款',
    });
    expect(back.json).toMatchObject({ result: 'SUCCESS', return_no: expect.stringMatching(/^310/) });
    expect(balances(world).get(`available:${SUB}`)).toBe(500n);
  });
});

describe('an advanced refund', () => {
  const refund = (transaction_id: string, refund_account: string) =>
    world.client.post('/v3/ecommerce/refunds/apply', {
      sub_mchid: SUB,
      sp_appid: world.credentials.appid,
      transaction_id,
      out_refund_no: newOrderNo(),
      amount: { refund: 1000, total: 10_000, currency: 'CNY' },
      refund_account,
    });

  it('is the platform’s money until the sub-merchant pays it back', async () => {
    await world.paidOrder(100_000);
    const { json } = await refund(await paid(SUB, false), 'REFUND_SOURCE_PARTNER_ADVANCE');
    expect(json).toMatchObject({
      refund_account: 'REFUND_SOURCE_PARTNER_ADVANCE',
      amount: { refund: 1000, advance: 994 },
    });
    expect(balances(world).get(`available:${world.credentials.mchid}`)).toBe(99_400n - 994n);
    const path = `/v3/ecommerce/refunds/${json.refund_id}/return-advance`;
    expect((await world.client.get(`${path}?sub_mchid=${SUB}`)).status).toBe(404);
    const back = await world.client.post(path, { sub_mchid: SUB });
    expect(back.json).toMatchObject({
      return_amount: 994,
      payer_mchid: SUB,
      payee_mchid: world.credentials.mchid,
      result: 'SUCCESS',
    });
    expect((await world.client.post(path, { sub_mchid: SUB })).json).toEqual(back.json);
    expect(balances(world).get(`available:${world.credentials.mchid}`)).toBe(99_400n);
  });

  it('can be paid back for 90 days', async () => {
    await world.paidOrder(100_000);
    const { json } = await refund(await paid(SUB, false), 'REFUND_SOURCE_PARTNER_ADVANCE');
    await world.advance('P90D');
    const reply = await world.client.post(`/v3/ecommerce/refunds/${json.refund_id}/return-advance`, {
      sub_mchid: SUB,
    });
    expect(reply.json.message).toBe('已超过垫付回补期限');
  });

  it('of nobody’s making has nothing to pay back', async () => {
    const { json } = await refund(await paid(SUB, false), 'REFUND_SOURCE_SUB_MERCHANT');
    const reply = await world.client.post(`/v3/ecommerce/refunds/${json.refund_id}/return-advance`, {
      sub_mchid: SUB,
    });
    expect([reply.status, reply.json.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
    const found = await world.client.get(`/v3/ecommerce/refunds/id/${json.refund_id}?sub_mchid=${SUB}`);
    const byNo = await world.client.get(
      `/v3/ecommerce/refunds/out-refund-no/${json.out_refund_no}?sub_mchid=${SUB}`,
    );
    expect(byNo.json).toEqual(found.json);
  });
});

describe('a sub-merchant’s money', () => {
  it('has a balance, and one of yesterday', async () => {
    await paid();
    await paid(SUB, false);
    const { json } = await world.client.get(`/v3/ecommerce/fund/balance/${SUB}`);
    expect(json).toMatchObject({ available_amount: 9940, pending_amount: 9940 });
    await world.advance('P1D');
    const path = `/v3/ecommerce/fund/enddaybalance/${SUB}?date=`;
    expect((await world.client.get(`${path}2026-11-22`)).json.available_amount).toBe(19_880);
    expect((await world.client.get(`${path}2026-11-21`)).json.available_amount).toBe(0);
    expect((await world.client.get(`${path}2026-11-23`)).status).toBe(400);
  });

  it('goes to its bank, or comes back from there', async () => {
    await paid(SUB, false);
    const withdraw = (amount: number, more: object = {}) =>
      world.client.post('/v3/ecommerce/fund/withdraw', {
        sub_mchid: SUB,
        out_request_no: newOrderNo(),
        amount,
        ...more,
      });
    const status = async (withdrawId: string) =>
      (await world.client.get(`/v3/ecommerce/fund/withdraw/${withdrawId}?sub_mchid=${SUB}`)).json.status;
    const good = (await withdraw(1000)).json;
    const bad = (await withdraw(2000, { bank_memo: 'REFUND' })).json;
    expect(await status(good.withdraw_id)).toBe('CREATE_SUCCESS');
    await world.advance('PT1M');
    expect([await status(good.withdraw_id), await status(bad.withdraw_id)]).toEqual(['SUCCESS', 'REFUND']);
    expect(balances(world).get(`available:${SUB}`)).toBe(8940n);
    const tooMuch = await withdraw(8941);
    expect([tooMuch.status, tooMuch.json.code]).toEqual([403, 'NOTENOUGH']);
  });
});

describe('a subsidy', () => {
  const ask = (what: string, transaction_id: string, more: object) =>
    world.client.post(`/v3/ecommerce/subsidies/${what}`, {
      sub_mchid: SUB,
      transaction_id,
      description: '补差',
      ...more,
    });

  it('is the platform’s money, until it is taken back or there is no more of it', async () => {
    await world.paidOrder(100_000);
    const transactionId = await paid(SUB, false);
    const first = await ask('create', transactionId, { amount: 300 });
    expect(first.json).toMatchObject({ result: 'SUCCESS', amount: 300, subsidy_id: expect.any(String) });
    expect((await ask('create', transactionId, { amount: 300 })).json).toEqual(first.json);
    expect(balances(world).get(`available:${SUB}`)).toBe(9940n + 300n);
    const back = { amount: 200, out_order_no: newOrderNo() };
    expect((await ask('return', transactionId, back)).json).toMatchObject({ result: 'SUCCESS', amount: 200 });
    const tooMuch = await ask('return', transactionId, { amount: 101, out_order_no: newOrderNo() });
    expect(tooMuch.json.message).toBe('补差回退金额超过补差金额');
    expect(balances(world).get(`available:${SUB}`)).toBe(9940n + 100n);
  });

  it('is refused beyond the order’s total, and once it is cancelled', async () => {
    await world.paidOrder(100_000);
    const transactionId = await paid(SUB, false);
    const beyond = await ask('create', transactionId, { amount: 10_001 });
    expect(beyond.json.message).toBe('补差金额超过订单金额');
    expect((await ask('cancel', transactionId, {})).json.result).toBe('SUCCESS');
    const cancelled = await ask('create', transactionId, { amount: 1 });
    expect(cancelled.json.message).toBe('订单已取消补差');
  });
});
