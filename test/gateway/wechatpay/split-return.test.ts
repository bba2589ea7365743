import { describe, expect, it } from 'vitest';
import {
  appraiser,
  back,
  bodyOf,
  cny,
  logistics,
  ORDER_QUERY,
  REFUND,
  RETURN,
  RETURN_QUERY,
  RETURNS,
  refund,
  returned,
  SPLIT,
  splittingTo,
} from './shares.ts';
import { refusal, says, saysOf } from './stand-in.ts';

const refunding = {
  [ORDER_QUERY]: [200, { out_trade_no: 'ord_bag-p1', trade_state: 'SUCCESS', amount: { total: 1_000_000 } }],
  [REFUND]: [
    200,
    {
      out_trade_no: 'ord_bag-p1',
      out_refund_no: 'ord_bag-r1',
      status: 'SUCCESS',
      amount: { refund: 1_000_000 },
    },
  ],
} as const;

describe('a refund of what was split', () => {
  it('takes back first, under our number of it, and then refunds', async () => {
    const { splitting, received } = await splittingTo(
      saysOf({ [`POST ${RETURNS}`]: [200, returned('SUCCESS')], ...refunding }),
    );
    expect(await splitting.refund(refund, [back])).toEqual({
      refund: { kind: 'succeeded', value: { refunded: cny(1_000_000n) } },
      splitReturns: [{ splitReturn: RETURN, state: 'returned' }],
    });
    expect(bodyOf(received[0])).toEqual({
      out_order_no: SPLIT,
      out_return_no: RETURN,
      return_mchid: logistics.account,
      amount: 12_000,
      description: '用户退款',
    });
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${RETURNS}`,
      ORDER_QUERY,
      REFUND,
    ]);
  });

  it.each([
    ['PROCESSING', []],
    ['FAILED', [{ splitReturn: RETURN, state: 'refused', reason: 'ACCOUNT_ABNORMAL' }]],
  ])('waits while a receiver has not given back: %s', async (result, splitReturns) => {
    const { splitting, received } = await splittingTo(
      saysOf({
        [`POST ${RETURNS}`]: [200, returned(result, { fail_reason: 'ACCOUNT_ABNORMAL' })],
        ...refunding,
      }),
    );
    expect(await splitting.refund(refund, [back])).toEqual({ refund: { kind: 'pending' }, splitReturns });
    expect(received).toHaveLength(1);
  });

  it('does not ask a person, from whom WeChat Pay takes nothing back', async () => {
    const { splitting, received } = await splittingTo(says({}));
    const report = await splitting.refund(refund, [{ ...back, receiver: appraiser }]);
    expect(report).toMatchObject({ refund: { kind: 'pending' }, splitReturns: [{ state: 'refused' }] });
    expect(received).toEqual([]);
  });

  it('is refused what WeChat Pay says no to, once it knows nothing of the number', async () => {
    const { splitting } = await splittingTo(
      saysOf({
        [`POST ${RETURNS}`]: [403, refusal('NO_AUTH')],
        [RETURN_QUERY]: [404, refusal('RESOURCE_NOT_EXISTS')],
      }),
    );
    expect(await splitting.refund(refund, [back])).toEqual({
      refund: { kind: 'pending' },
      splitReturns: [{ splitReturn: RETURN, state: 'refused', reason: 'NO_AUTH: 说明' }],
    });
  });

  it.each([
    [400, 'INVALID_REQUEST'],
    [429, 'FREQUENCY_LIMITED'],
  ])('finds what was given back before: %d %s', async (status, code) => {
    const { splitting } = await splittingTo(
      saysOf({
        [`POST ${RETURNS}`]: [status, refusal(code)],
        [RETURN_QUERY]: [200, returned('SUCCESS')],
        ...refunding,
      }),
    );
    expect(await splitting.refund(refund, [back])).toMatchObject({
      refund: { kind: 'succeeded' },
      splitReturns: [{ state: 'returned' }],
    });
  });

  it('knows nothing of one that is to be repeated', async () => {
    const { splitting } = await splittingTo(
      saysOf({
        [`POST ${RETURNS}`]: [429, refusal('FREQUENCY_LIMITED')],
        [RETURN_QUERY]: [404, refusal('RESOURCE_NOT_EXISTS')],
      }),
    );
    expect(await splitting.refund(refund, [back])).toEqual({ refund: { kind: 'pending' }, splitReturns: [] });
  });
});
