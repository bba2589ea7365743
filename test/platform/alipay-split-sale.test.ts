import { AlipaySdk } from 'alipay-sdk';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/http/listen.ts';
import type { World } from '../../src/world.ts';
import { balancesBeforeFees, type Client, clientOf, openTestWorld, yuan } from '../world.ts';
import { deliver, type SplitSale, sellSplit } from './split-sale.ts';

/** Whom Alipay pays what logistics and appraisal get, and those with whom something is amiss. */
const LOGISTICS = '2088000000000101';
const APPRAISER = '2088000000000102';
const CLOSES_ACCOUNT = '2088000000000403';
const NOBODY = '2088000000000404';

let world: World;
let client: Client;
let close: () => Promise<void>;
/** The merchant's own eyes at Alipay: the official SDK, over a real socket. */
let sdk: AlipaySdk;

beforeEach(async () => {
  world = await openTestWorld();
  client = clientOf(world);
  const { alipay } = (await client.get('/sandbox/credentials')).body;
  const toAlipay = (request: Request) => {
    const { pathname, search } = new URL(request.url);
    return world.transport(new Request(alipay.origin + pathname + search, request));
  };
  const listener = await listen(toAlipay, '127.0.0.1', 0);
  close = () => listener.close();
  sdk = new AlipaySdk({
    appId: alipay.appId,
    privateKey: alipay.appPrivateKey,
    alipayPublicKey: alipay.alipayPublicKey,
    gateway: `${listener.origin}/gateway.do`,
    keyType: 'PKCS8',
    camelcase: false,
  });
});
afterEach(async () => {
  await close();
  await world.close();
});

const wait = (by: string) => client.post('/sandbox/clock/advance', { by });

const lose = (method: string, times = 1) =>
  client.post('/sandbox/faults', { fault: 'answer_lost_after_effect', method, times });

const receiver = (account: string) => ({ type: 'userId', account });

function sell({ logistics = LOGISTICS, appraiser = APPRAISER } = {}, hold = 'P7D'): Promise<SplitSale> {
  const receivers = { logistics: receiver(logistics), appraiser: receiver(appraiser) };
  return sellSplit(client, { channel: 'alipay', receivers, hold });
}

/** Accepted, and held for its seven days: then Alipay shares it out. */
async function release(sale: SplitSale): Promise<void> {
  await deliver(sale);
  await wait('P7D');
  await wait('PT1M');
}

const balances = () => balancesBeforeFees(client);

const exec = (method: string, bizContent: object) => sdk.exec(method, { bizContent }, { validateSign: true });

/** What Alipay still keeps frozen of the sale, in yuan. */
async function frozen({ read }: SplitSale): Promise<string> {
  const [payment] = (await read()).payments;
  const { unsettled_amount } = await exec('alipay.trade.order.onsettle.query', {
    trade_no: payment.provider_reference,
  });
  return unsettled_amount;
}

/** The lines of a bill of that day, from the heading on. */
async function billed(bill_type: string, bill_date: string): Promise<string[][]> {
  const asked = { bill_type, bill_date };
  const { bill_download_url: url } = await exec('alipay.data.dataservice.bill.downloadurl.query', asked);
  const file = new Uint8Array(await (await world.transport(new Request(url))).arrayBuffer());
  const [detail] = Object.values(unzipSync(file));
  const lines = new TextDecoder('gbk').decode(detail).split('\r\n');
  return lines.filter((line) => !line.startsWith('#')).map((line) => line.split(','));
}

/** What we have at Alipay when the day is over, by the first line of its bill of our account, in fen. */
async function haveFen(day: string): Promise<number> {
  const [, latest] = await billed('signcustomer', day);
  return Math.round(Number(latest?.[8]) * 100);
}

/** What Alipay's bill of trades says that buyers paid on that day, refunds taken off, in fen. */
async function tradedFen(day: string): Promise<number> {
  const [, ...lines] = await billed('trade', day);
  return lines.reduce((sum, line) => sum + Math.round(Number(line[11] ?? 0) * 100), 0);
}

const FEE_FEN = 6000;

describe('a sale that Alipay shares out', () => {
  it('pays logistics and the appraiser once it is released, and frees the rest', async () => {
    const sale = await sell();
    expect(await frozen(sale)).toBe('10000.00');
    await release(sale);
    expect((await sale.read()).split).toMatchObject({
      state: 'settled',
      legs: [
        { payee: 'logistics', state: 'succeeded', amount: yuan(120) },
        { payee: 'appraiser', state: 'succeeded', amount: yuan(200) },
      ],
    });
    expect(await frozen(sale)).toBe('0.00');
  });

  it('agrees with Alipay to the cent', async () => {
    const sale = await sell();
    await release(sale);
    expect(await balances()).toMatchObject({
      'clearing:alipay': -968_000,
      'payable:logistics': 0,
      'payable:appraiser': 0,
      'income:commission': 80_000,
      [`seller:${sale.seller}:available`]: 888_000,
    });
    const { payments, split } = await sale.read();
    const found = await exec('alipay.trade.order.settle.query', {
      out_request_no: split.id,
      trade_no: payments[0].provider_reference,
    });
    const shares = found.royalty_detail_list.map((share: Record<string, string>) => [
      share.trans_in,
      share.amount,
      share.state,
    ]);
    expect(shares).toEqual([
      [LOGISTICS, '120.00', 'SUCCESS'],
      [APPRAISER, '200.00', 'SUCCESS'],
    ]);
    expect(await tradedFen('2026-11-22')).toBe(1_000_000);
    await wait('P1D');
    // The fee is Alipay's: our books have it when it is reconciled.
    expect(await haveFen('2026-11-29')).toBe(968_000 - FEE_FEN);
  });

  it('shares what a refund before release has left', async () => {
    const sale = await sell();
    await sale.act('refunds', { amount: yuan(2500), reason: 'a scratch' });
    await release(sale);
    expect((await sale.read()).split.legs).toMatchObject([{ amount: yuan(90) }, { amount: yuan(150) }]);
    expect((await balances())['clearing:alipay']).toBe(-750_000 + 24_000);
    expect(await frozen(sale)).toBe('0.00');
    await wait('P1D');
    expect(await haveFen('2026-11-29')).toBe(726_000 - 4500);
  });

  it('is refunded after release with what they give back', async () => {
    const sale = await sell();
    await release(sale);
    expect((await sale.act('refunds')).status).toBe(201);
    await wait('PT1M');
    const { escrow, refunds, split } = await sale.read();
    expect({ refunded: escrow.refunded, state: refunds[0].state }).toEqual({
      refunded: yuan(10_000),
      state: 'succeeded',
    });
    expect(split.legs).toMatchObject([{ returned: yuan(120) }, { returned: yuan(200) }]);
    expect(Object.values(await balances()).every((balance) => balance === 0)).toBe(true);
    const found = await exec('alipay.trade.fastpay.refund.query', {
      out_trade_no: (await sale.read()).payments[0].id,
      out_request_no: refunds[0].id,
      query_options: ['refund_royaltys'],
    });
    expect(found.refund_royaltys).toMatchObject([
      { trans_out: LOGISTICS, refund_amount: '120.00' },
      { trans_out: APPRAISER, refund_amount: '200.00' },
    ]);
    await wait('P1D');
    expect(await haveFen('2026-11-29')).toBe(0);
  });

  it('takes back of each what its share of a partial refund is', async () => {
    const sale = await sell();
    await release(sale);
    await sale.act('refunds', { amount: yuan(2500) });
    await wait('PT1M');
    expect((await sale.read()).split.legs).toMatchObject([{ returned: yuan(30) }, { returned: yuan(50) }]);
    expect((await balances())['clearing:alipay']).toBe(-750_000 + 24_000);
    await wait('P1D');
    expect(await haveFen('2026-11-29')).toBe(726_000 - 4500);
  });

  it('is free by itself after 30 days, and then we owe the receivers', async () => {
    const sale = await sell({}, 'P29D');
    await wait('P2D');
    for (const step of ['ship', 'receive', 'accept']) await sale.act(step);
    await wait('P28D');
    expect(await frozen(sale)).toBe('0.00');
    await wait('P2D');
    expect((await sale.read()).state).toBe('released');
    expect(await balances()).toMatchObject({
      'clearing:alipay': -1_000_000,
      'payable:logistics': 12_000,
      'payable:appraiser': 20_000,
    });
  });
});

describe('a receiver with whom something is amiss', () => {
  it('gives nothing back, and the seller owes it, while the other gives its part', async () => {
    const sale = await sell({ logistics: CLOSES_ACCOUNT });
    await release(sale);
    await sale.act('refunds', { amount: yuan(5000) });
    await wait('PT1M');
    await wait('PT5M');
    const { escrow, timeline, split } = await sale.read();
    expect(escrow.refunded).toEqual(yuan(5000));
    expect(split.legs).toMatchObject([{ returned: yuan(0) }, { returned: yuan(100) }]);
    expect(timeline).toContainEqual(
      expect.objectContaining({
        event: 'split_return_refused',
        detail: expect.objectContaining({
          payee: 'logistics',
          reason: expect.stringContaining('ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST'),
        }),
      }),
    );
    expect((await balances())['clearing:alipay']).toBe(-968_000 + 500_000 - 10_000);
  });

  it('that was unbound since is not paid by Alipay, and neither is the other: we owe both', async () => {
    const sale = await sell();
    const unbind = {
      receiver_list: [{ type: 'userId', account: LOGISTICS }],
      out_request_no: 'by_hand',
    };
    await exec('alipay.trade.royalty.relation.unbind', unbind);
    await release(sale);
    expect((await sale.read()).split).toMatchObject({
      state: 'settled',
      legs: [{ state: 'failed' }, { state: 'failed' }],
    });
    expect(await balances()).toMatchObject({
      'clearing:alipay': -1_000_000,
      'payable:logistics': 12_000,
      'payable:appraiser': 20_000,
    });
    expect(await frozen(sale)).toBe('0.00');
  });

  it.each([
    ['a user id that is nobody’s', { type: 'userId', account: NOBODY }, 409, 'receiver_refused'],
    ['a login without its owner’s name', { type: 'loginName', account: 'a@b.cn' }, 409, 'receiver_refused'],
  ])('is refused when Alipay is told of it: %s', async (_what, receiver, status, code) => {
    const set = await client.put('/v1/payees/logistics/receivers/alipay', receiver);
    expect(set).toMatchObject({ status, body: { code } });
  });
});

describe('when an answer is lost', () => {
  it.each([1, 2, 3])('shares and frees once all the same: %d in a row', async (times) => {
    const sale = await sell();
    await lose('alipay.trade.order.settle', times);
    await release(sale);
    await wait('PT10M');
    expect((await sale.read()).split.state).toBe('settled');
    expect((await balances())['clearing:alipay']).toBe(-968_000);
    expect(await frozen(sale)).toBe('0.00');
  });

  it('takes back once', async () => {
    const sale = await sell();
    await release(sale);
    await lose('alipay.trade.refund');
    await lose('alipay.trade.fastpay.refund.query');
    await sale.act('refunds');
    await wait('PT10M');
    expect((await sale.read()).refunds[0].state).toBe('succeeded');
    expect(Object.values(await balances()).every((balance) => balance === 0)).toBe(true);
  });
});

describe('a refund by hand in the merchant’s back office', () => {
  const refundByHand = (body: object) => client.post('/sandbox/providers/alipay/refund_by_hand', body);

  it('is heard of, booked as a stray refund, and left for a person to see to', async () => {
    const sale = await sell();
    const payment = (await sale.read()).payments[0].id;
    const done = await refundByHand({ out_trade_no: payment, amount: '30.00' });
    expect(done.status).toBe(200);
    await wait('PT1M');
    const { timeline } = await sale.read();
    expect(timeline.map(({ event }: { event: string }) => event)).toContain('stray_refund');
    expect((await balances())['clearing:alipay']).toBe(-997_000);
    const { body } = await client.get('/v1/work');
    expect(body.work).toContainEqual(expect.objectContaining({ order: sale.order, kind: 'stray_refund' }));
  });

  it('is one with what our own refunds say, each counted once', async () => {
    const sale = await sell();
    const payment = (await sale.read()).payments[0].id;
    await sale.act('refunds', { amount: yuan(2500) });
    await refundByHand({ out_trade_no: payment, amount: '30.00' });
    await wait('PT10M');
    expect((await balances())['clearing:alipay']).toBe(-747_000);
    await wait('P1D');
    expect(await tradedFen('2026-11-22')).toBe(747_000);
  });
});
