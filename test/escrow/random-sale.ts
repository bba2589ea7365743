import fc from 'fast-check';
import { createOrder, type Order, type Terms } from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import type { SplitRule } from '../../src/split/index.ts';
import { DAY_MS, MINUTE_MS, START } from './sale.ts';

/** What may happen next. `nth` counts from 0, and around, over what there is. */
export type Step =
  | { readonly do: 'start_payment'; readonly channel: string; readonly method: string }
  /** The provider reports a payment: the amount is what it was in the first such report. */
  | { readonly do: 'report_paid'; readonly nth: number; readonly off: bigint }
  | { readonly do: 'report_ended'; readonly nth: number; readonly state: 'failed' | 'closed' }
  | { readonly do: 'present'; readonly nth: number }
  | { readonly do: 'ship' | 'receive' | 'accept' | 'cancel' }
  /** Of thousandths of the order's amount; of all that is left when undefined. */
  | { readonly do: 'refund'; readonly part: bigint | undefined }
  | { readonly do: 'report_refund'; readonly nth: number; readonly state: 'succeeded' | 'failed' }
  | { readonly do: 'wait'; readonly ms: number; readonly tick: boolean }
  | { readonly do: 'restart' };

const nth = fc.nat({ max: 3 });

const wait = fc.oneof(
  fc.constantFrom(15_000, 30 * MINUTE_MS, DAY_MS, 3 * DAY_MS, 7 * DAY_MS),
  fc.nat({ max: 2 * MINUTE_MS }),
  fc.nat({ max: 20 * DAY_MS }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('start_payment' as const),
      channel: fc.constantFrom('alipay', 'card'),
      method: fc.constantFrom('qr', 'page'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('report_paid' as const),
      nth,
      off: fc.oneof({ weight: 4, arbitrary: fc.constant(0n) }, fc.constantFrom(-1n, 1n)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('report_ended' as const),
      nth,
      state: fc.constantFrom('failed' as const, 'closed' as const),
    }),
  },
  fc.record({ do: fc.constant('present' as const), nth }),
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('ship' as const, 'receive' as const, 'accept' as const) }),
  },
  fc.record({ do: fc.constant('cancel' as const) }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      part: fc.option(fc.bigInt({ min: 1n, max: 600n }), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('report_refund' as const),
      nth,
      state: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: wait, tick: fc.boolean() }) },
  fc.record({ do: fc.constant('restart' as const) }),
);

/** A sale that mostly goes its way: without it, random steps seldom come as far as a release. */
const usual: readonly Step[] = [
  { do: 'start_payment', channel: 'alipay', method: 'qr' },
  { do: 'report_paid', nth: 0, off: 0n },
  { do: 'ship' },
  { do: 'receive' },
  { do: 'accept' },
  { do: 'wait', ms: 7 * DAY_MS, tick: true },
];

/** Random steps, strewn into the usual ones or alone. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.oneof(
  fc.array(step, { maxLength: 30, size: 'medium' }),
  fc
    .array(fc.array(step, { maxLength: 3 }), { minLength: usual.length, maxLength: usual.length })
    .map((between) => usual.flatMap((usualStep, i) => [usualStep, ...(between[i] ?? [])])),
);

const rule = fc.oneof(
  fc.record({ kind: fc.constant('rate' as const), bps: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ kind: fc.constant('fixed' as const), amount: fc.bigInt({ min: 1n, max: 500n }) }),
);

const PAYEES = ['platform', 'logistics', 'appraiser', 'insurer'];

const rules = fc
  .array(rule, { maxLength: PAYEES.length })
  .map((bases): SplitRule[] => bases.map((basis, i) => ({ payee: PAYEES[i] ?? '', basis })));

/** Short, long and none: an order may have no hold, or be shipped at once or never. */
const terms: fc.Arbitrary<Terms> = fc.record({
  payWithinMs: fc.constantFrom(0, 30 * MINUTE_MS, 2 * DAY_MS),
  shipWithinMs: fc.constantFrom(0, 3 * DAY_MS, 30 * DAY_MS),
  acceptWithinMs: fc.constantFrom(0, 3 * DAY_MS),
  holdMs: fc.constantFrom(0, 7 * DAY_MS),
  afterSaleMs: fc.constantFrom(0, 15 * DAY_MS),
});

const usualTerms: Terms = {
  payWithinMs: 30 * MINUTE_MS,
  shipWithinMs: 3 * DAY_MS,
  acceptWithinMs: 3 * DAY_MS,
  holdMs: 7 * DAY_MS,
  afterSaleMs: 15 * DAY_MS,
};

/** A new order of any payable amount, rules and terms. */
export const newOrders: fc.Arbitrary<Order> = fc
  .record({
    amount: fc.oneof(fc.bigInt({ min: 2n, max: 3_000n }), fc.bigInt({ min: 2n, max: 2n ** 57n })),
    rules,
    terms: fc.oneof({ weight: 3, arbitrary: fc.constant(usualTerms) }, terms),
  })
  .map(({ amount, ...rest }) =>
    createOrder(
      {
        id: 'ord',
        seller: 'sel',
        title: 'A bag',
        amount: money('CNY', amount),
        outwardCapBps: 10_000,
        ...rest,
      },
      START,
    ),
  )
  .filter((created) => created.ok)
  .map((created) => created.order);
