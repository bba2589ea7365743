import { constants, privateDecrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  AMOUNTS,
  appraiser,
  asked,
  bodyOf,
  cny,
  logistics,
  ORDERS,
  SPLIT,
  SPLIT_QUERY,
  settlement,
  shared,
  splittingTo,
  TRANSACTION,
  UNFREEZE,
  unfrozen,
} from './shares.ts';
import { MERCHANT, PUBLIC_KEY, refusal, says, saysOf } from './stand-in.ts';

describe('a receiver', () => {
  it('is told of with its name encrypted, for the key that is named', async () => {
    const { splitting, received } = await splittingTo(
      says({ type: 'MERCHANT_ID', account: '1600000101', relation_type: 'CUSTOM' }),
    );
    expect(await splitting.bindReceiver(logistics)).toEqual({ kind: 'succeeded', value: undefined });
    const { name, ...rest } = bodyOf(received[0]);
    expect(rest).toEqual({
      appid: MERCHANT.appid,
      type: 'MERCHANT_ID',
      account: '1600000101',
      relation_type: 'CUSTOM',
      custom_relation: 'logistics',
    });
    expect(received[0]?.headers['wechatpay-serial']).toBe(PUBLIC_KEY.serial);
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const key = { key: PUBLIC_KEY.privateKey, padding, oaepHash: 'sha1' };
    expect(privateDecrypt(key, Buffer.from(name, 'base64')).toString()).toBe('顺丰');
  });

  it('may be a person without a name', async () => {
    const { splitting, received } = await splittingTo(
      says({ type: appraiser.type, account: appraiser.account }),
    );
    expect(await splitting.bindReceiver(appraiser)).toMatchObject({ kind: 'succeeded' });
    expect(bodyOf(received[0])).not.toHaveProperty('name');
  });

  it('has a long name of a relation cut short', async () => {
    const { splitting, received } = await splittingTo(
      says({ type: appraiser.type, account: appraiser.account }),
    );
    await splitting.bindReceiver({ ...appraiser, payee: 'a-very-long-payee' });
    expect(bodyOf(received[0]).custom_relation).toBe('a-very-lon');
  });

  it.each([
    ['name_missing', { ...logistics, name: undefined }],
    ['name_too_long', { ...logistics, name: '顺'.repeat(72) }],
  ])('is refused without asking WeChat Pay: %s', async (code, { name, ...rest }) => {
    const { splitting, received } = await splittingTo(says({}));
    const receiver = { ...rest, ...(name === undefined ? {} : { name }) };
    expect(await splitting.bindReceiver(receiver)).toMatchObject({ kind: 'failed', code });
    expect(received).toEqual([]);
  });
});

describe('a split', () => {
  it('leaves the rest frozen, and carries our number of it', async () => {
    const { splitting, received } = await splittingTo(says(shared('PROCESSING')));
    await splitting.split(asked);
    expect(received).toMatchObject([{ method: 'POST', url: ORDERS }]);
    expect(bodyOf(received[0])).toEqual({
      appid: MERCHANT.appid,
      transaction_id: TRANSACTION,
      out_order_no: SPLIT,
      receivers: [
        { type: 'MERCHANT_ID', account: '1600000101', amount: 12_000, description: 'logistics' },
        {
          type: 'PERSONAL_OPENID',
          account: 'oUpF8uMuAJO_M2pxb1Q9',
          amount: 20_000,
          description: 'appraiser',
        },
      ],
      unfreeze_unsplit: false,
    });
  });

  it.each([
    ['PROCESSING', {}, {}, [{ state: 'pending' }, { state: 'pending' }]],
    ['PROCESSING', { result: 'SUCCESS' }, {}, [{ state: 'succeeded' }, { state: 'pending' }]],
    [
      'FINISHED',
      { result: 'SUCCESS' },
      { result: 'CLOSED', fail_reason: 'RECEIVER_HIGH_RISK' },
      [{ state: 'succeeded' }, { state: 'failed', reason: 'RECEIVER_HIGH_RISK' }],
    ],
    [
      'FINISHED',
      { result: 'CLOSED' },
      { result: 'SUCCESS' },
      [{ state: 'failed', reason: 'CLOSED' }, { state: 'succeeded' }],
    ],
  ])(
    'says of each payee what became of its share, finished or not: %s %o %o',
    async (state, one, two, legs) => {
      const { splitting } = await splittingTo(says(shared(state, one, two)));
      expect(await splitting.split(asked)).toMatchObject({ kind: 'succeeded', value: legs });
    },
  );

  it('adds up what payees with one account get, since it can have one share only', async () => {
    const insurer = { ...logistics, payee: 'insurer' };
    const { splitting, received } = await splittingTo(
      says(shared('FINISHED', { result: 'SUCCESS', amount: 12_500 })),
    );
    const legs = [...asked.legs, { receiver: insurer, amount: cny(500n) }];
    expect(await splitting.split({ ...asked, legs })).toMatchObject({
      value: [
        { payee: 'logistics', state: 'succeeded' },
        { payee: 'appraiser', state: 'pending' },
        { payee: 'insurer', state: 'succeeded' },
      ],
    });
    expect(bodyOf(received[0]).receivers).toHaveLength(2);
  });

  it.each([
    [400, 'INVALID_REQUEST'],
    [403, 'NO_AUTH'],
    [403, 'NOT_ENOUGH'],
  ])('has failed when WeChat Pay says no, and knows nothing of the number: %d %s', async (status, code) => {
    const { splitting } = await splittingTo(
      saysOf({
        [`POST ${ORDERS}`]: [status, refusal(code)],
        [SPLIT_QUERY]: [404, refusal('RESOURCE_NOT_EXISTS')],
      }),
    );
    expect(await splitting.split(asked)).toMatchObject({ kind: 'failed', code });
  });

  it.each([
    [400, 'INVALID_REQUEST'],
    [429, 'FREQUENCY_LIMITED'],
    [500, 'SYSTEM_ERROR'],
  ])('stands as its number does when it was accepted before: %d %s', async (status, code) => {
    const { splitting } = await splittingTo(
      saysOf({
        [`POST ${ORDERS}`]: [status, refusal(code)],
        [SPLIT_QUERY]: [200, shared('FINISHED', { result: 'SUCCESS' }, { result: 'SUCCESS' })],
      }),
    );
    expect(await splitting.split(asked)).toMatchObject({
      kind: 'succeeded',
      value: [{ state: 'succeeded' }, { state: 'succeeded' }],
    });
  });

  it.each([
    [429, 'FREQUENCY_LIMITED'],
    [500, 'SYSTEM_ERROR'],
  ])('is unknown, not failed, when it is to be repeated: %d %s', async (status, code) => {
    const { splitting } = await splittingTo(
      saysOf({
        [`POST ${ORDERS}`]: [status, refusal(code)],
        [SPLIT_QUERY]: [404, refusal('RESOURCE_NOT_EXISTS')],
      }),
    );
    expect(await splitting.split(asked)).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown when nobody can say whether it was accepted before', async () => {
    const { splitting } = await splittingTo(
      saysOf({
        [`POST ${ORDERS}`]: [401, refusal('SIGN_ERROR')],
        [SPLIT_QUERY]: [401, refusal('SIGN_ERROR')],
      }),
    );
    expect(await splitting.split(asked)).toMatchObject({ kind: 'unknown' });
  });

  it.each(['订单处理中，请稍后重试', '订单处理中，请在到达结算周期之后再请求分账'])(
    'is pending while it is too soon: %s',
    async (message) => {
      const { splitting } = await splittingTo(
        saysOf({
          [`POST ${ORDERS}`]: [400, { code: 'INVALID_REQUEST', message }],
          [SPLIT_QUERY]: [404, refusal('RESOURCE_NOT_EXISTS')],
        }),
      );
      expect(await splitting.split(asked)).toEqual({ kind: 'pending' });
    },
  );
});

describe('freeing the rest', () => {
  it('has a number of its own', async () => {
    const { splitting, received } = await splittingTo(says(unfrozen('SUCCESS')));
    expect(await splitting.confirmSettlement(settlement)).toEqual({ kind: 'succeeded', value: undefined });
    expect(received).toMatchObject([{ method: 'POST', url: `${ORDERS}/unfreeze` }]);
    expect(bodyOf(received[0])).toMatchObject({ transaction_id: TRANSACTION, out_order_no: 'ord_bag-c1' });
  });

  it('is pending until it is done', async () => {
    const { splitting } = await splittingTo(says(unfrozen('PENDING')));
    expect(await splitting.confirmSettlement(settlement)).toEqual({ kind: 'pending' });
  });

  it('is pending while it is too soon', async () => {
    const tooSoon = { code: 'INVALID_REQUEST', message: '订单处理中，请稍后重试' };
    const { splitting } = await splittingTo(saysOf({ [UNFREEZE]: [400, tooSoon] }));
    expect(await splitting.confirmSettlement(settlement)).toEqual({ kind: 'pending' });
  });

  it('has failed when WeChat Pay could not', async () => {
    const { splitting } = await splittingTo(says(unfrozen('CLOSED', { fail_reason: 'NO_AUTH' })));
    expect(await splitting.confirmSettlement(settlement)).toMatchObject({
      kind: 'failed',
      message: 'NO_AUTH',
    });
  });

  it('is not believed of a number that shared: under that nothing is freed', async () => {
    const { splitting } = await splittingTo(
      says({ ...shared('FINISHED', { result: 'SUCCESS' }), out_order_no: 'ord_bag-c1' }),
    );
    expect(await splitting.confirmSettlement(settlement)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['is done when nothing is frozen any more', 200, { unsplit_amount: 0 }, { kind: 'succeeded' }],
    ['has failed when something is', 200, { unsplit_amount: 1 }, { kind: 'failed', code: 'NOT_ENOUGH' }],
    ['is unknown when nobody knows', 500, { code: 'SYSTEM_ERROR', message: '' }, { kind: 'unknown' }],
  ])('%s, though it was refused', async (_what, status, answer, outcome) => {
    const { splitting } = await splittingTo(
      saysOf({
        [UNFREEZE]: [403, refusal('NOT_ENOUGH')],
        [AMOUNTS]: [status, { transaction_id: TRANSACTION, ...answer }],
      }),
    );
    expect(await splitting.confirmSettlement(settlement)).toMatchObject(outcome);
  });
});
