import fc from 'fast-check';
import type { Action } from '../scenario/index.ts';

/** Steps of people: those who buy and sell, and those in the office. */

/** Small and large, and such as do not divide. */
const AMOUNTS = ['0.01', '0.05', '1.00', '33.34', '100.01', '9999.99', '10000.00'] as const;

function amount(): fc.Arbitrary<string> {
  return fc.constantFrom(...AMOUNTS);
}

/** Short terms, so that more comes to its end in less time. */
const BRISK = {
  ship_within: 'P1D',
  accept_within: 'P1D',
  evidence_within: 'P1D',
  after_sales: 'P1D',
} as const;

const CARRIER = { payee: 'logistics', fixed: '0.12' };
const OTHERS = [
  { payee: 'appraiser', rate: '1.5%', on_refund: 'kept' as const },
  { payee: 'agent', rate: '33.33%', of: 'platform' },
];

/** @param hasCarrier whether the carrier has a share for sure, and may only have one otherwise */
export function sell(hasCarrier: boolean): fc.Arbitrary<Action> {
  const splits = hasCarrier
    ? fc.subarray(OTHERS).map((others) => [CARRIER, ...others])
    : fc.subarray([CARRIER, ...OTHERS]);
  const sale = fc.record(
    {
      amount: fc.constantFrom('100.01', '10000.00', '1.00', '33.34'),
      commission: fc.constantFrom('8%', '0.6%', '10%'),
      hold: fc.constantFrom('P1D', 'P1D', 'P3D'),
      splits,
      coupons: fc.subarray([
        { sponsor: 'platform', amount: '0.33' },
        { sponsor: 'seller', amount: '0.20' },
      ]),
      seller: fc.constantFrom('Lin', 'Wu'),
      appraisal: fc.boolean(),
      reserve: fc.constant('10%'),
      terms: fc.constant(BRISK),
    },
    { requiredKeys: ['amount', 'commission', 'hold', ...(hasCarrier ? (['splits'] as const) : [])] },
  );
  return sale.map((agreed) => ({ sell: { title: 'A bag', ...agreed } }));
}

const CHANNELS = ['alipay', 'wechatpay'] as const;
export type ChannelName = (typeof CHANNELS)[number];

export function channel(): fc.Arbitrary<ChannelName> {
  return fc.constantFrom(...CHANNELS);
}

export function startPayment(paidBy: ChannelName): fc.Arbitrary<Action> {
  const choices = {
    alipay: fc.oneof(
      { arbitrary: fc.record({ method: fc.constantFrom('qr', 'page') }, { requiredKeys: [] }), weight: 4 },
      { arbitrary: fc.record({ instalments: fc.constantFrom(3, 12) }), weight: 1 },
    ),
    wechatpay: fc.record({ method: fc.constant('qr') }, { requiredKeys: [] }),
  };
  return choices[paidBy].map((choice) => ({ start_payment: { channel: paidBy, ...choice } }));
}

/** The provider pays the carrier itself, out of what it has not been asked to split yet. */
export function receiver(paidBy: ChannelName): fc.Arbitrary<Action> {
  const at = {
    alipay: { type: 'userId', account: '2088041000000034' },
    wechatpay: { type: 'MERCHANT_ID', account: '1600000101', holder: '上海某某有限公司' },
  };
  return fc.constant({ payee: { name: 'logistics', channel: paidBy, ...at[paidBy] } });
}

export function buyerPays(methods: readonly string[], outcomes: readonly string[]): fc.Arbitrary<Action> {
  return fc
    .record(
      {
        payment: fc.integer({ min: 1, max: 3 }),
        method: fc.constantFrom(...methods),
        outcome: fc.constantFrom('success', 'success', ...outcomes),
      },
      { requiredKeys: [] },
    )
    .map((how) => ({ buyer_pays: how }));
}

type Fulfilment = 'ship' | 'receive' | 'accept' | 'cancel';

export function fulfilment(...actions: readonly Fulfilment[]): fc.Arbitrary<Action> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...actions).map((order): Action => ({ order })), weight: 3 },
    { arbitrary: fc.constant<Action>({ appraise: 'failed' }), weight: 1 },
  );
}

export function refund(): fc.Arbitrary<Action> {
  const blamed = fc.record({ amount: amount(), fault: fc.constantFrom('seller', 'buyer', 'platform') });
  return fc.oneof(fc.constant('all' as const), amount(), blamed).map((given) => ({ refund: given }));
}

export const OPEN_DISPUTE = fc.constant<Action>({ open_dispute: 'not as described' });

export function evidence(): fc.Arbitrary<Action> {
  return fc.constantFrom('buyer', 'seller').map((by): Action => ({ evidence: { by, text: 'a picture' } }));
}

export function decision(): fc.Arbitrary<Action> {
  return fc
    .oneof(
      fc.constantFrom({ outcome: 'for_seller' as const }, { outcome: 'for_buyer' as const }),
      amount().map((part) => ({ outcome: 'partial' as const, amount: part })),
    )
    .map((decide_dispute) => ({ decide_dispute }));
}

const CHARGEBACKS = ['cb-1', 'cb-2'] as const;

/** The buyer's bank takes money back, or the provider gives some back by mistake. */
export function chargeback(): fc.Arbitrary<Action> {
  const taken = fc.record({ as: fc.constantFrom(...CHARGEBACKS), amount: amount() });
  return fc.oneof(
    { arbitrary: taken.map((given): Action => ({ chargeback: given })), weight: 3 },
    { arbitrary: taken.map((given): Action => ({ stray_refund: given })), weight: 1 },
  );
}

export function endOfChargeback(): fc.Arbitrary<Action> {
  return fc
    .record({ chargeback: fc.constantFrom(...CHARGEBACKS), outcome: fc.constantFrom('won', 'lost') })
    .map((end_chargeback) => ({ end_chargeback }));
}

/** An offer, and the seller's yes. */
export function advance(): readonly [fc.Arbitrary<Action>, fc.Arbitrary<Action>] {
  const offer = fc.constantFrom('offer', 'offer_without_recourse').map((what): Action => ({ advance: what }));
  return [offer, fc.constant<Action>({ advance: 'accept' })];
}

/** The day on which stories begin, and the next. */
const DAYS = ['2026-11-22', '2026-11-23'] as const;

/** What people in the office do about what went wrong. */
export function office(): fc.Arbitrary<Action> {
  const statement = fc.record({ channel: channel(), day: fc.constantFrom(...DAYS) });
  return fc.oneof(
    fc.constant<Action>({ retry_refund: 1 }),
    fc.constant<Action>({ refund_made_elsewhere: { refund: 1, how: 'cash' } }),
    fc
      .constantFrom('<order>-p1', '<order>-p2', '<order>-s1')
      .map((about): Action => ({ acknowledge: about })),
    fc.constantFrom('Lin', 'Wu').map((seller): Action => ({ write_off: { seller } })),
    statement.map((about): Action => ({ pull_statement: about })),
    statement.map(
      (about): Action => ({ explain_break: { ...about, about: '<order>-p1', explanation: 'known' } }),
    ),
    fc.constant<Action>({ webhook_endpoint: { url: 'http://marketplace.test/told' } }),
    fc.constantFrom('order.held', 'order.released').map((event): Action => ({ resend_event: event })),
  );
}
