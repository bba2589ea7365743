import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { Client as Merchant } from '../providers/wechatpay/client.ts';
import {
  balancesBeforeFees,
  type Client,
  clientOf,
  openBagOrder,
  openTestWorld,
  START,
  yuan,
} from '../world.ts';
import { deliver, payByCode, type SplitSale, sellSplit } from './split-sale.ts';

/** Merchants to whom WeChat Pay pays what logistics and appraisal get, and those with whom something is amiss. */
const LOGISTICS = '1600000101';
const APPRAISER = '1600000102';
const ABNORMAL = '1600000501';
const GIVES_NOTHING_BACK = '1600000403';

let world: World;
let client: Client;
let wechatpay: Merchant;

beforeEach(async () => {
  world = await openTestWorld();
  client = clientOf(world);
  const { body } = await client.get('/sandbox/credentials');
  wechatpay = new Merchant({
    ...body.wechatpay,
    now: () => START / 1000 + travelledSeconds,
    fetch: (url: string, init: RequestInit) => world.transport(new Request(url, init)),
  });
  travelledSeconds = 0;
});
afterEach(() => world.close());

let travelledSeconds = 0;

async function wait(by: string, seconds: number): Promise<void> {
  await client.post('/sandbox/clock/advance', { by });
  travelledSeconds += seconds;
}
const MINUTE = ['PT1M', 60] as const;
const WEEK = ['P7D', 604_800] as const;
const DAY = ['P1D', 86_400] as const;

const receiver = (account: string) => ({ type: 'MERCHANT_ID', account, name: '上海某某有限公司' });

function sell({ logistics = LOGISTICS, appraiser = APPRAISER } = {}): Promise<SplitSale> {
  const receivers = { logistics: receiver(logistics), appraiser: receiver(appraiser) };
  return sellSplit(client, { channel: 'wechatpay', receivers });
}

const pay = (order: string) => payByCode(client, order, 'wechatpay');

/** Accepted, and held for its seven days: then WeChat Pay shares it out. */
async function release(sale: SplitSale): Promise<void> {
  await deliver(sale);
  await wait(...WEEK);
  await wait(...MINUTE);
  await wait(...MINUTE);
}

const balances = () => balancesBeforeFees(client);

/** What WeChat Pay still keeps frozen of the sale, in fen. */
async function frozenFen({ read }: SplitSale): Promise<number> {
  const [payment] = (await read()).payments;
  const path = `/v3/profitsharing/transactions/${payment.provider_reference}/amounts`;
  return (await wechatpay.get(path)).json.unsplit_amount;
}

/** What we have at WeChat Pay when its day is over, by the last line of its fund bill of that day, in fen. */
async function haveFen(day: string): Promise<number> {
  const path = `/v3/bill/fundflowbill?bill_date=${day}`;
  const { json } = await wechatpay.get(path);
  const { pathname, search } = new URL(json.download_url);
  const { text } = await wechatpay.get(pathname + search);
  const lines = text.trimEnd().split('\r\n').slice(1, -2);
  return Math.round(Number((lines.at(-1) ?? '').split(',')[7]?.slice(1)) * 100);
}

const FEE_FEN = 6000;

describe('a sale that WeChat Pay shares out', () => {
  it('pays logistics and the appraiser once it is released, and frees the rest', async () => {
    const sale = await sell();
    expect(await frozenFen(sale)).toBe(1_000_000 - FEE_FEN);
    await release(sale);
    expect((await sale.read()).split).toMatchObject({
      state: 'settled',
      legs: [
        { payee: 'logistics', state: 'succeeded', amount: yuan(120) },
        { payee: 'appraiser', state: 'succeeded', amount: yuan(200) },
      ],
    });
    expect(await frozenFen(sale)).toBe(0);
  });

  it('agrees with WeChat Pay to the cent', async () => {
    const sale = await sell();
    await release(sale);
    const books = await balances();
    expect(books).toMatchObject({
      'clearing:wechatpay': -968_000,
      'payable:logistics': 0,
      'payable:appraiser': 0,
      'income:commission': 80_000,
      [`seller:${sale.seller}:available`]: 888_000,
    });
    await wait(...DAY);
    // The fee is WeChat Pay's: our books have it when it is reconciled.
    expect(await haveFen('2026-11-29')).toBe(-(books['clearing:wechatpay'] ?? 0) - FEE_FEN);
  });

  it('shares what a refund before release has left', async () => {
    const sale = await sell();
    await sale.act('refunds', { amount: yuan(2500), reason: 'a scratch' });
    await release(sale);
    const { split } = await sale.read();
    expect(split.legs).toMatchObject([{ amount: yuan(90) }, { amount: yuan(150) }]);
    expect((await balances())['clearing:wechatpay']).toBe(-750_000 + 24_000);
    expect(await frozenFen(sale)).toBe(0);
  });

  it('is refunded after release with what they give back', async () => {
    const sale = await sell();
    await release(sale);
    expect((await sale.act('refunds')).body.state).toBe('refunding');
    await wait(...MINUTE);
    const { escrow, refunds, split } = await sale.read();
    expect({ refunded: escrow.refunded, state: refunds[0].state }).toEqual({
      refunded: yuan(10_000),
      state: 'succeeded',
    });
    expect(split.legs).toMatchObject([{ returned: yuan(120) }, { returned: yuan(200) }]);
    expect(Object.values(await balances()).every((balance) => balance === 0)).toBe(true);
    await wait(...DAY);
    expect(await haveFen('2026-11-29')).toBe(0);
  });

  it('takes back of each what its share of a partial refund is', async () => {
    const sale = await sell();
    await release(sale);
    await sale.act('refunds', { amount: yuan(2500) });
    await wait(...MINUTE);
    expect((await sale.read()).split.legs).toMatchObject([{ returned: yuan(30) }, { returned: yuan(50) }]);
    const books = await balances();
    expect(books['clearing:wechatpay']).toBe(-750_000 + 24_000);
    await wait(...DAY);
    expect(await haveFen('2026-11-29')).toBe(726_000 - 4500);
  });
});

describe('a receiver with whom something is amiss', () => {
  it('is still owed what WeChat Pay would not pay it, while the others are paid', async () => {
    const sale = await sell({ logistics: ABNORMAL });
    await release(sale);
    const { split, timeline } = await sale.read();
    expect(split).toMatchObject({ state: 'settled', legs: [{ state: 'failed' }, { state: 'succeeded' }] });
    expect(timeline).toContainEqual(
      expect.objectContaining({
        event: 'split_failed',
        detail: expect.objectContaining({ payee: 'logistics', reason: 'ACCOUNT_ABNORMAL' }),
      }),
    );
    expect(await balances()).toMatchObject({ 'payable:logistics': 12_000, 'clearing:wechatpay': -980_000 });
    expect(await frozenFen(sale)).toBe(0);
  });

  it('gives nothing back, and the seller owes it', async () => {
    const sale = await sell({ logistics: GIVES_NOTHING_BACK });
    await release(sale);
    // WeChat Pay refunds out of what we have there, so that another sale has to make up for it.
    await pay((await openBagOrder(client)).order);
    await sale.act('refunds');
    await wait(...MINUTE);
    const { escrow, timeline } = await sale.read();
    expect(escrow.refunded).toEqual(yuan(10_000));
    expect(timeline).toContainEqual(
      expect.objectContaining({
        event: 'split_return_refused',
        detail: expect.objectContaining({ payee: 'logistics', reason: expect.stringContaining('NO_AUTH') }),
      }),
    );
    const books = await balances();
    expect(books['clearing:wechatpay']).toBe(-1_000_000 + 12_000);
    expect(books[`receivable:seller:${sale.seller}`] ?? 0).toBe(-12_000);
  });

  it('is still owed all of it where that is more than WeChat Pay lets anybody have', async () => {
    await client.put('/v1/payees/logistics/receivers/wechatpay', receiver(LOGISTICS));
    const splits = [{ payee: 'logistics', fixed: yuan(3000) }];
    const { order } = await openBagOrder(client, { hold: 'P7D', splits });
    await pay(order);
    for (const step of ['ship', 'receive', 'accept']) await client.post(`/v1/orders/${order}/${step}`);
    await wait(...WEEK);
    await wait(...MINUTE);
    const { split } = (await client.get(`/v1/orders/${order}`)).body;
    // 30 % of what is left of ¥10,000.00 without the fee.
    expect(split).toMatchObject({ state: 'settled', legs: [{ state: 'failed' }] });
    expect((await balances())['payable:logistics']).toBe(300_000);
  });

  it.each([
    ['a merchant that does not exist', { type: 'MERCHANT_ID', account: '1600000404', name: '某公司' }],
    ['a name that is not the account’s', { type: 'MERCHANT_ID', account: LOGISTICS, name: '查无此人' }],
    ['a merchant without a name', { type: 'MERCHANT_ID', account: LOGISTICS }],
  ])('is refused when it is told of: %s', async (_what, receiver) => {
    const set = await client.put('/v1/payees/logistics/receivers/wechatpay', receiver);
    expect(set).toMatchObject({ status: 409, body: { code: 'receiver_refused' } });
  });
});

describe('when an answer is lost', () => {
  const lose = (method: string, times = 1) =>
    client.post('/sandbox/faults', { fault: 'answer_lost_after_effect', method, times });

  it.each(['POST /v3/profitsharing/orders', 'POST /v3/profitsharing/orders/unfreeze'])(
    'shares and frees once all the same: %s',
    async (method) => {
      const sale = await sell();
      await lose(method);
      await release(sale);
      expect((await sale.read()).split.state).toBe('settled');
      expect((await balances())['clearing:wechatpay']).toBe(-968_000);
      await wait(...DAY);
      expect(await haveFen('2026-11-29')).toBe(968_000 - FEE_FEN);
    },
  );

  it('takes back once, though not even the query after it is answered', async () => {
    const sale = await sell();
    await release(sale);
    await lose('POST /v3/profitsharing/return-orders');
    await lose('GET /v3/profitsharing/return-orders/{out_return_no}');
    await sale.act('refunds');
    await wait(...MINUTE);
    await wait(...MINUTE);
    expect((await sale.read()).refunds[0].state).toBe('succeeded');
    expect(Object.values(await balances()).every((balance) => balance === 0)).toBe(true);
    await wait(...DAY);
    expect(await haveFen('2026-11-29')).toBe(0);
  });
});

it('waits where the sale is released within a minute of the payment, since WeChat Pay shares nothing then', async () => {
  await client.put('/v1/payees/logistics/receivers/wechatpay', receiver(LOGISTICS));
  const { order } = await openBagOrder(client, {
    hold: 'PT0S',
    splits: [{ payee: 'logistics', fixed: yuan(120) }],
  });
  await pay(order);
  for (const step of ['ship', 'receive', 'accept']) await client.post(`/v1/orders/${order}/${step}`);
  await wait('PT15S', 15);
  const read = async () => (await client.get(`/v1/orders/${order}`)).body;
  expect(await read()).toMatchObject({
    state: 'released',
    split: { state: 'splitting', legs: [{ state: 'pending' }] },
  });
  await wait('PT5M', 300);
  await wait('PT5M', 300);
  expect((await read()).split).toMatchObject({ state: 'settled', legs: [{ state: 'succeeded' }] });
});

it('hears of a refund that somebody made by hand at WeChat Pay', async () => {
  const { order } = await openBagOrder(client);
  await pay(order);
  const made = await wechatpay.post('/v3/refund/domestic/refunds', {
    out_trade_no: `${order}-p1`,
    out_refund_no: 'by_hand_1',
    reason: 'a favour',
    notify_url: `${world.origin}/v1/notifications/wechatpay`,
    amount: { refund: 2500, total: 1_000_000, currency: 'CNY' },
  });
  expect(made.status).toBe(200);
  await wait(...MINUTE);
  expect((await client.get(`/v1/orders/${order}`)).body.timeline).toContainEqual(
    expect.objectContaining({
      event: 'stray_refund',
      detail: expect.objectContaining({ chargeback: 'by_hand_1', amount: '¥25.00' }),
    }),
  );
});

describe('while WeChat Pay changes its certificates', () => {
  it.each(['announced', 'switched', 'second'])('a sale goes on as before: %s', async (stage) => {
    const first = await sell();
    await client.post('/sandbox/providers/wechatpay/platform_certificates', { stage });
    const second = await sell();
    expect((await second.read()).state).toBe('held');
    await release(first);
    expect((await first.read()).split.state).toBe('settled');
  });
});
