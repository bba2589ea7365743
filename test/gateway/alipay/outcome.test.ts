import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import { channelTo, says, signedAnswer } from './stand-in.ts';

const REFUND = 'alipay.trade.refund';
const refund = { payment: 'pay_0001', refund: 'ref_0001', amount: money('CNY', 100n), reason: 'returned' };

/** A refund is where a wrong word costs money: `failed` is tried again under another number. */
async function refundAnswered(body: string) {
  const { channel } = await channelTo(says(body));
  return channel.refund(refund);
}

function fields(code: string, sub_code?: string): Record<string, string> {
  return { code, msg: 'm', ...(sub_code === undefined ? {} : { sub_code, sub_msg: '说明' }) };
}

describe('what an answer means', () => {
  it.each([
    ['10003', undefined],
    ['10003', 'ACQ.USER_PAYING'],
  ])('%s %s is pending', async (code, subCode) => {
    expect(await refundAnswered(signedAnswer(REFUND, fields(code, subCode)))).toEqual({ kind: 'pending' });
  });

  it.each([
    ['20001', 'aop.invalid-auth-token'],
    ['40001', 'isv.missing-method'],
    ['40002', 'isv.invalid-signature'],
    ['40003', 'isv.decryption-error-unknown'],
    ['40004', 'ACQ.SELLER_BALANCE_NOT_ENOUGH'],
    ['40004', 'ACQ.TRADE_NOT_EXIST'],
    ['40004', 'ACQ.DISCORDANT_REPEAT_REQUEST'],
    ['40006', 'isv.insufficient-isv-permissions'],
  ])('%s %s has failed, for certain', async (code, subCode) => {
    const outcome = await refundAnswered(signedAnswer(REFUND, fields(code, subCode)));
    expect(outcome).toEqual({ kind: 'failed', code: subCode, message: '说明' });
  });

  it.each([
    ['20000', 'isp.unknown-error'],
    ['20000', 'aop.ACQ.SYSTEM_ERROR'],
    ['20000', undefined],
    ['40004', 'ACQ.SYSTEM_ERROR'],
    ['40004', 'SYSTEM_ERROR'],
    ['40005', 'isv.app-call-limited'],
    ['40004', 'ACQ.FREQUENCY_LIMITED'],
    ['', undefined],
    ['99999', 'ACQ.NEVER_HEARD_OF'],
  ])('%s %s is unknown', async (code, subCode) => {
    expect(await refundAnswered(signedAnswer(REFUND, fields(code, subCode)))).toMatchObject({
      kind: 'unknown',
    });
  });

  it('a failure without a sub-code goes by the code', async () => {
    const outcome = await refundAnswered(signedAnswer(REFUND, fields('40006')));
    expect(outcome).toEqual({ kind: 'failed', code: '40006', message: 'm' });
  });
});

describe('a protocol error', () => {
  it.each([
    ['error_response', '40002', 'isv.invalid-app-id'],
    ['error_response', '40001', 'isv.missing-method'],
    ['alipay_trade_refund_response', '40002', 'isv.invalid-app-id'],
  ])('may be unsigned, since no method ever saw the request: %s %s %s', async (name, code, subCode) => {
    const outcome = await refundAnswered(JSON.stringify({ [name]: fields(code, subCode) }));
    expect(outcome).toMatchObject({ kind: 'failed', code: subCode });
  });

  it.each([
    [
      'an error_response that is signed by another',
      { error_response: fields('40002', 'isv.invalid-app-id'), sign: 'AAAA' },
    ],
    ['a sign that is no string', { error_response: fields('40002', 'isv.invalid-app-id'), sign: null }],
    ['an error that is not ours', { error_response: fields('40002', 'isp.unknown-error') }],
    ['a refusal of the business', { alipay_trade_refund_response: fields('40004', 'ACQ.TRADE_NOT_EXIST') }],
    ['the same as an error_response', { error_response: fields('40004', 'ACQ.TRADE_NOT_EXIST') }],
    ['a success', { error_response: { ...fields('10000'), out_trade_no: 'pay_0001', fund_change: 'Y' } }],
  ])('is all that may be unsigned; unknown is %s', async (_what, body) => {
    expect(await refundAnswered(JSON.stringify(body))).toMatchObject({ kind: 'unknown' });
  });

  it('has failed when it is signed as an error_response, too', async () => {
    const signed = signedAnswer('', fields('40002', 'isv.invalid-signature'), { name: 'error_response' });
    expect(await refundAnswered(signed)).toMatchObject({ kind: 'failed', code: 'isv.invalid-signature' });
  });
});
