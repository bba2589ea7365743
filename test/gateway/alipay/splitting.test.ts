import { describe, expect, it } from 'vitest';
import type { Receiver, Splitting } from '../../../src/gateway/index.ts';
import { money } from '../../../src/money/index.ts';
import { type Answer, channelTo, type Received, STRANGER, says, saysOf, signedAnswer } from './stand-in.ts';

const BIND = 'alipay.trade.royalty.relation.bind';
const SETTLE = 'alipay.trade.order.settle';
const SETTLE_QUERY = 'alipay.trade.order.settle.query';
const ONSETTLE = 'alipay.trade.order.onsettle.query';
const REFUND = 'alipay.trade.refund';

const TRADE = '2026042222001400001000000001';
const cny = (fen: bigint) => money('CNY', fen);
const logistics: Receiver = { payee: 'logistics', type: 'userId', account: '2088000000000101' };
const appraiser: Receiver = { payee: 'appraiser', type: 'userId', account: '2088000000000102' };
const request = {
  payment: 'ord_bag-p1',
  providerReference: TRADE,
  split: 'ord_bag-s1',
  legs: [
    { receiver: logistics, amount: cny(12_000n) },
    { receiver: appraiser, amount: cny(20_000n) },
  ],
};
const bothPaid = {
  kind: 'succeeded',
  value: [
    { payee: 'logistics', state: 'succeeded' },
    { payee: 'appraiser', state: 'succeeded' },
  ],
};

async function splittingTo(answer: Answer): Promise<{ splitting: Splitting; received: Received[] }> {
  const { channel, received } = await channelTo(answer);
  if (!channel.splitting) throw new Error('the channel cannot split');
  return { splitting: channel.splitting, received };
}

const contentOf = (request: Received | undefined) => JSON.parse(request?.inBody.biz_content ?? '');
const methodsOf = (received: readonly Received[]) => received.map(({ inUrl }) => inUrl.method);

/** Refuses some methods, by their sub-code, and answers the others. */
const refusing =
  (refusals: Record<string, string>, fieldsOf: Record<string, Record<string, unknown>> = {}): Answer =>
  (asked, response) => {
    const { method = '' } = asked.inUrl;
    const sub_code = refusals[method];
    if (sub_code === undefined) return saysOf(fieldsOf)(asked, response);
    response.end(signedAnswer(method, { code: '40004', msg: 'Business Failed', sub_code, sub_msg: '说明' }));
  };

const detail = (receiver: Receiver, amount: string, more: object = {}) => ({
  operation_type: 'transfer',
  trans_in: receiver.account,
  amount,
  state: 'SUCCESS',
  ...more,
});
const found = (...royalty_detail_list: object[]) => ({
  [SETTLE_QUERY]: { out_request_no: 'ord_bag-s1', royalty_detail_list },
});

describe('a receiver', () => {
  it('is bound under a number of its own', async () => {
    const { splitting, received } = await splittingTo(saysOf({ [BIND]: { result_code: 'SUCCESS' } }));
    const named = { ...logistics, type: 'loginName', account: 'lin@example.com', name: '林' };
    expect(await splitting.bindReceiver(named)).toEqual({ kind: 'succeeded', value: undefined });
    expect(contentOf(received[0])).toEqual({
      receiver_list: [{ type: 'loginName', account: 'lin@example.com', name: '林', memo: 'logistics' }],
      out_request_no: 'n0nce',
    });
  });

  it('with a login but no name is refused without asking Alipay', async () => {
    const { splitting, received } = await splittingTo(says(''));
    const nameless = { ...logistics, type: 'loginName', account: 'lin@example.com' };
    expect(await splitting.bindReceiver(nameless)).toMatchObject({ kind: 'failed', code: 'name_missing' });
    expect(received).toEqual([]);
  });

  it.each([{}, { result_code: 'FAIL' }])(
    'is unknown when Alipay does not say that it is bound: %o',
    async (fields) => {
      const { splitting } = await splittingTo(saysOf({ [BIND]: fields }));
      expect(await splitting.bindReceiver(logistics)).toMatchObject({ kind: 'unknown' });
    },
  );
});

describe('a split', () => {
  it('carries our number and the number of the trade, and leaves the rest frozen', async () => {
    const { splitting, received } = await splittingTo(saysOf({ [SETTLE]: { trade_no: TRADE } }));
    expect(await splitting.split(request)).toEqual(bothPaid);
    const share = { royalty_type: 'transfer', trans_in_type: 'userId' };
    expect(contentOf(received[0])).toEqual({
      out_request_no: 'ord_bag-s1',
      trade_no: TRADE,
      royalty_parameters: [
        { ...share, trans_in: logistics.account, amount: '120.00', desc: 'logistics' },
        { ...share, trans_in: appraiser.account, amount: '200.00', desc: 'appraiser' },
      ],
      royalty_mode: 'sync',
    });
  });

  it('to payees with one account is one share', async () => {
    const { splitting, received } = await splittingTo(saysOf({ [SETTLE]: { trade_no: TRADE } }));
    const same = { ...appraiser, account: logistics.account };
    const legs = [request.legs[0], { receiver: same, amount: cny(20_000n) }].filter(
      (leg) => leg !== undefined,
    );
    expect(await splitting.split({ ...request, legs })).toEqual(bothPaid);
    expect(contentOf(received[0]).royalty_parameters).toMatchObject([{ amount: '320.00' }]);
  });

  it('is the same request again, to the letter', async () => {
    const { splitting, received } = await splittingTo(saysOf({ [SETTLE]: { trade_no: TRADE } }));
    await splitting.split(request);
    await splitting.split(request);
    expect(received[1]?.inBody).toEqual(received[0]?.inBody);
  });

  it('that is refused, and that Alipay does not know, has failed', async () => {
    const refused = { [SETTLE]: 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', [SETTLE_QUERY]: 'ACQ.INVALID_PARAMETER' };
    const { splitting, received } = await splittingTo(refusing(refused));
    expect(await splitting.split(request)).toEqual({
      kind: 'failed',
      code: 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR',
      message: '说明',
    });
    expect(methodsOf(received)).toEqual([SETTLE, SETTLE_QUERY]);
  });

  it('that is refused because it was made before was made', async () => {
    const known = found(detail(appraiser, '200.00'), detail(logistics, '120.00'));
    const { splitting } = await splittingTo(refusing({ [SETTLE]: 'ACQ.ALLOC_REFUSE_AFTER_REFUND' }, known));
    expect(await splitting.split(request)).toEqual(bothPaid);
  });

  it('is what Alipay says of each receiver, also where it hides a part of the account', async () => {
    const known = found(
      detail(logistics, '120.00', {
        trans_in: '208800****0101',
        state: 'FAIL',
        error_code: 'ACCOUNT_CLOSED',
      }),
      detail(appraiser, '200.00', { state: 'PROCESSING' }),
    );
    const { splitting } = await splittingTo(refusing({ [SETTLE]: 'ACQ.DISCORDANT_REPEAT_REQUEST' }, known));
    expect(await splitting.split(request)).toEqual({
      kind: 'succeeded',
      value: [
        { payee: 'logistics', state: 'failed', reason: 'ACCOUNT_CLOSED' },
        { payee: 'appraiser', state: 'pending' },
      ],
    });
  });

  it.each<[string, Record<string, Record<string, unknown>>]>([
    ['a share is missing', found(detail(logistics, '120.00'))],
    ['a share is of another amount', found(detail(logistics, '120.01'), detail(appraiser, '200.00'))],
    [
      'a share is of another account',
      found(detail({ ...logistics, account: '2088' }, '120.00'), detail(appraiser, '200.00')),
    ],
    [
      'a share came back',
      found(detail(logistics, '120.00', { operation_type: 'transfer_refund' }), detail(appraiser, '200.00')),
    ],
    [
      'it is about another split',
      { [SETTLE_QUERY]: { out_request_no: 'ord_bag-s2', royalty_detail_list: [] } },
    ],
    ['there is no list', { [SETTLE_QUERY]: { out_request_no: 'ord_bag-s1' } }],
  ])('is unknown when the query after a refusal says otherwise: %s', async (_what, known) => {
    const { splitting } = await splittingTo(refusing({ [SETTLE]: 'ACQ.DISCORDANT_REPEAT_REQUEST' }, known));
    expect(await splitting.split(request)).toMatchObject({ kind: 'unknown' });
  });

  it.each(['ACQ.SYSTEM_ERROR', 'ACQ.TRADE_SETTLE_ERROR', 'aop.ACQ.SYSTEM_ERROR'])(
    'is unknown after %s, which may come after the effect',
    async (code) => {
      const { splitting, received } = await splittingTo(refusing({ [SETTLE]: code }));
      expect(await splitting.split(request)).toMatchObject({ kind: 'unknown' });
      expect(methodsOf(received)).toEqual([SETTLE]);
    },
  );

  it.each(['ACQ.FREQUENCY_LIMITED', 'isv.app-call-limited'])(
    'is unknown when there is too much at once: %s',
    async (code) => {
      const { splitting } = await splittingTo(refusing({ [SETTLE]: code }));
      expect(await splitting.split(request)).toMatchObject({ kind: 'unknown' });
    },
  );
});

describe('a hostile answer to a split is unknown', () => {
  const genuine = signedAnswer(SETTLE, { code: '10000', msg: 'Success', trade_no: TRADE });

  it.each([
    ['truncated', genuine.slice(0, -20)],
    [
      'signed by another',
      signedAnswer(SETTLE, { code: '10000', trade_no: TRADE }, { key: STRANGER.privateKey }),
    ],
    [
      'a refusal signed by another',
      signedAnswer(SETTLE, { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' }, { key: STRANGER.privateKey }),
    ],
    ['about another trade', signedAnswer(SETTLE, { code: '10000', trade_no: `${TRADE}9` })],
    ['a refusal about another trade', signedAnswer(SETTLE, { code: '40004', sub_code: 'X', trade_no: '1' })],
    ['of no trade', signedAnswer(SETTLE, { code: '10000' })],
    ['the answer to another method', signedAnswer(SETTLE_QUERY, { code: '10000', trade_no: TRADE })],
    ['nothing', ''],
  ])('%s', async (_what, body) => {
    const { splitting } = await splittingTo(says(body));
    expect(await splitting.split(request)).toMatchObject({ kind: 'unknown' });
    const settlement = { payment: 'ord_bag-p1', providerReference: TRADE, settlement: 'ord_bag-c1' };
    expect(await splitting.confirmSettlement({ ...settlement, amount: cny(1n) })).toMatchObject({
      kind: 'unknown',
    });
  });
});

describe('a settlement', () => {
  const settlement = {
    payment: 'ord_bag-p1',
    providerReference: TRADE,
    settlement: 'ord_bag-c1',
    amount: cny(968_000n),
  };

  it('is a split to nobody, which is the last', async () => {
    const { splitting, received } = await splittingTo(saysOf({ [SETTLE]: { trade_no: TRADE } }));
    expect(await splitting.confirmSettlement(settlement)).toEqual({ kind: 'succeeded', value: undefined });
    expect(contentOf(received[0])).toEqual({
      out_request_no: 'ord_bag-c1',
      trade_no: TRADE,
      royalty_mode: 'sync',
      extend_params: { royalty_finish: 'true' },
    });
  });

  it('has nothing to do when nothing is frozen any more', async () => {
    const answers = refusing(
      { [SETTLE]: 'ACQ.ALREADY_FINISH_ALLOC' },
      { [ONSETTLE]: { unsettled_amount: '0.00' } },
    );
    const { splitting } = await splittingTo(answers);
    expect(await splitting.confirmSettlement(settlement)).toMatchObject({ kind: 'succeeded' });
  });

  it('has failed when it is refused and something is still frozen', async () => {
    const answers = refusing(
      { [SETTLE]: 'ACQ.TRADE_STATUS_ERROR' },
      { [ONSETTLE]: { unsettled_amount: '0.01' } },
    );
    const { splitting } = await splittingTo(answers);
    expect(await splitting.confirmSettlement(settlement)).toMatchObject({ code: 'ACQ.TRADE_STATUS_ERROR' });
  });

  it('is unknown when it is refused and nobody says what is frozen', async () => {
    const answers = refusing({ [SETTLE]: 'ACQ.TRADE_STATUS_ERROR' }, { [ONSETTLE]: {} });
    const { splitting } = await splittingTo(answers);
    expect(await splitting.confirmSettlement(settlement)).toMatchObject({ kind: 'unknown' });
  });
});

describe('a refund with split returns', () => {
  const refund = { payment: 'ord_bag-p1', refund: 'ord_bag-r1', amount: cny(1_000_000n), reason: '退货' };
  const back = [
    { splitReturn: 't1', split: 'ord_bag-s1', receiver: logistics, amount: cny(12_000n) },
    { splitReturn: 't2', split: 'ord_bag-s1', receiver: appraiser, amount: cny(20_000n) },
  ];
  const moved = { out_trade_no: 'ord_bag-p1', fund_change: 'Y' };

  it('is one request, and all of it is done', async () => {
    const { splitting, received } = await splittingTo(saysOf({ [REFUND]: moved }));
    expect(await splitting.refund(refund, back)).toEqual({
      refund: { kind: 'succeeded', value: { refunded: cny(1_000_000n) } },
      splitReturns: [
        { splitReturn: 't1', state: 'returned' },
        { splitReturn: 't2', state: 'returned' },
      ],
    });
    expect(contentOf(received[0])).toMatchObject({
      refund_amount: '10000.00',
      out_request_no: 'ord_bag-r1',
      refund_royalty_parameters: [
        { trans_out: logistics.account, trans_out_type: 'userId', amount: '120.00' },
        { trans_out: appraiser.account, trans_out_type: 'userId', amount: '200.00' },
      ],
    });
  });

  it('lets one receiver off at a time, since Alipay does not say whose share it could not take', async () => {
    const code = 'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST';
    const { splitting } = await splittingTo(refusing({ [REFUND]: code }));
    expect(await splitting.refund(refund, back)).toEqual({
      refund: { kind: 'pending' },
      splitReturns: [{ splitReturn: 't1', state: 'refused', reason: `${code}: 说明` }],
    });
  });

  it.each([
    ['failed', 'ACQ.SELLER_BALANCE_NOT_ENOUGH'],
    ['unknown', 'ACQ.SYSTEM_ERROR'],
  ])('says nothing of the shares when the refund itself is %s', async (kind, code) => {
    const { splitting } = await splittingTo(refusing({ [REFUND]: code }));
    expect(await splitting.refund(refund, back)).toMatchObject({ refund: { kind }, splitReturns: [] });
  });

  it('is unknown, shares and all, when the answer is not Alipay’s', async () => {
    const forged = signedAnswer(REFUND, { code: '10000', ...moved }, { key: STRANGER.privateKey });
    const { splitting } = await splittingTo(says(forged));
    expect(await splitting.refund(refund, back)).toMatchObject({
      refund: { kind: 'unknown' },
      splitReturns: [],
    });
  });
});

it('a payment that is to be split is frozen, and no other', async () => {
  const answer = { out_trade_no: 'pay_0001', qr_code: 'https://qr.alipay.com/bax0' };
  const { channel, received } = await channelTo(saysOf({ 'alipay.trade.precreate': answer }));
  const sale = { payment: 'pay_0001', method: 'qr', amount: cny(1n), title: 'x', notifyUrl: 'http://a.test' };
  await channel.collect({ ...sale, splits: true });
  await channel.collect(sale);
  expect(contentOf(received[0]).extend_params).toEqual({ royalty_freeze: 'true' });
  expect(contentOf(received[1])).not.toHaveProperty('extend_params');
});
