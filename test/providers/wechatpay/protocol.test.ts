import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mischief } from './client.ts';
import { newOrderNo, openForTest, openWechatpay, type WechatpayWorld } from './open.ts';

let world: WechatpayWorld;

beforeAll(async () => {
  world = await openWechatpay();
});
afterAll(() => world.close());

const refund = (mischief: Mischief) => world.client.get('/v3/refund/domestic/refunds/none', mischief);
const values = (change: (values: Record<string, string>) => Record<string, string>): Mischief => ({ change });
const without = (name: string): Mischief =>
  values((all) => Object.fromEntries(Object.entries(all).filter(([key]) => key !== name)));

describe('a request', () => {
  it('may bring the five values in any order', async () => {
    const reversed = values((all) => Object.fromEntries(Object.entries(all).reverse()));
    expect((await refund(reversed)).status).toBe(404);
    const spaced = world.client
      .authorization('GET', '/v3/refund/domestic/refunds/none', '')
      .replaceAll(',', ', ');
    expect((await refund({ authorization: spaced })).status).toBe(404);
  });

  it('must bring all of them, once', async () => {
    for (const name of ['mchid', 'nonce_str', 'timestamp', 'serial_no', 'signature']) {
      const reply = await refund(without(name));
      expect([name, reply.status, reply.json.code]).toEqual([name, 401, 'SIGN_ERROR']);
      expect(reply.json.message).toBe(
        'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
      );
    }
    const doubled = `${world.client.authorization('GET', '/v3/refund/domestic/refunds/none', '')},mchid="1"`;
    expect((await refund({ authorization: doubled })).status).toBe(401);
  });

  it.each([
    ['no header', null, 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》'],
    ['another scheme', 'Bearer abc', 'Http头Authorization认证类型不正确'],
    [
      'nothing behind the scheme',
      'WECHATPAY2-SHA256-RSA2048',
      'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
    ],
    [
      'no quotes',
      'WECHATPAY2-SHA256-RSA2048 mchid=1',
      'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
    ],
  ])('with %s is refused, unsigned', async (_, authorization, message) => {
    const reply = await refund({ authorization });
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual({ code: 'SIGN_ERROR', message });
    expect(reply.headers.get('wechatpay-signature')).toBeNull();
    expect(reply.headers.get('request-id')).toMatch(/-\d+$/);
  });

  it('to a trade endpoint is refused in fewer words, and without a Request-ID', async () => {
    const path = `/v3/pay/transactions/out-trade-no/NONE000001?mchid=${world.credentials.mchid}`;
    const reply = await world.client.get(path, { authorization: null });
    expect(reply.json).toEqual({ code: 'SIGN_ERROR', message: '签名信息错误，验签失败' });
    expect(reply.headers.get('request-id')).toBeNull();
  });

  it.each([
    [-301, 401],
    [-299, 404],
    [299, 404],
    [301, 401],
  ])('whose timestamp is %i s off is answered %i', async (off, status) => {
    const timestamp = String(Math.floor(world.sandbox.wireTime() / 1000) + off);
    const reply = await refund({ timestamp });
    expect(reply.status).toBe(status);
    if (status === 401) expect(reply.json.message).toContain('不得超过5分钟');
  });

  it('in milliseconds is told so in the journal', async () => {
    await refund({ timestamp: String(world.sandbox.wireTime()) });
    expect(world.lastExchange().note).toContain('milliseconds');
  });

  it.each([
    ['mchid', '1900000109', '签名错误'],
    ['serial_no', '00', '商户证书序列号有误。请使用签名私钥匹配的证书序列号'],
  ])('with another %s is refused', async (name, value, message) => {
    const reply = await refund(values((all) => ({ ...all, [name]: value })));
    expect([reply.status, reply.json]).toEqual([401, { code: 'SIGN_ERROR', message }]);
  });

  it('without Accept or User-Agent is refused', async () => {
    const { body } = await (async () => {
      const { request } = await import('node:http');
      return new Promise<{ body: string }>((resolve, reject) => {
        const url = new URL('/v3/certificates', world.credentials.origin);
        const sent = request(url, { headers: { accept: 'application/json' } }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => resolve({ body: Buffer.concat(chunks).toString() }));
        });
        sent.on('error', reject).end();
      });
    })();
    expect(JSON.parse(body)).toEqual({ code: 'INVALID_REQUEST', message: 'Http头缺少Accept或User-Agent' });
  });

  it('whose body was altered by a byte is refused, with the string that was expected', async () => {
    const body = JSON.stringify({ mchid: world.credentials.mchid });
    const path = '/v3/pay/transactions/out-trade-no/NONE000001/close';
    const reply = await world.client.post(path, body, { sends: body.replace('1688', '1689') });
    expect(reply.status).toBe(401);
    expect(reply.json).toMatchObject({
      code: 'SIGN_ERROR',
      message: '错误的签名，验签失败',
      detail: {
        field: 'signature',
        issue: 'sign not match',
        sign_information: { method: 'POST', url: path },
      },
    });
  });

  it('is carried out once: the same one again is refused', async () => {
    const authorization = world.client.authorization('GET', '/v3/refund/domestic/refunds/none', '');
    expect((await refund({ authorization })).status).toBe(404);
    const replay = await refund({ authorization });
    expect([replay.status, replay.json.code]).toEqual([401, 'SIGN_ERROR']);
  });

  it('that is not verified does not use up its nonce', async () => {
    const nonce = 'n'.repeat(32);
    expect((await refund({ nonce, signs: () => 'other' })).status).toBe(401);
    expect((await refund({ nonce })).status).toBe(404);
  });

  it('that is not verified changes nothing', async () => {
    const before = world.dump();
    const number = newOrderNo();
    const body = { out_trade_no: number, mchid: world.credentials.mchid };
    await world.client.post('/v3/pay/transactions/native', body, { signs: () => 'other' });
    await world.client.post('/v3/pay/transactions/native', body, { authorization: null });
    expect(world.dump()).toBe(before);
  });

  it('to a path that is not there gets an empty 404, for another verb an empty 405', async () => {
    const missing = await world.client.get('/v3/pay/transactions/no-such-endpoint');
    expect([missing.status, missing.text]).toEqual([404, '']);
    expect(world.lastExchange().note).toBe('not simulated');
    const wrongVerb = await world.client.get('/v3/pay/transactions/native');
    expect([wrongVerb.status, wrongVerb.text]).toEqual([405, '']);
  });
});

describe('the journal tells why a signature fails:', () => {
  const reasons: readonly [string, (canonical: string) => string, RegExp][] = [
    ['the last newline is missing', (text) => text.replace(/\n$/, ''), /without the newline at the end/],
    ['the query was left out', (text) => text.replace(/\?.*/, ''), /without the query/],
    [
      'the whole URL was signed',
      (text) => text.replace('\n/', `\n${world.credentials.origin}/`),
      /whole URL/,
    ],
    ['milliseconds were signed', (text) => text.replace(/\n(\d{10})\n/, '\n$1000\n'), /milliseconds/],
    ['Windows line ends', (text) => text.replaceAll('\n', '\r\n'), /Windows line ends/],
    [
      'two of them',
      (text) => text.replace(/\?.*/, '').replace(/\n$/, ''),
      /without the query.*without the newline/,
    ],
  ];
  it.each(reasons)('%s', async (_, signs, reason) => {
    await world.client.get('/v3/pay/transactions/id/4200000001?mchid=1688000018', { signs });
    const { requestSignature } = world.lastExchange();
    expect(requestSignature?.verdict).toBe('invalid');
    expect(requestSignature?.reason).toMatch(reason);
    expect(requestSignature?.firstDifference).toBeDefined();
  });
});

describe('an answer', () => {
  it('is signed with the platform certificate, unless the request names the public key', async () => {
    const byDefault = await world.client.get('/v3/certificates');
    expect(byDefault.headers.get('wechatpay-serial')).toBe(world.credentials.platformSerialNo);
    const { publicKeyId } = world.credentials;
    const byPublicKey = await world.client.get('/v3/certificates', {
      headers: { 'wechatpay-serial': publicKeyId },
    });
    expect(byPublicKey.headers.get('wechatpay-serial')).toBe(publicKeyId);
  });

  it('that is an error of a verified request is signed as well', async () => {
    const reply = await refund({});
    expect(reply.status).toBe(404);
    world.client.verify(reply.headers, reply.text);
  });

  it('to a Wechatpay-Serial that is none of ours is signed as to none: SDKs send the merchant’s own', async () => {
    const headers = { 'wechatpay-serial': world.credentials.merchantSerialNo };
    const reply = await world.client.get('/v3/certificates', { headers });
    expect(reply.headers.get('wechatpay-serial')).toBe(world.credentials.platformSerialNo);
  });
});

describe('/v3/certificates', () => {
  it('seals the platform certificate under the APIv3 key', async () => {
    const { json } = await world.client.get('/v3/certificates');
    expect(json.data).toHaveLength(1);
    const [{ serial_no, encrypt_certificate }] = json.data;
    expect(serial_no).toBe(world.credentials.platformSerialNo);
    expect(encrypt_certificate.nonce).toHaveLength(12);
    expect(world.client.unseal(encrypt_certificate)).toBe(world.credentials.platformCertificate);
  });

  it('lists two while the next one takes over, and answers are signed by the next from then on', async () => {
    const old = await openForTest({
      rules: { firstCertificateEnds: Date.parse('2026-12-01T00:00:00Z') },
    });
    const { json } = await old.client.get('/v3/certificates');
    expect(json.data).toHaveLength(2);
    const { X509Certificate } = await import('node:crypto');
    const next = json.data[1];
    const certificate = new X509Certificate(old.client.unseal(next.encrypt_certificate));
    expect(certificate.serialNumber).toBe(next.serial_no);
    old.client.trust(next.serial_no, certificate.publicKey);
    await old.advance('P5D');
    const later = await old.client.get('/v3/certificates');
    expect(later.headers.get('wechatpay-serial')).toBe(next.serial_no);
    await old.advance('P5D');
    const { json: last } = await old.client.get('/v3/certificates');
    expect(last.data.map(({ serial_no }: { serial_no: string }) => serial_no)).toEqual([next.serial_no]);
  });

  it('has none for a new merchant, which has the public key alone', async () => {
    const fresh = await openForTest({ rules: { platformCertificates: 'none' } });
    const reply = await fresh.client.get('/v3/certificates');
    expect([reply.status, reply.json.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
    expect(reply.headers.get('wechatpay-serial')).toBe(fresh.credentials.publicKeyId);
  });
});
