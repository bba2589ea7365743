import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlipayWorld, newOrderNo, openAlipay } from './open.ts';

let world: AlipayWorld;
beforeAll(async () => {
  world = await openAlipay();
});
afterAll(() => world[Symbol.asyncDispose]());

async function precreate(more: object = {}): Promise<{ outTradeNo: string; qrCode: string }> {
  const outTradeNo = newOrderNo();
  const answer = await world.exec('alipay.trade.precreate', {
    out_trade_no: outTradeNo,
    total_amount: '88.88',
    subject: 'A second-hand bag 二手包',
    ...more,
  });
  expect(answer).toMatchObject({ code: '10000', msg: 'Success', out_trade_no: outTradeNo });
  return { outTradeNo, qrCode: answer.qr_code };
}

const query = (reference: object) => world.exec('alipay.trade.query', reference);

describe('precreate', () => {
  it('gives the text of a QR code', async () => {
    const { qrCode } = await precreate();
    expect(qrCode).toMatch(/^https:\/\/qr\.alipay\.com\/bax[0-9a-z]{21}$/);
  });

  it('makes no trade until the code is scanned', async () => {
    const { outTradeNo, qrCode } = await precreate();
    expect(await query({ out_trade_no: outTradeNo })).toMatchObject({
      code: '40004',
      msg: 'Business Failed',
      sub_code: 'ACQ.TRADE_NOT_EXIST',
      sub_msg: '交易不存在',
    });
    world.pay(qrCode, { outcome: 'cancelled' });
    expect(await query({ out_trade_no: outTradeNo })).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' });
  });
});
