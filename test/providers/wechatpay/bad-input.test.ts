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
