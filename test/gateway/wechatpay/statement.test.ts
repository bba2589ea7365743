import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import { parseBeijing } from '../../../src/time/index.ts';
import { type Answer, channelTo, NOW, refusal, says, saysRaw, signedHeaders } from './stand-in.ts';

/** The day before yesterday, which is surely drawn up. */
const DAY = '2026-04-20';
const BILL = `/v3/bill/tradebill?bill_date=${DAY}&bill_type=ALL&tar_type=GZIP`;
const FILE = '/v3/billdownload/file?token=t0ken&tartype=gzip';

const COLUMNS = [
  '交易时间',
  '公众账号ID',
  '商户号',
  '微信订单号',
  '商户订单号',
  '交易状态',
  '货币种类',
  '应结订单金额',
  '微信退款单号',
  '商户退款单号',
  '退款状态',
  '商品名称',
  '手续费',
  '订单金额',
  '申请退款金额',
];

const paid = {
  交易时间: '2026-04-20 13:14:15',
  公众账号ID: 'wx2421b1c4370ec43b',
  商户号: '1900007291',
  微信订单号: '4200002026042000000000000001',
  商户订单号: 'ord_bag-p1',
  交易状态: 'SUCCESS',
  货币种类: 'CNY',
  应结订单金额: '9990.00',
  微信退款单号: '0',
  商户退款单号: '0',
  退款状态: '',
  商品名称: 'a watch, 9 of 10, with `papers',
  手续费: '60.00000',
  订单金额: '10000.00',
  申请退款金额: '0.00',
};
const refunded = {
  ...paid,
  交易时间: '2026-04-20 20:00:00',
  交易状态: 'REFUND',
  应结订单金额: '0.00',
  微信退款单号: '50000000382019052709732678859',
  商户退款单号: 'ord_bag-r1',
  退款状态: 'SUCCESS',
  手续费: '-15.00000',
  订单金额: '0.00',
  申请退款金额: '2500.00',
};

const asPaid = {
  kind: 'payment',
  payment: 'ord_bag-p1',
  providerReference: '4200002026042000000000000001',
  amount: money('CNY', 1_000_000n),
  fee: money('CNY', 6000n),
  at: parseBeijing('2026-04-20 13:14:15'),
};
const asRefunded = {
  kind: 'refund',
  payment: 'ord_bag-p1',
  refund: 'ord_bag-r1',
  providerReference: '50000000382019052709732678859',
  amount: money('CNY', 250_000n),
  fee: money('CNY', -1500n),
  at: parseBeijing('2026-04-20 20:00:00'),
};

type Row = Readonly<Record<string, string>>;

function billOf(rows: readonly Row[], { count = rows.length, columns = COLUMNS, end = '\r\n' } = {}): string {
  const values = (row: readonly string[]) => row.map((value) => `\`${value}`).join(',');
  const lines = [
    columns.join(','),
    ...rows.map((row) => values(columns.map((name) => row[name] ?? ''))),
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    values([String(count), '0.00', '0.00', '0.00', '0.00000', '0.00', '0.00']),
  ];
  return `\uFEFF${lines.map((line) => line + end).join('')}`;
}

interface Handing {
  readonly file?: Buffer;
  readonly hash?: string;
  readonly status?: number;
  readonly address?: object;
}

/** Tells where the bill is, signed, and hands it out, unsigned. */
function hands(text: string, { file, hash, status = 200, address = {} }: Handing = {}): Answer {
  const hash_value = hash ?? createHash('sha1').update(text).digest('hex');
  const download_url = `https://api.mch.weixin.qq.com${FILE}`;
  const told = says({ hash_type: 'SHA1', hash_value, download_url, ...address });
  const handed = saysRaw(file ?? gzipSync(text), { 'content-type': 'application/x-gzip' }, status);
  return (request, response) => (request.url === FILE ? handed : told)(request, response);
}

async function statementOf(answer: Answer, day = DAY) {
  const { channel, received } = await channelTo(answer);
  return { outcome: await channel.statement?.(day, NOW), received };
}

describe('a statement', () => {
  it('has the payments and refunds of the day', async () => {
    const { outcome, received } = await statementOf(hands(billOf([paid, refunded])));
    expect(outcome).toEqual({ kind: 'succeeded', value: [asPaid, asRefunded] });
    expect(received.map(({ url }) => url)).toEqual([BILL, FILE]);
  });

  it('is fetched from the gateway itself, signed', async () => {
    const elsewhere = { download_url: `https://elsewhere.test${FILE}` };
    const { received } = await statementOf(hands(billOf([paid]), { address: elsewhere }));
    expect(received[1]).toMatchObject({
      url: FILE,
      headers: { authorization: expect.stringMatching(/^WECHATPAY2-SHA256-RSA2048 /) },
    });
  });

  it.each([
    ['not packed after all', { file: Buffer.from(billOf([paid])) }],
    [
      'under a hash in capitals',
      {
        hash: createHash('sha1')
          .update(billOf([paid]))
          .digest('hex')
          .toUpperCase(),
      },
    ],
  ])('may come %s', async (_what, handing) => {
    const { outcome } = await statementOf(hands(billOf([paid]), handing));
    expect(outcome).toEqual({ kind: 'succeeded', value: [asPaid] });
  });

  it.each([
    ['in another order', [...COLUMNS].reverse()],
    ['with more of them', [...COLUMNS, '费率备注']],
  ])('may have its columns %s', async (_what, columns) => {
    const { outcome } = await statementOf(hands(billOf([paid], { columns })));
    expect(outcome).toEqual({ kind: 'succeeded', value: [asPaid] });
  });

  it('may have other ends of lines', async () => {
    const { outcome } = await statementOf(hands(billOf([paid], { end: '\n' })));
    expect(outcome).toMatchObject({ kind: 'succeeded', value: [asPaid] });
  });

  it("calls a refund that none of our numbers has by WeChat Pay's", async () => {
    const { outcome } = await statementOf(hands(billOf([{ ...refunded, 商户退款单号: '' }])));
    expect(outcome).toMatchObject({ value: [{ refund: '50000000382019052709732678859' }] });
  });

  it.each([
    ['a refund that WeChat Pay closed', { ...refunded, 退款状态: 'FAIL' }],
    ['a barcode payment that was undone', { ...paid, 交易状态: 'REVOKED' }],
  ])('leaves out %s', async (_what, line) => {
    const { outcome } = await statementOf(hands(billOf([paid, line])));
    expect(outcome).toEqual({ kind: 'succeeded', value: [asPaid] });
  });

  it.each(['PROCESSING', 'CHANGE'])('has a refund that is not with the buyer yet: %s', async (state) => {
    const { outcome } = await statementOf(hands(billOf([{ ...refunded, 退款状态: state }])));
    expect(outcome).toEqual({ kind: 'succeeded', value: [{ ...asRefunded, isUnderWay: true }] });
  });
});

describe('before it is drawn up, a statement', () => {
  const today = '2026-04-22';
  const yesterday = '2026-04-21';

  it.each([
    ['STATEMENT_CREATING', today],
    ['STATEMENT_CREATING', DAY],
    ['NO_STATEMENT_EXIST', today],
    ['NO_STATEMENT_EXIST', yesterday],
  ])('is pending: %s of %s', async (code, day) => {
    expect(new Date(NOW + 8 * 3_600_000).toISOString()).toContain(today);
    expect((await statementOf(says(refusal(code), 400), day)).outcome).toEqual({ kind: 'pending' });
  });

  it('is empty once the next day is over: nothing happened', async () => {
    const { outcome } = await statementOf(says(refusal('NO_STATEMENT_EXIST'), 400));
    expect(outcome).toEqual({ kind: 'succeeded', value: [] });
  });

  it('has failed when WeChat Pay says so', async () => {
    const { outcome } = await statementOf(says(refusal('PARAM_ERROR'), 400), 'yesterday');
    expect(outcome).toMatchObject({ kind: 'failed', code: 'PARAM_ERROR' });
  });
});

describe('a statement is unknown', () => {
  const text = billOf([paid, refunded]);

  it.each<[string, Handing]>([
    ['with another hash', { hash: 'a'.repeat(40) }],
    ['cut short', { file: gzipSync(text).subarray(0, -20) }],
    ['packed so that it bursts', { file: gzipSync(Buffer.alloc(300 * 1024 * 1024), { level: 1 }) }],
    ['of another day', { file: gzipSync(billOf([paid])) }],
    ['changed by a byte', { file: gzipSync(text.replace('10000.00', '10000.01')) }],
    ['whose address has lapsed', { status: 404 }],
    ['under a hash of another kind', { address: { hash_type: 'MD5' } }],
    ['without an address', { address: { download_url: undefined } }],
  ])('when it comes %s', async (_what, handing) => {
    expect((await statementOf(hands(text, handing))).outcome).toMatchObject({ kind: 'unknown' });
  });

  it('when its address is not signed', async () => {
    const told = { hash_type: 'SHA1', hash_value: 'a'.repeat(40), download_url: 'https://a.test/b' };
    const signature = signedHeaders('{}');
    const { outcome, received } = await statementOf(saysRaw(JSON.stringify(told), signature));
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(received).toHaveLength(1);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['a heading alone', `${COLUMNS.join(',')}\r\n`],
    ['fewer lines than it says', billOf([paid], { count: 2 })],
    ['more lines than it says', billOf([paid, paid], { count: 1 })],
    ['a column less', billOf([paid], { columns: COLUMNS.filter((name) => name !== '手续费') })],
    ['a line of another length', billOf([paid]).replace('`wx2421b1c4370ec43b,', '')],
    ['a state that nobody documented', billOf([{ ...paid, 交易状态: 'NOTPAY' }])],
    ['another currency', billOf([{ ...paid, 货币种类: 'USD' }])],
    ['part of a fen', billOf([{ ...paid, 手续费: '0.00500' }])],
    ['an amount that is none', billOf([{ ...paid, 订单金额: '1e4' }])],
    ['a day that never was', billOf([{ ...paid, 交易时间: '2026-02-30 13:14:15' }])],
  ])('when it holds %s, though its hash is right', async (_what, bill) => {
    expect((await statementOf(hands(bill))).outcome).toEqual({
      kind: 'unknown',
      reason: 'the bill is of another form',
    });
  });
});
