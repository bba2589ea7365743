import { describe, expect, it } from 'vitest';
import { type AlipayWorld, newOrderNo, openAlipayForTest } from './open.ts';

async function precreate(world: AlipayWorld, more: object = {}): Promise<string> {
  const outTradeNo = newOrderNo();
  const content = { out_trade_no: outTradeNo, total_amount: '1.00', subject: 'a thing', ...more };
  expect((await world.exec('alipay.trade.precreate', content)).code).toBe('10000');
  return outTradeNo;
}

async function statusOf(world: AlipayWorld, outTradeNo: string): Promise<string> {
  const answer = await world.exec('alipay.trade.query', { out_trade_no: outTradeNo });
  return answer.trade_status ?? answer.sub_code;
}

describe('time', () => {
  it('ends a code that nobody scanned after two hours, and frees its number', async () => {
    const world = await openAlipayForTest();
    const outTradeNo = await precreate(world);
    await world.advance('PT2H');
    expect(() => world.pay(outTradeNo)).toThrow('ACQ.TRADE_HAS_CLOSE');
    const again = await world.exec('alipay.trade.precreate', {
      out_trade_no: outTradeNo,
      total_amount: '2.00',
      subject: 'another thing',
    });
    expect(again.code).toBe('10000');
  });

  it.each([
    [{ timeout_express: '90m' }, 'PT1H29M59S', 'PT1S'],
    [{ timeout_express: '15d' }, 'P14DT23H59M59S', 'PT1S'],
    [{ timeout_express: '1c' }, 'PT11H59M59S', 'PT1S'],
    [{ time_expire: '2026-11-22 12:30:00' }, 'PT29M59S', 'PT1S'],
    [{ time_expire: '2026-11-22 12:30' }, 'PT29M59S', 'PT1S'],
    [{ time_expire: '2026-11-22 12:30:00', timeout_express: '5m' }, 'PT29M59S', 'PT1S'],
  ])('closes an unpaid trade when its merchant said so: %j', async (more, almost, rest) => {
    const world = await openAlipayForTest();
    const outTradeNo = await precreate(world, more);
    world.pay(outTradeNo, { outcome: 'cancelled' });
    await world.advance(almost);
    expect(await statusOf(world, outTradeNo)).toBe('WAIT_BUYER_PAY');
    await world.advance(rest);
    expect(await statusOf(world, outTradeNo)).toBe('TRADE_CLOSED');
  });

  it.each(['0m', '1.5h', '16d', '21601m', '2c', 'soon'])('refuses to wait %s', async (timeout_express) => {
    const world = await openAlipayForTest();
    const content = { out_trade_no: newOrderNo(), total_amount: '1.00', subject: 'a thing', timeout_express };
    expect((await world.exec('alipay.trade.precreate', content)).sub_code).toBe('ACQ.INVALID_PARAMETER');
  });

  it('finishes a paid trade when it can no more be refunded', async () => {
    const world = await openAlipayForTest();
    const outTradeNo = await precreate(world);
    world.pay(outTradeNo);
    await world.advance('P364D');
    expect(await statusOf(world, outTradeNo)).toBe('TRADE_SUCCESS');
    await world.advance('P1D');
    expect(await statusOf(world, outTradeNo)).toBe('TRADE_FINISHED');
    const refund = { out_trade_no: outTradeNo, refund_amount: '1.00' };
    expect((await world.exec('alipay.trade.refund', refund)).sub_code).toBe('ACQ.TRADE_HAS_FINISHED');
  });

  it('takes the right to cancel away after a day', async () => {
    const world = await openAlipayForTest();
    const outTradeNo = await precreate(world);
    world.pay(outTradeNo);
    await world.advance('P1D');
    const answer = await world.exec('alipay.trade.cancel', { out_trade_no: outTradeNo });
    expect(answer.sub_code).toBe('ACQ.TRADE_CANCEL_TIME_OUT');
  });

  it('settles held money by itself when its merchant said so', async () => {
    const world = await openAlipayForTest();
    const outTradeNo = await precreate(world, {
      sub_merchant: { merchant_id: '2088000000000001' },
      settle_info: { settle_period_time: '7d' },
    });
    world.pay(outTradeNo);
    const { trade_no } = await world.exec('alipay.trade.query', { out_trade_no: outTradeNo });
    await world.advance('P7D');
    const confirmation = await world.exec('alipay.trade.settle.confirm', {
      out_request_no: 'late',
      trade_no,
      settle_info: { settle_detail_infos: [{ trans_in_type: 'defaultSettle', amount: '1.00' }] },
    });
    expect(confirmation.sub_code).toBe('ACQ.ALREADY_CONFIRM_SETTLE');
  });
});
