import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { newOrderNo, openForTest, type WechatpayWorld } from './open.ts';

const DAY = '2026-11-22';

/** A day on which something happened, and the next morning. */
async function openNextDay(): Promise<WechatpayWorld & { numbers: readonly string[] }> {
  const world = await openForTest();
  const paid = await world.paidOrder(10_000, { attach: '货号,7' });
  await world.advance('PT1M');
  const frozen = await world.paidOrder(10_000, { settle_info: { profit_sharing: true } });
  await world.client.post('/v3/refund/domestic/refunds', {
    out_trade_no: paid.outTradeNo,
    out_refund_no: newOrderNo(),
    reason: '成色不符',
    amount: { refund: 2500, total: 10_000, currency: 'CNY' },
  });
  const account = { appid: world.credentials.appid, type: 'MERCHANT_ID', account: '1600000100' };
  await world.client.post('/v3/profitsharing/receivers/add', { ...account, relation_type: 'PARTNER' });
  await world.advance('PT1M');
  await world.client.post('/v3/profitsharing/orders', {
    appid: world.credentials.appid,
    transaction_id: frozen.transactionId,
    out_order_no: newOrderNo(),
    receivers: [{ type: 'MERCHANT_ID', account: '1600000100', amount: 1000, description: '佣金' }],
    unfreeze_unsplit: false,
  });
  await world.advance('PT22H');
  return { ...world, numbers: [paid.outTradeNo, frozen.outTradeNo] };
}

async function download(
  { client, credentials }: WechatpayWorld,
  path: string,
): Promise<{ bytes: Buffer; hash: string }> {
  const { json, status } = await client.get(path);
  expect([status, json.hash_type]).toEqual([200, 'SHA1']);
  const url = json.download_url.slice(credentials.origin.length);
  const headers = {
    authorization: client.authorization('GET', url, ''),
    accept: '*/*',
    'user-agent': 'strict-client/1',
  };
  const response = await fetch(json.download_url, { headers });
  expect(response.headers.get('wechatpay-signature')).toBeNull();
  return { bytes: Buffer.from(await response.arrayBuffer()), hash: json.hash_value };
}

function parse(bytes: Buffer): string[][] {
  const text = bytes.toString('utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  return text
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(',').map((value) => value.replace(/^`/, '')));
}

describe('the trade bill', () => {
  it('tells of every payment and refund of the day, and sums them up', async () => {
    const world = await openNextDay();
    const { bytes, hash } = await download(world, `/v3/bill/tradebill?bill_date=${DAY}&bill_type=ALL`);
    expect(createHash('sha1').update(bytes).digest('hex')).toBe(hash);
    const [header = [], ...rest] = parse(bytes);
    expect(header.join(',')).toBe(
      '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
    );
    expect(rest.map((row) => row.length)).toEqual([27, 27, 27, 7, 7]);
    const cells = (name: string) => rest.slice(0, 3).map((row) => row[header.indexOf(name)]);
    expect(cells('商户订单号')).toEqual([...world.numbers, world.numbers[0]]);
    expect(cells('交易状态')).toEqual(['SUCCESS', 'SUCCESS', 'REFUND']);
    expect(cells('应结订单金额')).toEqual(['100.00', '100.00', '0.00']);
    expect(cells('手续费')).toEqual(['0.60000', '0.60000', '-0.15000']);
    expect(rest.at(-1)).toEqual(['3', '200.00', '25.00', '0.00', '1.05000', '200.00', '25.00']);
  });

  it('comes compressed, and its hash is of what is in it', async () => {
    const world = await openNextDay();
    const { bytes, hash } = await download(world, `/v3/bill/tradebill?bill_date=${DAY}&tar_type=GZIP`);
    expect(createHash('sha1').update(gunzipSync(bytes)).digest('hex')).toBe(hash);
  });

  it.each([
    ['SUCCESS', 20, 2],
    ['REFUND', 29, 1],
  ])('of type %s has its own columns', async (type, columns, rows) => {
    const world = await openNextDay();
    const { bytes } = await download(world, `/v3/bill/tradebill?bill_date=${DAY}&bill_type=${type}`);
    const [header = [], ...rest] = parse(bytes);
    expect([header.length, rest.length - 2]).toEqual([columns, rows]);
  });

  it('is there from ten o’clock of the next day, for three months, and only if something happened', async () => {
    const world = await openForTest();
    await world.paidOrder(100);
    const ask = async (day: string) => {
      const { status, json } = await world.client.get(`/v3/bill/tradebill?bill_date=${day}`);
      return `${status} ${json.code ?? 'OK'}`;
    };
    await world.advance('PT21H59M');
    expect(await ask(DAY)).toBe('400 STATEMENT_CREATING');
    await world.advance('PT1M');
    expect(await ask(DAY)).toBe('200 OK');
    await world.advance('PT1S');
    expect(await ask('2026-11-21')).toBe('400 NO_STATEMENT_EXIST');
    await world.advance('P91D');
    expect(await ask(DAY)).toBe('400 INVALID_REQUEST');
    expect(await ask('yesterday')).toBe('400 PARAM_ERROR');
  });

  it('is gone half a minute later', async () => {
    const world = await openNextDay();
    const { json } = await world.client.get(`/v3/bill/tradebill?bill_date=${DAY}`);
    await world.advance('PT30S');
    const url = json.download_url.slice(world.credentials.origin.length);
    const reply = await world.client.get(url);
    expect([reply.status, reply.json.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
  });

  it('is handed to those who sign the whole URL too', async () => {
    const world = await openNextDay();
    const { json } = await world.client.get(`/v3/bill/tradebill?bill_date=${DAY}`);
    const url = json.download_url.slice(world.credentials.origin.length);
    const signs = (canonical: string) => canonical.replace(url, json.download_url);
    expect((await world.client.get(url, { signs })).status).toBe(200);
  });
});

describe('the fund bill', () => {
  it('tells what came in and went out, and what was left each time', async () => {
    const world = await openNextDay();
    const { bytes } = await download(world, `/v3/bill/fundflowbill?bill_date=${DAY}`);
    const [header = [], ...rest] = parse(bytes);
    const cells = (name: string) => rest.slice(0, -2).map((row) => row[header.indexOf(name)]);
    expect(cells('业务类型')).toEqual(['交易', '扣除交易手续费', '交易', '扣除交易手续费', '退款', '分账']);
    expect(cells('收支金额(元)')).toEqual(['100.00', '0.60', '100.00', '0.60', '24.85', '10.00']);
    expect(cells('账户结余(元)')).toEqual(['100.00', '99.40', '199.40', '198.80', '173.95', '163.95']);
    expect(rest.at(-1)).toEqual(['6', '2', '200.00', '4', '36.05']);
  });
});

describe('the sharing bill', () => {
  it('tells of what was shared', async () => {
    const world = await openNextDay();
    const { bytes } = await download(world, `/v3/profitsharing/bills?bill_date=${DAY}`);
    const rows = parse(bytes);
    expect(rows[1]).toEqual(expect.arrayContaining(['1600000100', '10.00', '分账', '成功']));
    expect(rows.at(-1)).toEqual(['1', '10.00', '0.00']);
  });
});

it('a bill a day is not too often, although days pass within a second of the wire', async () => {
  const world = await openForTest({ live: true });
  const statuses: number[] = [];
  for (let day = 0; day < 8; day += 1) {
    await world.advance('P1D');
    const date = new Date(world.sandbox.clock.now() - 86_400_000).toISOString().slice(0, 10);
    statuses.push((await world.client.get(`/v3/bill/tradebill?bill_date=${date}&bill_type=ALL`)).status);
  }
  expect(statuses).not.toContain(429);
});
