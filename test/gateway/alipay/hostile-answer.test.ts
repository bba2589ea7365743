import { describe, expect, it } from 'vitest';
import {
  type Answer,
  channelTo,
  listen,
  openChannel,
  STRANGER,
  says,
  signature,
  signedAnswer,
} from './stand-in.ts';

const QUERY = 'alipay.trade.query';
const PAYMENT = 'pay_0001';
const PAID = {
  code: '10000',
  msg: 'Success',
  out_trade_no: PAYMENT,
  trade_no: '2026042222001400001000000001',
  trade_status: 'TRADE_SUCCESS',
  total_amount: '88.88',
  send_pay_date: '2026-04-22 13:14:00',
};
const RAW = JSON.stringify(PAID);
const genuine = signedAnswer(QUERY, PAID);

async function queryAnswered(answer: Answer) {
  const { channel } = await channelTo(answer);
  return channel.query(PAYMENT);
}

describe('an answer that cannot be trusted is unknown', () => {
  it('while the genuine one says that it was paid', async () => {
    expect(await queryAnswered(says(genuine))).toMatchObject({
      kind: 'succeeded',
      value: { state: 'succeeded' },
    });
  });

  it.each<[string, string | Buffer]>([
    ['nothing at all', ''],
    ['HTML', '<html><body>系统繁忙</body></html>'],
    ['truncated', genuine.slice(0, -20)],
    ['truncated before the signature', genuine.slice(0, genuine.indexOf(',"sign"'))],
    ['another status than was signed', genuine.replace('TRADE_SUCCESS', 'TRADE_FINISHED')],
    ['another amount than was signed', genuine.replace('88.88', '88.89')],
    ['white space that was not signed', genuine.replace('{"code"', '{ "code"')],
    ['a signature by another key', signedAnswer(QUERY, PAID, { key: STRANGER.privateKey })],
    ['a signature of something else', genuine.replace(/"sign":".*"/, `"sign":"${signature('{}')}"`)],
    ['an empty signature', genuine.replace(/"sign":".*"/, '"sign":""')],
    ['a signature that is no string', genuine.replace(/"sign":".*"/, '"sign":{}')],
    ['no signature', `{"alipay_trade_query_response":${RAW}}`],
    [
      'a signature among the fields',
      `{"alipay_trade_query_response":{"sign":"${signature(RAW)}",${RAW.slice(1)}}`,
    ],
    ['the answer to another method', signedAnswer('alipay.trade.pay', PAID)],
    ['an error_response that says yes', signedAnswer(QUERY, PAID, { name: 'error_response' })],
    ['the answer about another trade', signedAnswer(QUERY, { ...PAID, out_trade_no: 'pay_0002' })],
    [
      'a refusal about another trade',
      signedAnswer(QUERY, { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST', out_trade_no: 'x' }),
    ],
    [
      'a forged answer beside the genuine one',
      genuine.replace('{"alipay', `{"alipay_trade_query_response":${RAW.replace('88.88', '0.01')},"alipay`),
    ],
    [
      'a forged answer inside the text of another',
      `{"x":"\\"alipay_trade_query_response\\":${RAW.replaceAll('"', '\\"')}","sign":"${signature(RAW)}"}`,
    ],
    ['a string for the fields', `{"alipay_trade_query_response":"AES","sign":"${signature('"AES"')}"}`],
    ['a list for the fields', `{"alipay_trade_query_response":[],"sign":"${signature('[]')}"}`],
    ['a status that nobody documented', signedAnswer(QUERY, { ...PAID, trade_status: 'TRADE_PENDING' })],
    ['an amount that is none', signedAnswer(QUERY, { ...PAID, total_amount: '88.888' })],
    ['a negative amount', signedAnswer(QUERY, { ...PAID, total_amount: '-88.88' })],
    ['no number of a trade', signedAnswer(QUERY, { ...PAID, trade_no: '' })],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(genuine.slice(0, 60)), Buffer.from([0xff]), Buffer.from(genuine.slice(60))]),
    ],
    ['more than anybody says', signedAnswer(QUERY, { ...PAID, padding: 'x'.repeat(1024 * 1024) })],
    ['very deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('%s', async (_what, body) => {
    expect(await queryAnswered(says(body))).toMatchObject({ kind: 'unknown' });
  });

  it.each([500, 502, 404, 204, 302])('the genuine text under the status %d', async (status) => {
    expect(await queryAnswered(says(genuine, status))).toMatchObject({ kind: 'unknown' });
  });

  it('a redirect, which is not followed', async () => {
    const elsewhere = await listen(says(genuine));
    const outcome = await queryAnswered((_request, response) => {
      response.writeHead(307, { location: elsewhere.gateway }).end();
    });
    expect(outcome).toMatchObject({ kind: 'unknown' });
    expect(elsewhere.received).toEqual([]);
  });

  it('"sign" inside the value of a field, where the outer signature is good', async () => {
    const tricky = signedAnswer(QUERY, { ...PAID, subject: '"sign":"AAAA"}', body: ',"sign":"B"' });
    expect(await queryAnswered(says(tricky))).toMatchObject({ kind: 'succeeded' });
  });
});

describe('no answer is unknown', () => {
  it('when the connection is broken at once', async () => {
    expect(await queryAnswered((_request, response) => response.destroy())).toMatchObject({
      kind: 'unknown',
    });
  });

  it('when it breaks half-way', async () => {
    const outcome = await queryAnswered((_request, response) => {
      response.writeHead(200, { 'content-length': genuine.length });
      response.write(genuine.slice(0, 100), () => response.destroy());
    });
    expect(outcome).toMatchObject({ kind: 'unknown' });
  });

  it('when nobody listens', async () => {
    const outcome = await openChannel('http://127.0.0.1:1/gateway.do').query(PAYMENT);
    expect(outcome).toMatchObject({ kind: 'unknown' });
  });

  it('when it takes too long', async () => {
    const { gateway } = await listen(() => {});
    const impatient = (request: Request) => fetch(new Request(request, { signal: AbortSignal.timeout(50) }));
    expect(await openChannel(gateway, impatient).query(PAYMENT)).toMatchObject({ kind: 'unknown' });
  });

  it('and nothing waits for ever: each request carries a deadline', async () => {
    let signal: AbortSignal | undefined;
    const transport = (request: Request) => {
      signal = request.signal;
      return Promise.reject(new TypeError('fetch failed'));
    };
    await openChannel('http://127.0.0.1:1/gateway.do', transport).query(PAYMENT);
    expect(signal?.aborted).toBe(false);
  });
});
