import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import { channelTo, MERCHANT, refusal, says, saysOf } from './stand-in.ts';

const ORDER = `GET /v3/pay/transactions/out-trade-no/pay_0001?mchid=${MERCHANT.mchid}`;
const REFUND = 'POST /v3/refund/domestic/refunds';
const REFUND_QUERY = 'GET /v3/refund/domestic/refunds/ref_0001';
const request = {
  payment: 'pay_0001',
  refund: 'ref_0001',
  amount: money('CNY', 123n),
  reason: '退货',
  notifyUrl: 'https://shop.test/notifications',
};
const refunded = { kind: 'succeeded', value: { refunded: money('CNY', 123n) } };
const order = { out_trade_no: 'pay_0001', trade_state: 'SUCCESS', amount: { total: 9999, currency: 'CNY' } };

function stands(status: string, more: object = {}): object {
  return {
    refund_id: '50000000382019052709732678859',
    out_trade_no: 'pay_0001',
    out_refund_no: 'ref_0001',
    status,
    amount: { total: 9999, refund: 123, payer_refund: 100, currency: 'CNY' },
    ...more,
  };
}

describe('a refund', () => {
  it("carries our number of it, and the order's total, which it has looked up", async () => {
    const { channel, received } = await channelTo(
      saysOf({ [ORDER]: [200, order], [REFUND]: [200, stands('SUCCESS')] }),
    );
    expect(await channel.refund(request)).toEqual(refunded);
    expect(JSON.parse(received[1]?.body ?? '')).toEqual({
      out_trade_no: 'pay_0001',
      out_refund_no: 'ref_0001',
      reason: '退货',
      notify_url: 'https://shop.test/notifications',
      amount: { refund: 123, total: 9999, currency: 'CNY' },
    });
  });

  it('cuts a long reason short, since it would be refused', async () => {
    const { channel, received } = await channelTo(
      saysOf({ [ORDER]: [200, order], [REFUND]: [200, stands('SUCCESS')] }),
    );
    await channel.refund({ ...request, reason: '划痕'.repeat(60) });
    expect(JSON.parse(received[1]?.body ?? '').reason).toBe('划痕'.repeat(40));
  });

  it('is not asked for while nobody knows the total', async () => {
    const { channel, received } = await channelTo(saysOf({ [ORDER]: [500, refusal('SYSTEM_ERROR')] }));
    expect(await channel.refund(request)).toMatchObject({ kind: 'unknown' });
    expect(received).toHaveLength(1);
  });

  it('has failed when there is no such order', async () => {
    const { channel } = await channelTo(saysOf({ [ORDER]: [404, refusal('ORDER_NOT_EXIST')] }));
    expect(await channel.refund(request)).toMatchObject({ kind: 'failed', code: 'ORDER_NOT_EXIST' });
  });

  it('is refused in another currency without asking WeChat Pay', async () => {
    const { channel, received } = await channelTo(says({}));
    const outcome = await channel.refund({ ...request, amount: money('HKD', 1n) });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'currency_not_supported' });
    expect(received).toEqual([]);
  });
});

const STANDINGS: readonly (readonly [string, object])[] = [
  ['SUCCESS', refunded],
  ['PROCESSING', { kind: 'pending' }],
  ['ABNORMAL', { kind: 'failed', code: 'ABNORMAL', message: expect.any(String) }],
  ['CLOSED', { kind: 'failed', code: 'CLOSED', message: expect.any(String) }],
  ['NEVER_HEARD_OF', { kind: 'unknown', reason: 'not as it should be: status' }],
];

describe.each(STANDINGS)('a refund that stands at %s', (status, outcome) => {
  it('is understood when it is asked for', async () => {
    const { channel } = await channelTo(saysOf({ [ORDER]: [200, order], [REFUND]: [200, stands(status)] }));
    expect(await channel.refund(request)).toEqual(outcome);
  });

  it('is understood when it is asked after', async () => {
    const { channel } = await channelTo(saysOf({ [REFUND_QUERY]: [200, stands(status)] }));
    expect(await channel.queryRefund('pay_0001', 'ref_0001')).toEqual(outcome);
  });
});

describe('the query of a refund', () => {
  it.each([
    ['is about another refund', stands('SUCCESS', { out_refund_no: 'ref_0002' })],
    ['is about another order', stands('SUCCESS', { out_trade_no: 'pay_0002' })],
    ['has no amount', stands('SUCCESS', { amount: {} })],
    ['has an amount in text', stands('SUCCESS', { amount: { refund: '123', currency: 'CNY' } })],
    ['has another currency', stands('SUCCESS', { amount: { refund: 123, currency: 'USD' } })],
  ])('leaves it unknown when the answer %s', async (_what, answer) => {
    const { channel } = await channelTo(saysOf({ [REFUND_QUERY]: [200, answer] }));
    expect(await channel.queryRefund('pay_0001', 'ref_0001')).toMatchObject({ kind: 'unknown' });
  });

  it('leaves it unknown when WeChat Pay knows none: it may have been lost on its way', async () => {
    const { channel } = await channelTo(saysOf({ [REFUND_QUERY]: [404, refusal('RESOURCE_NOT_EXISTS')] }));
    expect(await channel.queryRefund('pay_0001', 'ref_0001')).toMatchObject({ kind: 'unknown' });
  });
});
