import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newOrderNo, openWechatpay, type WechatpayWorld } from './open.ts';

let world: WechatpayWorld;

beforeAll(async () => {
  world = await openWechatpay();
});
afterAll(() => world.close());

const NATIVE = '/v3/pay/transactions/native';

/** An order that would be in order, as text, but for one member that is written in the raw. */
function orderWith(member: string, raw: string): string {
  const whole = {
    appid: world.credentials.appid,
    mchid: world.credentials.mchid,
    description: '二手相机',
    out_trade_no: newOrderNo(),
    notify_url: world.merchant.notifyUrl,
    amount: { total: 12_800, currency: 'CNY' },
    attach: '货号 7',
  };
  const { [member as keyof typeof whole]: _, ...rest } = whole;
  return `${JSON.stringify(rest).slice(0, -1)},"${member}":${raw}}`;
}

const nest = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);

/** Refused in WeChat Pay's way: signed, since the merchant is known, and without a trace. */
async function expectRefused(body: string): Promise<string> {
  const before = world.dump();
  const reply = await world.client.post(NATIVE, body);
  expect([reply.status, reply.json.code]).toEqual([400, 'PARAM_ERROR']);
  world.client.verify(reply.headers, reply.text);
  expect(world.dump()).toBe(before);
  return reply.json.message;
}

describe('a body', () => {
  it.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['null', 'null'],
    ['a number', '1'],
    ['a text', '"x"'],
    ['a list', '[]'],
    ['half an object', '{"appid":'],
    ['an object with a comma too many', '{"appid":"x",}'],
    ['JavaScript', "{appid:'x'}"],
    ['two objects', '{}{}'],
  ])('that is %s is refused', async (_, body) => {
    await expectRefused(body);
  });

  it.each([
    ['an amount', 'amount', '{"total":1},"amount":{"total":2}'],
    ['a total', 'amount', '{"total":1,"total":2}'],
    ['a total, once with an escape', 'amount', String.raw`{"total":1,"t\u006ftal":2}`],
    ['something that nobody reads', 'other', '[{"a":1,"b":[],"a":1}]'],
  ])('that names %s twice is refused', async (_, member, raw) => {
    expect(await expectRefused(orderWith(member, raw))).toBe('请求体不是合法的JSON对象');
  });

  it('may say the same twice where that is no name', async () => {
    const body = orderWith('attach', String.raw`"{\"a\":1,\"a\":2}"`).replace(
      '}',
      ',"other":["a","a",{"a":"a"}]}',
    );
    expect((await world.client.post(NATIVE, body)).status).toBe(200);
  });

  it('over a mebibyte is refused before it is read, so that nobody can say whose it is', async () => {
    const reply = await world.client.post(NATIVE, orderWith('attach', `"${'x'.repeat(1024 * 1024)}"`));
    expect([reply.status, reply.json]).toEqual([400, { code: 'PARAM_ERROR', message: '请求体过大' }]);
    expect(reply.headers.get('wechatpay-signature')).toBeNull();
  });
});

describe('a member', () => {
  it.each([
    ['an amount', 'amount', nest('[', ']')],
    ['a total', 'amount', `{"total":${nest('[', ']')}}`],
    ['a text', 'attach', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('that nests a hundred thousand deep in the place of %s is refused', async (_, member, raw) => {
    await expectRefused(orderWith(member, raw));
  });

  it.each([
    '"100"',
    '"1.00"',
    '1.5',
    '1e-1',
    '-100',
    '-0',
    '0',
    '1e999',
    '18446744073709551616',
    'true',
    'null',
    '[100]',
    '{}',
  ])('amount.total %s is refused, since it is no whole number of fen above 0', async (total) => {
    expect(await expectRefused(orderWith('amount', `{"total":${total}}`))).toContain('“/body/amount/total”');
  });
});

describe('an Authorization header', () => {
  const replaced = (name: string, value: string) => (header: string) =>
    header.replace(new RegExp(`${name}="[^"]*"`), `${name}="${value}"`);

  it.each<readonly [string, (header: string) => string]>([
    ['in lower case', (header) => header.replace('WECHATPAY2-SHA256-RSA2048', 'wechatpay2-sha256-rsa2048')],
    ['of the older scheme', (header) => header.replace('WECHATPAY2', 'WECHATPAY')],
    ['of the scheme by SM2', (header) => header.replace('SHA256-RSA2048', 'SM2-WITH-SM3')],
    ['of HTTP Basic', () => 'Basic dXNlcjpwYXNz'],
    ['without a scheme', (header) => header.replace('WECHATPAY2-SHA256-RSA2048 ', '')],
    ['without the blank behind the scheme', (header) => header.replace('RSA2048 ', 'RSA2048')],
    ['of a scheme alone', () => 'WECHATPAY2-SHA256-RSA2048 '],
    ['in single quotes', (header) => header.replaceAll('"', "'")],
    ['without quotes', (header) => header.replaceAll('"', '')],
    ['with semicolons', (header) => header.replaceAll('",', '";')],
    ['with a comma at the end', (header) => `${header},`],
    ['with two commas', (header) => header.replace('",', '",,')],
    ['with a colon for an equals sign', (header) => header.replace('mchid=', 'mchid:')],
    ['that names the merchant twice', (header) => `${header},mchid="1688000018"`],
    ['with an empty mchid', replaced('mchid', '')],
    ['with an empty nonce', replaced('nonce_str', '')],
    ['with an endless nonce', replaced('nonce_str', 'n'.repeat(5000))],
    ['with a timestamp below 0', replaced('timestamp', '-1795838400')],
    ['with a timestamp of a fraction', replaced('timestamp', '1795838400.0')],
    ['with a timestamp of an exponent', replaced('timestamp', '1e9')],
    ['with a timestamp in words', replaced('timestamp', 'now')],
    ['with a timestamp out of all bounds', replaced('timestamp', '9'.repeat(15))],
    ['with a blank in the timestamp', replaced('timestamp', ' 1795838400')],
    ['with a serial number of another length', replaced('serial_no', '5B7A')],
    [
      'with the serial number of the platform',
      replaced('serial_no', '4E1F6A2B7C3D8E9F0A1B2C3D4E5F60718293A4B5'),
    ],
    ['with a signature that is no base64', replaced('signature', '!!!!')],
    ['with half a signature', (header) => header.replace(/signature="(.{100})[^"]*"/, 'signature="$1"')],
    ['with a signature of nothing but zeros', replaced('signature', 'A'.repeat(344))],
    ['with a signature as long as a header may be', replaced('signature', 'A'.repeat(8000))],
  ])('%s is refused, unsigned, and changes nothing', async (_, spoil) => {
    const body = orderWith('attach', '"x"');
    const authorization = spoil(world.client.authorization('POST', NATIVE, body));
    const before = world.dump();
    const reply = await world.client.post(NATIVE, body, { authorization });
    expect([reply.status, reply.json.code]).toEqual([401, 'SIGN_ERROR']);
    expect(reply.headers.get('wechatpay-signature')).toBeNull();
    expect(world.dump()).toBe(before);
  });
});
