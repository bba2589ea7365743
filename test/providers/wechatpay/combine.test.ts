import { beforeEach, describe, expect, it } from 'vitest';
import { balances, newOrderNo, openForTest, type WechatpayWorld } from './open.ts';

let world: WechatpayWorld;

beforeEach(async () => {
  world = await openForTest();
});

const combined = (
  parts: readonly { readonly fen: number; readonly sub_mchid?: string }[],
  more: object = {},
) => ({
  combine_appid: world.credentials.appid,
  combine_mchid: world.credentials.mchid,
  combine_out_trade_no: newOrderNo(),
  notify_url: world.merchant.notifyUrl,
  sub_orders: parts.map(({ fen, ...rest }) => ({
    mchid: world.credentials.mchid,
    attach: '货号',
    out_trade_no: newOrderNo(),
    description: '二手相机',
    amount: { total_amount: fen, currency: 'CNY' },
    ...rest,
  })),
  ...more,
});
const place = (body: object, way = 'native') => world.client.post(`/v3/combine-transactions/${way}`, body);
const query = (no: string) => world.client.get(`/v3/combine-transactions/out-trade-no/${no}`);

describe('a combined order', () => {
  it('is paid at once, and told once', async () => {
    const body = combined([{ fen: 1000 }, { fen: 2000 }]);
    const { json } = await place(body);
    world.pay(json.code_url);
    await world.sandbox.scheduler.settle();
    const found = (await query(body.combine_out_trade_no)).json;
    expect(found).toMatchObject({
      combine_transaction_id: expect.stringMatching(/^4200/),
      sub_orders: [
        { trade_state: 'SUCCESS', amount: { total_amount: 1000, payer_amount: 1000 } },
        { trade_state: 'SUCCESS', amount: { total_amount: 2000 } },
      ],
    });
    expect(world.merchant.received.map(({ eventType, resource }) => [eventType, resource])).toEqual([
      ['TRANSACTION.SUCCESS', found],
    ]);
    expect(balances(world).get('buyer')).toBe(-3000n);
  });

  it('is refunded part by part', async () => {
    const body = combined([{ fen: 1000 }, { fen: 2000 }]);
    world.pay((await place(body)).json.code_url);
    const refund = await world.client.post('/v3/refund/domestic/refunds', {
      out_trade_no: body.sub_orders[0]?.out_trade_no,
      out_refund_no: newOrderNo(),
      amount: { refund: 1000, total: 1000, currency: 'CNY' },
    });
    expect(refund.status).toBe(200);
    const { sub_orders } = (await query(body.combine_out_trade_no)).json;
    expect(sub_orders.map(({ trade_state }: { trade_state: string }) => trade_state)).toEqual([
      'REFUND',
      'SUCCESS',
    ]);
  });

  it('is not found, closed or paid by its parts', async () => {
    const body = combined([{ fen: 1000 }, { fen: 2000 }]);
    await place(body);
    const part = body.sub_orders[0]?.out_trade_no ?? '';
    const path = `/v3/pay/transactions/out-trade-no/${part}`;
    expect((await world.client.get(`${path}?mchid=${world.credentials.mchid}`)).json.code).toBe(
      'ORDER_NOT_EXIST',
    );
    const closed = await world.client.post(`${path}/close`, { mchid: world.credentials.mchid });
    expect(closed.json.code).toBe('RULE_LIMIT');
    expect(() => world.pay(part)).toThrow(/unknown_token/);
  });

  it('is closed whole, with its parts as they were listed, and spells its errors the old way', async () => {
    const body = combined([{ fen: 1000 }, { fen: 2000 }]);
    const { json } = await place(body);
    const close = (parts: readonly object[]) =>
      world.client.post(`/v3/combine-transactions/out-trade-no/${body.combine_out_trade_no}/close`, {
        combine_appid: world.credentials.appid,
        sub_orders: parts,
      });
    expect((await close(body.sub_orders.slice(1))).json.code).toBe('PARAM_ERROR');
    expect((await close(body.sub_orders)).status).toBe(204);
    expect(() => world.pay(json.code_url)).toThrow(/order_closed/);
    const paid = combined([{ fen: 1 }, { fen: 1 }]);
    world.pay((await place(paid)).json.code_url);
    const path = `/v3/combine-transactions/out-trade-no/${paid.combine_out_trade_no}/close`;
    const refused = await world.client.post(path, {
      combine_appid: world.credentials.appid,
      sub_orders: paid.sub_orders,
    });
    expect([refused.status, refused.json.code]).toEqual([400, 'ORDERPAID']);
    expect((await query('NONE')).json.code).toBe('ORDERNOTEXIST');
  });

  it('has 2 to 10 parts, or 1 to 50 of sub-merchants, no one of them twice', async () => {
    const statuses: number[] = [];
    const sub_mchid = '1688200014';
    for (const [parts, more] of [
      [1, {}],
      [2, {}],
      [10, {}],
      [11, {}],
      [1, { sub_mchid }],
      [51, { sub_mchid }],
      [2, { out_trade_no: newOrderNo() }],
    ] as const) {
      const { status } = await place(combined(Array.from({ length: parts }, () => ({ fen: 1, ...more }))));
      statuses.push(status);
    }
    expect(statuses).toEqual([400, 200, 200, 400, 200, 400, 400]);
  });

  it('of which one part cannot be placed is not placed at all', async () => {
    const body = combined([{ fen: 1 }, { fen: 1, sub_mchid: '1999999999' }]);
    const before = world.dump();
    expect((await place(body)).json.code).toBe('NOAUTH');
    expect(world.dump()).toBe(before);
  });

  it('can be presented to a page, an app or a browser too', async () => {
    const openid = { combine_payer_info: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } };
    expect((await place(combined([{ fen: 1 }, { fen: 1 }], openid), 'jsapi')).json.prepay_id).toMatch(/^wx/);
    expect((await place(combined([{ fen: 1 }, { fen: 1 }]), 'app')).json.prepay_id).toMatch(/^wx/);
    const scene = { scene_info: { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } } };
    const { json } = await place(combined([{ fen: 100 }, { fen: 28 }], scene), 'h5');
    expect(await (await fetch(json.h5_url)).text()).toContain('¥1.28');
    world.pay(json.h5_url);
  });
});
