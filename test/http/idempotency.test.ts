import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { type Client, clientOf, openTestWorld } from '../world.ts';

describe('Idempotency-Key', () => {
  let world: World;
  let client: Client;

  beforeEach(async () => {
    world = await openTestWorld();
    client = clientOf(world);
  });
  afterEach(() => world.close());

  it('gives the same request the same answer', async () => {
    const first = await client.post('/v1/sellers', { name: 'Lin' }, { 'idempotency-key': 'k1' });
    const again = await client.post('/v1/sellers', { name: 'Lin' }, { 'idempotency-key': 'k1' });
    expect(first.status).toBe(201);
    expect(again).toEqual(first);
  });

  it('opens another seller under another key', async () => {
    const first = await client.post('/v1/sellers', { name: 'Lin' }, { 'idempotency-key': 'k1' });
    const other = await client.post('/v1/sellers', { name: 'Lin' }, { 'idempotency-key': 'k2' });
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('refuses a key that was used for another request', async () => {
    await client.post('/v1/sellers', { name: 'Lin' }, { 'idempotency-key': 'k1' });
    const other = await client.post('/v1/sellers', { name: 'Wang' }, { 'idempotency-key': 'k1' });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('answers requests that arrive together under one key alike, and acts once', async () => {
    const together = await Promise.all(
      Array.from({ length: 20 }, () =>
        client.post('/v1/sellers', { name: 'Lin' }, { 'idempotency-key': 'k1' }),
      ),
    );
    expect(new Set(together.map(({ body }) => body.id)).size).toBe(1);
    expect((await client.get('/v1/ledger/accounts')).body.accounts).toHaveLength(1);
  });

  it('does not keep a refusal, so that a mended world can be asked again', async () => {
    const order = { seller: 'sel_none', title: 'A bag', amount: { currency: 'CNY', value: 100 } };
    const refused = await client.post('/v1/orders', order, { 'idempotency-key': 'k1' });
    expect(refused).toMatchObject({ status: 404, body: { code: 'seller_not_found' } });
    const { id: seller } = (await client.post('/v1/sellers', { name: 'Lin' })).body;
    expect((await client.post('/v1/orders', { ...order, seller }, { 'idempotency-key': 'k1' })).status).toBe(
      201,
    );
  });

  it.each(['', ' ', 'a b', 'x'.repeat(256)])('refuses the key %j', async (key) => {
    const refused = await client.post('/v1/sellers', { name: 'Lin' }, { 'idempotency-key': key });
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_idempotency_key' } });
  });
});
