import fc from 'fast-check';
import type { Action, Vocabulary } from '../scenario/index.ts';

/**
 * Draws stories: what sellers, buyers, people in the office, providers and the clock do, in an order that often
 * makes sense and often does not. A step that comes at the wrong time is refused, and changes nothing.
 */
export function stories(vocabulary: Vocabulary): fc.Arbitrary<readonly Action[]> {
  const scenes = fc.oneof(
    { arbitrary: oneOfSteps(vocabulary), weight: 6 },
    { arbitrary: misfortune(vocabulary), weight: 6 },
    { arbitrary: delivery(), weight: 3 },
    { arbitrary: paidSale(), weight: 1 },
    { arbitrary: askedTwice(), weight: 1 },
  );
  return fc
    .tuple(paidSale(), fc.array(scenes, { maxLength: 8, size: 'max' }))
    .map(([first, later]) => numbered([...first, ...later.flat()]));
}

/** Small and large, and such as do not divide. */
const AMOUNTS = ['0.01', '0.05', '1.00', '33.34', '100.01', '9999.99', '10000.00'] as const;

function amount(): fc.Arbitrary<string> {
  return fc.constantFrom(...AMOUNTS);
}

function sell(): fc.Arbitrary<Action> {
  const sale = fc.record(
    {
      amount: fc.constantFrom('100.01', '10000.00', '1.00', '33.34'),
      commission: fc.constantFrom('8%', '0.6%', '10%'),
      splits: fc.subarray([
        { payee: 'logistics', fixed: '0.12' },
        { payee: 'appraiser', rate: '1.5%', on_refund: 'kept' as const },
        { payee: 'agent', rate: '33.33%', of: 'platform' },
      ]),
      coupons: fc.subarray([{ sponsor: 'platform', amount: '0.33' }]),
      hold: fc.constantFrom('P1D', 'P7D'),
      appraisal: fc.boolean(),
      reserve: fc.constantFrom('10%'),
    },
    { requiredKeys: ['amount', 'commission'] },
  );
  return sale.map((terms) => ({ sell: { title: 'A bag', ...terms } }));
}

function startPayment(): fc.Arbitrary<Action> {
  return fc
    .constantFrom({ channel: 'alipay' }, { channel: 'wechatpay' }, { channel: 'alipay', method: 'page' })
    .map((start_payment) => ({ start_payment }));
}

function paidSale(): fc.Arbitrary<readonly Action[]> {
  return fc.tuple(sell(), startPayment(), fc.constant<Action>({ buyer_pays: {} })).map((steps) => [...steps]);
}

/** The goods go to the buyer, all the way or a part of it. */
function delivery(): fc.Arbitrary<readonly Action[]> {
  const way: readonly Action[] = [
    { appraise: 'begins' },
    { appraise: 'passed' },
    { order: 'ship' },
    { order: 'receive' },
    { order: 'accept' },
    { time_passes: 'P8D' },
  ];
  return fc.integer({ min: 1, max: way.length }).map((length) => way.slice(0, length));
}

/** Something goes wrong, and soon there is an occasion for it; then time passes, in which it is mended or not. */
function misfortune(vocabulary: Vocabulary): fc.Arbitrary<readonly Action[]> {
  const occasion = fc.oneof(
    refund().map((step) => [step]),
    fc.tuple(startPayment(), buyerPays()),
    buyerPays().map((step) => [step]),
    fc.constant([orderStep('cancel')]),
    delivery(),
  );
  return fc
    .tuple(fault(vocabulary), occasion, time())
    .map(([wrong, steps, later]) => [wrong, ...steps, later]);
}

function oneOfSteps(vocabulary: Vocabulary): fc.Arbitrary<readonly Action[]> {
  return fc
    .oneof(
      { arbitrary: oneStep(), weight: 6 },
      { arbitrary: time(), weight: 3 },
      { arbitrary: command(vocabulary), weight: 1 },
    )
    .map((step) => [step]);
}

/** The same request under the same Idempotency-Key, as after an answer that was lost. */
function askedTwice(): fc.Arbitrary<readonly Action[]> {
  const keyed = fc.tuple(oneStep(), fc.constantFrom('k1', 'k2', 'k3'));
  return keyed.map(([step, key]) =>
    'buyer_pays' in step
      ? [step]
      : [
          { ...step, key },
          { ...step, key },
        ],
  );
}

/** What somebody does to a sale. */
function oneStep(): fc.Arbitrary<Action> {
  return fc.oneof(
    { arbitrary: startPayment(), weight: 3 },
    { arbitrary: buyerPays(), weight: 3 },
    { arbitrary: fc.constantFrom('ship', 'receive', 'accept', 'cancel').map(orderStep), weight: 6 },
    { arbitrary: fc.constantFrom('begins', 'passed', 'failed').map(appraiseStep), weight: 2 },
    { arbitrary: refund(), weight: 4 },
    { arbitrary: fc.constant<Action>({ retry_refund: 1 }), weight: 1 },
    { arbitrary: dispute(), weight: 4 },
    { arbitrary: lostMoney(), weight: 2 },
    { arbitrary: advance(), weight: 2 },
  );
}

function orderStep(order: 'ship' | 'receive' | 'accept' | 'cancel'): Action {
  return { order };
}

function appraiseStep(appraise: 'begins' | 'passed' | 'failed'): Action {
  return { appraise };
}

function buyerPays(): fc.Arbitrary<Action> {
  return fc
    .record({ payment: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: [] })
    .map((buyer_pays) => ({ buyer_pays }));
}

function refund(): fc.Arbitrary<Action> {
  const blamed = fc.record({ amount: amount(), fault: fc.constantFrom('seller', 'buyer', 'platform') });
  return fc.oneof(fc.constant('all' as const), amount(), blamed).map((given) => ({ refund: given }));
}

function dispute(): fc.Arbitrary<Action> {
  const decision = fc.oneof(
    fc.constantFrom({ outcome: 'for_seller' as const }, { outcome: 'for_buyer' as const }),
    amount().map((part) => ({ outcome: 'partial' as const, amount: part })),
  );
  return fc.oneof(
    fc.constant<Action>({ open_dispute: 'not as described' }),
    fc.constantFrom('buyer', 'seller').map((by): Action => ({ evidence: { by, text: 'a picture' } })),
    decision.map((decide_dispute): Action => ({ decide_dispute })),
  );
}

/** The buyer's bank takes money back, and it comes again or not. */
function lostMoney(): fc.Arbitrary<Action> {
  const as = fc.constantFrom('cb-1', 'cb-2');
  return fc.oneof(
    fc.record({ as, amount: amount() }).map((chargeback): Action => ({ chargeback })),
    fc
      .record({ chargeback: as, outcome: fc.constantFrom('won', 'lost') })
      .map((end_chargeback): Action => ({ end_chargeback })),
  );
}

function advance(): fc.Arbitrary<Action> {
  return fc.constantFrom('offer', 'offer_without_recourse', 'accept').map((what) => ({ advance: what }));
}

/** From the next retry to the end of everything. */
function time(): fc.Arbitrary<Action> {
  const spans = ['PT15S', 'PT1M', 'PT5M', 'PT31M', 'PT6H', 'P1D', 'P4D', 'P8D'] as const;
  return fc.constantFrom(...spans).map((by) => ({ time_passes: by }));
}

function fault({ faults, providers }: Vocabulary): fc.Arbitrary<Action> {
  const aim = fc.record(
    {
      name: fc.constantFrom(...faults.filter(takesNothing).map(({ name }) => name)),
      provider: fc.constantFrom(...providers.map(({ name }) => name)),
      count: fc.constantFrom('first 2', 'first 3', 'the 2nd', 'every 3rd'),
    },
    { requiredKeys: ['name'] },
  );
  const spares = (provider?: string) => providers.find(({ name }) => name === provider)?.spared ?? {};
  return aim
    .filter(({ name, provider }) => !(name in spares(provider)))
    .map((drawn) => ({ fault: { ...drawn, may_miss: true } }));
}

/** Whether it can strike as it stands. */
function takesNothing({
  parameters,
}: {
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}) {
  const { required } = parameters ?? {};
  return !Array.isArray(required) || required.length === 0;
}

/** What providers do by themselves, such as change their keys. */
function command({ providers }: Vocabulary): fc.Arbitrary<Action> {
  const known = providers.flatMap(({ name, commands }) =>
    commands.filter(takesNothing).map(({ name: what }): Action => ({ provider: { name, command: what } })),
  );
  return known.length === 0 ? time() : fc.constantFrom(...known);
}

/** Sales are called `sale 1`, `sale 2`, …: so they are told apart, whatever shrinking has taken away. */
function numbered(steps: readonly Action[]): readonly Action[] {
  let sales = 0;
  return steps.map((step) => {
    if (!('sell' in step)) return step;
    sales += 1;
    return { sell: { ...step.sell, as: `sale ${sales}` } };
  });
}
