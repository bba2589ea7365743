import { describe, expect, it } from 'vitest';
import { openForTest } from '../../providers/wechatpay/open.ts';
import { openPaidShop } from './shop.ts';

describe('in WeChat Pay’s processing', () => {
  it('refund_stuck: the refund is pending for three days, and then there', async () => {
    const shop = await openPaidShop('wechatpay');
    await shop.fault('refund_stuck');
    await shop.refund();
    await shop.advance('P2D');
    expect(await shop.channel.queryRefund('pay-000001', 'ref-000001')).toMatchObject({ kind: 'pending' });
    await shop.advance('P1D');
    expect(await shop.channel.queryRefund('pay-000001', 'ref-000001')).toMatchObject({ kind: 'succeeded' });
  });

  it('refund_abnormal: the refund does not get through', async () => {
    const shop = await openPaidShop('wechatpay');
    await shop.fault('refund_abnormal');
    await shop.refund();
    await shop.advance('PT1M');
    expect(await shop.channel.queryRefund('pay-000001', 'ref-000001')).toMatchObject({
      kind: 'failed',
      code: 'ABNORMAL',
    });
    expect(await shop.knows()).toMatchObject({ refunded: 0, refunding: 100_000 });
  });

  it('receiver_rejected: the share of the first receiver fails, and its money stays frozen', async () => {
    const world = await openForTest();
    const frozen = await world.paidOrder(10_000, { settle_info: { profit_sharing: true } });
    const { appid } = world.credentials;
    const receiver = { type: 'MERCHANT_ID', account: '1600000100' };
    await world.client.post('/v3/profitsharing/receivers/add', {
      appid,
      ...receiver,
      relation_type: 'PARTNER',
    });
    await world.advance('PT1M');
    world.sandbox.faults.add({ fault: 'receiver_rejected' });
    await world.client.post('/v3/profitsharing/orders', {
      appid,
      transaction_id: frozen.transactionId,
      out_order_no: 'share-1',
      receivers: [{ ...receiver, amount: 1000, description: 'commission' }],
      unfreeze_unsplit: false,
    });
    await world.advance('PT1M');
    const path = `/v3/profitsharing/orders/share-1?transaction_id=${frozen.transactionId}`;
    expect((await world.client.get(path)).json).toMatchObject({
      state: 'FINISHED',
      receivers: [{ result: 'CLOSED', fail_reason: 'ACCOUNT_ABNORMAL' }],
    });
    expect(world.sandbox.faults.list()).toEqual([]);
  });

  it('auto_unfreeze: a week after the payment nothing can be shared any more', async () => {
    const world = await openForTest();
    world.sandbox.faults.add({ fault: 'auto_unfreeze', with: { after: 'P7D' } });
    const frozen = await world.paidOrder(10_000, { settle_info: { profit_sharing: true } });
    const left = async () =>
      (await world.client.get(`/v3/profitsharing/transactions/${frozen.transactionId}/amounts`)).json;
    await world.advance('P6D');
    expect(await left()).toMatchObject({ unsplit_amount: expect.any(Number) });
    await world.advance('P1D');
    const refused = await world.client.post('/v3/profitsharing/orders/unfreeze', {
      transaction_id: frozen.transactionId,
      out_order_no: 'unfreeze-1',
      description: 'the rest',
    });
    expect(refused.status).toBeGreaterThanOrEqual(400);
  });
});
