import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { TestBank } from '../bank.ts';
import { TestChannel } from '../channel.ts';
import { type Answer, type Client, clientOf, openBagOrder, openTestWorld, yuan } from '../world.ts';

const CHARGEBACK = { chargeback: 'cb', payment: 'x', amount: yuan(1) };

/** Commands at the wrong time and of the wrong amount: each a problem document, and not one row changed. */
describe('a command that cannot be', () => {
  let folder: string;
  let world: World;
  let client: Client;
  let channel: TestChannel;
  /** By what has become of them. */
  const orders: Record<string, string> = {};
  let seller: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'counterfoil-refused-'));
    channel = new TestChannel();
    world = await openTestWorld({
      dataFolder: folder,
      bank: new TestBank(),
      channels: { alipay: () => channel },
    });
    client = clientOf(world);
    await sell('held', []);
    await sell('disputed', ['ship', 'receive', 'dispute']);
    await sell('released', ['ship', 'receive', 'accept']);
    await client.post('/sandbox/clock/advance', { by: 'P8D' });
    ({ seller } = await sell('late', ['ship', 'receive', 'accept', 'dispute']));
    await client.post('/sandbox/clock/advance', { by: 'P30D' });
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  async function sell(name: string, steps: readonly string[]): Promise<{ seller: string }> {
    const terms = { ship_within: 'P90D', after_sales: 'P90D' };
    const opened = await openBagOrder(client, { hold: 'P7D', terms });
    const { order } = opened;
    orders[name] = order;
    const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
    channel.pay(body.id);
    await client.post('/sandbox/clock/advance', { by: 'PT1M' });
    for (const step of steps) {
      const said = step === 'dispute' ? { reason: 'not as described' } : {};
      expect((await client.post(`/v1/orders/${order}/${step}`, said)).status).toBe(200);
    }
    return opened;
  }

  /** Every row of every table, as the file has them. */
  function dump(): unknown {
    const books = new DatabaseSync(join(folder, 'platform.db'), { readOnly: true });
    const tables = books.prepare("select name from sqlite_schema where type = 'table' order by name").all();
    const rows = tables.map(({ name }) => [
      name,
      books.prepare(`select * from "${name}" order by rowid`).all(),
    ]);
    books.close();
    return rows;
  }

  async function expectRefused(send: () => Promise<Answer>, status: number, code: string): Promise<void> {
    const before = dump();
    const answer = await send();
    expect(answer).toMatchObject({
      status,
      body: { code, status, title: expect.any(String), detail: expect.any(String) },
    });
    expect(dump()).toEqual(before);
  }

  it.each([
    ['is accepted while disputed', 'disputed', 'accept', {}, 409, 'dispute_open'],
    ['is refunded while disputed', 'disputed', 'refunds', {}, 409, 'dispute_open'],
    ['is disputed twice', 'disputed', 'dispute', { reason: 'again' }, 409, 'dispute_open'],
    [
      'is decided in part without an amount',
      'disputed',
      'dispute/resolve',
      { outcome: 'partial' },
      422,
      'decision_without_amount',
    ],
    [
      'is decided in part for more than there is',
      'disputed',
      'dispute/resolve',
      { outcome: 'partial', amount: yuan(10_000) },
      409,
      'refund_exceeds_remaining',
    ],
    [
      'is decided with a charge to the seller',
      'disputed',
      'dispute/resolve',
      { outcome: 'for_seller', charges: [{ payee: 'seller', amount: yuan(1) }] },
      422,
      'charge_to_the_seller',
    ],
    ['is paid early while disputed', 'disputed', 'advance', {}, 409, 'no_advance_for_this_seller'],
    [
      'is refunded over what is left',
      'held',
      'refunds',
      { amount: yuan(10_000.01) },
      409,
      'refund_exceeds_remaining',
    ],
    [
      'is refunded in another currency',
      'held',
      'refunds',
      { amount: { currency: 'USD', value: 1 } },
      422,
      'invalid_request',
    ],
    ['is refunded a negative amount', 'held', 'refunds', { amount: yuan(-1) }, 422, 'invalid_request'],
    ['is paid once more', 'held', 'payments', { channel: 'alipay' }, 409, 'not_allowed_in_this_state'],
    ['is received before it is shipped', 'held', 'receive', {}, 409, 'not_allowed_in_this_state'],
    ['is appraised though nobody agreed to it', 'held', 'appraise', {}, 409, 'no_appraisal_agreed'],
    ['is shipped twice', 'released', 'ship', {}, 409, 'not_allowed_in_this_state'],
    ['is cancelled after release', 'released', 'cancel', {}, 409, 'not_allowed_in_this_state'],
    [
      'is charged back a payment that it does not have',
      'held',
      'chargebacks',
      CHARGEBACK,
      404,
      'unknown_payment',
    ],
    ['has a refund retried that it does not have', 'held', 'refunds/x/retry', {}, 404, 'unknown_refund'],
    [
      'has a refund made elsewhere that it does not have',
      'held',
      'refunds/x/made_elsewhere',
      { how: 'by bank' },
      404,
      'unknown_refund',
    ],
  ])('%s', async (_what, name, step, body, status, code) => {
    await expectRefused(() => client.post(`/v1/orders/${orders[name]}/${step}`, body), status, code);
  });

  it('is a payout of what a dispute has frozen', async () => {
    const pay = () => client.post(`/v1/sellers/${seller}/payouts`, { amount: yuan(0.01) });
    await expectRefused(pay, 409, 'payout_exceeds_available');
  });

  it('is the release of a sale whose hold would be over, but for its dispute', async () => {
    const { state, disputes } = (await client.get(`/v1/orders/${orders.late}`)).body;
    expect([state, disputes[0].state]).toEqual(['accepted', 'evidence']);
  });

  it('is one that was done, under another key; under its own it gets its answer again', async () => {
    const path = `/v1/orders/${orders.released}/refunds`;
    const refund = (key: string, body: object) => client.post(path, body, { 'idempotency-key': key });
    const first = await refund('k1', {});
    expect(first.status).toBe(201);
    const before = dump();
    expect(await refund('k1', {})).toEqual(first);
    expect(dump()).toEqual(before);
    await expectRefused(() => refund('k2', {}), 409, 'refund_exceeds_remaining');
    await expectRefused(() => refund('k1', { amount: yuan(1) }), 422, 'idempotency_key_reused');
  });
});
