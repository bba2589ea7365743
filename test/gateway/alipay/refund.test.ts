import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import { channelTo, says, saysOf, signedAnswer } from './stand-in.ts';

const REFUND = 'alipay.trade.refund';
const REFUND_QUERY = 'alipay.trade.fastpay.refund.query';
const request = { payment: 'pay_0001', refund: 'ref_0001', amount: money('CNY', 123n), reason: '退货' };
const refunded = { kind: 'succeeded', value: { refunded: money('CNY', 123n) } };
const done = {
  out_trade_no: 'pay_0001',
  out_request_no: 'ref_0001',
  refund_status: 'REFUND_SUCCESS',
  refund_amount: '1.23',
};

describe('a refund', () => {
  it('carries our number of it', async () => {
    const { channel, received } = await channelTo(
      saysOf({ [REFUND]: { out_trade_no: 'pay_0001', fund_change: 'Y' } }),
    );
    await channel.refund(request);
    expect(JSON.parse(received[0]?.inBody.biz_content ?? '')).toEqual({
      out_trade_no: 'pay_0001',
      refund_amount: '1.23',
      refund_reason: '退货',
      out_request_no: 'ref_0001',
    });
  });

  it('has refunded what was asked for, whatever was refunded before', async () => {
    const second = saysOf({ [REFUND]: { out_trade_no: 'pay_0001', fund_change: 'Y', refund_fee: '9.99' } });
    const { channel } = await channelTo(second);
    expect(await channel.refund(request)).toEqual(refunded);
  });

  it.each([{ fund_change: 'N' }, {}])('is looked up when this request moved no money: %o', async (change) => {
    const retried = saysOf({ [REFUND]: { out_trade_no: 'pay_0001', ...change }, [REFUND_QUERY]: done });
    const { channel, received } = await channelTo(retried);
    expect(await channel.refund(request)).toEqual(refunded);
    expect(received.map(({ inUrl }) => inUrl.method)).toEqual([REFUND, REFUND_QUERY]);
  });

  it('is unknown when it moved no money and is not found either', async () => {
    const { channel } = await channelTo(saysOf({ [REFUND]: { out_trade_no: 'pay_0001', fund_change: 'N' } }));
    expect(await channel.refund(request)).toEqual({ kind: 'unknown', reason: 'refund_status is absent' });
  });

  it('is refused in another currency without asking Alipay', async () => {
    const { channel, received } = await channelTo(says(''));
    const outcome = await channel.refund({ ...request, amount: money('HKD', 1n) });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'currency_not_supported' });
    expect(received).toEqual([]);
  });
});

describe('the query of a refund', () => {
  it('finds what was refunded', async () => {
    const { channel, received } = await channelTo(saysOf({ [REFUND_QUERY]: done }));
    expect(await channel.queryRefund('pay_0001', 'ref_0001')).toEqual(refunded);
    expect(received[0]?.inBody.biz_content).toBe('{"out_trade_no":"pay_0001","out_request_no":"ref_0001"}');
  });

  it.each([
    ['has no status', { out_trade_no: 'pay_0001', out_request_no: 'ref_0001', refund_amount: '1.23' }],
    ['has nothing', {}],
    ['has another status', { ...done, refund_status: 'REFUND_PROCESSING' }],
    ['is about another refund', { ...done, out_request_no: 'ref_0002' }],
    ['is about another trade', { ...done, out_trade_no: 'pay_0002' }],
  ])('leaves it unknown when the answer %s', async (_what, fields: Record<string, string>) => {
    const { channel } = await channelTo(saysOf({ [REFUND_QUERY]: fields }));
    expect(await channel.queryRefund('pay_0001', 'ref_0001')).toMatchObject({ kind: 'unknown' });
  });

  it('has failed when there is no such trade', async () => {
    const body = { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST', sub_msg: '交易不存在' };
    const { channel } = await channelTo(says(signedAnswer(REFUND_QUERY, body)));
    expect(await channel.queryRefund('pay_0001', 'ref_0001')).toMatchObject({ code: 'ACQ.TRADE_NOT_EXIST' });
  });
});
