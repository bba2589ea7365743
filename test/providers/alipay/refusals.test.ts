import { createPrivateKey, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';
import { type AlipayWorld, newOrderNo, openAlipay } from './open.ts';

let world: AlipayWorld;
let before: string;
beforeAll(async () => {
  world = await openAlipay();
  const content = { out_trade_no: 'standing', total_amount: '100.00', subject: 'a thing' };
  await world.exec('alipay.trade.precreate', content);
  world.pay('standing');
  await world.sandbox.scheduler.settle();
});
afterAll(() => world.close());
beforeEach(() => {
  before = world.dump();
});

type Parameters = Record<string, string>;

/** A request that would be in order. */
function request(bizContent: object | string, more: Parameters = {}): Parameters {
  return {
    app_id: world.credentials.appId,
    method: 'alipay.trade.precreate',
    charset: 'utf-8',
    sign_type: 'RSA2',
    version: '1.0',
    timestamp: '2026-11-22 12:00:00',
    biz_content: typeof bizContent === 'string' ? bizContent : JSON.stringify(bizContent),
    ...more,
  };
}

function signed(parameters: Parameters, privateKey = world.credentials.appPrivateKey): Parameters {
  const text = Object.keys(parameters)
    .filter((name) => parameters[name] !== '')
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
  const signature = sign('sha256', Buffer.from(text), createPrivateKey(privateKey)).toString('base64');
  return { ...parameters, sign: signature };
}

function without(parameters: Parameters, name: string): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([other]) => other !== name));
}

const order = (more: object = {}) => ({
  out_trade_no: newOrderNo(),
  total_amount: '1.00',
  subject: 'a thing',
  ...more,
});

interface Refusal {
  readonly status: number;
  readonly key: string;
  readonly isSigned: boolean;
  readonly inner: Record<string, string>;
}

async function post(body: string | Parameters, headers: Parameters = {}): Promise<Refusal> {
  const response = await fetch(world.credentials.gateway, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof body === 'string' ? body : new URLSearchParams(body),
  });
  const answer = JSON.parse(await response.text());
  const [key = ''] = Object.keys(answer);
  return { status: response.status, key, isSigned: answer.sign !== undefined, inner: answer[key] };
}

function expectRefusal(refusal: Refusal, code: string, subCode: string): void {
  expect(refusal).toMatchObject({ status: 200, inner: { code, sub_code: subCode } });
  expect(refusal.inner.sub_msg).toMatch(/\p{Script=Han}/u);
  expect(world.dump()).toBe(before);
}

describe('the gateway refuses', () => {
  it('no signature', async () => {
    const refusal = await post(request(order()));
    expectRefusal(refusal, '40001', 'isv.missing-signature');
    expect(refusal.key).toBe('alipay_trade_precreate_response');
    expect(world.lastExchange().requestSignature?.verdict).toBe('absent');
  });

  it('a wrong signature, and shows its own signing string as the real one does', async () => {
    const parameters = { ...signed(request(order())), timestamp: '2026-11-22 12:00:01' };
    const refusal = await post(parameters);
    expectRefusal(refusal, '40002', 'isv.invalid-signature');
    expect(refusal).toMatchObject({ key: 'alipay_trade_precreate_response', isSigned: true });
    expect(refusal.inner.sub_msg).toMatch(
      /^验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：app_id=\d+&amp;biz_content=\{&quot;out_trade_no&quot;/,
    );
    expect(world.lastExchange().requestSignature).toMatchObject({
      verdict: 'invalid',
      canonical: expect.stringContaining('timestamp=2026-11-22 12:00:01'),
      reason: expect.stringContaining('right key, but over another string'),
    });
  });

  it("another app's key", async () => {
    const refusal = await post(signed(request(order()), TEST_KEY_PAIRS[7]?.privateKey));
    expectRefusal(refusal, '40002', 'isv.invalid-signature');
  });

  it('an unknown app, unsigned, before it looks for a signature', async () => {
    const refusal = await post(request(order(), { app_id: '2021000000000000' }));
    expectRefusal(refusal, '40002', 'isv.invalid-app-id');
    expect(refusal).toMatchObject({ key: 'alipay_trade_precreate_response', isSigned: false });
    expect(refusal.inner.sub_msg).toBe('无效的AppID参数');
  });

  it('an unknown method, and notes that it is not simulated', async () => {
    const refusal = await post(signed(request(order(), { method: 'alipay.trade.app.pay' })));
    expectRefusal(refusal, '40002', 'isv.invalid-method');
    expect(world.lastExchange()).toMatchObject({ method: 'alipay.trade.app.pay', note: 'not simulated' });
  });

  it('no method, in error_response', async () => {
    const refusal = await post(signed(without(request(order()), 'method')));
    expectRefusal(refusal, '40001', 'isv.missing-method');
    expect(refusal.key).toBe('error_response');
  });

  it.each([
    ['app_id', '40001', 'isv.missing-app-id'],
    ['version', '40001', 'isv.missing-version'],
    ['timestamp', '40001', 'isv.missing-timestamp'],
    ['sign_type', '40001', 'isv.missing-signature-type'],
  ])('a request without %s', async (name, code, subCode) => {
    expectRefusal(await post(signed(without(request(order()), name))), code, subCode);
  });

  it.each([
    ['timestamp', '2026-11-22T12:00:00Z', '40002', 'isv.invalid-timestamp'],
    ['timestamp', '2026-02-30 12:00:00', '40002', 'isv.invalid-timestamp'],
    ['sign_type', 'MD5', '40002', 'isv.invalid-signature-type'],
    ['sign_type', 'RSA', '40003', 'isv.missing-signature-config'],
    ['charset', 'GBK', '40002', 'isv.invalid-charset'],
    ['format', 'XML', '40002', 'isv.invalid-format'],
    ['encrypt_type', 'DES', '40002', 'isv.decryption-error-not-valid-encrypt-type'],
  ])('%s = %s', async (name, value, code, subCode) => {
    expectRefusal(await post(signed(request(order(), { [name]: value }))), code, subCode);
  });

  it.each(['', 'nonsense', '&&==&', '{"json": true}', 'method=', '%'])('the form %j', async (body) => {
    expectRefusal(await post(body), '40001', 'isv.missing-method');
  });

  it('a form that is no percent-encoded UTF-8', async () => {
    const body = new URLSearchParams(signed(request(order()))).toString();
    expectRefusal(await post(`${body}&note=%ff%fe`), '40002', 'isv.invalid-parameter');
  });

  it('a body over 1 MiB', async () => {
    const url = new URL(world.credentials.gateway);
    url.search = new URLSearchParams(without(request(order()), 'biz_content')).toString();
    const response = await fetch(url, { method: 'POST', body: `biz_content=${'x'.repeat(1024 * 1024)}` });
    const { alipay_trade_precreate_response: inner } = JSON.parse(await response.text());
    expect(response.status).toBe(200);
    expect(inner).toMatchObject({ code: '40002', sub_code: 'isv.invalid-parameter' });
    expect(world.dump()).toBe(before);
  });

  it('a body over 1 MiB that holds all there is', async () => {
    const refusal = await post(signed(request(order({ unheard_of: 'x'.repeat(1024 * 1024) }))));
    expectRefusal(refusal, '40002', 'isv.invalid-parameter');
    expect(refusal.key).toBe('error_response');
  });

  it('a big body that is not over it, like any other', async () => {
    const content = order({ unheard_of: 'x'.repeat(900_000) });
    expect((await post(signed(request(content)))).inner.code).toBe('10000');
  });

  it.each(['{', 'null', '[]', '"text"', '7', '{"out_trade_no":{}}'])('biz_content %s', async (content) => {
    const refusal = await post(signed(request(content)));
    expect(refusal).toMatchObject({ status: 200, inner: { code: expect.stringMatching(/^4000[24]$/) } });
    expect(world.dump()).toBe(before);
  });

  it('deeply nested JSON, without falling over it', async () => {
    const refusal = await post(signed(request(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)));
    expectRefusal(refusal, '40004', 'ACQ.INVALID_PARAMETER');
  });

  it('a path that is not there, and notes that it is not simulated', async () => {
    const response = await fetch(`${world.credentials.origin}/v3/alipay/trade/query`, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(world.lastExchange().note).toBe('not simulated');
  });
});

const AMOUNTS = ['0', '0.00', '-1.00', '0.001', '1.', '.5', '1e3', ' 1.00', '01.00', 'NaN', '1,000.00', ''];

describe('an amount', () => {
  it.each([...AMOUNTS, 0, -1, 0.001, 1e21])('of %j is refused', async (total_amount) => {
    expectRefusal(await post(signed(request(order({ total_amount })))), '40004', 'ACQ.INVALID_PARAMETER');
  });

  it.each(['100000000.01', '90071992547409.93', 2 ** 53, '9007199254740993'])(
    'of %j is past the limit',
    async (total_amount) => {
      expectRefusal(await post(signed(request(order({ total_amount })))), '40004', 'ACQ.TOTAL_FEE_EXCEED');
    },
  );

  it.each([
    ['0.01', '0.01'],
    ['1', '1.00'],
    ['88.8', '88.80'],
    ['100000000.00', '100000000.00'],
    [0.1, '0.10'],
    [12, '12.00'],
  ])('of %j is taken as %s', async (total_amount, shown) => {
    const content = order({ total_amount });
    expect((await world.exec('alipay.trade.precreate', content)).code).toBe('10000');
    world.pay(content.out_trade_no, { outcome: 'cancelled' });
    const trade = await world.exec('alipay.trade.query', { out_trade_no: content.out_trade_no });
    expect(trade.total_amount).toBe(shown);
  });

  it.each([...AMOUNTS, '90071992547409.93'])('of %j is not refunded', async (refund_amount) => {
    const content = { out_trade_no: 'standing', out_request_no: 'R', refund_amount };
    const refusal = await post(signed(request(content, { method: 'alipay.trade.refund' })));
    expect(refusal.inner).toMatchObject({ code: '40004', sub_code: expect.stringMatching(/^ACQ\./) });
    expect(world.dump()).toBe(before);
  });
});

describe('a missing field', () => {
  it.each([
    ['alipay.trade.precreate', 'out_trade_no', order()],
    ['alipay.trade.precreate', 'total_amount', order()],
    ['alipay.trade.precreate', 'subject', order()],
    ['alipay.trade.query', 'out_trade_no', { out_trade_no: 'standing' }],
    ['alipay.trade.close', 'out_trade_no', { out_trade_no: 'standing' }],
    ['alipay.trade.cancel', 'out_trade_no', { out_trade_no: 'standing' }],
    ['alipay.trade.refund', 'out_trade_no', { out_trade_no: 'standing', refund_amount: '1.00' }],
    ['alipay.trade.refund', 'refund_amount', { out_trade_no: 'standing', refund_amount: '1.00' }],
    [
      'alipay.trade.fastpay.refund.query',
      'out_request_no',
      { out_trade_no: 'standing', out_request_no: 'R' },
    ],
    ['alipay.trade.order.settle', 'trade_no', { out_request_no: 'S', trade_no: '1', royalty_parameters: [] }],
    ['alipay.trade.settle.confirm', 'settle_info', { out_request_no: 'S', trade_no: '1', settle_info: {} }],
  ])('of %s is refused: %s', async (method, name, content) => {
    const spoilt = Object.fromEntries(Object.entries(content).filter(([other]) => other !== name));
    expectRefusal(await post(signed(request(spoilt, { method }))), '40004', 'ACQ.INVALID_PARAMETER');
    expect(world.lastExchange().note).toContain(name === 'out_trade_no' ? 'out_trade_no' : name);
  });

  it.each(['bind', 'unbind', 'batchquery'])('of the royalty relations is refused: %s', async (deed) => {
    const method = `alipay.trade.royalty.relation.${deed}`;
    expectRefusal(await post(signed(request({}, { method }))), '40004', 'INVALID_PARAMETER');
  });
});
