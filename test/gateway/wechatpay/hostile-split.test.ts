import { describe, expect, it } from 'vitest';
import type { Splitting } from '../../../src/gateway/index.ts';
import {
  appraiser,
  asked,
  back,
  refund,
  returned,
  settlement,
  shared,
  splittingTo,
  unfrozen,
} from './shares.ts';
import {
  type Answer,
  CERTIFIED,
  NOW,
  type Signing,
  STRANGER,
  says,
  saysRaw,
  signedHeaders,
} from './stand-in.ts';

/** Everything that can be asked, with its genuine answer. */
const CALLS: readonly (readonly [string, object, (splitting: Splitting) => Promise<unknown>])[] = [
  [
    'binding a receiver',
    { type: appraiser.type, account: appraiser.account },
    (splitting) => splitting.bindReceiver(appraiser),
  ],
  ['splitting', shared('FINISHED'), (splitting) => splitting.split(asked)],
  ['freeing the rest', unfrozen('SUCCESS'), (splitting) => splitting.confirmSettlement(settlement)],
  [
    'taking back',
    returned('SUCCESS'),
    async (splitting) => {
      const report = await splitting.refund(refund, [back]);
      // What is not known is not reported.
      return report.splitReturns.length > 0 ? report : { kind: 'unknown' };
    },
  ],
];

describe.each(CALLS)('%s leaves it unknown when the answer', (_what, genuine, act) => {
  const text = JSON.stringify(genuine);
  const answered = async (answer: Answer) => act((await splittingTo(answer)).splitting);

  it.each<[string, Signing]>([
    ['is signed by another key', { privateKey: STRANGER.privateKey }],
    ['is signed by a key that is not known', { serial: 'PUB_KEY_ID_0' }],
    ["has one key's signature under the other's name", { serial: CERTIFIED.serial }],
    ['is not signed', { signature: '' }],
    ['was recorded, and sent again', { timestamp: NOW / 1000 - 301 }],
  ])('%s', async (_how, signing) => {
    expect(await answered(saysRaw(text, signedHeaders(text, signing)))).toMatchObject({ kind: 'unknown' });
  });

  it('is cut short', async () => {
    expect(await answered(saysRaw(text.slice(0, -5), signedHeaders(text)))).toMatchObject({
      kind: 'unknown',
    });
  });

  it('never comes', async () => {
    expect(await answered((_request, response) => response.destroy())).toMatchObject({ kind: 'unknown' });
  });

  it.each(Object.keys(genuine).filter((name) => name !== 'order_id' && name !== 'return_mchid'))(
    'says otherwise than it should in %s',
    async (name) => {
      expect(await answered(says({ ...genuine, [name]: 'other' }))).toMatchObject({ kind: 'unknown' });
      expect(await answered(says({ ...genuine, [name]: undefined }))).toMatchObject({ kind: 'unknown' });
    },
  );
});

describe('a split is unknown', () => {
  it.each([
    ['another amount', shared('FINISHED', { amount: 11_999 })],
    ['a receiver that is missing', { ...shared('FINISHED'), receivers: [] }],
    ['a result that nobody documented', shared('FINISHED', { result: 'DONE' })],
  ])('for %s', async (_what, answer) => {
    const { splitting } = await splittingTo(says(answer));
    expect(await splitting.split(asked)).toMatchObject({ kind: 'unknown' });
  });

  it('a return for another amount', async () => {
    const { splitting } = await splittingTo(says(returned('SUCCESS', { amount: 11_999 })));
    expect(await splitting.refund(refund, [back])).toEqual({ refund: { kind: 'pending' }, splitReturns: [] });
  });
});
