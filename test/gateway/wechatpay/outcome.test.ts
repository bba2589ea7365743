import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import { type Answer, channelTo, refusal, says, saysRaw } from './stand-in.ts';

const refund = { payment: 'pay_0001', refund: 'ref_0001', amount: money('CNY', 100n), reason: 'returned' };

/** A refund is where a wrong word costs money: `failed` is tried again under another number. */
async function refundAnswered(answer: Answer) {
  const { channel } = await channelTo((request, response) => {
    const found = says({ out_trade_no: 'pay_0001', trade_state: 'SUCCESS', amount: { total: 100 } });
    (request.method === 'GET' ? found : answer)(request, response);
  });
  return channel.refund(refund);
}

describe('what an answer means', () => {
  it.each([
    [400, 'PARAM_ERROR'],
    [400, 'INVALID_REQUEST'],
    [400, 'TRADE_OVERDUE'],
    [401, 'SIGN_ERROR'],
    [403, 'NOT_ENOUGH'],
    [403, 'NOTENOUGH'],
    [403, 'NO_AUTH'],
    [403, 'USER_ACCOUNT_ABNORMAL'],
    [404, 'RESOURCE_NOT_EXISTS'],
    [404, 'MCH_NOT_EXISTS'],
  ])('%d %s has failed, for certain', async (status, code) => {
    expect(await refundAnswered(says(refusal(code), status))).toEqual({
      kind: 'failed',
      code,
      message: '说明',
    });
  });

  it.each([
    [500, 'SYSTEM_ERROR'],
    [500, 'SYSTEMERROR'],
    [500, 'BANKERROR'],
    [500, 'INVALID_TRANSACTIONID'],
    [500, 'NEVER_HEARD_OF'],
    [502, 'NEVER_HEARD_OF'],
    [503, 'SYSTEM_ERROR'],
    [400, 'SYSTEM_ERROR'],
    [429, 'FREQUENCY_LIMITED'],
    [429, 'RATELIMIT_EXCEEDED'],
    [429, 'NEVER_HEARD_OF'],
    [403, 'FREQUENCY_LIMIT_EXCEED'],
    [403, 'RATELIMIT_EXCEED'],
    [301, 'NEVER_HEARD_OF'],
  ])('%d %s is unknown', async (status, code) => {
    const outcome = await refundAnswered(says(refusal(code), status));
    expect(outcome).toEqual({ kind: 'unknown', reason: `${status} ${code}: 说明` });
  });

  it('202 is pending: WeChat Pay has accepted it and not done it', async () => {
    expect(await refundAnswered(says({}, 202))).toEqual({ kind: 'pending' });
  });
});

describe('a refusal', () => {
  const text = JSON.stringify(refusal('PARAM_ERROR'));

  it('may be unsigned, as it is to whom WeChat Pay does not know', async () => {
    expect(await refundAnswered(saysRaw(text, {}, 400))).toMatchObject({ kind: 'failed' });
  });

  it('is unknown when it is signed, but not by WeChat Pay', async () => {
    const headers = { 'Wechatpay-Signature': 'AAAA' };
    expect(await refundAnswered(saysRaw(text, headers, 400))).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['HTML', '<html><body>403 Forbidden</body></html>'],
    ['nothing', ''],
    ['no code', '{"message":"no"}'],
    ['an empty code', '{"code":"","message":"no"}'],
    ['a code that is no text', '{"code":403,"message":"no"}'],
    ['a list', '["PARAM_ERROR"]'],
  ])('is unknown when WeChat Pay cannot have said it: %s', async (_what, body) => {
    expect(await refundAnswered(saysRaw(body, {}, 403))).toEqual({
      kind: 'unknown',
      reason: 'HTTP status 403',
    });
  });
});
