import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { TestBank } from '../bank.ts';
import { type Client, clientOf, openTestWorld, yuan } from '../world.ts';

describe('a seller who wants the money early', () => {
  let world: World;
  let client: Client;
  let bank: TestBank;
  let seller: string;

  beforeEach(async () => {
    bank = new TestBank();
    world = await openTestWorld({ bank });
    client = clientOf(world);
    seller = (await client.post('/v1/sellers', { name: 'Lin' })).body.id;
  });
  afterEach(() => world.close());

  async function held(amount: number): Promise<string> {
    const opened = await client.post('/v1/orders', {
      seller,
      title: 'A bag',
      amount: yuan(amount),
      hold: 'P7D',
    });
    const order = opened.body.id;
    const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: body.present.value });
    return order;
  }

  async function release(order: string): Promise<void> {
    for (const step of ['ship', 'receive', 'accept']) await client.post(`/v1/orders/${order}/${step}`);
    await client.post('/sandbox/clock/advance', { by: 'P7D' });
  }

  const balances = async () => (await client.get(`/v1/sellers/${seller}`)).body.balances;

  it('is offered nothing before anything was sold', async () => {
    const order = await held(1_000);
    const refused = await client.post(`/v1/orders/${order}/advance`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'no_advance_for_this_seller' } });
  });

  it('is offered 80 % of the share for 1 %, paid at once, and the rest at release', async () => {
    await release(await held(2_000));
    const order = await held(1_000);
    const offered = await client.post(`/v1/orders/${order}/advance`);
    expect(offered).toMatchObject({
      status: 201,
      body: { advances: [{ state: 'offered', principal: yuan(800), fee: yuan(8), with_recourse: true }] },
    });
    await client.post(`/v1/orders/${order}/advance/accept`);
    expect((await balances()).available).toEqual(yuan(2_800));
    expect((await client.post(`/v1/sellers/${seller}/payouts`)).body.amount).toEqual(yuan(2_800));
    await release(order);
    expect((await balances()).available).toEqual(yuan(192));
  });

  it('is offered no more than was sold before, less what is not repaid', async () => {
    await release(await held(1_000));
    const first = await held(1_000);
    await client.post(`/v1/orders/${first}/advance`);
    await client.post(`/v1/orders/${first}/advance/accept`);
    const second = await held(1_000);
    const offered = await client.post(`/v1/orders/${second}/advance`);
    expect(offered.body.advances).toMatchObject([{ principal: yuan(200) }]);
  });

  it('cannot take two offers that together are more than was sold before', async () => {
    await release(await held(1_000));
    const orders = [await held(1_000), await held(1_000)];
    for (const order of orders) await client.post(`/v1/orders/${order}/advance`);
    const taken = orders.map((order) => `/v1/orders/${order}/advance/accept`);
    expect((await client.post(taken[0] ?? '')).status).toBe(200);
    const second = await client.post(taken[1] ?? '');
    expect(second).toMatchObject({ status: 409, body: { code: 'advance_exceeds_limit' } });
    expect((await balances()).available).toEqual(yuan(1_800));
  });

  it('pays back out of later sales what a sale that was called off does not, with recourse', async () => {
    await release(await held(2_000));
    const order = await held(1_000);
    await client.post(`/v1/orders/${order}/advance`);
    await client.post(`/v1/orders/${order}/advance/accept`);
    await client.post(`/v1/orders/${order}/cancel`);
    expect((await client.get(`/v1/orders/${order}`)).body.advances).toMatchObject([{ state: 'defaulted' }]);
    // ¥800.00 and the fee of ¥8.00 are owed; the ¥800.00 are in the balance still.
    expect(await balances()).toMatchObject({ available: yuan(2_800), owed: yuan(808) });
    await release(await held(1_000));
    expect(await balances()).toMatchObject({ available: yuan(2_992), owed: yuan(0) });
  });

  it('owes nothing for it without recourse: the financier bears it', async () => {
    await release(await held(2_000));
    const order = await held(1_000);
    await client.post(`/v1/orders/${order}/advance`, { with_recourse: false });
    await client.post(`/v1/orders/${order}/advance/accept`);
    await client.post(`/v1/orders/${order}/cancel`);
    expect(await balances()).toMatchObject({ available: yuan(2_800), owed: yuan(0) });
    const financier = await client.get('/v1/ledger/accounts/payable:financier');
    expect(financier.body.balance).toBe(0);
  });

  it('who asks twice under one key gets the same offer, though the limit is used up since', async () => {
    await release(await held(1_000));
    const order = await held(2_000);
    const ask = () => client.post(`/v1/orders/${order}/advance`, {}, { 'idempotency-key': 'k1' });
    const first = await ask();
    expect(first.status).toBe(201);
    await client.post(`/v1/orders/${order}/advance/accept`);
    expect(await ask()).toEqual(first);
  });

  it('sees in the sale what is assigned', async () => {
    await release(await held(2_000));
    const order = await held(1_000);
    await client.post(`/v1/orders/${order}/advance`);
    await client.post(`/v1/orders/${order}/advance/accept`);
    const { money } = (await client.get(`/v1/orders/${order}`)).body;
    expect(money.seller).toMatchObject([
      { amount: yuan(192), place: 'in_escrow' },
      { amount: yuan(808), place: 'assigned' },
    ]);
  });
});
