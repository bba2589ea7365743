import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { type Client, clientOf, openBagOrder, openTestWorld, START } from '../world.ts';

const MINUTE_MS = 60_000;
const at = (moment: number) => encodeURIComponent(new Date(moment).toISOString());

describe('the books over HTTP', () => {
  let world: World;
  let client: Client;
  let escrow: string;

  beforeAll(async () => {
    world = await openTestWorld();
    client = clientOf(world);
    const { order } = await openBagOrder(client);
    const payment = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay', method: 'qr' });
    await client.post('/sandbox/clock/advance', { by: 'PT10M' });
    const token = payment.body.present.value;
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token });
    await client.post('/sandbox/clock/advance', { by: 'PT10M' });
    await client.post(`/v1/orders/${order}/cancel`);
    escrow = `escrow:${order}`;
  });
  afterAll(() => world.close());

  it('show one account', async () => {
    const { accounts } = (await client.get('/v1/ledger/accounts')).body;
    const account = accounts.find(({ id }: { id: string }) => id === escrow);
    expect((await client.get(`/v1/ledger/accounts/${escrow}`)).body).toEqual(account);
    expect(account.debits_posted).toBe(1_000_000);
  });

  it('show what an account had at a past moment', async () => {
    const balance = async (moment: number) =>
      (await client.get(`/v1/ledger/accounts/${escrow}?at=${at(moment)}`)).body.balance;
    expect(await balance(START)).toBe(0);
    expect(await balance(START + 15 * MINUTE_MS)).toBe(1_000_000);
    expect(await balance(START + 30 * MINUTE_MS)).toBe(0);
  });

  it.each([
    ['0000-01-01T00:00:00Z', 0],
    ['9999-12-31T23:59:59Z', 0],
  ])('show what an account had at a moment beyond those that rows can have: %s', async (moment, balance) => {
    const { status, body } = await client.get(`/v1/ledger/accounts/${escrow}?at=${moment}`);
    expect([status, body.balance]).toEqual([200, balance]);
  });

  it('show an account’s history, with the balances after each transfer, by page', async () => {
    const page = async (query: string) =>
      (await client.get(`/v1/ledger/accounts/${escrow}/history${query}`)).body.entries;
    const all = await page('');
    expect(all[0]).toMatchObject({ credit: escrow, code: 'payment', balance: 1_000_000 });
    expect(all.at(-1)).toMatchObject({ debit: escrow, code: 'refund', balance: 0 });
    expect(await page('?limit=1')).toEqual(all.slice(0, 1));
    expect(await page(`?after=${all[0].sequence}`)).toEqual(all.slice(1));
  });

  it('know no account that was never opened', async () => {
    for (const path of ['/v1/ledger/accounts/nobody', '/v1/ledger/accounts/nobody/history']) {
      expect(await client.get(path)).toMatchObject({ status: 404, body: { code: 'account_not_found' } });
    }
  });

  it.each(['?at=yesterday', '?at=2026-11-22', '?at=2026-11-22T04:00:00', '?at='])(
    'refuse the moment %s',
    async (query) => {
      const { status, body } = await client.get(`/v1/ledger/accounts/${escrow}${query}`);
      expect([status, body.errors[0].field]).toEqual([422, 'at']);
    },
  );

  it.each(['?limit=0', '?limit=1001', '?after=-1', '?after=x'])('refuse the page %s', async (query) => {
    expect((await client.get(`/v1/ledger/accounts/${escrow}/history${query}`)).status).toBe(422);
  });
});
