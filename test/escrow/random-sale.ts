import fc from 'fast-check';
import {
  createOrder,
  type DisputeOutcome,
  type Order,
  type Party,
  type Terms,
} from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import type { SplitRule } from '../../src/split/index.ts';
import { DAY_MS, MINUTE_MS, START } from './sale.ts';

/** What may happen next. `nth` counts from 0, and around, over what there is. */
export type Step =
  /** `splits`: whether the provider pays the order's payees, those who can be. */
  | {
      readonly do: 'start_payment';
      readonly channel: string;
      readonly method: string;
      readonly splits: boolean;
      /** What the provider lets out to them, in basis points. */
      readonly capBps: number;
    }
  /** The provider reports a payment: the amount is what it was in the first such report. */
  | { readonly do: 'report_paid'; readonly nth: number; readonly off: bigint }
  | { readonly do: 'report_ended'; readonly nth: number; readonly state: 'failed' | 'closed' }
  | { readonly do: 'present'; readonly nth: number }
  | {
      readonly do:
        | 'ship'
        | 'receive'
        | 'accept'
        | 'cancel'
        | 'begin_appraisal'
        | 'open_dispute'
        | 'accept_advance';
    }
  | { readonly do: 'appraise'; readonly verdict: 'passed' | 'failed'; readonly charge: bigint }
  /** Of thousandths of the order's amount; of all that is left when undefined. */
  | { readonly do: 'refund'; readonly part: bigint | undefined; readonly fault: Party }
  | { readonly do: 'offer_advance'; readonly part: bigint; readonly withRecourse: boolean }
  | { readonly do: 'retry_refund' | 'refund_made_elsewhere'; readonly nth: number }
  | { readonly do: 'evidence'; readonly by: 'buyer' | 'seller' }
  | {
      readonly do: 'resolve';
      readonly outcome: DisputeOutcome;
      readonly part: bigint;
      readonly charge: bigint;
    }
  /** Of thousandths of what the payment brought. */
  | { readonly do: 'chargeback'; readonly nth: number; readonly part: bigint }
  | { readonly do: 'end_chargeback'; readonly nth: number; readonly state: 'won' | 'lost' }
  /** What the seller has earned elsewhere or was paid, by now: the sale finds it so. */
  | { readonly do: 'elsewhere'; readonly move: 'earn' | 'spend'; readonly amount: bigint }
  | { readonly do: 'report_refund'; readonly nth: number; readonly state: 'succeeded' | 'failed' }
  /** Of one leg of the split. */
  | { readonly do: 'report_split'; readonly nth: number; readonly state: 'succeeded' | 'failed' }
  | { readonly do: 'report_settlement'; readonly state: 'confirmed' | 'failed' }
  /** Of one of all split returns. */
  | { readonly do: 'report_return'; readonly nth: number; readonly state: 'returned' | 'refused' }
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
      splits: fc.boolean(),
      capBps: fc.constantFrom(10_000, 3_000),
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
      fault: fc.constantFrom<Party>('seller', 'seller', 'buyer', 'platform'),
    }),
  },
  fc.record({ do: fc.constantFrom('retry_refund' as const, 'refund_made_elsewhere' as const), nth }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open_dispute' as const) }) },
  fc.record({
    do: fc.constant('evidence' as const),
    by: fc.constantFrom('buyer' as const, 'seller' as const),
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      outcome: fc.constantFrom<DisputeOutcome>('for_seller', 'for_buyer', 'partial'),
      part: fc.bigInt({ min: 1n, max: 999n }),
      charge: fc.bigInt({ min: 0n, max: 100n }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('chargeback' as const),
      nth,
      part: fc.bigInt({ min: 1n, max: 1_000n }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('end_chargeback' as const),
      nth,
      state: fc.constantFrom('won' as const, 'lost' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('elsewhere' as const),
      move: fc.constantFrom('earn' as const, 'spend' as const),
      amount: fc.bigInt({ min: 1n, max: 5_000n }),
    }),
  },
  fc.record({
    do: fc.constant('offer_advance' as const),
    part: fc.bigInt({ min: 1n, max: 900n }),
    withRecourse: fc.boolean(),
  }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('accept_advance' as const) }) },
  fc.record({ do: fc.constant('begin_appraisal' as const) }),
  fc.record({
    do: fc.constant('appraise' as const),
    verdict: fc.constantFrom('passed' as const, 'failed' as const),
    charge: fc.bigInt({ min: 0n, max: 100n }),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('report_refund' as const),
      nth,
      state: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('report_split' as const),
      nth,
      state: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('report_settlement' as const),
      state: fc.constantFrom('confirmed' as const, 'confirmed' as const, 'failed' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('report_return' as const),
      nth,
      state: fc.constantFrom('returned' as const, 'refused' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: wait, tick: fc.boolean() }) },
  fc.record({ do: fc.constant('restart' as const) }),
);

/**
 * A sale that mostly goes its way, and what comes after it: without it, random steps seldom come as far as a
 * release.
 */
const usual: fc.Arbitrary<readonly Step[]> = fc
  .record({ capBps: fc.constantFrom(10_000, 3_000), isPaidEarly: fc.boolean() })
  .map(({ capBps, isPaidEarly }) => [
    { do: 'start_payment', channel: 'alipay', method: 'qr', splits: true, capBps },
    { do: 'report_paid', nth: 0, off: 0n },
    ...(isPaidEarly
      ? ([
          { do: 'offer_advance', part: 300n, withRecourse: false },
          { do: 'accept_advance' },
        ] satisfies Step[])
      : []),
    { do: 'begin_appraisal' },
    { do: 'appraise', verdict: 'passed', charge: 0n },
    { do: 'ship' },
    { do: 'receive' },
    { do: 'accept' },
    { do: 'wait', ms: 7 * DAY_MS, tick: true },
    { do: 'report_split', nth: 0, state: 'succeeded' },
    { do: 'report_settlement', state: 'confirmed' },
    { do: 'refund', part: 100n, fault: 'seller' },
    { do: 'report_return', nth: 0, state: 'refused' },
    { do: 'refund', part: 100n, fault: 'seller' },
    { do: 'chargeback', nth: 0, part: 500n },
    { do: 'end_chargeback', nth: 0, state: 'won' },
  ]);

/** Random steps, strewn into the usual ones or alone. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.oneof(
  fc.array(step, { maxLength: 30, size: 'medium' }),
  usual.chain((known) =>
    fc
      .array(fc.array(step, { maxLength: 3 }), { minLength: known.length, maxLength: known.length })
      .map((between) => known.flatMap((usualStep, i) => [usualStep, ...(between[i] ?? [])])),
  ),
);

const basis = fc.oneof(
  fc.record({ kind: fc.constant('rate' as const), bps: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ kind: fc.constant('fixed' as const), amount: fc.bigInt({ min: 1n, max: 500n }) }),
);

const PAYEES = ['platform', 'logistics', 'appraiser', 'agent'];

const rules = fc
  .array(fc.record({ basis, isKept: fc.boolean(), isOfSeller: fc.boolean() }), { maxLength: PAYEES.length })
  .map((drawn): SplitRule[] =>
    drawn.map(({ basis: share, isKept, isOfSeller }, i) => ({
      payee: PAYEES[i] ?? '',
      basis: share,
      ...(isKept ? { onRefund: 'kept' } : {}),
      ...(isOfSeller ? { of: 'seller' } : {}),
    })),
  );

/** Short, long and none: an order may have no hold, or be shipped at once or never. */
const terms: fc.Arbitrary<Terms> = fc.record({
  payWithinMs: fc.constantFrom(0, 30 * MINUTE_MS, 2 * DAY_MS),
  appraiseWithinMs: fc.constantFrom(0, 5 * DAY_MS),
  shipWithinMs: fc.constantFrom(0, 3 * DAY_MS, 30 * DAY_MS),
  deliverWithinMs: fc.constantFrom(0, 15 * DAY_MS),
  refundWithinMs: fc.constantFrom(0, 7 * DAY_MS),
  acceptWithinMs: fc.constantFrom(0, 3 * DAY_MS),
  holdMs: fc.constantFrom(0, 7 * DAY_MS),
  afterSaleMs: fc.constantFrom(0, 15 * DAY_MS),
  evidenceWithinMs: fc.constantFrom(0, 7 * DAY_MS),
  reserveBps: fc.constantFrom(0, 1_000, 10_000),
  unfreezeAlarmMs: fc.constantFrom(0, 3 * DAY_MS, 40 * DAY_MS),
});

const usualTerms: fc.Arbitrary<Terms> = fc.constantFrom(0, 1_000).map((reserveBps) => ({
  payWithinMs: 30 * MINUTE_MS,
  appraiseWithinMs: 5 * DAY_MS,
  shipWithinMs: 3 * DAY_MS,
  deliverWithinMs: 15 * DAY_MS,
  refundWithinMs: 7 * DAY_MS,
  acceptWithinMs: 3 * DAY_MS,
  holdMs: 7 * DAY_MS,
  afterSaleMs: 15 * DAY_MS,
  evidenceWithinMs: 7 * DAY_MS,
  reserveBps,
  unfreezeAlarmMs: 3 * DAY_MS,
}));

/** A new order of any payable amount, rules and terms. */
export const newOrders: fc.Arbitrary<Order> = fc
  .record({
    amount: fc.oneof(fc.bigInt({ min: 2n, max: 3_000n }), fc.bigInt({ min: 2n, max: 2n ** 57n })),
    rules,
    needsAppraisal: fc.boolean(),
    coupons: fc.array(
      fc.record({
        sponsor: fc.constantFrom('platform', 'seller', 'acme'),
        amount: fc.bigInt({ min: 1n, max: 300n }),
      }),
      { maxLength: 2 },
    ),
    terms: fc.oneof({ weight: 3, arbitrary: usualTerms }, terms),
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
