import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type WxPay from 'wechatpay-node-v3';
import { formatBeijing } from '../../../src/time/index.ts';
import { newOrderNo, openWechatpay, type WechatpayWorld } from './open.ts';
import { openSdk } from './sdk.ts';

let world: WechatpayWorld;
let sdk: WxPay;

beforeAll(async () => {
  world = await openWechatpay({ live: true });
  sdk = openSdk(world);
});
afterAll(() => world.close());

const order = (more: object = {}) => ({
  description: '二手相机',
  out_trade_no: newOrderNo(),
  notify_url: world.merchant.notifyUrl,
  amount: { total: 12_800 },
  ...more,
});

/** wechatpay-node-v3, as it is on npm, on the wall clock. */
describe('the SDK', () => {
  it('fetches and opens the platform certificate', async () => {
    const [certificate] = await sdk.get_certificates(world.credentials.apiV3Key);
    const publicKey = new X509Certificate(world.credentials.platformCertificate).publicKey;
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    expect(certificate?.publicKey?.trim()).toBe(pem.toString().trim());
  });

  it('places a native order, queries it, and closes it', async () => {
    const body = order();
    const { status, data } = await sdk.transactions_native(body);
    expect([status, data.code_url]).toEqual([200, expect.stringContaining('weixin://')]);
    const query = await sdk.query({ out_trade_no: body.out_trade_no });
    expect(query.data.trade_state).toBe('NOTPAY');
    expect((await sdk.close(body.out_trade_no)).status).toBe(204);
  });

  it('signs for page and app as the wallet wants it', async () => {
    const payer = { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' };
    const page = await sdk.transactions_jsapi(
      order({ payer }) as Parameters<typeof sdk.transactions_jsapi>[0],
    );
    world.pay(JSON.stringify(page.data));
    const app = await sdk.transactions_app(order() as Parameters<typeof sdk.transactions_app>[0]);
    world.pay(JSON.stringify(app.data));
  });

  it('places an H5 order', async () => {
    const scene_info = { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap', app_name: 'shop' } };
    const { data } = await sdk.transactions_h5(
      order({ scene_info }) as Parameters<typeof sdk.transactions_h5>[0],
    );
    expect(data.h5_url).toContain(world.credentials.origin);
  });

  it('refunds, and finds the refund', async () => {
    const { outTradeNo } = await world.paidOrder(1000);
    const out_refund_no = newOrderNo();
    const amount = { refund: 1000, total: 1000, currency: 'CNY' };
    const { data } = await sdk.refunds({ out_trade_no: outTradeNo, out_refund_no, amount });
    expect(data?.status).toBe('PROCESSING');
    await world.advance('PT3S');
    expect((await sdk.find_refunds(out_refund_no)).data?.status).toBe('SUCCESS');
  });

  it('adds a receiver, shares, finds the shares, unfreezes, and takes one back', async () => {
    const { transactionId: transaction_id } = await world.paidOrder(10_000, {
      settle_info: { profit_sharing: true },
    });
    const account = '1600000100';
    const receiver = { appid: world.credentials.appid, type: 'MERCHANT_ID', account };
    expect((await sdk.profitsharing_receivers_add({ ...receiver, relation_type: 'PARTNER' })).status).toBe(
      200,
    );
    await world.advance('PT1M');
    const out_order_no = newOrderNo();
    const shared = await sdk.create_profitsharing_orders({
      appid: world.credentials.appid,
      transaction_id,
      out_order_no,
      receivers: [{ type: 'MERCHANT_ID', account, amount: 1000, description: '佣金' }],
      unfreeze_unsplit: false,
    });
    expect(shared.data?.state).toBe('PROCESSING');
    expect((await sdk.query_profitsharing_amounts(transaction_id)).data?.unsplit_amount).toBe(8940);
    const unfreeze = { transaction_id, out_order_no: newOrderNo(), description: '解冻' };
    expect((await sdk.profitsharing_orders_unfreeze(unfreeze)).status).toBe(200);
    await world.advance('PT1S');
    const found = await sdk.query_profitsharing_orders(transaction_id, out_order_no);
    expect(found.data).toMatchObject({ state: 'FINISHED', receivers: [{ result: 'SUCCESS' }] });
    const out_return_no = newOrderNo();
    const back = { out_order_no, out_return_no, return_mchid: account, amount: 1000, description: '退款' };
    expect((await sdk.profitsharing_return_orders(back)).data?.result).toBe('SUCCESS');
    const done = await sdk.query_profitsharing_return_orders(out_return_no, out_order_no);
    expect(done.data?.result).toBe('SUCCESS');
  });

  it('combines orders, finds and closes them', async () => {
    const { mchid } = world.credentials;
    const part = () => ({
      mchid,
      attach: '货号',
      amount: { total_amount: 100, currency: 'CNY' },
      out_trade_no: newOrderNo(),
      description: '二手相机',
    });
    const combine_out_trade_no = newOrderNo();
    const sub_orders = [part(), part()];
    const body = { combine_out_trade_no, sub_orders, notify_url: world.merchant.notifyUrl };
    const placed = await sdk.combine_transactions_native(
      body as unknown as Parameters<typeof sdk.combine_transactions_native>[0],
    );
    expect(placed.status).toBe(200);
    expect((await sdk.combine_query(combine_out_trade_no)).status).toBe(200);
    const listed = sub_orders.map(({ out_trade_no }) => ({ mchid, out_trade_no }));
    expect((await sdk.combine_close(combine_out_trade_no, listed)).status).toBe(204);
  });

  it('fetches a bill', async () => {
    await world.advance('P1D');
    const yesterday = formatBeijing(world.sandbox.clock.now() - 86_400_000).slice(0, 10);
    await world.advance('PT10H');
    const bill = await sdk.tradebill({ bill_date: yesterday, bill_type: 'ALL' });
    expect(bill.status).toBe(200);
    const file = await sdk.downloadBill(bill.data.download_url);
    expect(file.data.toString()).toContain('总交易单数');
  });

  it('accepts our notifications: verifySign and decipher_gcm', async () => {
    world.merchant.received.length = 0;
    const { outTradeNo } = await world.paidOrder(1000);
    await world.sandbox.scheduler.settle();
    const told = world.merchant.received.find(({ resource }) => resource.out_trade_no === outTradeNo);
    if (!told) throw new Error('nothing was told');
    const header = (name: string) => told.headers.get(name) ?? '';
    const isGood = await sdk.verifySign({
      timestamp: header('wechatpay-timestamp'),
      nonce: header('wechatpay-nonce'),
      serial: header('wechatpay-serial'),
      signature: header('wechatpay-signature'),
      body: told.body,
      apiSecret: world.credentials.apiV3Key,
    });
    expect(isGood).toBe(true);
    const { resource } = JSON.parse(told.body);
    const plain = sdk.decipher_gcm(resource.ciphertext, resource.associated_data, resource.nonce);
    expect(plain).toMatchObject({ out_trade_no: outTradeNo, trade_state: 'SUCCESS' });
  });
});
