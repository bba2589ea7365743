import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { TestBank } from '../bank.ts';
import { type Client, clientOf, openTestWorld, yuan } from '../world.ts';

describe('a payee who has earned ¥100.00', () => {
  let world: World;
  let client: Client;
  let bank: TestBank;
  let order: string;

  beforeEach(async () => {
    bank = new TestBank();
    world = await openTestWorld({ bank });
    client = clientOf(world);
    await sell();
  });
  afterEach(() => world.close());

  const advance = (by: string) => client.post('/sandbox/clock/advance', { by });
  const read = async (language = 'en') =>
    (await client.get('/v1/payees/logistics', { 'accept-language': language })).body;
  const pay = (body: object = {}, headers: Record<string, string> = {}) =>
    client.post('/v1/payees/logistics/payouts', body, headers);

  /** A ¥1,000.00 bag, of which ¥100.00 are for freight, released at once. */
  async function sell(): Promise<void> {
    const seller = (await client.post('/v1/sellers', { name: 'Lin' })).body.id;
    const splits = [{ payee: 'logistics', fixed: yuan(100) }];
    const opened = await client.post('/v1/orders', {
      seller,
      title: 'A bag',
      amount: yuan(1_000),
      splits,
      hold: 'PT0S',
    });
    order = opened.body.id;
    const payment = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay', method: 'qr' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: payment.body.present.value });
    for (const step of ['ship', 'receive', 'accept']) await client.post(`/v1/orders/${order}/${step}`);
  }

  it('is told how much it is, and where', async () => {
    expect(await read()).toMatchObject({
      payee: 'logistics',
      balances: { available: yuan(100), pending: yuan(0), owed: yuan(0) },
      money: [
        { amount: yuan(100), place: 'with_the_payee', says: '¥100.00 has been earned and can be paid out.' },
      ],
      recent_payouts: [],
    });
    expect((await read('zh')).money[0].says).toBe('¥100.00 已计入收款方余额，可以提现。');
  });

  it('is paid all of it', async () => {
    expect(await pay()).toMatchObject({
      status: 201,
      body: { id: 'payee:logistics-o1', payee: 'logistics', state: 'paid', amount: yuan(100) },
    });
    expect(bank.asked).toMatchObject([{ recipient: { kind: 'payee', id: 'logistics' } }]);
    expect((await read()).balances.available).toEqual(yuan(0));
    const { body } = await client.get('/v1/ledger/accounts/custody:bank');
    expect(body.balance).toBe(10_000);
  });

  it('is paid once for one key', async () => {
    const first = await pay({ amount: yuan(40) }, { 'idempotency-key': 'k1' });
    expect(await pay({ amount: yuan(40) }, { 'idempotency-key': 'k1' })).toEqual(first);
    expect((await read()).balances.available).toEqual(yuan(60));
  });

  it('cannot have twice at once what is there once', async () => {
    const both = await Promise.all([pay({ amount: yuan(100) }), pay({ amount: yuan(100) })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(bank.paid.size).toBe(1);
  });

  it('has it reserved while the bank says nothing', async () => {
    bank.mood = 'pays, but the answer is lost';
    await pay();
    expect(await read()).toMatchObject({
      balances: { available: yuan(0), pending: yuan(100) },
      money: [{ place: 'on_its_way_to_the_payee', waits_for: 'bank' }],
    });
    bank.mood = 'pays';
    await advance('PT15S');
    expect((await read()).recent_payouts).toMatchObject([{ state: 'paid' }]);
    expect(bank.paid.size).toBe(1);
  });

  it('is paid by itself on its schedule, as far as that is enough', async () => {
    const set = await client.put('/v1/payees/logistics/schedule', { every: 'P1D', minimum: yuan(150) });
    expect(set.body.payouts).toMatchObject({ every: 'P1D', minimum: yuan(150) });
    await advance('P2D');
    expect((await read()).recent_payouts).toEqual([]);
    await sell();
    await advance('P1D');
    expect((await read()).recent_payouts).toMatchObject([{ state: 'paid', amount: yuan(200) }]);
  });

  it('owes what a refund has taken back after it was paid, until later sales have brought it', async () => {
    await pay();
    await client.post(`/v1/orders/${order}/refunds`, {});
    expect(await read()).toMatchObject({
      balances: { available: yuan(0), owed: yuan(100) },
      money: [{ place: 'owed_by_the_payee', waits_for: 'later_sales' }],
    });
    expect((await pay()).body.code).toBe('payout_below_minimum');
    await sell();
    await sell();
    expect((await pay()).body.amount).toEqual(yuan(100));
  });

  it('is on the list when the bank returns it, until somebody has looked', async () => {
    bank.mood = 'returns';
    await pay();
    expect((await read()).balances.available).toEqual(yuan(100));
    const path = '/v1/payouts/payee:logistics-o1/acknowledge';
    expect((await client.get('/v1/work')).body.work).toMatchObject([
      { kind: 'payout_returned', payout: 'payee:logistics-o1', order: null, resolve_with: [`POST ${path}`] },
    ]);
    expect((await client.post(path)).status).toBe(200);
    expect((await client.get('/v1/work')).body.work).toEqual([]);
    expect((await client.post(path)).body.code).toBe('nothing_to_acknowledge');
  });

  it.each([
    ['more than there is', 'logistics', { amount: yuan(100.01) }, 409, 'payout_exceeds_available'],
    ['nothing', 'logistics', { amount: yuan(0) }, 422, 'invalid_request'],
    ['the platform', 'platform', {}, 422, 'payee_is_paid_otherwise'],
    ['a seller', 'seller', {}, 422, 'payee_is_paid_otherwise'],
    ['a financier', 'financier', {}, 422, 'payee_is_paid_otherwise'],
    ['somebody unheard of', 'nobody', {}, 404, 'payee_not_found'],
  ])('%s is refused', async (_what, payee, body, status, code) => {
    const before = (await client.get('/v1/ledger/transfers')).body;
    const refused = await client.post(`/v1/payees/${payee}/payouts`, body);
    expect(refused).toMatchObject({ status, body: { code } });
    expect((await client.get('/v1/ledger/transfers')).body).toEqual(before);
  });
});

it('a payee of whom nobody has spoken is not there', async () => {
  const world = await openTestWorld();
  expect((await clientOf(world).get('/v1/payees/nobody')).body.code).toBe('payee_not_found');
  await world.close();
});
