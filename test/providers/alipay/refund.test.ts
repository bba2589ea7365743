import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlipayWorld, newOrderNo, openAlipay } from './open.ts';

let world: AlipayWorld;
beforeAll(async () => {
  world = await openAlipay();
});
afterAll(() => world.close());

/** A trade of ¥100.00, paid. */
async function paidTrade(): Promise<string> {
  const outTradeNo = newOrderNo();
  await world.exec('alipay.trade.precreate', {
    out_trade_no: outTradeNo,
    total_amount: '100.00',
    subject: 'a thing',
  });
  world.pay(outTradeNo);
  return outTradeNo;
}

const refund = (out_trade_no: string, refund_amount: string, out_request_no?: string) =>
  world.exec('alipay.trade.refund', {
    out_trade_no,
    refund_amount,
    ...(out_request_no === undefined ? {} : { out_request_no }),
  });

const queryRefund = (out_trade_no: string, out_request_no: string) =>
  world.exec('alipay.trade.fastpay.refund.query', { out_trade_no, out_request_no });

const statusOf = async (out_trade_no: string) =>
  (await world.exec('alipay.trade.query', { out_trade_no })).trade_status;

describe('a refund', () => {
  it('in full closes the trade', async () => {
    const trade = await paidTrade();
    expect(await refund(trade, '100.00')).toMatchObject({
      code: '10000',
      out_trade_no: trade,
      fund_change: 'Y',
      refund_fee: '100.00',
      send_back_fee: '100.00',
      buyer_logon_id: 'buy***@counterfoil.example',
    });
    expect(await statusOf(trade)).toBe('TRADE_CLOSED');
  });

  it('in part leaves the trade open, and says what was refunded so far', async () => {
    const trade = await paidTrade();
    expect(await refund(trade, '30.00', 'R1')).toMatchObject({ fund_change: 'Y', refund_fee: '30.00' });
    expect(await statusOf(trade)).toBe('TRADE_SUCCESS');
    expect(await refund(trade, '20.01', 'R2')).toMatchObject({ fund_change: 'Y', refund_fee: '50.01' });
    expect(await refund(trade, '49.99', 'R3')).toMatchObject({ fund_change: 'Y', refund_fee: '100.00' });
    expect(await statusOf(trade)).toBe('TRADE_CLOSED');
  });

  it('asked for again succeeds, and moves no money', async () => {
    const trade = await paidTrade();
    await refund(trade, '30.00', 'R1');
    const before = world.dump();
    expect(await refund(trade, '30.00', 'R1')).toMatchObject({
      code: '10000',
      fund_change: 'N',
      refund_fee: '30.00',
      send_back_fee: '0.00',
    });
    expect(world.dump()).toBe(before);
  });

  it('asked for again succeeds after the trade was refunded in full', async () => {
    const trade = await paidTrade();
    await refund(trade, '100.00', 'R1');
    expect(await refund(trade, '100.00', 'R1')).toMatchObject({ code: '10000', fund_change: 'N' });
  });

  it.each([
    ['another amount under the same number', '31.00', 'R1', 'ACQ.DISCORDANT_REPEAT_REQUEST'],
    ['a part without a number', '10.00', undefined, 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL'],
    ['more than is left', '70.01', 'R2', 'ACQ.REASON_TRADE_REFUND_FEE_ERR'],
    ['nothing', '0.00', 'R2', 'ACQ.INVALID_PARAMETER'],
  ])('of %s is refused', async (_, amount, number, subCode) => {
    const trade = await paidTrade();
    await refund(trade, '30.00', 'R1');
    const before = world.dump();
    expect(await refund(trade, amount, number)).toMatchObject({ code: '40004', sub_code: subCode });
    expect(world.dump()).toBe(before);
  });

  it('of a trade refunded in full is refused', async () => {
    const trade = await paidTrade();
    await refund(trade, '100.00', 'R1');
    expect((await refund(trade, '1.00', 'R2')).sub_code).toBe('ACQ.TRADE_HAS_CLOSE');
  });

  it('of an unpaid trade is refused', async () => {
    const outTradeNo = newOrderNo();
    const content = { out_trade_no: outTradeNo, total_amount: '100.00', subject: 'a thing' };
    await world.exec('alipay.trade.precreate', content);
    expect((await refund(outTradeNo, '100.00')).sub_code).toBe('ACQ.TRADE_NOT_EXIST');
    world.pay(outTradeNo, { outcome: 'cancelled' });
    expect((await refund(outTradeNo, '100.00')).sub_code).toBe('ACQ.TRADE_STATUS_ERROR');
  });

  it('of an unknown trade is refused', async () => {
    expect((await refund(newOrderNo(), '1.00')).sub_code).toBe('ACQ.TRADE_NOT_EXIST');
  });
});

describe('the refund query', () => {
  it('knows a refund', async () => {
    const trade = await paidTrade();
    await refund(trade, '30.00', 'R1');
    expect(await queryRefund(trade, 'R1')).toMatchObject({
      code: '10000',
      refund_status: 'REFUND_SUCCESS',
      refund_amount: '30.00',
      total_amount: '100.00',
      out_request_no: 'R1',
    });
  });

  it('finds a refund in full that had no number under the order number', async () => {
    const trade = await paidTrade();
    await refund(trade, '100.00');
    expect((await queryRefund(trade, trade)).refund_status).toBe('REFUND_SUCCESS');
  });

  it('says no status of one that it does not know', async () => {
    const answer = await queryRefund(await paidTrade(), 'R9');
    expect(answer.code).toBe('10000');
    expect(answer).not.toHaveProperty('refund_status');
  });

  it('refuses an unknown trade', async () => {
    expect((await queryRefund(newOrderNo(), 'R1')).sub_code).toBe('ACQ.TRADE_NOT_EXIST');
  });
});
