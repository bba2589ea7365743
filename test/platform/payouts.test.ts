import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { TestBank } from '../bank.ts';
import { type Client, clientOf, openTestWorld, yuan } from '../world.ts';

describe('a seller with ¥9,200.00 available', () => {
  let world: World;
  let client: Client;
  let bank: TestBank;
  let seller: string;
  let order: string;

  beforeEach(async () => {
    bank = new TestBank();
    world = await openTestWorld({ bank });
    client = clientOf(world);
  });
  afterEach(() => world.close());

  const act = (step: string, body: object = {}) => client.post(`/v1/orders/${order}/${step}`, body);
  const advance = (by: string) => client.post('/sandbox/clock/advance', { by });
  const read = async () => (await client.get(`/v1/sellers/${seller}`)).body;
  const pay = (body: object = {}, headers: Record<string, string> = {}) =>
    client.post(`/v1/sellers/${seller}/payouts`, body, headers);

  /** Sells a ¥10,000.00 bag at 8 %, and waits until it is released. */
  async function sell(settings: object = {}): Promise<void> {
    seller = (await client.post('/v1/sellers', { name: 'Lin', ...settings })).body.id;
    const opened = await client.post('/v1/orders', {
      seller,
      title: 'A bag',
      amount: yuan(10_000),
      splits: [{ payee: 'platform', rate_bps: 800 }],
      hold: 'PT0S',
    });
    order = opened.body.id;
    const payment = await act('payments', { channel: 'alipay', method: 'qr' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: payment.body.present.value });
    for (const step of ['ship', 'receive', 'accept']) await act(step);
  }

  it('is paid all of it', async () => {
    await sell();
    expect(await pay()).toMatchObject({
      status: 201,
      body: { id: `${seller}-o1`, state: 'paid', amount: yuan(9_200) },
    });
    expect(bank.paid.get(`${seller}-o1`)).toEqual({ currency: 'CNY', value: 920_000n });
    expect((await read()).balances).toMatchObject({ available: yuan(0), pending: yuan(0) });
  });

  it('is paid a part, and the rest stays', async () => {
    await sell();
    await pay({ amount: yuan(200) });
    expect((await read()).balances.available).toEqual(yuan(9_000));
  });

  it('is paid once for one key', async () => {
    await sell();
    const first = await pay({ amount: yuan(100) }, { 'idempotency-key': 'k1' });
    expect(await pay({ amount: yuan(100) }, { 'idempotency-key': 'k1' })).toEqual(first);
    expect(bank.paid.size).toBe(1);
  });

  it('cannot have twice at once what is there once', async () => {
    await sell();
    const both = await Promise.all([pay({ amount: yuan(9_200) }), pay({ amount: yuan(9_200) })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(bank.paid.size).toBe(1);
  });

  it('has the money reserved while the bank says nothing, and is asked after under the same number', async () => {
    await sell();
    bank.mood = 'pays, but the answer is lost';
    expect((await pay()).body.state).toBe('submitted');
    expect((await read()).balances).toMatchObject({ available: yuan(0), pending: yuan(9_200) });
    bank.mood = 'pays';
    await advance('PT15S');
    expect((await read()).recent_payouts).toMatchObject([{ id: `${seller}-o1`, state: 'paid' }]);
    expect(bank.asked.map(({ payout }) => payout)).toEqual([`${seller}-o1`, `${seller}-o1`]);
    expect(bank.paid.size).toBe(1);
  });

  it('is told where it is: on its way, frozen, owed, or to be paid by itself', async () => {
    await sell({ payouts: { every: 'P1D' } });
    const says = async (language: string) => {
      const { body } = await client.get(`/v1/sellers/${seller}`, { 'accept-language': language });
      return body.money.map((row: { says: string }) => row.says);
    };
    bank.mood = 'says nothing';
    await pay({ amount: yuan(200) });
    expect(await says('en')).toEqual([
      '¥9,000.00 has been released to the seller and can be paid out: 2026-11-23T04:00:00.000Z at the latest.',
      '¥200.00 is on its way to the seller’s bank account until the bank has answered.',
    ]);
    await act('dispute', { reason: 'not as described' });
    expect(await says('zh')).toEqual([
      '¥200.00 正在提现至卖家银行账户，等待银行处理。',
      '¥9,000.00 在卖家余额中冻结，等待争议裁决。',
    ]);
    await act('dispute/resolve', { outcome: 'for_buyer' });
    expect(await says('en')).toEqual([
      '¥200.00 is on its way to the seller’s bank account until the bank has answered.',
      '¥200.00 is owed by the seller until later sales or the next payout repay it.',
    ]);
  });

  it('has the money again when the bank returns it', async () => {
    await sell();
    bank.mood = 'returns';
    expect((await pay()).body).toMatchObject({
      state: 'returned',
      reason: 'account_closed: The account is closed.',
    });
    expect((await read()).balances.available).toEqual(yuan(9_200));
  });

  it('is on the list of what a person sees to when the bank returns it', async () => {
    await sell();
    bank.mood = 'returns';
    await pay();
    const path = `/v1/payouts/${seller}-o1/acknowledge`;
    expect((await client.get('/v1/work')).body.work).toMatchObject([
      { kind: 'payout_returned', about: `${seller}-o1`, resolve_with: [`POST ${path}`] },
    ]);
    expect((await client.post(path)).body.state).toBe('returned');
    expect((await client.get('/v1/work')).body.work).toEqual([]);
  });

  it('that was paid has nothing to be looked at', async () => {
    await sell();
    await pay();
    expect((await client.post(`/v1/payouts/${seller}-o1/acknowledge`)).body.code).toBe(
      'nothing_to_acknowledge',
    );
    expect((await client.post('/v1/payouts/none/acknowledge')).status).toBe(404);
  });

  it('is not paid what a dispute has frozen', async () => {
    await sell();
    await act('dispute', { reason: 'not as described' });
    expect((await pay({ amount: yuan(0.01) })).body.code).toBe('payout_exceeds_available');
    await act('dispute/resolve', { outcome: 'for_seller' });
    expect((await pay()).body.amount).toEqual(yuan(9_200));
  });

  it('pays back what is owed before anything is paid out', async () => {
    await sell();
    await act('dispute', { reason: 'not as described' });
    const charges = [{ payee: 'inspector', amount: yuan(50) }];
    await act('dispute/resolve', { outcome: 'partial', amount: yuan(1_000), charges });
    // The buyer gets ¥1,000.00, of which ¥920.00 are the seller's; and a tenth of the ¥50.00 is charged.
    expect((await read()).balances).toMatchObject({ available: yuan(8_280), owed: yuan(5) });
    expect((await pay()).body.amount).toEqual(yuan(8_275));
    expect((await read()).balances).toMatchObject({ available: yuan(0), owed: yuan(0) });
  });

  it('is paid by itself once a day', async () => {
    await sell({ payouts: { every: 'P1D' } });
    await advance('PT23H');
    expect((await read()).recent_payouts).toEqual([]);
    await advance('PT1H');
    expect((await read()).recent_payouts).toMatchObject([{ state: 'paid', amount: yuan(9_200) }]);
    await advance('P3D');
    expect((await read()).recent_payouts).toHaveLength(1);
  });

  it('waits by itself until there is enough', async () => {
    await sell({ payouts: { every: 'P1D', minimum: yuan(9_200.01) } });
    await advance('P3D');
    expect((await read()).recent_payouts).toEqual([]);
    expect((await pay()).body.code).toBe('payout_below_minimum');
  });

  it.each([
    ['more than there is', { amount: yuan(9_200.01) }, 409, 'payout_exceeds_available'],
    ['nothing', { amount: yuan(0) }, 422, 'invalid_request'],
  ])('is refused %s', async (_what, body, status, code) => {
    await sell();
    expect(await pay(body)).toMatchObject({ status, body: { code } });
    expect((await read()).balances.available).toEqual(yuan(9_200));
  });

  it('has a debt written off, but no more than there is', async () => {
    await sell();
    await pay();
    await act('refunds');
    expect((await read()).balances.owed).toEqual(yuan(9_200));
    const tooMuch = await client.post(`/v1/sellers/${seller}/write_offs`, { amount: yuan(9_200.01) });
    expect(tooMuch.body.code).toBe('write_off_exceeds_owed');
    expect((await client.post(`/v1/sellers/${seller}/write_offs`)).body.amount).toEqual(yuan(9_200));
    const { accounts } = (await client.get('/v1/ledger/accounts')).body;
    expect(accounts.find(({ id }: { id: string }) => id === 'expense:loss').balance).toBe(-920_000);
    expect((await read()).balances.owed).toEqual(yuan(0));
  });
});

it('nobody is paid out without a bank', async () => {
  const world = await openTestWorld();
  const client = clientOf(world);
  const { id } = (await client.post('/v1/sellers', { name: 'Lin' })).body;
  expect((await client.post(`/v1/sellers/${id}/payouts`)).body.code).toBe('no_bank');
  await world.close();
});

it('nobody is paid out who is not there', async () => {
  const world = await openTestWorld({ bank: new TestBank() });
  expect((await clientOf(world).post('/v1/sellers/sel_none/payouts')).body.code).toBe('seller_not_found');
  await world.close();
});
