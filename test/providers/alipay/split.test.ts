import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlipayWorld, newOrderNo, openAlipay, openAlipayForTest } from './open.ts';

const LOGISTICS = '2088000000000001';
const APPRAISER = '2088000000000002';
const STRANGER = '2088000000000003';
const CLOSES_ACCOUNT = '2088000000000403';
const NOBODY = '2088000000000404';

let world: AlipayWorld;
beforeAll(async () => {
  world = await openAlipay();
  await bind([
    { type: 'userId', account: LOGISTICS },
    { type: 'userId', account: APPRAISER },
  ]);
});
afterAll(() => world.close());

const bind = (receiver_list: object[], method = 'bind') =>
  world.exec(`alipay.trade.royalty.relation.${method}`, { receiver_list, out_request_no: 'B1' });

interface Trade {
  readonly outTradeNo: string;
  readonly tradeNo: string;
}

/** A trade of ¥100.00, paid. */
async function paidTrade(more: object = {}): Promise<Trade> {
  const outTradeNo = newOrderNo();
  await world.exec('alipay.trade.precreate', {
    out_trade_no: outTradeNo,
    total_amount: '100.00',
    subject: 'a thing',
    ...more,
  });
  world.pay(outTradeNo);
  const { trade_no } = await world.exec('alipay.trade.query', { out_trade_no: outTradeNo });
  return { outTradeNo, tradeNo: trade_no };
}

const share = (trans_in: string, amount: string) => ({ trans_in, trans_in_type: 'userId', amount });

const settle = ({ tradeNo }: Trade, shares: object[], more: object = {}) =>
  world.exec('alipay.trade.order.settle', {
    out_request_no: 'S1',
    trade_no: tradeNo,
    royalty_parameters: shares,
    ...more,
  });

const confirm = ({ tradeNo }: Trade, detail: object, out_request_no = 'C1') =>
  world.exec('alipay.trade.settle.confirm', {
    out_request_no,
    trade_no: tradeNo,
    settle_info: { settle_detail_infos: [{ trans_in_type: 'defaultSettle', ...detail }] },
  });

const refund = ({ outTradeNo }: Trade, refund_amount: string, shares: object[] = []) =>
  world.exec('alipay.trade.refund', {
    out_trade_no: outTradeNo,
    out_request_no: 'R1',
    refund_amount,
    refund_royalty_parameters: shares,
  });

describe('royalty relations', () => {
  const login = { type: 'loginName', account: 'lin@example.com', name: '林' };

  it('are bound, listed and unbound', async () => {
    expect(await bind([login])).toMatchObject({ code: '10000', result_code: 'SUCCESS' });
    const list = () => world.exec('alipay.trade.royalty.relation.batchquery', { out_request_no: 'Q1' });
    const bound = await list();
    expect(bound).toMatchObject({ result_code: 'SUCCESS', current_page_num: 1, current_page_size: 20 });
    expect(bound.receiver_list).toContainEqual({
      type: 'loginName',
      account: login.account,
      login_name: login.account,
      bind_login_name: login.account,
    });
    expect((await bind([login], 'unbind')).result_code).toBe('SUCCESS');
    expect((await list()).total_record_num).toBe(bound.total_record_num - 1);
  });

  it('are listed by pages', async () => {
    const page = await world.exec('alipay.trade.royalty.relation.batchquery', {
      out_request_no: 'Q1',
      page_num: 2,
      page_size: 1,
    });
    expect(page.receiver_list).toEqual([{ type: 'userId', account: APPRAISER }]);
  });

  it.each([
    ['nobody', [], 'RECEIVER_LIST_EMPTY'],
    ['too many', Array.from({ length: 21 }, () => login), 'RECEIVER_LIST_OVERLOAD'],
    ['a type that is none', [{ type: 'bankCard', account: '6222' }], 'INVALID_RECEIVER_TYPE'],
    ['a user id that is none', [{ type: 'userId', account: '12' }], 'USER_NOT_EXIST'],
    ['the user id that nobody has', [{ type: 'userId', account: NOBODY }], 'USER_NOT_EXIST'],
    ['a login without its name', [{ type: 'loginName', account: 'lin@example.com' }], 'INVALID_PARAMETER'],
  ])('with %s are refused', async (_, receivers, subCode) => {
    expect(await bind(receivers)).toMatchObject({ code: '40004', sub_code: subCode });
  });
});

describe('a split', () => {
  it('goes to bound receivers', async () => {
    const trade = await paidTrade();
    const answer = await settle(trade, [share(LOGISTICS, '20.00'), share(APPRAISER, '10.00')]);
    expect(answer).toMatchObject({ code: '10000', trade_no: trade.tradeNo });
    expect(answer.settle_no).toMatch(/^\d{32}$/);
  });

  it('asked for again is the same split', async () => {
    const trade = await paidTrade();
    const first = await settle(trade, [share(LOGISTICS, '20.00')]);
    const again = await settle(trade, [share(LOGISTICS, '20.00')]);
    expect(again.settle_no).toBe(first.settle_no);
  });

  const next = { out_request_no: 'S2' };

  it.each([
    ['otherwise under the same number', [share(LOGISTICS, '5.00')], {}, 'ACQ.DISCORDANT_REPEAT_REQUEST'],
    [
      'to somebody who is not bound',
      [share(LOGISTICS, '1.00'), share(STRANGER, '1.00')],
      next,
      'ACQ.ROYALTY_RECEIVER_INVALID',
    ],
    [
      'past 30 % of the order, all requests together',
      [share(LOGISTICS, '5.00'), share(APPRAISER, '5.01')],
      next,
      'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR',
    ],
    [
      'to six receivers at once',
      Array.from({ length: 6 }, () => share(LOGISTICS, '0.01')),
      next,
      'ACQ.INVALID_PARAMETER',
    ],
    ['to nobody', [], next, 'ACQ.INVALID_PARAMETER'],
    [
      'later on',
      [share(LOGISTICS, '1.00')],
      { ...next, royalty_mode: 'async' },
      'ACQ.SETTLE_SCENE_NOT_SUPPORT',
    ],
  ])('%s is refused, wholly', async (_, shares, more, subCode) => {
    const trade = await paidTrade();
    await settle(trade, [share(LOGISTICS, '20.00')]);
    const before = world.dump();
    expect(await settle(trade, shares, more)).toMatchObject({ code: '40004', sub_code: subCode });
    expect(world.dump()).toBe(before);
  });

  it('may come to 30 % exactly', async () => {
    const trade = await paidTrade();
    await settle(trade, [share(LOGISTICS, '20.00')]);
    expect((await settle(trade, [share(LOGISTICS, '10.00')], { out_request_no: 'S2' })).code).toBe('10000');
  });

  it('is over once it was said to be', async () => {
    const trade = await paidTrade();
    const finish = { extend_params: { royalty_finish: 'true' } };
    expect((await settle(trade, [share(LOGISTICS, '5.00')], finish)).code).toBe('10000');
    const more = await settle(trade, [share(LOGISTICS, '5.00')], { out_request_no: 'S2' });
    expect(more.sub_code).toBe('ACQ.ALREADY_FINISH_ALLOC');
  });

  it('of an unpaid trade is refused', async () => {
    const outTradeNo = newOrderNo();
    const content = { out_trade_no: outTradeNo, total_amount: '100.00', subject: 'a thing' };
    await world.exec('alipay.trade.precreate', content);
    world.pay(outTradeNo, { outcome: 'cancelled' });
    const { trade_no } = await world.exec('alipay.trade.query', { out_trade_no: outTradeNo });
    const answer = await settle({ outTradeNo, tradeNo: trade_no }, [share(LOGISTICS, '1.00')]);
    expect(answer.sub_code).toBe('ACQ.TRADE_STATUS_ERROR');
  });

  it('of a trade refunded in full is refused', async () => {
    const trade = await paidTrade();
    await refund(trade, '100.00');
    expect((await settle(trade, [share(LOGISTICS, '1.00')])).sub_code).toBe('ACQ.ALLOC_REFUSE_AFTER_REFUND');
  });

  it('takes no more than refunds have left', async () => {
    const trade = await paidTrade();
    await refund(trade, '80.00');
    const answer = await settle(trade, [share(LOGISTICS, '20.01')]);
    expect(answer.sub_code).toBe('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
  });
});

describe('the query of a split', () => {
  const query = (reference: object) => world.exec('alipay.trade.order.settle.query', reference);

  it('tells what became of each share, by either number', async () => {
    const trade = await paidTrade();
    const { settle_no } = await settle(trade, [share(LOGISTICS, '20.00'), share(APPRAISER, '10.00')]);
    const found = await query({ out_request_no: 'S1', trade_no: trade.tradeNo });
    expect(found).toMatchObject({
      code: '10000',
      out_request_no: 'S1',
      operation_dt: '2026-11-22 12:00:00',
      royalty_detail_list: [
        { operation_type: 'transfer', trans_in: LOGISTICS, amount: '20.00', state: 'SUCCESS' },
        { operation_type: 'transfer', trans_in: APPRAISER, amount: '10.00', state: 'SUCCESS' },
      ],
    });
    expect((await query({ settle_no })).royalty_detail_list).toEqual(found.royalty_detail_list);
  });

  it.each([
    ['of no number', {}],
    ['of the merchant’s number alone', { out_request_no: 'S1' }],
    ['of a number that was never split', { out_request_no: 'S9', trade_no: 'its own' }],
  ])('%s is refused', async (_, reference) => {
    const trade = await paidTrade();
    await settle(trade, [share(LOGISTICS, '20.00')]);
    const asked = 'trade_no' in reference ? { ...reference, trade_no: trade.tradeNo } : reference;
    expect((await query(asked)).sub_code).toBe('ACQ.INVALID_PARAMETER');
  });

  it('of a trade that is none is refused', async () => {
    expect((await query({ settle_no: '2026' })).sub_code).toBe('ACQ.TRADE_NOT_EXIST');
  });

  it('tells the share that may be split', async () => {
    const answer = await world.exec('alipay.trade.royalty.rate.query', { out_request_no: 'Q1' });
    expect(answer).toMatchObject({ code: '10000', max_ratio: 30 });
  });
});

describe('money that is frozen for splits', () => {
  const frozen = { extend_params: { royalty_freeze: 'true' } };
  const unsettled = async ({ tradeNo }: Trade) =>
    (await world.exec('alipay.trade.order.onsettle.query', { trade_no: tradeNo })).unsettled_amount;

  it('is what splits and refunds have left', async () => {
    const trade = await paidTrade(frozen);
    await settle(trade, [share(LOGISTICS, '20.00')]);
    await refund(trade, '10.00');
    expect(await unsettled(trade)).toBe('70.00');
  });

  it('is freed once splits are finished, without another share', async () => {
    const trade = await paidTrade(frozen);
    const answer = await settle(trade, [], { extend_params: { royalty_finish: 'true' } });
    expect(answer.code).toBe('10000');
    expect(await unsettled(trade)).toBe('0.00');
  });

  it('is free by itself after 30 days, and then cannot be split', async () => {
    const alone = await openAlipayForTest();
    const content = { out_trade_no: 'frozen1', total_amount: '100.00', subject: 'a thing', ...frozen };
    await alone.exec('alipay.trade.precreate', content);
    alone.pay('frozen1');
    const receivers = { receiver_list: [{ type: 'userId', account: LOGISTICS }], out_request_no: 'B1' };
    await alone.exec('alipay.trade.royalty.relation.bind', receivers);
    const { trade_no } = await alone.exec('alipay.trade.query', { out_trade_no: 'frozen1' });
    const ask = (method: string, more: object = {}) => alone.exec(method, { trade_no, ...more });
    await alone.advance('P29DT23H59M');
    expect((await ask('alipay.trade.order.onsettle.query')).unsettled_amount).toBe('100.00');
    await alone.advance('PT1M');
    expect((await ask('alipay.trade.order.onsettle.query')).unsettled_amount).toBe('0.00');
    const shares = { out_request_no: 'S1', royalty_parameters: [share(LOGISTICS, '1.00')] };
    expect((await ask('alipay.trade.order.settle', shares)).sub_code).toBe('ACQ.ALREADY_FINISH_ALLOC');
  });
});

describe('a refund after a split', () => {
  const back = (trans_out: string, amount: string) => ({ trans_out, trans_out_type: 'userId', amount });

  it('needs the shares back, when the seller has not enough', async () => {
    const trade = await paidTrade();
    await settle(trade, [share(LOGISTICS, '30.00')]);
    expect((await refund(trade, '100.00')).sub_code).toBe('ACQ.SELLER_BALANCE_NOT_ENOUGH');
    expect((await refund(trade, '100.00', [back(LOGISTICS, '30.00')])).fund_change).toBe('Y');
  });

  it('tells what came back, when it is asked for that', async () => {
    const trade = await paidTrade();
    await settle(trade, [share(LOGISTICS, '30.00')]);
    await refund(trade, '100.00', [back(LOGISTICS, '30.00')]);
    const query = { out_trade_no: trade.outTradeNo, out_request_no: 'R1' };
    const method = 'alipay.trade.fastpay.refund.query';
    const found = await world.exec(method, { ...query, query_options: ['refund_royaltys'] });
    expect(found.refund_royaltys).toMatchObject([
      { refund_amount: '30.00', result_code: 'SUCCESS', trans_out: LOGISTICS },
    ]);
    expect(await world.exec(method, query)).not.toHaveProperty('refund_royaltys');
  });

  it('takes nothing back from an account that was closed since', async () => {
    await bind([{ type: 'userId', account: CLOSES_ACCOUNT }]);
    const trade = await paidTrade();
    await settle(trade, [share(CLOSES_ACCOUNT, '30.00')]);
    const answer = await refund(trade, '100.00', [back(CLOSES_ACCOUNT, '30.00')]);
    expect(answer.sub_code).toBe('ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST');
  });

  it('in part may leave the shares where they are', async () => {
    const trade = await paidTrade();
    await settle(trade, [share(LOGISTICS, '30.00')]);
    expect((await refund(trade, '70.00')).fund_change).toBe('Y');
  });

  it.each([
    ['from somebody without a share', [back(STRANGER, '1.00')], 'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST'],
    ['beyond a share', [back(LOGISTICS, '30.01')], 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR'],
    [
      'beyond a share, in two parts',
      [back(LOGISTICS, '20.00'), back(LOGISTICS, '10.01')],
      'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR',
    ],
  ])('takes nothing back %s', async (_, shares, subCode) => {
    const trade = await paidTrade();
    await settle(trade, [share(LOGISTICS, '30.00')]);
    expect((await refund(trade, '40.00', shares)).sub_code).toBe(subCode);
  });
});

describe('settlement of held money', () => {
  const held = { sub_merchant: { merchant_id: '2088000000000009' }, settle_info: {} };

  it('lets it be split', async () => {
    const trade = await paidTrade(held);
    expect((await settle(trade, [share(LOGISTICS, '1.00')])).sub_code).toBe('ACQ.ALLOC_REFUSE_BEFORE_SETTLE');
    expect(await confirm(trade, { amount: '100.00' })).toMatchObject({
      code: '10000',
      trade_no: trade.tradeNo,
      out_request_no: 'C1',
      settle_amount: '100.00',
    });
    expect((await settle(trade, [share(LOGISTICS, '1.00')])).code).toBe('10000');
  });

  it('is of the total less refunds', async () => {
    const trade = await paidTrade(held);
    await refund(trade, '40.00');
    expect((await confirm(trade, { amount: '100.00' })).sub_code).toBe('ACQ.INVALID_SETTLE_AMOUNT_PARAMETER');
    expect((await confirm(trade, { amount: '60.00' })).code).toBe('10000');
  });

  it('is of the actual amount where there is one', async () => {
    const trade = await paidTrade(held);
    expect((await confirm(trade, { amount: '100.00', actual_amount: '90.00' })).settle_amount).toBe('90.00');
  });

  it('asked for again succeeds; under another number it is refused', async () => {
    const trade = await paidTrade(held);
    await confirm(trade, { amount: '100.00' });
    expect((await confirm(trade, { amount: '100.00' })).code).toBe('10000');
    expect((await confirm(trade, { amount: '100.00' }, 'C2')).sub_code).toBe('ACQ.ALREADY_CONFIRM_SETTLE');
  });

  it('is refused after a refund in full', async () => {
    const trade = await paidTrade(held);
    await refund(trade, '100.00');
    expect((await confirm(trade, { amount: '100.00' })).sub_code).toBe('ACQ.CONFIRM_REFUSE_AFTER_REFUND');
  });
});
