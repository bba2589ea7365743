import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { gbk } from '../../../providers/alipay/gbk.ts';
import { money } from '../../../src/money/index.ts';
import { parseBeijing } from '../../../src/time/index.ts';
import { type Answer, listen, NOW, openChannel, says, signedAnswer } from './stand-in.ts';

const METHOD = 'alipay.data.dataservice.bill.downloadurl.query';
/** The day before yesterday, which is surely drawn up. */
const DAY = '2026-04-20';

/** Written here as it was seen in copies of real bills, so that it depends on no other code of ours. */
const HEADING =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const PAID =
  '2026042022001400001000000001\t,ord_bag-p1\t,交易,手表,2026-04-20 13:14:00,2026-04-20 13:14:15,,,,,buy***@example.com,10000.00,10000.00,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,-60.00,0.00,';
const REFUNDED =
  '2026042022001400001000000001\t,ord_bag-p1\t,退款,手表,2026-04-20 14:00:00,2026-04-20 14:00:00,,,,,buy***@example.com,-2500.00,-2500.00,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,ord_bag-r1\t,15.00,0.00,退货';
const TOTALS = [
  '#-----------------------------------------业务明细列表结束------------------------------------',
  '#交易合计：1笔，商家实收共10000.00元，商家优惠共0.00元',
  '#退款合计：1笔，商家实收退款共-2500.00元，商家优惠退款共0.00元',
  '#导出时间：[2026年04月21日 06:27:10]',
  '',
].join('\r\n');
const TOP = [
  '#支付宝业务明细查询',
  '#账号：[20881021462251350156]',
  '#起始日期：[2026年04月20日 00:00:00]   终止日期：[2026年04月21日 00:00:00]',
  '#-----------------------------------------业务明细列表----------------------------------------',
].join('\r\n');
const DETAIL = [TOP, HEADING, PAID, REFUNDED, TOTALS].join('\r\n');
const SUMMARY = '#支付宝业务汇总查询\r\n合计,,1,1\r\n';

const zipped = (detail: string): Uint8Array =>
  zipSync({ '20881021462251350156_20260420_业务明细(汇总).csv': gbk(SUMMARY), '业务明细.csv': gbk(detail) });

/** @param file what is behind the address */
async function statementOf(file: Uint8Array | Answer, day = DAY) {
  const { gateway } = await listen((asked, response) => {
    if (asked.inUrl.method === METHOD) {
      const bill_download_url = gateway.replace('/gateway.do', '/downloadBillFile.resource?token=t0ken');
      response.end(signedAnswer(METHOD, { code: '10000', msg: 'Success', bill_download_url }));
    } else if (typeof file === 'function') file(asked, response);
    else response.end(file);
  });
  return openChannel(gateway).statement?.(day, NOW);
}

const refused = async (sub_code: string, day: string) => {
  const body = signedAnswer(METHOD, {
    code: '40004',
    msg: 'Business Failed',
    sub_code,
    sub_msg: '账单不存在',
  });
  const { gateway } = await listen(says(body));
  return openChannel(gateway).statement?.(day, NOW);
};

describe('a statement', () => {
  it('has the payments and the refunds of a day, with what Alipay keeps of them', async () => {
    const common = { payment: 'ord_bag-p1', providerReference: '2026042022001400001000000001' };
    expect(await statementOf(zipped(DETAIL))).toEqual({
      kind: 'succeeded',
      value: [
        {
          ...common,
          kind: 'payment',
          amount: money('CNY', 1_000_000n),
          fee: money('CNY', 6000n),
          at: parseBeijing('2026-04-20 13:14:15'),
        },
        {
          ...common,
          kind: 'refund',
          refund: 'ord_bag-r1',
          amount: money('CNY', 250_000n),
          fee: money('CNY', -1500n),
          at: parseBeijing('2026-04-20 14:00:00'),
        },
      ],
    });
  });

  it('reads columns by their names, whichever there are', async () => {
    const wider = [TOP, `新列,${HEADING}`, `1,${PAID}`, `2,${REFUNDED}`, TOTALS].join('\r\n');
    expect(await statementOf(zipped(wider))).toMatchObject({ kind: 'succeeded', value: [{}, {}] });
  });

  it('has what was done just before midnight, and did not stand in the bill of that day', async () => {
    const late = zipped(DETAIL.replaceAll('2026-04-20 13:14:15', '2026-04-19 23:59:59'));
    const at = parseBeijing('2026-04-19 23:59:59');
    expect(await statementOf(late)).toMatchObject({ kind: 'succeeded', value: [{ at }, {}] });
  });

  it.each<[string, string]>([
    ['a line is missing', [TOP, HEADING, PAID, TOTALS].join('\r\n')],
    ['an amount is another than in the totals', DETAIL.replace('10000.00,10000.00', '10000.00,10000.01')],
    ['the end is missing', [TOP, HEADING, PAID, REFUNDED].join('\r\n')],
    ['there is no heading', [TOP, PAID, REFUNDED, TOTALS].join('\r\n')],
    ['a line has fewer values', DETAIL.replace(',退货', '')],
    ['an amount is none', DETAIL.replace('-60.00', '1e3')],
    ['something else happened', DETAIL.replace('退款,手表', '转账,手表')],
    ['it is of another day', DETAIL.replace('2026年04月20日', '2026年04月19日')],
    ['it is no bill', 'nothing'],
  ])('is unknown when %s', async (_what, detail) => {
    expect(await statementOf(zipped(detail))).toMatchObject({ kind: 'unknown' });
  });

  it.each<[string, Uint8Array | Answer]>([
    ['no ZIP', Buffer.from('<html>下载链接已失效</html>')],
    ['a truncated ZIP', zipped(DETAIL).slice(0, -30)],
    ['in another encoding', zipSync({ '业务明细.csv': Buffer.from(DETAIL, 'utf16le') })],
    ['not there any more', says('gone', 403)],
    ['elsewhere', (_asked, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['broken off', (_asked, response) => response.destroy()],
  ])('is unknown when the file is %s', async (_what, file) => {
    expect(await statementOf(file)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['today', '2026-04-22', { kind: 'pending' }],
    ['yesterday, which may not be drawn up yet', '2026-04-21', { kind: 'pending' }],
    ['a day on which nothing happened', '2026-04-20', { kind: 'succeeded', value: [] }],
  ])('that is not there is of %s', async (_what, day, outcome) => {
    expect(await refused('isp.bill_not_exist', day)).toEqual(outcome);
    expect(await refused('BILL_NOT_EXIST', day)).toEqual(outcome);
  });

  it('has failed when Alipay refuses for another reason', async () => {
    expect(await refused('isv.invalid-arguments', DAY)).toMatchObject({ kind: 'failed' });
  });

  it('is unknown when the address is none', async () => {
    const body = signedAnswer(METHOD, { code: '10000', bill_download_url: 'file:///etc/passwd' });
    const { gateway } = await listen(says(body));
    expect(await openChannel(gateway).statement?.(DAY, NOW)).toMatchObject({ kind: 'unknown' });
  });
});
