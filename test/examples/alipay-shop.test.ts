import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI } from '../program.ts';

const root = join(import.meta.dirname, '../..');

/** Of the catalogue: what a shop does that takes payments and refunds them, whatever else it is. */
const FOR_ANY_SHOP = [
  'notifications/payment-never-told',
  'notifications/payment-told-twice',
  'notifications/refund-told-as-a-payment',
  'notifications/tampered',
  'notifications/told-of-after-a-refund',
  'paying/by-a-page-and-sent',
  'paying/declined-then-tried-again',
  'refunds/more-than-is-left',
  'wire/query-signed-falsely',
  'wire/refund-made-and-not-heard',
];

interface Replayed {
  readonly passed: number;
  readonly skipped: readonly { readonly file: string; readonly missing: readonly string[] }[];
  readonly scenarios: readonly {
    readonly file: string;
    readonly failure: { readonly message: string } | null;
  }[];
}

/** What `counterfoil replay --app` reports of the example shop. */
async function replay(bug: string | undefined, ...files: readonly string[]): Promise<Replayed> {
  const child = spawn(
    process.execPath,
    [CLI, 'replay', '--app', 'examples/alipay-shop/mapping.yaml', '--report', 'json', ...files.map(path)],
    { cwd: root, env: { ...process.env, ...(bug === undefined ? {} : { SHOP_BUG: bug }) } },
  );
  const [printed, told] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  try {
    return JSON.parse(printed.join(''));
  } catch {
    throw new Error(told.join(''));
  }
}

const path = (name: string) => `scenarios/${name}.yaml`;

const broken = ({ scenarios }: Replayed) =>
  scenarios.flatMap(({ file, failure }) => (failure ? [[file, failure.message]] : []));

describe('the example shop', () => {
  it('passes all that is for any shop', async () => {
    const replayed = await replay(undefined, ...FOR_ANY_SHOP);
    expect(broken(replayed)).toEqual([]);
    expect(replayed.passed).toBe(FOR_ANY_SHOP.length);
  });

  it('is not asked for what it does not have, and that is said', async () => {
    const replayed = await replay(undefined, 'disputes/dispute-in-part', 'notifications/signed-falsely');
    expect(replayed).toMatchObject({
      passed: 0,
      skipped: [
        { file: path('disputes/dispute-in-part'), missing: expect.arrayContaining(['open_dispute']) },
        { file: path('notifications/signed-falsely'), missing: ['wechatpay'] },
      ],
    });
  });

  it.each([
    ['credits-every-notification', 'notifications/payment-told-twice', /says that 200\.00 was paid for it/],
    [
      'takes-timeout-for-failure',
      'wire/refund-made-and-not-heard',
      /^refunds: expected refunding, found failed/,
    ],
    [
      'takes-refund-for-payment',
      'notifications/refund-told-as-a-payment',
      /^the order: expected closed, found held/,
    ],
  ])('that %s is caught by %s', async (bug, catching, message) => {
    const others = [
      'notifications/payment-told-twice',
      'wire/refund-made-and-not-heard',
      'notifications/refund-told-as-a-payment',
    ];
    expect(broken(await replay(bug, ...others))).toEqual([[path(catching), expect.stringMatching(message)]]);
  });
});
