import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlipayWorld, newOrderNo, openAlipay } from './open.ts';

let world: AlipayWorld;
beforeAll(async () => {
  world = await openAlipay();
});
afterAll(() => world.close());

const order = () => ({ out_trade_no: newOrderNo(), total_amount: '1.00', subject: '二手包' });

function sdkWith(more: object): AlipaySdk {
  const { appId, appPrivateKey, gateway } = world.credentials;
  return new AlipaySdk({
    appId,
    privateKey: appPrivateKey,
    gateway,
    keyType: 'PKCS8',
    camelcase: false,
    ...more,
  });
}

it('the credentials are all that an SDK needs, and no more', () => {
  expect(Object.keys(world.provider.credentials)).toEqual([
    'origin',
    'gateway',
    'appId',
    'appPrivateKey',
    'alipayPublicKey',
    'sellerId',
    'appCert',
    'alipayPublicCert',
    'alipayRootCert',
    'aesKey',
  ]);
  expect(world.credentials.appId).toMatch(/^2021\d{12}$/);
  expect(world.credentials.sellerId).toMatch(/^2088\d{12}$/);
});

describe('certificate mode', () => {
  const certificates = () => ({
    appCertContent: world.credentials.appCert,
    alipayPublicCertContent: world.credentials.alipayPublicCert,
    alipayRootCertContent: world.credentials.alipayRootCert,
  });

  it('answers with the serial number of the certificate that signed', async () => {
    const sdk = sdkWith(certificates());
    const answer = await sdk.exec('alipay.trade.precreate', { bizContent: order() }, { validateSign: true });
    expect(answer.code).toBe('10000');
    const { answer: raw } = world.lastExchange();
    expect(JSON.parse(raw?.body ?? '')).toMatchObject({ alipay_cert_sn: sdk.config.alipayCertSn });
  });

  it.each([
    ['appCertSn', 'isv.app-cert-not-exist'],
    ['alipayRootCertSn', 'isv.invalid-alipay-root-cert-sn'],
  ] as const)('refuses another %s', async (name, subCode) => {
    const sdk = sdkWith(certificates());
    sdk.config[name] = 'd41d8cd98f00b204e9800998ecf8427e';
    const before = world.dump();
    const answer = await sdk.exec('alipay.trade.precreate', { bizContent: order() }, { validateSign: true });
    expect(answer).toMatchObject({ code: '40002', sub_code: subCode });
    expect(world.dump()).toBe(before);
  });

  it('refuses one serial number without the other', async () => {
    const parameters = { app_cert_sn: sdkWith(certificates()).config.appCertSn };
    const answer = await world.exec('alipay.trade.precreate', order(), parameters);
    expect(answer).toMatchObject({ code: '40001', sub_code: 'isv.missing-alipay-root-cert-sn' });
  });
});

describe('encrypted content', () => {
  const encrypted = { needEncrypt: true };

  it('is read, and answered encrypted', async () => {
    const sdk = sdkWith({
      alipayPublicKey: world.credentials.alipayPublicKey,
      encryptKey: world.credentials.aesKey,
    });
    const bizContent = order();
    const answer = await sdk.exec('alipay.trade.precreate', { ...encrypted, bizContent });
    expect(answer).toMatchObject({ code: '10000', out_trade_no: bizContent.out_trade_no });
    const raw = world.lastExchange().answer?.body ?? '';
    const inner = /"alipay_trade_precreate_response":("[^"]*")/.exec(raw)?.[1] ?? '';
    expect(inner).toMatch(/^"[A-Za-z0-9+/=]+"$/);
    expect(sdk.rsaCheck(inner, JSON.parse(raw).sign)).toBe(true);
  });

  it('is refused under another key', async () => {
    const sdk = sdkWith({ encryptKey: Buffer.alloc(16, 7).toString('base64') });
    const before = world.dump();
    const answer = await sdk.exec('alipay.trade.precreate', { ...encrypted, bizContent: order() });
    expect(answer).toMatchObject({
      code: '40003',
      msg: 'Insufficient Conditions',
      sub_code: 'isv.decryption-error-unknown',
      sub_msg: '解密出错, 未知错误',
    });
    expect(world.dump()).toBe(before);
  });
});

describe('an answer', () => {
  it('is signed as it is written, with its slashes escaped', async () => {
    await world.exec('alipay.trade.precreate', order());
    const raw = world.lastExchange().answer?.body ?? '';
    expect(raw).toMatch(
      /^\{"alipay_trade_precreate_response":\{"code":"10000","msg":"Success","out_trade_no":/,
    );
    expect(raw).toContain('"qr_code":"https:\\/\\/qr.alipay.com\\/bax');
  });

  it('has a trace id, and calls itself HTML', async () => {
    const response = await fetch(world.credentials.gateway);
    expect(response.headers.get('trace_id')).toMatch(/^[0-9a-f]{32}$/);
    expect(response.headers.get('content-type')).toBe('text/html;charset=utf-8');
  });
});
