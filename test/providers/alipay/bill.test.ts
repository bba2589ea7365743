import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AlipayWorld, openAlipayForTest } from './open.ts';

let world: AlipayWorld;
beforeEach(async () => {
  world = await openAlipayForTest();
});

const LOGISTICS = '2088000000000001';
const DAY = '2026-11-22';

async function sell(out_trade_no: string, total_amount: string): Promise<void> {
  await world.exec('alipay.trade.precreate', { out_trade_no, total_amount, subject: '手表, 表带' });
  world.pay(out_trade_no);
}

const refund = (out_trade_no: string, out_request_no: string, refund_amount: string) =>
  world.exec('alipay.trade.refund', { out_trade_no, out_request_no, refund_amount, refund_reason: '退货' });

const askBill = (bill_date = DAY, bill_type = 'trade') =>
  world.exec('alipay.data.dataservice.bill.downloadurl.query', { bill_type, bill_date });

/** The files by name, as a client in China reads them. */
async function fetchBill(day = DAY, type = 'trade'): Promise<Map<string, string[]>> {
  const { bill_download_url } = await askBill(day, type);
  const response = await fetch(bill_download_url);
  const files = Object.entries(unzipSync(new Uint8Array(await response.arrayBuffer())));
  const gbk = new TextDecoder('gbk', { fatal: true });
  return new Map(
    files.map(([name, content]) => [
      gbk.decode(Buffer.from(name, 'latin1')),
      gbk.decode(content).split('\r\n').slice(0, -1),
    ]),
  );
}

const DETAIL = '20880410000000180156_20261122_业务明细.csv';
const SUMMARY = '20880410000000180156_20261122_业务明细(汇总).csv';

describe('the bill of a day', () => {
  it('has the lines of the real one: payments and refunds with their fees', async () => {
    await sell('sale_1', '10000.00');
    await world.advance('PT1H');
    await refund('sale_1', 'refund_1', '2500.00');
    await world.advance('P1D');
    const { trade_no } = await world.exec('alipay.trade.query', { out_trade_no: 'sale_1' });
    const lines = (await fetchBill()).get(DETAIL);
    expect(lines).toEqual([
      '#支付宝业务明细查询',
      '#账号：[20880410000000180156]',
      '#起始日期：[2026年11月22日 00:00:00]   终止日期：[2026年11月23日 00:00:00]',
      '#-----------------------------------------业务明细列表----------------------------------------',
      '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注',
      `${trade_no}\t,sale_1\t,交易,手表  表带,2026-11-22 12:00:00,2026-11-22 12:00:00,,,,,buy***@counterfoil.example,10000.00,10000.00,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,-60.00,0.00,`,
      `${trade_no}\t,sale_1\t,退款,手表  表带,2026-11-22 13:00:00,2026-11-22 13:00:00,,,,,buy***@counterfoil.example,-2500.00,-2500.00,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,refund_1\t,15.00,0.00,退货`,
      '#-----------------------------------------业务明细列表结束------------------------------------',
      '#交易合计：1笔，商家实收共10000.00元，商家优惠共0.00元',
      '#退款合计：1笔，商家实收退款共-2500.00元，商家优惠退款共0.00元',
      '#导出时间：[2026年11月23日 09:00:00]',
    ]);
  });

  it('is summed up in a second file', async () => {
    await sell('sale_1', '10000.00');
    await refund('sale_1', 'refund_1', '2500.00');
    await sell('sale_2', '0.50');
    await world.advance('P1D');
    const lines = (await fetchBill()).get(SUMMARY) ?? [];
    expect(lines[0]).toBe('#支付宝业务汇总查询');
    expect(lines[4]?.split(',')).toHaveLength(12);
    expect(lines[5]).toBe('合计,,2,1,7500.50,7500.50,0.00,0.00,0.00,-45.00,0.00,7455.50');
  });

  it('brings the fee back to the fen, whatever parts a refund comes in', async () => {
    await sell('sale_1', '3.33');
    for (const [number, amount] of [
      ['r1', '1.11'],
      ['r2', '1.11'],
      ['r3', '1.11'],
    ] as const) {
      await refund('sale_1', number, amount);
    }
    await world.advance('P1D');
    expect((await fetchBill()).get(SUMMARY)?.[5]).toMatch(/^合计,,1,3,0\.00,.*,0\.00,0\.00,0\.00$/);
  });

  it('has what happened on that day in Beijing, and a refund on its own day', async () => {
    await sell('sale_1', '100.00');
    await world.advance('PT11H59M');
    await sell('sale_2', '100.00');
    await world.advance('PT1M');
    await sell('sale_3', '100.00');
    await refund('sale_1', 'refund_1', '1.00');
    await world.advance('P2D');
    const numbers = async (day: string) =>
      [...(await fetchBill(day)).values()][0]?.slice(5, -4).map((line) => line.split(',')[1]?.trim());
    expect(await numbers('2026-11-22')).toEqual(['sale_1', 'sale_2']);
    expect(await numbers('2026-11-23')).toEqual(['sale_1', 'sale_3']);
  });

  it('is there from 9 o’clock of the next day on', async () => {
    await sell('sale_1', '100.00');
    await world.advance('PT20H59M');
    expect(await askBill()).toMatchObject({ code: '40004', sub_code: 'isp.bill_not_exist' });
    await world.advance('PT1M');
    expect((await askBill()).code).toBe('10000');
  });

  it.each([
    ['of a day on which nothing happened', '2026-11-21', 'trade', 'isp.bill_not_exist'],
    ['of a day that is none', '2026-02-30', 'trade', 'isv.invalid-arguments'],
    ['of a month, which is not simulated', '2026-11', 'trade', 'isv.invalid-arguments'],
    ['of another kind, which is not simulated', DAY, 'merchant_act', 'isv.invalid-arguments'],
  ])('%s is refused', async (_, day, type, subCode) => {
    await sell('sale_1', '100.00');
    await world.advance('P2D');
    expect((await askBill(day, type)).sub_code).toBe(subCode);
  });
});

describe('the address of a bill', () => {
  it('says what it is of, as the real one does', async () => {
    await sell('sale_1', '100.00');
    await world.advance('P1D');
    const { origin, pathname, searchParams } = new URL((await askBill()).bill_download_url);
    expect(origin + pathname).toBe(`${world.credentials.origin}/downloadBillFile.resource`);
    expect(Object.fromEntries(searchParams)).toEqual({
      bizType: 'trade',
      userId: '20880410000000180156',
      fileType: 'csv.zip',
      bizDates: '20261122',
      downloadFileName: '20880410000000180156_20261122.csv.zip',
      fileId: '/trade/20880410000000180156/20880410000000180156_20261122.csv.zip',
      timestamp: expect.stringMatching(/^\d{10}$/),
      token: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('lives for 30 seconds', async () => {
    await sell('sale_1', '100.00');
    await world.advance('P1D');
    const { bill_download_url } = await askBill();
    await world.advance('PT29S');
    expect((await fetch(bill_download_url)).status).toBe(200);
    await world.advance('PT1S');
    expect((await fetch(bill_download_url)).status).toBe(403);
  });

  it('cannot be guessed', async () => {
    await sell('sale_1', '100.00');
    await world.advance('P1D');
    const url = new URL((await askBill()).bill_download_url);
    url.searchParams.set('token', '0'.repeat(32));
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('the bill of the account', () => {
  const bind = () =>
    world.exec('alipay.trade.royalty.relation.bind', {
      receiver_list: [{ type: 'userId', account: LOGISTICS }],
      out_request_no: 'B1',
    });

  it('has all that came in and went out, shares too, and what was there after each', async () => {
    await bind();
    await sell('sale_1', '100.00');
    const { trade_no } = await world.exec('alipay.trade.query', { out_trade_no: 'sale_1' });
    await world.advance('PT1H');
    await world.exec('alipay.trade.order.settle', {
      out_request_no: 'S1',
      trade_no,
      royalty_parameters: [{ trans_in: LOGISTICS, trans_in_type: 'userId', amount: '30.00' }],
    });
    await world.advance('PT1H');
    await world.exec('alipay.trade.refund', {
      out_trade_no: 'sale_1',
      out_request_no: 'R1',
      refund_amount: '100.00',
      refund_reason: '退货',
      refund_royalty_parameters: [{ trans_out: LOGISTICS, trans_out_type: 'userId', amount: '30.00' }],
    });
    await world.advance('P1D');
    const line = (number: number, rest: string) =>
      `5555555555555${number}\t,${trade_no}\t,sale_1\t,手表  表带\t,2026-11-22 ${rest}`;
    const files = await fetchBill(DAY, 'signcustomer');
    expect(files.get('20880410000000180156_20261122_账务明细.csv')).toEqual([
      '#支付宝账务明细查询',
      '#账号：[20880410000000180156]',
      '#起始日期：[2026年11月22日 00:00:00]   终止日期：[2026年11月23日 00:00:00]',
      '#-----------------------------------------账务明细列表----------------------------------------',
      '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注',
      line(6, '14:00:00,,0.60,0.00,0.00,支付宝,退费,'),
      line(5, '14:00:00,buy***@counterfoil.example,0.00,-100.00,-0.60,支付宝,退款,退货'),
      line(4, `14:00:00,${LOGISTICS},30.00,0.00,99.40,支付宝,交易退分账,`),
      line(3, `13:00:00,${LOGISTICS},0.00,-30.00,69.40,支付宝,交易分账,`),
      line(2, '12:00:00,,0.00,-0.60,99.40,支付宝,收费,'),
      line(1, '12:00:00,buy***@counterfoil.example,100.00,0.00,100.00,支付宝,在线支付,'),
      '#----------------------------------------账务明细列表结束-------------------------------------',
      '#支出合计：3笔，共-130.60元',
      '#收入合计：3笔，共130.60元',
      '#导出时间：[2026年11月23日 09:00:00]',
    ]);
    const summary = files.get('20880410000000180156_20261122_账务明细(汇总).csv');
    expect(summary?.at(-3)).toBe('合计,3,130.60,3,-130.60,0.00');
  });

  it('begins with what was there the day before', async () => {
    await sell('sale_1', '100.00');
    await world.advance('P1D');
    await sell('sale_2', '50.00');
    await world.advance('P1D');
    const [lines = []] = (await fetchBill('2026-11-23', 'signcustomer')).values();
    expect(lines.slice(5, 7).map((entry) => entry.split(',')[8])).toEqual(['149.10', '149.40']);
  });
});

it('a split changes no line of the bill of trades: it is between the merchant and the receiver', async () => {
  await sell('sale_1', '100.00');
  const { trade_no } = await world.exec('alipay.trade.query', { out_trade_no: 'sale_1' });
  const receivers = { receiver_list: [{ type: 'userId', account: LOGISTICS }], out_request_no: 'B1' };
  await world.exec('alipay.trade.royalty.relation.bind', receivers);
  const shares = [{ trans_in: LOGISTICS, trans_in_type: 'userId', amount: '30.00' }];
  const split = { out_request_no: 'S1', trade_no, royalty_parameters: shares };
  expect((await world.exec('alipay.trade.order.settle', split)).code).toBe('10000');
  await world.advance('P1D');
  expect((await fetchBill()).get(SUMMARY)?.[5]).toBe(
    '合计,,1,0,100.00,100.00,0.00,0.00,0.00,-0.60,0.00,99.40',
  );
});
