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

/** A way to pay that the sale runs on, and the words of its provider that faults are aimed with. */
interface Way {
  readonly channel: 'alipay' | 'wechatpay';
  readonly method: string;
  /** What the buyer is shown. */
  readonly kind: string;
  readonly value: RegExp;
  /** Another way of the same channel. */
  readonly other: string;
  readonly collecting: string;
  readonly refunding: string;
  /** Whether it refunds at once, or says that it will and has to be asked again. */
  readonly refundAnswer: 'succeeded' | 'refunding';
  /** What tells of a payment of ¥10,000.00, if only somebody had signed it. */
  readonly forge: (payment: string) => string | URLSearchParams;
}

const wechatpay = {
  channel: 'wechatpay',
  refunding: 'POST /v3/refund/domestic/refunds',
  refundAnswer: 'refunding',
  forge: (payment: string) =>
    JSON.stringify({
      event_type: 'TRANSACTION.SUCCESS',
      out_trade_no: payment,
      trade_state: 'SUCCESS',
      amount: { total: 1_000_000, currency: 'CNY' },
    }),
} as const;

const WAYS: readonly Way[] = [
  {
    channel: 'alipay',
    method: 'qr',
    kind: 'qr',
    value: /^https:/,
    other: 'page',
    collecting: 'alipay.trade.precreate',
    refunding: 'alipay.trade.refund',
    refundAnswer: 'succeeded',
    forge: (payment) =>
      new URLSearchParams({
        notify_type: 'trade_status_sync',
        trade_status: 'TRADE_SUCCESS',
        out_trade_no: payment,
        total_amount: '10000.00',
        sign_type: 'RSA2',
        sign: 'AAAA',
      }),
  },
  {
    ...wechatpay,
    method: 'qr',
    kind: 'qr',
    value: /^weixin:/,
    other: 'h5',
    collecting: 'POST /v3/pay/transactions/native',
  },
  {
    ...wechatpay,
    method: 'h5',
    kind: 'redirect',
    value: /checkmweb[?]prepay_id=/,
    other: 'qr',
    collecting: 'POST /v3/pay/transactions/h5',
  },
  {
    ...wechatpay,
    method: 'jsapi',
    kind: 'client_parameters',
    value: /"paySign":/,
    other: 'app',
    collecting: 'POST /v3/pay/transactions/jsapi',
  },
];

/** What some ways want to know of the buyer, and others do not mind. */
const buyer = { payer: 'oCf7aSandboxBuyer00000000001', payer_ip: '203.0.113.7' };

let world: World;
let client: Client;
let seller: string;
let order: string;

beforeEach(async () => {
  world = await openTestWorld();
  client = clientOf(world);
  ({ seller, order } = await openBagOrder(client, { hold: 'P7D' }));
});
afterEach(() => world.close());

const read = async () => (await client.get(`/v1/orders/${order}`)).body;
const act = (step: string, body: object = {}) => client.post(`/v1/orders/${order}/${step}`, body);
const advance = (by: string) => client.post('/sandbox/clock/advance', { by });

const balances = () => balancesBeforeFees(client);

async function payWith(payment: Answer, provider: string, more: object = {}): Promise<Answer> {
  return client.post('/sandbox/wallet/pay', { provider, token: payment.body.present.value, ...more });
}

/** A consignment sale, as the marketplace sees it through the platform's API: the same on every channel. */
describe.each(WAYS)('a ¥10,000.00 bag at 8 % commission, by $channel, $method', (given) => {
  const { channel, method } = given;
  const start = (more: object = {}) => act('payments', { channel, method, ...buyer, ...more });

  async function pay(): Promise<void> {
    expect((await payWith(await start(), channel)).status).toBe(200);
  }

  async function sell(): Promise<void> {
    await pay();
    for (const step of ['ship', 'receive', 'accept']) expect((await act(step)).status).toBe(200);
  }

  it('presents what to pay with', async () => {
    expect(await start()).toMatchObject({
      status: 201,
      body: {
        id: `${order}-p1`,
        state: 'awaiting',
        present: { kind: given.kind, value: expect.stringMatching(given.value) },
      },
    });
  });

  it('presents another way to pay', async () => {
    const payment = await start({ method: given.other, return_url: 'http://shop.test/back' });
    expect((await payWith(payment, channel)).status).toBe(200);
    expect((await read()).state).toBe('held');
  });

  it('is held once the notification has come, with all of it in its escrow account', async () => {
    await pay();
    const { state, escrow, allocations } = await read();
    expect({ state, held: escrow.held, allocations }).toEqual({
      state: 'held',
      held: yuan(10_000),
      allocations: [
        { payee: 'platform', amount: yuan(800) },
        { payee: 'seller', amount: yuan(9200) },
      ],
    });
    expect(await balances()).toMatchObject({
      [`escrow:${order}`]: 1_000_000,
      [`clearing:${channel}`]: -1_000_000,
    });
  });

  it('is paid out as ¥800.00 and ¥9,200.00 in one chain when the hold has run out', async () => {
    await sell();
    await advance('P6DT23H59M');
    expect((await read()).state).toBe('accepted');
    await advance('PT1M');
    expect(await read()).toMatchObject({
      state: 'released',
      escrow: { held: yuan(0), released: yuan(10_000) },
    });
    expect(await balances()).toEqual({
      [`clearing:${channel}`]: -1_000_000,
      [`escrow:${order}`]: 0,
      'income:commission': 80_000,
      [`seller:${seller}:available`]: 920_000,
    });
    const { transfers } = (await client.get(`/v1/ledger/transfers?order=${order}`)).body;
    expect(transfers.map(({ code, amount }: { code: string; amount: object }) => [code, amount])).toEqual([
      ['payment', yuan(10_000)],
      ['release', yuan(800)],
      ['release', yuan(9200)],
    ]);
  });

  it('shows the seller where the money is, and when it comes', async () => {
    await sell();
    const waiting = (await client.get(`/v1/sellers/${seller}`)).body;
    expect(waiting).toMatchObject({
      balances: { available: yuan(0) },
      sales: [{ order, state: 'accepted', share: yuan(9200), available_at: '2026-11-29T04:00:00.000Z' }],
    });
    await advance('P7D');
    expect((await client.get(`/v1/sellers/${seller}`)).body.balances.available).toEqual(yuan(9200));
  });

  it('is accepted by itself three days after it was received', async () => {
    await pay();
    await act('ship');
    await act('receive');
    await advance('P3D');
    expect((await read()).state).toBe('accepted');
  });

  it('gives everything back in a full refund before release', async () => {
    await pay();
    const refund = await act('refunds');
    expect(refund).toMatchObject({ status: 201, body: { state: given.refundAnswer, amount: yuan(10_000) } });
    await advance('PT15S');
    const { state, escrow } = await read();
    expect({ state, held: escrow.held, refunded: escrow.refunded }).toEqual({
      state: 'closed',
      held: yuan(0),
      refunded: yuan(10_000),
    });
    expect(Object.values(await balances()).every((balance) => balance === 0)).toBe(true);
  });

  it('shares out what a partial refund has left', async () => {
    await pay();
    await act('refunds', { amount: yuan(2500), reason: 'a scratch' });
    await act('ship');
    await act('receive');
    await act('accept');
    await advance('P7D');
    expect(await balances()).toMatchObject({
      'income:commission': 60_000,
      [`seller:${seller}:available`]: 690_000,
      [`clearing:${channel}`]: -750_000,
    });
  });

  it('refuses to refund more than is left', async () => {
    await pay();
    await act('refunds', { amount: yuan(9999.99) });
    expect(await act('refunds', { amount: yuan(0.02) })).toMatchObject({
      status: 409,
      body: { code: 'refund_exceeds_remaining' },
    });
  });

  it('is cancelled and refunded when it is not shipped in time', async () => {
    await pay();
    await advance('PT72H');
    await advance('PT1M');
    expect(await read()).toMatchObject({ state: 'closed', escrow: { refunded: yuan(10_000) } });
  });

  it('is held by the payment that comes first, and gives the second one back', async () => {
    const first = await start();
    const second = await start({ method: given.other });
    for (const payment of [second, first]) expect((await payWith(payment, channel)).status).toBe(200);
    await advance('PT2M');
    const { state, escrow, refunds } = await read();
    expect({ state, held: escrow.held, captured: escrow.captured }).toEqual({
      state: 'held',
      held: yuan(10_000),
      captured: yuan(20_000),
    });
    expect(refunds).toMatchObject([{ payment: `${order}-p1`, state: 'succeeded', amount: yuan(10_000) }]);
  });

  it('says why the provider would not take a payment', async () => {
    const payment = await start({ instalments: 7 });
    expect(payment.body.state).toBe('failed');
    const { timeline } = await read();
    expect(timeline.at(-1)).toMatchObject({
      event: 'payment_failed',
      detail: { reason: expect.stringContaining('instalments_not_supported') },
    });
  });

  it('credits a notification once, however often it comes', async () => {
    await client.post('/sandbox/faults', { fault: 'notification_twice', provider: channel, times: 3 });
    await pay();
    await advance('P2D');
    expect((await read()).escrow.captured).toEqual(yuan(10_000));
  });

  it('learns by asking that it was paid, when no notification comes', async () => {
    await client.post('/sandbox/faults', { fault: 'notification_lost', provider: channel, times: 100 });
    await pay();
    expect((await read()).state).toBe('paying');
    await advance('PT15S');
    expect((await read()).state).toBe('held');
  });

  it('refunds once when the answer to the refund is lost', async () => {
    await pay();
    await client.post('/sandbox/faults', {
      fault: 'answer_lost_after_effect',
      method: given.refunding,
    });
    const refund = await act('refunds', { amount: yuan(100) });
    expect(refund.body.state).toBe('refunding');
    await advance('PT15S');
    const { refunds, escrow } = await read();
    expect(refunds).toMatchObject([{ id: `${order}-r1`, state: 'succeeded' }]);
    expect(escrow.refunded).toEqual(yuan(100));
  });

  it('asks again under the same number when the answer to a payment is lost', async () => {
    await client.post('/sandbox/faults', {
      fault: 'answer_lost_after_effect',
      method: given.collecting,
    });
    const key = { 'idempotency-key': 'pay-1' };
    const choice = { channel, method, ...buyer };
    const lost = await client.post(`/v1/orders/${order}/payments`, choice, key);
    expect(lost.body).toMatchObject({ id: `${order}-p1`, state: 'unknown', present: null });
    const again = await client.post(`/v1/orders/${order}/payments`, choice, key);
    expect(again.body).toMatchObject({ id: `${order}-p1`, state: 'awaiting', present: { kind: given.kind } });
  });

  it('refuses a notification that nobody signed', async () => {
    await start();
    const forged = await world.transport(
      new Request(`${world.origin}/v1/notifications/${channel}`, {
        method: 'POST',
        body: given.forge(`${order}-p1`),
      }),
    );
    expect(forged.status).toBe(400);
    expect((await read()).state).toBe('paying');
  });
});

describe('on Alipay alone, the sale', () => {
  it('expires unpaid, and gives back money that arrives later, without coming back to life', async () => {
    const payment = await act('payments', { channel: 'alipay', method: 'qr' });
    await advance('PT30M');
    expect((await read()).state).toBe('closed');
    // Nobody had scanned the code, so Alipay had nothing to close, and it can still be paid.
    expect((await payWith(payment, 'alipay')).status).toBe(200);
    await advance('PT1M');
    const { state, escrow } = await read();
    expect({ state, held: escrow.held, refunded: escrow.refunded }).toEqual({
      state: 'closed',
      held: yuan(0),
      refunded: yuan(10_000),
    });
  });

  it('pays in Huabei instalments', async () => {
    const payment = await act('payments', { channel: 'alipay', method: 'page', instalments: 6 });
    await payWith(payment, 'alipay', { method: 'huabei', instalments: 6 });
    expect((await read()).state).toBe('held');
  });
});

describe('on WeChat Pay alone, the sale', () => {
  it('expires unpaid, and cannot be paid any more', async () => {
    const payment = await act('payments', { channel: 'wechatpay', method: 'qr' });
    await advance('PT30M');
    expect((await read()).state).toBe('closed');
    expect((await payWith(payment, 'wechatpay')).status).toBe(409);
  });

  it('hears of a refund as soon as it is made, and need not ask', async () => {
    const payment = await act('payments', { channel: 'wechatpay', method: 'qr' });
    await payWith(payment, 'wechatpay');
    expect((await act('refunds')).body.state).toBe('refunding');
    await advance('PT3S');
    expect((await read()).refunds).toMatchObject([{ state: 'succeeded' }]);
  });

  it('leaves a refund that the bank of the buyer did not take to a person', async () => {
    const payment = await act('payments', { channel: 'wechatpay', method: 'qr' });
    await payWith(payment, 'wechatpay', { method: 'cancelled_card' });
    await act('refunds');
    await advance('PT15S');
    expect((await read()).timeline.at(-1)).toMatchObject({
      event: 'refund_failed',
      detail: { reason: expect.stringContaining('ABNORMAL') },
    });
  });
});
