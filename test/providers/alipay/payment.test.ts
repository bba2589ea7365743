import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlipayWorld, newOrderNo, openAlipay } from './open.ts';

let world: AlipayWorld;
beforeAll(async () => {
  world = await openAlipay();
});
afterAll(() => world.close());

function order(more: object = {}) {
  return { out_trade_no: newOrderNo(), total_amount: '88.88', subject: 'A second-hand bag 二手包', ...more };
}

async function precreate(more: object = {}): Promise<{ outTradeNo: string; qrCode: string }> {
  const content = order(more);
  const answer = await world.exec('alipay.trade.precreate', content);
  expect(answer).toMatchObject({ code: '10000', msg: 'Success', out_trade_no: content.out_trade_no });
  return { outTradeNo: content.out_trade_no, qrCode: answer.qr_code };
}

const query = (outTradeNo: string) => world.exec('alipay.trade.query', { out_trade_no: outTradeNo });

describe('precreate', () => {
  it('gives the text of a QR code', async () => {
    const { qrCode } = await precreate();
    expect(qrCode).toMatch(/^https:\/\/qr\.alipay\.com\/bax[0-9a-z]{21}$/);
  });

  it('makes no trade until the code is scanned', async () => {
    const { outTradeNo, qrCode } = await precreate();
    expect(await query(outTradeNo)).toMatchObject({
      code: '40004',
      msg: 'Business Failed',
      sub_code: 'ACQ.TRADE_NOT_EXIST',
      sub_msg: '交易不存在',
      out_trade_no: outTradeNo,
      buyer_pay_amount: '0.00',
    });
    world.pay(qrCode, { outcome: 'cancelled' });
    expect(await query(outTradeNo)).toMatchObject({ code: '10000', trade_status: 'WAIT_BUYER_PAY' });
  });

  it('gives the same code for the same order again', async () => {
    const content = order();
    const first = await world.exec('alipay.trade.precreate', content);
    const again = await world.exec('alipay.trade.precreate', content);
    expect(again.qr_code).toBe(first.qr_code);
  });

  it.each([
    ['total_amount', '88.89'],
    ['subject', 'Another bag'],
    ['body', 'in red'],
    ['product_code', 'QR_CODE_OFFLINE'],
  ])('refuses the same number with another %s', async (name, value) => {
    const content = order();
    await world.exec('alipay.trade.precreate', content);
    const answer = await world.exec('alipay.trade.precreate', { ...content, [name]: value });
    expect(answer.sub_code).toBe('ACQ.CONTEXT_INCONSISTENT');
  });

  it('refuses an order that has been paid', async () => {
    const content = order();
    world.pay((await world.exec('alipay.trade.precreate', content)).qr_code);
    expect((await world.exec('alipay.trade.precreate', content)).sub_code).toBe('ACQ.TRADE_HAS_SUCCESS');
  });

  it('refuses an order that has been closed', async () => {
    const content = order();
    world.pay((await world.exec('alipay.trade.precreate', content)).qr_code, { outcome: 'cancelled' });
    await world.exec('alipay.trade.close', { out_trade_no: content.out_trade_no });
    expect((await world.exec('alipay.trade.precreate', content)).sub_code).toBe('ACQ.TRADE_HAS_CLOSE');
  });

  it('refuses to expire in the past', async () => {
    const answer = await world.exec('alipay.trade.precreate', order({ time_expire: '2026-11-22 11:59:59' }));
    expect(answer.sub_code).toBe('ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR');
  });
});

describe('a payment', () => {
  it('shows in the query, by either number', async () => {
    const { outTradeNo, qrCode } = await precreate();
    world.pay(qrCode);
    const paid = await query(outTradeNo);
    expect(paid).toMatchObject({
      code: '10000',
      trade_status: 'TRADE_SUCCESS',
      out_trade_no: outTradeNo,
      total_amount: '88.88',
      buyer_pay_amount: '88.88',
      receipt_amount: '88.88',
      invoice_amount: '88.88',
      point_amount: '0.00',
      buyer_user_type: 'PRIVATE',
      fund_bill_list: [{ amount: '88.88', fund_channel: 'ALIPAYACCOUNT' }],
    });
    expect(paid.trade_no).toMatch(/^20261122\d{20}$/);
    expect(paid.send_pay_date).toMatch(/^2026-11-22 \d\d:\d\d:\d\d$/);
    const byTradeNo = await world.exec('alipay.trade.query', { trade_no: paid.trade_no });
    expect(byTradeNo.out_trade_no).toBe(outTradeNo);
  });

  it('is found by trade_no where both numbers are given', async () => {
    const [a, b] = [await precreate(), await precreate()];
    world.pay(a.qrCode);
    world.pay(b.qrCode, { outcome: 'cancelled' });
    const { trade_no } = await query(a.outTradeNo);
    const both = await world.exec('alipay.trade.query', { trade_no, out_trade_no: b.outTradeNo });
    expect(both.out_trade_no).toBe(a.outTradeNo);
  });

  it.each([
    ['huabei', 3, { fund_channel: 'PCREDIT' }, { user_install_num: '3', fq_amount: '88.88' }],
    ['huabei', 12, { fund_channel: 'PCREDIT' }, { user_install_num: '12', fq_amount: '88.88' }],
    ['huabei', undefined, { fund_channel: 'PCREDIT' }, undefined],
    ['debit_card', undefined, { fund_channel: 'BANKCARD', fund_type: 'DEBIT_CARD' }, undefined],
    ['credit_card', undefined, { fund_channel: 'BANKCARD', fund_type: 'CREDIT_CARD' }, undefined],
  ])('with %s in %s says how it was funded', async (method, instalments, bill, info) => {
    const { outTradeNo, qrCode } = await precreate();
    world.pay(qrCode, { method, instalments });
    const paid = await query(outTradeNo);
    expect(paid.fund_bill_list).toEqual([{ amount: '88.88', ...bill }]);
    expect(paid.hb_fq_pay_info).toEqual(info);
  });

  it('uses the instalments that the merchant chose', async () => {
    const { outTradeNo, qrCode } = await precreate({
      extend_params: { hb_fq_num: '6', hb_fq_seller_percent: '0' },
    });
    world.pay(qrCode);
    expect((await query(outTradeNo)).hb_fq_pay_info.user_install_num).toBe('6');
  });

  it('for want of money leaves the trade waiting', async () => {
    const { outTradeNo, qrCode } = await precreate();
    world.pay(qrCode, { outcome: 'insufficient_funds' });
    expect((await query(outTradeNo)).trade_status).toBe('WAIT_BUYER_PAY');
    world.pay(qrCode);
    expect((await query(outTradeNo)).trade_status).toBe('TRADE_SUCCESS');
  });

  it('is not made twice', async () => {
    const { qrCode } = await precreate();
    world.pay(qrCode);
    expect(() => world.pay(qrCode)).toThrow('not_payable: ACQ.TRADE_HAS_SUCCESS');
  });
});

describe('the wallet', () => {
  it.each([
    [{ token: 'https://qr.alipay.com/baxnothing' }, 'unknown_token'],
    [{ token: 'no such order' }, 'unknown_token'],
  ])('does not know %j', (payment, code) => {
    expect(world.provider.wallet.pay(payment)).toMatchObject({ ok: false, code });
  });

  it.each([
    [{ method: 'shells' }, 'unknown_method'],
    [{ method: 'huabei', instalments: 5 }, 'unknown_method'],
    [{ method: 'balance', instalments: 3 }, 'unknown_method'],
    [{ outcome: 'perhaps' }, 'unknown_outcome'],
  ])('cannot pay with %j, and does not scan the code', async (payment, code) => {
    const { outTradeNo, qrCode } = await precreate();
    expect(world.provider.wallet.pay({ token: qrCode, ...payment })).toMatchObject({ ok: false, code });
    expect((await query(outTradeNo)).sub_code).toBe('ACQ.TRADE_NOT_EXIST');
  });

  it("pays by the merchant's order number, and says what it paid", async () => {
    const { outTradeNo } = await precreate();
    const result = world.provider.wallet.pay({ token: outTradeNo });
    const { trade_no } = await query(outTradeNo);
    expect(result).toEqual({ ok: true, order: outTradeNo, reference: trade_no, state: 'TRADE_SUCCESS' });
  });
});

describe('close', () => {
  const close = (outTradeNo: string) => world.exec('alipay.trade.close', { out_trade_no: outTradeNo });

  it('ends a trade that waits', async () => {
    const { outTradeNo, qrCode } = await precreate();
    world.pay(qrCode, { outcome: 'cancelled' });
    const { trade_no } = await query(outTradeNo);
    expect(await close(outTradeNo)).toMatchObject({ code: '10000', out_trade_no: outTradeNo, trade_no });
    expect((await query(outTradeNo)).trade_status).toBe('TRADE_CLOSED');
    expect(() => world.pay(qrCode)).toThrow('ACQ.TRADE_HAS_CLOSE');
  });

  it('finds no trade behind a code that nobody scanned, and the code still pays', async () => {
    const { outTradeNo, qrCode } = await precreate();
    expect((await close(outTradeNo)).sub_code).toBe('ACQ.TRADE_NOT_EXIST');
    world.pay(qrCode);
    expect((await query(outTradeNo)).trade_status).toBe('TRADE_SUCCESS');
  });

  it.each(['success', 'closed'])('refuses a trade that waits no more: %s', async (state) => {
    const { outTradeNo, qrCode } = await precreate();
    world.pay(qrCode, { outcome: state === 'success' ? 'success' : 'cancelled' });
    if (state === 'closed') await close(outTradeNo);
    expect(await close(outTradeNo)).toMatchObject({ code: '40004', sub_code: 'ACQ.TRADE_STATUS_ERROR' });
  });
});

describe('cancel', () => {
  const cancel = (outTradeNo: string) => world.exec('alipay.trade.cancel', { out_trade_no: outTradeNo });

  it('closes what waits', async () => {
    const { outTradeNo, qrCode } = await precreate();
    world.pay(qrCode, { outcome: 'cancelled' });
    expect(await cancel(outTradeNo)).toMatchObject({ code: '10000', action: 'close', retry_flag: 'N' });
    expect((await query(outTradeNo)).trade_status).toBe('TRADE_CLOSED');
  });

  it('withdraws a code that nobody scanned', async () => {
    const { outTradeNo, qrCode } = await precreate();
    expect((await cancel(outTradeNo)).action).toBe('close');
    expect(() => world.pay(qrCode)).toThrow('ACQ.TRADE_HAS_CLOSE');
  });

  it('refunds what was paid, once', async () => {
    const { outTradeNo, qrCode } = await precreate();
    world.pay(qrCode);
    expect((await cancel(outTradeNo)).action).toBe('refund');
    const before = world.dump();
    expect((await cancel(outTradeNo)).action).toBe('refund');
    expect(world.dump()).toBe(before);
    expect((await query(outTradeNo)).trade_status).toBe('TRADE_CLOSED');
  });

  it('of an unknown order succeeds and does nothing', async () => {
    const answer = await cancel(newOrderNo());
    expect(answer).toMatchObject({ code: '10000', retry_flag: 'N' });
    expect(answer).not.toHaveProperty('action');
  });
});
