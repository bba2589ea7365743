import { beforeEach, describe, expect, it } from 'vitest';
import { balances, newOrderNo, openForTest, type WechatpayWorld } from './open.ts';

const USER = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
let world: WechatpayWorld;

beforeEach(async () => {
  world = await openForTest();
  await world.paidOrder(10_000);
});

const offer = (amount: number, more: object = {}) =>
  world.client.post('/v3/fund-app/mch-transfer/transfer-bills', {
    appid: world.credentials.appid,
    out_bill_no: newOrderNo(),
    transfer_scene_id: '1000',
    openid: USER,
    transfer_amount: amount,
    transfer_remark: '寄售货款',
    notify_url: world.merchant.notifyUrl,
    transfer_scene_report_infos: [{ info_type: '活动名称', info_content: '寄售' }],
    ...more,
  });
const find = async (no: string) =>
  (await world.client.get(`/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/${no}`)).json;
const cancel = (no: string) =>
  world.client.post(`/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/${no}/cancel`, '');

describe('a transfer', () => {
  it('waits for the user, who accepts it; the merchant is told', async () => {
    const { json } = await offer(5000);
    expect(json).toMatchObject({ state: 'WAIT_USER_CONFIRM', package_info: expect.any(String) });
    world.pay(json.package_info);
    await world.sandbox.scheduler.settle();
    expect(await find(json.out_bill_no)).toMatchObject({
      state: 'SUCCESS',
      transfer_amount: 5000,
      openid: USER,
    });
    expect(world.merchant.received.at(-1)).toMatchObject({
      eventType: 'MCHTRANSFER.BILL.FINISHED',
      resource: { out_bill_no: json.out_bill_no, state: 'SUCCESS' },
    });
    expect(balances(world).get(`openid:${USER}`)).toBe(5000n);
    expect((await cancel(json.out_bill_no)).json.code).toBe('INVALID_REQUEST');
  });

  it('can be taken back until then', async () => {
    const { json } = await offer(5000);
    expect((await cancel(json.out_bill_no)).json.state).toBe('CANCELING');
    await world.advance('PT1S');
    expect((await find(json.out_bill_no)).state).toBe('CANCELLED');
    expect(() => world.pay(json.package_info)).toThrow(/not_payable/);
    expect(balances(world).get(`available:${world.credentials.mchid}`)).toBe(9940n);
  });

  it('is over after a day', async () => {
    const { json } = await offer(5000);
    await world.advance('P1D');
    expect(await find(json.out_bill_no)).toMatchObject({ state: 'FAIL', fail_reason: 'OVERDUE_CLOSED' });
  });

  it('is asked for once, and only of money that is there', async () => {
    const number = { out_bill_no: newOrderNo() };
    const first = await offer(5000, number);
    expect((await offer(5000, number)).json).toEqual(first.json);
    expect((await offer(4000, number)).json.code).toBe('ALREADY_EXISTS');
    expect((await offer(4941)).json.code).toBe('NOT_ENOUGH');
  });
});

describe('a batch', () => {
  it('pays each user it can, and says which', async () => {
    const out_batch_no = newOrderNo();
    const details = [
      { out_detail_no: newOrderNo(), transfer_amount: 100, transfer_remark: '货款', openid: USER },
      {
        out_detail_no: newOrderNo(),
        transfer_amount: 200,
        transfer_remark: '货款',
        openid: 'oCf_ACCOUNT_ABNORMAL',
      },
    ];
    const batch = {
      appid: world.credentials.appid,
      out_batch_no,
      batch_name: '货款',
      batch_remark: '货款',
      total_amount: 300,
      total_num: 2,
      transfer_detail_list: details,
    };
    expect((await world.client.post('/v3/transfer/batches', { ...batch, total_amount: 301 })).json.code).toBe(
      'PARAM_ERROR',
    );
    expect((await world.client.post('/v3/transfer/batches', batch)).json.batch_status).toBe('ACCEPTED');
    await world.advance('PT1S');
    const path = `/v3/transfer/batches/out-batch-no/${out_batch_no}`;
    const { json } = await world.client.get(`${path}?need_query_detail=true&detail_status=FAIL`);
    expect(json).toMatchObject({
      transfer_batch: { batch_status: 'FINISHED', success_amount: 100, fail_amount: 200 },
      transfer_detail_list: [{ out_detail_no: details[1]?.out_detail_no, detail_status: 'FAIL' }],
    });
    const one = await world.client.get(`${path}/details/out-detail-no/${details[1]?.out_detail_no}`);
    expect(one.json.fail_reason).toBe('ACCOUNT_ABNORMAL');
    expect(balances(world).get(`available:${world.credentials.mchid}`)).toBe(9840n);
  });
});
