import { beforeEach, describe, expect, it } from 'vitest';
import { type AlipayWorld, openAlipayForTest } from './open.ts';

let world: AlipayWorld;
beforeEach(async () => {
  world = await openAlipayForTest();
});

function command(name: string, parameters: object) {
  const found = world.provider.commands.find((one) => one.name === name);
  if (!found) throw new Error(`there is no command ${name}`);
  return found.run(parameters);
}

async function sell(out_trade_no: string): Promise<void> {
  const content = { out_trade_no, total_amount: '100.00', subject: 'a thing' };
  await world.exec('alipay.trade.precreate', content, { notify_url: world.merchant.notifyUrl });
  world.pay(out_trade_no);
}

describe('a refund by hand', () => {
  it('goes under a number of Alipay’s, which the merchant’s server hears and can ask about', async () => {
    await sell('sale_1');
    await world.sandbox.scheduler.settle();
    const done = command('refund_by_hand', { out_trade_no: 'sale_1', amount: '30.00' });
    expect(done).toMatchObject({ ok: true, state: { refund_amount: '30.00' } });
    await world.sandbox.scheduler.settle();
    const { fields } = world.merchant.received.at(-1) ?? {};
    expect(fields).toMatchObject({ out_trade_no: 'sale_1', refund_fee: '30.00' });
    expect(fields?.out_biz_no).toMatch(/^20261122\d{20}$/);
    const query = { out_trade_no: 'sale_1', out_request_no: fields?.out_biz_no };
    expect(await world.exec('alipay.trade.fastpay.refund.query', query)).toMatchObject({
      refund_status: 'REFUND_SUCCESS',
      refund_amount: '30.00',
    });
  });

  it('is of all that is left, unless it says otherwise', async () => {
    await sell('sale_1');
    command('refund_by_hand', { out_trade_no: 'sale_1', amount: '30.00' });
    const rest = command('refund_by_hand', { out_trade_no: 'sale_1' });
    expect(rest).toMatchObject({ state: { refund_amount: '70.00' } });
    const { trade_status } = await world.exec('alipay.trade.query', { out_trade_no: 'sale_1' });
    expect(trade_status).toBe('TRADE_CLOSED');
  });

  it.each([
    ['of what is not there', { out_trade_no: 'sale_9' }, 'ACQ.TRADE_NOT_EXIST'],
    ['of more than is left', { out_trade_no: 'sale_1', amount: '100.01' }, 'ACQ.REASON_TRADE_REFUND_FEE_ERR'],
  ])('%s changes nothing', async (_, parameters, code) => {
    await sell('sale_1');
    const before = world.dump();
    expect(command('refund_by_hand', parameters)).toEqual({ ok: true, state: { refused: code } });
    expect(world.dump()).toBe(before);
  });

  it('of an amount that is none says so', () => {
    const wrong = { out_trade_no: 'sale_1', amount: '-1' };
    expect(command('refund_by_hand', wrong)).toMatchObject({ ok: false, flaw: expect.any(String) });
  });
});
