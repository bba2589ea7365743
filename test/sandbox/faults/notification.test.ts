import { describe, expect, it, onTestFinished } from 'vitest';
import { clientOf, openBagOrder, openTestWorld, yuan } from '../../world.ts';
import { PROVIDERS_WITH_WORDS } from './shop.ts';

interface Told {
  readonly at: string;
  readonly method: string;
  readonly answer: { readonly status: number; readonly body: string } | null;
  readonly faults: readonly string[];
  readonly request: { readonly body: string };
  readonly request_signature: { readonly verdict: string };
}

/** A bag that is sold through the platform, which hears the provider's notifications. */
async function openSale(provider: string) {
  const world = await openTestWorld();
  onTestFinished(() => world.close());
  const client = clientOf(world);
  const { order } = await openBagOrder(client);
  const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: provider, method: 'qr' });
  return {
    client,
    fault: (fault: string, more: object = {}) => client.post('/sandbox/faults', { fault, provider, ...more }),
    pay: () => client.post('/sandbox/wallet/pay', { provider, token: body.present.value }),
    advance: (by: string) => client.post('/sandbox/clock/advance', { by }),
    refund: (value?: number) =>
      client.post(`/v1/orders/${order}/refunds`, value === undefined ? {} : { amount: yuan(value) }),
    read: async () => (await client.get(`/v1/orders/${order}`)).body,
    /** What the provider told, in the order in which it was heard. */
    told: async (): Promise<Told[]> =>
      (await client.get(`/sandbox/journal?provider=${provider}&limit=1000`)).body.exchanges.filter(
        ({ direction }: { direction: string }) => direction === 'out',
      ),
    struck: async () =>
      (await client.get('/sandbox/faults')).body.faults.map((one: { struck: number }) => one.struck),
  };
}

describe.each(PROVIDERS_WITH_WORDS)('a notification of $provider', ({ provider, paid, isDated }) => {
  it('notification_twice is heard twice, and credited once', async () => {
    const sale = await openSale(provider);
    await sale.fault('notification_twice');
    await sale.pay();
    const told = await sale.told();
    expect(told.map(({ answer }) => answer?.status)).toEqual([200, 200]);
    expect(told[0]?.request.body).toBe(told[1]?.request.body);
    expect((await sale.read()).escrow.captured).toEqual(yuan(10_000));
  });

  it('notification_lost is not heard, and comes again on the schedule', async () => {
    const sale = await openSale(provider);
    await sale.fault('notification_lost');
    await sale.pay();
    expect((await sale.read()).state).toBe('paying');
    await sale.advance('PT5M');
    expect((await sale.told()).map(({ answer }) => answer?.status)).toEqual([undefined, 200]);
  });

  it('notification_late is heard once, after its delay', async () => {
    const sale = await openSale(provider);
    await sale.fault('notification_late', { count: 'always', with: { delay: 'PT3H' } });
    await sale.pay();
    expect(await sale.told()).toEqual([]);
    await sale.advance('P1D');
    expect(await sale.told()).toMatchObject([
      {
        at: '2026-11-22T07:00:00.000Z',
        method: paid,
        answer: { status: 200 },
        faults: ['notification_late'],
      },
    ]);
  });

  it('notification_out_of_order is heard after the next one', async () => {
    const sale = await openSale(provider);
    await sale.fault('notification_out_of_order', { method: paid });
    await sale.pay();
    expect(await sale.told()).toEqual([]);
    const { order } = await openBagOrder(sale.client);
    const other = await sale.client.post(`/v1/orders/${order}/payments`, { channel: provider });
    await sale.client.post('/sandbox/wallet/pay', { provider, token: other.body.id });
    const told = await sale.told();
    expect(told.map(({ faults }) => faults)).toEqual([[], ['notification_out_of_order']]);
    expect(told.map(({ answer }) => answer?.status)).toEqual([200, 200]);
    expect((await sale.read()).state).toBe('held');
  });

  it('notification_out_of_order is heard after its delay where no other comes', async () => {
    const sale = await openSale(provider);
    await sale.fault('notification_out_of_order', { with: { delay: 'PT2H' } });
    await sale.pay();
    await sale.advance('P1D');
    expect(await sale.told()).toMatchObject([{ at: '2026-11-22T06:00:00.000Z', answer: { status: 200 } }]);
  });

  it('notification_tampered is refused, and the true one comes on the schedule', async () => {
    const sale = await openSale(provider);
    await sale.fault('notification_tampered');
    await sale.pay();
    expect(await sale.told()).toMatchObject([
      { answer: { status: 400 }, request_signature: { verdict: 'invalid' } },
    ]);
    expect((await sale.read()).state).toBe('paying');
    await sale.advance('PT5M');
    expect((await sale.told()).at(-1)).toMatchObject({ answer: { status: 200 }, faults: [] });
  });

  it('signed falsely or by an old key it is refused', async () => {
    const sale = await openSale(provider);
    await sale.fault('wrong_signature', { method: paid });
    await sale.fault('old_key', { method: paid, count: 'the 2nd' });
    await sale.pay();
    await sale.advance('PT4M');
    await sale.advance('PT10M');
    const told = await sale.told();
    expect(told.map(({ answer }) => answer?.status).slice(0, 3)).toEqual([400, 400, 200]);
    expect((await sale.read()).escrow.captured).toEqual(yuan(10_000));
  });

  it('dated back it is refused where the date is signed', async () => {
    const sale = await openSale(provider);
    await sale.fault('stale_timestamp', { provider: undefined, method: paid });
    await sale.pay();
    expect((await sale.told()).map(({ answer }) => answer?.status)).toEqual([isDated ? 400 : 200]);
    expect(await sale.struck()).toEqual(isDated ? [] : [0]);
  });
});

it('notification_before_answer: Alipay tells of a refund before it answers the refund', async () => {
  const sale = await openSale('alipay');
  await sale.pay();
  await sale.fault('notification_before_answer');
  await sale.refund(1000);
  const { exchanges } = (await sale.client.get('/sandbox/journal?provider=alipay')).body;
  const told = exchanges.map((one: { direction: string; faults: string[] }) => [one.direction, one.faults]);
  // The journal has what ends first before what it is a part of.
  expect(told.slice(-2)).toEqual([
    ['out', ['notification_before_answer']],
    ['in', []],
  ]);
  await sale.advance('PT1M');
  const { refunds, escrow } = await sale.read();
  expect(refunds).toMatchObject([{ state: 'succeeded' }]);
  expect(escrow.refunded).toEqual(yuan(1000));
});

it('notification_before_answer passes by what no request gave rise to', async () => {
  const sale = await openSale('alipay');
  await sale.fault('notification_before_answer');
  await sale.pay();
  expect((await sale.told()).map(({ answer }) => answer?.status)).toEqual([200]);
  expect(await sale.struck()).toEqual([0]);
});

it('notification_probed comes before the true one at WeChat Pay, and waits on at Alipay, which sends none', async () => {
  const wechatpay = await openSale('wechatpay');
  await wechatpay.fault('notification_probed');
  await wechatpay.pay();
  expect((await wechatpay.told()).map(({ answer }) => answer?.status)).toEqual([400, 200]);

  const alipay = await openSale('alipay');
  await alipay.fault('notification_probed', { provider: undefined });
  await alipay.pay();
  expect((await alipay.told()).map(({ answer }) => answer?.status)).toEqual([200]);
  expect(await alipay.struck()).toEqual([0]);
});

it('refund_looks_like_payment: a refund in full is told of as TRADE_SUCCESS, and nothing is credited again', async () => {
  const sale = await openSale('alipay');
  await sale.pay();
  await sale.fault('refund_looks_like_payment');
  await sale.refund();
  await sale.advance('PT1M');
  const [, told] = await sale.told();
  const fields = Object.fromEntries(new URLSearchParams(told?.request.body));
  expect(fields).toMatchObject({ trade_status: 'TRADE_SUCCESS', refund_fee: '10000.00' });
  expect(fields.gmt_refund).toMatch(/^2026-11-22 /);
  expect(told).toMatchObject({ answer: { status: 200 }, request_signature: { verdict: 'valid' } });
  expect((await sale.read()).escrow).toMatchObject({ captured: yuan(10_000), refunded: yuan(10_000) });
});

it('two at once: late and then twice', async () => {
  const sale = await openSale('alipay');
  await sale.fault('notification_twice');
  await sale.fault('notification_late');
  await sale.pay();
  await sale.advance('PT2H');
  expect((await sale.told()).map(({ at, faults }) => [at, faults])).toEqual(
    Array(2).fill(['2026-11-22T05:00:00.000Z', ['notification_late', 'notification_twice']]),
  );
});
