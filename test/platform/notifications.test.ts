import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notification } from '../../src/gateway/index.ts';
import { money } from '../../src/money/index.ts';
import type { World } from '../../src/world.ts';
import { notificationOf, TestChannel } from '../channel.ts';
import { type Client, clientOf, openBagOrder, openTestWorld, yuan } from '../world.ts';

/** What a provider may tell us of that nobody asked for. */
describe('a provider notifies', () => {
  let world: World;
  let client: Client;
  let channel: TestChannel;
  let order: string;
  let payment: string;

  beforeEach(async () => {
    channel = new TestChannel();
    world = await openTestWorld({ channels: { alipay: () => channel } });
    client = clientOf(world);
    ({ order } = await openBagOrder(client, { hold: 'P7D' }));
    payment = (await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' })).body.id;
  });
  afterEach(() => world.close());

  async function notify(notification: Notification): Promise<number> {
    const { body, headers } = notificationOf(notification);
    return (await client.post('/v1/notifications/alipay', body, headers)).status;
  }

  const paid = () => {
    channel.pay(payment);
    return notify({
      kind: 'payment_succeeded',
      payment,
      paid: money('CNY', 1_000_000n),
      providerReference: 't-1',
    });
  };
  const opened = () =>
    notify({ kind: 'chargeback_opened', payment, chargeback: 'cb-1', amount: money('CNY', 1_000_000n) });
  const read = async () => (await client.get(`/v1/orders/${order}`)).body;
  const work = async () => (await client.get('/v1/work')).body.work;

  async function balance(account: string): Promise<number> {
    return (await client.get(`/v1/ledger/accounts/${account}`)).body.balance;
  }

  it('of a chargeback: the money is gone from escrow, and a person has to answer', async () => {
    await paid();
    expect(await opened()).toBe(200);
    expect(await opened()).toBe(200);
    expect(await balance('clearing:alipay')).toBe(0);
    expect((await read()).escrow).toMatchObject({ held: yuan(0), charged_back: yuan(10_000) });
    expect(await work()).toMatchObject([{ order, kind: 'chargeback_to_answer', about: 'cb-1' }]);
  });

  it.each([
    ['won', 'held', yuan(10_000)],
    ['lost', 'closed', yuan(0)],
  ] as const)('that a chargeback was %s', async (state, fulfilment, held) => {
    await paid();
    await opened();
    expect(await notify({ kind: 'chargeback_ended', payment, chargeback: 'cb-1', state })).toBe(200);
    expect(await read()).toMatchObject({ state: fulfilment, escrow: { held } });
    expect(await work()).toEqual([]);
  });

  it('before we know the payment or the chargeback, and is asked to come again', async () => {
    expect(await opened()).toBe(400);
    await paid();
    expect(await notify({ kind: 'chargeback_ended', payment, chargeback: 'cb-1', state: 'won' })).toBe(400);
    expect(await opened()).toBe(200);
  });

  it('of a refund that nobody asked for: it is found out how much, and a person has to look', async () => {
    await paid();
    channel.refunds.set('rf-9', { payment, amount: money('CNY', 250_000n) });
    expect(await notify({ kind: 'refund_changed', payment, refund: 'rf-9' })).toBe(200);
    expect(await balance('clearing:alipay')).toBe(-750_000);
    expect(await work()).toMatchObject([{ order, kind: 'stray_refund', about: 'rf-9' }]);
    await client.post(`/v1/orders/${order}/chargebacks/rf-9/resolve`, { outcome: 'lost' });
    expect(await work()).toEqual([]);
    expect((await read()).escrow.held).toEqual(yuan(7_500));
  });

  it('of money that came late and cannot go back, until a person has paid the buyer', async () => {
    await client.post('/sandbox/clock/advance', { by: 'PT1H' });
    expect((await read()).state).toBe('closed');
    channel.mood = 'refuses';
    await paid();
    await client.post('/sandbox/clock/advance', { by: 'PT1M' });
    const [failed] = (await work()).filter(({ kind }: { kind: string }) => kind === 'refund_failed');
    const [retry, elsewhere] = failed.resolve_with.map((call: string) => call.replace('POST ', ''));
    expect((await client.post(retry)).body.state).toBe('failed');
    expect((await client.post(elsewhere, { how: 'by bank' })).body).toMatchObject({
      state: 'succeeded',
      made_elsewhere: 'by bank',
    });
    await client.post(`/v1/orders/${order}/acknowledge`, { about: payment });
    expect(await work()).toEqual([]);
    expect(await balance('custody:bank')).toBe(1_000_000);
    expect((await read()).state).toBe('closed');
  });

  it('under a signature that is not its own, and is refused', async () => {
    const { body } = notificationOf({ kind: 'payment_closed', payment });
    expect((await client.post('/v1/notifications/alipay', body)).status).toBe(400);
  });
});
