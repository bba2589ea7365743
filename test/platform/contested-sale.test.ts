import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import {
  type Answer,
  balancesBeforeFees,
  type Client,
  clientOf,
  openBagOrder,
  openTestWorld,
  yuan,
} from '../world.ts';

/** Sales that do not go their way, as the marketplace drives them through the platform's API and the clock. */
describe('a ¥10,000.00 bag', () => {
  let world: World;
  let client: Client;
  let seller: string;
  let order: string;

  beforeEach(async () => {
    world = await openTestWorld();
    client = clientOf(world);
  });
  afterEach(() => world.close());

  const act = (step: string, body: object = {}) => client.post(`/v1/orders/${order}/${step}`, body);
  const advance = (by: string) => client.post('/sandbox/clock/advance', { by });
  const read = async () => (await client.get(`/v1/orders/${order}`)).body;

  async function open(more: object = {}): Promise<void> {
    ({ seller, order } = await openBagOrder(client, { hold: 'P7D', ...more }));
    const { body } = await act('payments', { channel: 'alipay', method: 'qr' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
  }

  async function done(...steps: Promise<Answer>[]): Promise<void> {
    for (const step of steps) expect((await step).status).toBe(200);
  }

  async function balance(account: string): Promise<number> {
    return (await balancesBeforeFees(client))[account] ?? 0;
  }

  async function sell(): Promise<void> {
    await open();
    for (const step of ['ship', 'receive', 'accept']) await done(act(step));
    await advance('P7D');
  }

  it('that passes its appraisal is shipped and sold', async () => {
    await open({ appraisal: true });
    expect((await act('ship')).body).toMatchObject({ status: 409, allowed_in: ['passed'] });
    await done(act('appraise'));
    expect((await read()).state).toBe('appraising');
    await done(act('appraise', { verdict: 'passed' }));
    await done(act('ship'));
    expect((await read()).state).toBe('shipped');
  });

  it('that fails its appraisal is refunded, and the seller owes for it', async () => {
    await open({ appraisal: true });
    await done(act('appraise'));
    const charges = [{ payee: 'appraiser', amount: yuan(100) }];
    await done(act('appraise', { verdict: 'failed', charges }));
    expect(await read()).toMatchObject({ state: 'closed', escrow: { refunded: yuan(10_000) } });
    expect(await balance(`receivable:seller:${seller}`)).toBe(-10_000);
  });

  it('is refunded in part after release, out of commission and the seller’s money', async () => {
    await sell();
    const refund = await act('refunds', { amount: yuan(2_500), reason: 'a scratch' });
    expect(refund).toMatchObject({ status: 201, body: { state: 'succeeded' } });
    expect(await balance('income:commission')).toBe(60_000);
    expect(await balance(`seller:${seller}:available`)).toBe(690_000);
    expect(await balance('clearing:alipay')).toBe(-750_000);
  });

  it('is not accepted while a dispute is open, and refunded when it is decided for the buyer', async () => {
    await open();
    await done(act('ship'));
    await done(act('receive'));
    await done(act('dispute', { reason: 'not as described' }));
    expect((await act('accept')).body).toMatchObject({ status: 409, code: 'dispute_open' });
    await done(act('dispute/evidence', { by: 'seller', text: 'a receipt' }));
    await advance('P30D');
    expect(await read()).toMatchObject({ state: 'inspecting', disputes: [{ state: 'evidence' }] });
    await done(act('dispute/resolve', { outcome: 'for_buyer' }));
    expect(await read()).toMatchObject({ state: 'closed', escrow: { refunded: yuan(10_000) } });
  });

  it('is charged back after release, and the seller has it back when that is won', async () => {
    await sell();
    const chargeback = { chargeback: 'cb-1', payment: `${order}-p1`, amount: yuan(10_000) };
    await done(act('chargebacks', chargeback));
    expect(await balance(`seller:${seller}:available`)).toBe(0);
    expect(await balance(`receivable:seller:${seller}`)).toBe(-80_000);
    await done(act('chargebacks/cb-1/resolve', { outcome: 'won' }));
    expect(await balance(`seller:${seller}:available`)).toBe(920_000);
    expect(await balance(`receivable:seller:${seller}`)).toBe(0);
  });

  it('pays back first what the seller owes from another sale', async () => {
    await open({ appraisal: true });
    await done(act('appraise'));
    await done(act('appraise', { verdict: 'failed', charges: [{ payee: 'appraiser', amount: yuan(100) }] }));
    const owing = seller;
    const next = await client.post('/v1/orders', { seller: owing, title: 'Another', amount: yuan(1_000) });
    order = next.body.id;
    const { body } = await act('payments', { channel: 'alipay', method: 'qr' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
    for (const step of ['ship', 'receive', 'accept']) await done(act(step));
    await advance('P7D');
    expect(await balance(`seller:${owing}:available`)).toBe(90_000);
    expect(await balance(`receivable:seller:${owing}`)).toBe(0);
  });

  it('answers a double command under one key once, and under another with a clear no', async () => {
    await sell();
    const refund = (key: string) =>
      client.post(`/v1/orders/${order}/refunds`, {}, { 'idempotency-key': key });
    const first = await refund('k1');
    expect(first.status).toBe(201);
    expect(await refund('k1')).toEqual(first);
    expect((await refund('k2')).body.code).toBe('refund_exceeds_remaining');
    expect(await balance('clearing:alipay')).toBe(0);
  });
});
