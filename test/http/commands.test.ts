import { afterAll, beforeAll, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { type Client, clientOf, openTestWorld } from '../world.ts';

let world: World;
let client: Client;

beforeAll(async () => {
  world = await openTestWorld();
  client = clientOf(world);
});
afterAll(() => world.close());

it('a provider says what it can be told to do', async () => {
  const { status, body } = await client.get('/sandbox/providers/wechatpay');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    name: 'wechatpay',
    wallet: { methods: expect.arrayContaining(['balance']), outcomes: expect.arrayContaining(['success']) },
    commands: expect.arrayContaining([
      {
        name: 'platform_certificates',
        summary: expect.any(String),
        parameters: expect.objectContaining({ required: ['stage'] }),
      },
    ]),
  });
});

it('a provider does what it is told, and says how things stand', async () => {
  const told = await client.post('/sandbox/providers/wechatpay/public_key_ramp', { day: 7 });
  expect(told).toMatchObject({ status: 200, body: { day: 7, permille: 1000 } });
});

it.each([
  ['an unknown provider', '/sandbox/providers/bitcoin/rise', {}, 404, 'unknown_provider'],
  ['an unknown command', '/sandbox/providers/wechatpay/fly', {}, 404, 'unknown_command'],
  ['a provider without commands', '/sandbox/providers/alipay/fly', {}, 404, 'unknown_command'],
  [
    'a parameter of another kind',
    '/sandbox/providers/wechatpay/public_key_ramp',
    { day: 8 },
    422,
    'invalid_request',
  ],
  [
    'a parameter that it does not have',
    '/sandbox/providers/wechatpay/public_key_ramp',
    { hour: 1 },
    422,
    'invalid_request',
  ],
  [
    'no parameters where some are needed',
    '/sandbox/providers/wechatpay/platform_certificates',
    {},
    422,
    'invalid_request',
  ],
])('%s is refused by name', async (_what, path, body, status, code) => {
  expect(await client.post(path, body)).toMatchObject({ status, body: { code } });
});

it('an unknown provider has nothing to say', async () => {
  expect(await client.get('/sandbox/providers/bitcoin')).toMatchObject({
    status: 404,
    body: { code: 'unknown_provider', known: ['alipay', 'wechatpay'] },
  });
});
