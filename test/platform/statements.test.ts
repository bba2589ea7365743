import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StatementLine } from '../../src/gateway/index.ts';
import { money } from '../../src/money/index.ts';
import type { World } from '../../src/world.ts';
import { TestChannel } from '../channel.ts';
import { type Client, clientOf, openBagOrder, openTestWorld, START, yuan } from '../world.ts';

const DAY = '2026-11-22';
const NEXT_DAY = '2026-11-23';

/** The world begins at noon in Beijing on the 22nd; the 22nd is asked for at half past ten on the 23rd. */
describe('the statement of a day', () => {
  let world: World;
  let client: Client;
  let channel: TestChannel;
  let order: string;
  let payment: string;

  beforeEach(async () => {
    channel = new TestChannel();
    world = await openTestWorld({ channels: { alipay: () => channel } });
    client = clientOf(world);
    ({ order } = await openBagOrder(client));
    payment = (await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay' })).body.id;
  });
  afterEach(() => world.close());

  const advance = (by: string) => client.post('/sandbox/clock/advance', { by });
  const read = async (day = DAY) => (await client.get(`/v1/statements/alipay/${day}`)).body;
  const work = async () => (await client.get('/v1/work')).body.work;
  const says = (day: string, ...lines: StatementLine[]) =>
    channel.statements.set(day, { kind: 'succeeded', value: lines });

  /** The buyer pays, and we ask the provider in time. */
  async function paid(): Promise<void> {
    channel.pay(payment);
    await advance('PT1M');
  }

  function line(more: Partial<StatementLine> = {}): StatementLine {
    return {
      kind: 'payment',
      payment,
      providerReference: `t-${payment}`,
      amount: money('CNY', 1_000_000n),
      fee: money('CNY', 6_000n),
      at: START,
      ...more,
    };
  }

  it('is asked for on the next morning, and agrees with the books', async () => {
    await paid();
    const refund = (await client.post(`/v1/orders/${order}/refunds`, { amount: yuan(300) })).body.id;
    const fee = money('CNY', -180n);
    says(DAY, line(), line({ kind: 'refund', refund, amount: money('CNY', 30_000n), fee }));
    await advance('PT22H28M');
    expect(channel.statementsAsked).toEqual([]);
    await advance('PT1M');
    const { opening, closing, ...statement } = await read();
    expect(statement).toEqual({
      channel: 'alipay',
      day: DAY,
      state: 'compared',
      lines: 2,
      payments: yuan(10_000),
      refunds: yuan(300),
      fees: yuan(58.2),
      fees_booked: yuan(58.2),
      breaks: [],
    });
    expect(closing.value).toBe(opening.value + 1_000_000 - 30_000);
    expect(await work()).toEqual([]);
  });

  const balance = async (id: string) => (await client.get(`/v1/ledger/accounts/${id}`)).body.balance;

  it('books what the provider keeps once, however often it is pulled', async () => {
    await paid();
    says(DAY, line());
    await advance('P1D');
    for (let again = 0; again < 2; again += 1) await client.post(`/v1/statements/alipay/${DAY}/pull`);
    expect(await balance('expense:psp_fee:alipay')).toBe(-6_000);
    expect(await balance('clearing:alipay')).toBe(-1_000_000 + 6_000);
  });

  it('books the rest where the provider has corrected what it keeps', async () => {
    await paid();
    for (const fee of [6_000n, 5_000n, 7_000n]) {
      says(DAY, line({ fee: money('CNY', fee) }));
      if (fee === 6_000n) await advance('P1D');
      else await client.post(`/v1/statements/alipay/${DAY}/pull`);
      expect(await balance('expense:psp_fee:alipay')).toBe(-Number(fee));
    }
  });

  it('books no fee for a line that is not ours, or is listed twice', async () => {
    await paid();
    says(DAY, line(), line(), line({ payment: 'somebody-elses' }));
    await advance('P1D');
    expect(await read()).toMatchObject({ fees: yuan(180), fees_booked: yuan(60) });
    expect(await balance('expense:psp_fee:alipay')).toBe(-6_000);
  });

  it('is asked for again until it is drawn up, and a person is told when that takes days', async () => {
    await paid();
    await advance('PT24H');
    expect(await read()).toMatchObject({ state: 'waiting' });
    expect(await work()).toEqual([]);
    await advance('PT24H');
    expect(await work()).toMatchObject([{ kind: 'statement_missing', statement: `alipay/${DAY}` }]);
    says(DAY, line());
    await advance('PT6H');
    expect(await read()).toMatchObject({ state: 'compared', breaks: [] });
    expect(await work()).toEqual([]);
  });

  it('that the provider will not give is for a person to ask for again', async () => {
    await paid();
    channel.statements.set(DAY, { kind: 'failed', code: 'NO_SUCH_BILL', message: 'None.' });
    await advance('P1D');
    expect(await read()).toMatchObject({ state: 'failed', reason: 'NO_SUCH_BILL: None.' });
    const [{ resolve_with: calls }] = await work();
    says(DAY, line());
    expect((await client.post(calls[0].replace('POST ', ''))).body.state).toBe('compared');
    expect(await work()).toEqual([]);
  });

  it('that lists a refund which is under way does not make it done, and it is no break once it is', async () => {
    await paid();
    channel.mood = 'dawdles';
    const refund = (await client.post(`/v1/orders/${order}/refunds`, { amount: yuan(300) })).body.id;
    says(DAY, line(), line({ kind: 'refund', refund, amount: money('CNY', 30_000n), isUnderWay: true }));
    await advance('PT24H');
    expect(await read()).toMatchObject({ state: 'compared', breaks: [] });
    const state = async () => (await client.get(`/v1/orders/${order}`)).body.refunds[0].state;
    expect(await state()).toBe('refunding');
    channel.mood = 'refunds';
    await advance('PT24H');
    expect(await state()).toBe('succeeded');
    says(NEXT_DAY);
    await advance('PT24H');
    expect(await read(NEXT_DAY)).toMatchObject({ state: 'compared', breaks: [] });
  });

  it('makes good a notification that never came', async () => {
    await client.post('/sandbox/clock/advance', { by: 'PT1H' });
    says(DAY, line());
    // The first money of the channel, so that its statements are asked for.
    const other = await openBagOrder(client);
    const second = await client.post(`/v1/orders/${other.order}/payments`, { channel: 'alipay' });
    channel.pay(second.body.id);
    await advance('PT1M');
    says(DAY, line(), line({ payment: second.body.id }));
    await advance('P1D');
    expect(await read()).toMatchObject({ state: 'compared', breaks: [] });
    expect((await client.get(`/v1/orders/${order}`)).body.refunds).toMatchObject([{ state: 'succeeded' }]);
    expect(await work()).toMatchObject([{ kind: 'stray_payment', about: payment }]);
  });

  it('finds a refund that nobody asked for', async () => {
    await paid();
    says(DAY, line(), line({ kind: 'refund', refund: 'rf-7', amount: money('CNY', 100n) }));
    await advance('P1D');
    expect((await read()).breaks).toEqual([]);
    expect(await work()).toMatchObject([{ kind: 'stray_refund', about: 'rf-7' }]);
  });

  it.each([
    ['not_in_our_books', () => [line(), line({ payment: 'ord_foreign-p1' })], 'ord_foreign-p1'],
    ['amount_differs', () => [line({ amount: money('CNY', 999_999n) })], undefined],
    ['listed_twice', () => [line(), line()], undefined],
  ] as const)('has a person look at what is %s, until it is explained', async (kind, lines, about) => {
    await paid();
    says(DAY, ...lines());
    await advance('P1D');
    expect((await read()).breaks).toMatchObject([{ kind, about: about ?? payment }]);
    const [item] = await work();
    expect(item).toMatchObject({ kind: 'statement_break', statement: `alipay/${DAY}`, order: null });
    const path = item.resolve_with[0].replace('POST ', '');
    const explained = await client.post(path, { about: item.about, explanation: 'paid at the till' });
    expect(explained.body.breaks).toMatchObject([{ explanation: 'paid at the till' }]);
    expect(await work()).toEqual([]);
    await client.post(`/v1/statements/alipay/${DAY}/pull`);
    expect(await work()).toEqual([]);
  });

  it('lacks what is in our books, which the next day’s shows', async () => {
    await paid();
    says(DAY);
    says(NEXT_DAY);
    await advance('P1D');
    expect((await read()).breaks).toEqual([]);
    await advance('P1D');
    const breaks = [{ kind: 'not_in_the_statement', about: payment, ours: yuan(10_000), theirs: null }];
    expect((await read(NEXT_DAY)).breaks).toMatchObject(breaks);
  });

  it('is the first that is asked for, although we heard of its only payment after midnight', async () => {
    await advance('PT11H59M');
    const late = await openBagOrder(client);
    const path = `/v1/orders/${late.order}/payments`;
    const { id } = (await client.post(path, { channel: 'alipay' })).body;
    await advance('PT10M');
    channel.pay(id);
    await advance('PT5M');
    says(DAY, line({ payment: id, at: START + 43_199_000 }));
    await advance('P1D');
    expect(await read()).toMatchObject({ state: 'compared', lines: 1, breaks: [] });
  });

  it('may have what we heard of after midnight', async () => {
    await paid();
    await advance('PT11H49M');
    const late = await openBagOrder(client);
    const id = (await client.post(`/v1/orders/${late.order}/payments`, { channel: 'alipay' })).body.id;
    await advance('PT9M50S');
    channel.pay(id);
    await advance('PT10M');
    says(DAY, line(), line({ payment: id }));
    says(NEXT_DAY);
    says('2026-11-24');
    await advance('P3D');
    for (const day of [NEXT_DAY, '2026-11-24']) expect((await read(day)).breaks).toEqual([]);
  });

  it('says twice on two days what happened once', async () => {
    await paid();
    says(DAY, line());
    says(NEXT_DAY, line());
    await advance('P3D');
    expect((await read(NEXT_DAY)).breaks).toMatchObject([{ kind: 'listed_twice', about: payment }]);
  });

  it('of which our books have nothing is asked for once, when the day after it is over', async () => {
    await paid();
    says(DAY, line());
    says(NEXT_DAY);
    await advance('P1D');
    expect(await read(NEXT_DAY)).toMatchObject({ state: 'waiting' });
    // Half past eleven at night of the 24th.
    await advance('PT35H29M');
    expect(channel.statementsAsked).toEqual([DAY]);
    await advance('PT31M');
    expect(channel.statementsAsked).toEqual([DAY, NEXT_DAY]);
    expect(await read(NEXT_DAY)).toMatchObject({ state: 'compared', lines: 0 });
  });

  it('has money on it that our books have nothing of that day', async () => {
    await paid();
    says(DAY, line());
    says(NEXT_DAY, line({ kind: 'refund', refund: 'rf-7', amount: money('CNY', 100n) }));
    await advance('P3D');
    expect(await work()).toMatchObject([{ kind: 'stray_refund', about: 'rf-7' }]);
  });

  it('that is not there is refused by name', async () => {
    const path = '/v1/statements/alipay/2020-01-01';
    expect(await client.get(path)).toMatchObject({ status: 404, body: { code: 'statement_not_found' } });
    expect((await client.post(`${path}/pull`)).body.code).toBe('statement_not_found');
    const explanation = { about: 'x', explanation: 'y' };
    expect((await client.post(`${path}/explain`, explanation)).body.code).toBe('statement_not_found');
  });
});
