import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/http/loopback.ts';
import { requireKey } from '../../src/http/require-key.ts';
import { openMemoryStore, type Store } from '../../src/ledger/index.ts';
import { addKey, type Scope } from '../../src/platform/index.ts';
import { openAccessStore, type World } from '../../src/world.ts';
import { type Client, clientOf, openTestWorld } from '../world.ts';

describe('the platform’s API with keys', () => {
  let data: string;
  let world: World;
  let client: Client;
  let access: Store;

  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'counterfoil-keys-'));
    world = await openTestWorld({ dataFolder: data });
    client = clientOf(world);
    access = openAccessStore(data);
    for (const scope of ['read_only', 'marketplace', 'operator'] as const) {
      await addKey(access, `cfk_${scope}`, `the ${scope}`, scope, 0);
    }
  });
  afterEach(async () => {
    await access.close();
    await world.close();
    rmSync(data, { recursive: true });
  });

  const as = (scope: Scope) => ({ authorization: `Bearer cfk_${scope}` });

  it.each([
    ['no key', {}, 'key_required'],
    ['an unknown key', { authorization: 'Bearer cfk_none' }, 'key_unknown'],
    ['another scheme', { authorization: 'Basic cfk_operator' }, 'key_required'],
    ['an empty key', { authorization: 'Bearer ' }, 'key_required'],
  ])('lets nobody in with %s', async (_what, headers, code) => {
    expect(await client.get('/v1/work', headers)).toMatchObject({ status: 401, body: { code } });
    expect(await client.post('/v1/sellers', { name: 'Lin' }, headers)).toMatchObject({ status: 401 });
  });

  it.each([
    ['read_only', 200, 403, 403],
    ['marketplace', 200, 201, 403],
    ['operator', 200, 201, 201],
  ] as const)('lets a key for %s do so much', async (scope, read, open, beTold) => {
    expect((await client.get('/v1/work', as(scope))).status).toBe(read);
    expect((await client.post('/v1/sellers', { name: 'Lin' }, as(scope))).status).toBe(open);
    const endpoint = { url: 'http://shop.test/hooks' };
    expect((await client.post('/v1/webhook_endpoints', endpoint, as(scope))).status).toBe(beTold);
  });

  it('writes down every use, also what was not allowed', async () => {
    await client.get('/v1/work', as('marketplace'));
    await client.post('/v1/sellers/sel_1/write_offs', {}, as('marketplace'));
    const { entries } = (await client.get('/v1/audit', as('operator'))).body;
    expect(entries).toMatchObject([
      { key: 'the marketplace', use: 1, method: 'GET', path: '/v1/work', allowed: true },
      {
        key: 'the marketplace',
        use: 2,
        method: 'POST',
        path: '/v1/sellers/sel_1/write_offs',
        allowed: false,
      },
      { key: 'the operator', use: 1, path: '/v1/audit' },
    ]);
    const rest = await client.get(`/v1/audit?after=${encodeURIComponent(entries[2].cursor)}`, as('operator'));
    expect(rest.body.entries).toMatchObject([{ key: 'the operator', use: 2 }]);
  });

  it('keeps no key, only its digest', async () => {
    const kept = await access.documents({ kind: 'api_key', limit: 10 });
    expect(JSON.stringify(kept)).not.toContain('cfk_');
  });

  it('asks a provider that notifies for its signature, and not for a key', async () => {
    const forged = await world.transport(
      new Request(`${world.origin}/v1/notifications/alipay`, { method: 'POST', body: 'sign=AAAA' }),
    );
    expect([forged.status, await forged.text()]).toEqual([400, 'failure']);
  });
});

describe('a platform that other machines reach', () => {
  const access = openMemoryStore();
  const app = new Hono().use(requireKey({ access, wireTime: () => 0 }, true)).all('*', (c) => c.text('in'));
  const status = async (path: string, key?: string) =>
    (await app.request(path, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }))
      .status;

  it('lets nobody in before a key has been made', async () => {
    expect(await status('/v1/work')).toBe(401);
    expect(await status('/sandbox/credentials')).toBe(401);
    expect(await status('/')).toBe(401);
  });

  it('lets operators alone move the clock and see credentials', async () => {
    await addKey(access, 'cfk_shop', 'the shop', 'marketplace', 0);
    await addKey(access, 'cfk_us', 'us', 'operator', 0);
    expect(await status('/sandbox/credentials', 'cfk_shop')).toBe(403);
    expect(await status('/sandbox/credentials', 'cfk_us')).toBe(200);
    expect(await status('/', 'cfk_shop')).toBe(200);
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['localhost', true],
  ['10.0.0.1', false],
  ['0.0.0.0', false],
  ['pay.example.com', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
