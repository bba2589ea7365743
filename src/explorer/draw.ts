import fc from 'fast-check';
import type { Action, Vocabulary } from '../scenario/index.ts';
import {
  advance,
  buyerPays,
  type ChannelName,
  channel,
  chargeback,
  decision,
  endOfChargeback,
  evidence,
  fulfilment,
  OPEN_DISPUTE,
  office,
  receiver,
  refund,
  sell,
  startPayment,
} from './draw-steps.ts';
import { type Occasion, Weather } from './draw-weather.ts';

/**
 * Draws stories: what sellers, buyers, people in the office, providers and the clock do. Most follow a sale on
 * its usual way, as far as they come, and let things come between; some steps come at the wrong time, are
 * refused, and change nothing.
 */
export function stories(vocabulary: Vocabulary): fc.Arbitrary<readonly Action[]> {
  const drawing = new Drawing(vocabulary);
  return fc
    .tuple(drawing.sale(), drawing.afterwards(), fc.option(drawing.sale(), { freq: 3 }))
    .chain(([first, after, second]) =>
      second === null
        ? fc.constant([...first, ...after])
        : drawing.afterwards().map((later) => [...first, ...after, ...second, ...later]),
    )
    .map(numbered);
}

/** So many are drawn at a time, so that they need not all be kept. */
const BATCH = 100;

/** @returns the stories of a seed, drawn as they are asked for */
export function* drawStories(
  vocabulary: Vocabulary,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Generator<readonly Action[], void, undefined> {
  const drawing = stories(vocabulary);
  for (let first = 0; first < runs; first += BATCH) {
    const numRuns = Math.min(BATCH, runs - first);
    yield* fc.sample(drawing, { seed, numRuns, path: String(first) });
  }
}

type Steps = fc.Arbitrary<readonly Action[]>;

/** A step of a sale on its usual way, and of what kind it is to what goes wrong. */
interface Stride {
  readonly step: Action;
  readonly occasion: Occasion;
}

class Drawing {
  readonly #vocabulary: Vocabulary;
  readonly #weather: Weather;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#weather = new Weather(vocabulary);
  }

  /** From the offer to the release, or a part of that way, with what comes between. */
  sale(): Steps {
    return channel().chain((paidBy) =>
      fc
        .tuple(
          fc.oneof(
            sell(false).map((offer) => [offer]),
            fc.tuple(receiver(paidBy), sell(true)),
          ),
          startPayment(paidBy),
          fc.integer({ min: 0, max: 2 * DELIVERY.length }),
        )
        .chain(([offer, payment, strides]) => {
          const way = [
            { step: payment, occasion: 'call' as const },
            { step: { buyer_pays: {} }, occasion: 'payment' as const },
            ...DELIVERY.slice(0, strides),
          ];
          const walked = fc.tuple(...way.map((stride) => this.#stride(stride, paidBy)));
          return walked.map((strode) => [...offer, ...strode.flat()]);
        }),
    );
  }

  /** What happens to a sale that has come as far as it will. */
  afterwards(): Steps {
    const scenes = fc.oneof(
      { arbitrary: this.#scene(), weight: 3 },
      { arbitrary: this.#weather.time().map((later) => [later]), weight: 2 },
    );
    return fc.array(scenes, { minLength: 1, maxLength: 4, size: 'max' }).map((drawn) => drawn.flat());
  }

  /** A step forward, and what comes before it. */
  #stride({ step, occasion }: Stride, paidBy: ChannelName): Steps {
    const later = this.#weather.time();
    const wrong = this.#weather.fault(occasion, paidBy);
    return fc.oneof(
      { arbitrary: fc.constant([step]), weight: 8 },
      { arbitrary: wrong.map((fault) => [fault, step]), weight: 3 },
      { arbitrary: fc.tuple(wrong, later).map((before) => [...before, step]), weight: 3 },
      { arbitrary: this.#scene().map((scene) => [...scene, step]), weight: 2 },
      { arbitrary: later.map((before) => [before, step]), weight: 1 },
      { arbitrary: askedTwice(fc.constant(step)), weight: 1 },
    );
  }

  /** Something that is not on a sale's usual way. */
  #scene(): Steps {
    const { methods, outcomes } = walletsOf(this.#vocabulary);
    const anotherPayment = channel().chain((paidBy) =>
      fc.tuple(startPayment(paidBy), buyerPays(methods, outcomes)),
    );
    return fc.oneof(
      { arbitrary: this.#troubled('refund', refund()), weight: 5 },
      { arbitrary: this.#troubled('refund', fulfilment('cancel')), weight: 1 },
      { arbitrary: fc.tuple(OPEN_DISPUTE, ...maybe(this.#weather.time(), evidence())).map(flat), weight: 2 },
      { arbitrary: this.#troubled('refund', decision()), weight: 2 },
      { arbitrary: fc.tuple(chargeback(), ...maybe(chargeback(), endOfChargeback())).map(flat), weight: 2 },
      { arbitrary: fc.tuple(...advance()).map(flat), weight: 1 },
      { arbitrary: anotherPayment, weight: 2 },
      { arbitrary: fc.tuple(office(), ...maybe(office())).map(flat), weight: 1 },
      { arbitrary: this.#weather.command().map((step) => [step]), weight: 1 },
      { arbitrary: fulfilment('ship', 'receive', 'accept').map((step) => [step]), weight: 1 },
      { arbitrary: askedTwice(fc.oneof(refund(), fulfilment('cancel'), decision())), weight: 1 },
    );
  }

  /** A step that asks something of a provider, and often something goes wrong with it; then time passes or not. */
  #troubled(occasion: Occasion, arbitrary: fc.Arbitrary<Action>): Steps {
    const wrong = this.#weather.fault(occasion);
    return fc.oneof(
      { arbitrary: fc.tuple(arbitrary), weight: 2 },
      { arbitrary: fc.tuple(wrong, arbitrary), weight: 2 },
      { arbitrary: fc.tuple(wrong, arbitrary, this.#weather.time()), weight: 2 },
    );
  }
}

/** From the payment on. The last of it is time, in which the sale is released. */
const DELIVERY: readonly Stride[] = [
  { step: { appraise: 'begins' }, occasion: 'call' },
  { step: { appraise: 'passed' }, occasion: 'call' },
  { step: { order: 'ship' }, occasion: 'call' },
  { step: { order: 'receive' }, occasion: 'call' },
  { step: { order: 'accept' }, occasion: 'call' },
  { step: { time_passes: 'P2D' }, occasion: 'release' },
];

function maybe(...arbitraries: readonly fc.Arbitrary<Action>[]): fc.Arbitrary<Action | null>[] {
  return arbitraries.map((arbitrary) => fc.option(arbitrary, { freq: 1 }));
}

function flat(drawn: readonly (Action | null)[]): readonly Action[] {
  return drawn.filter((step) => step !== null);
}

/** The same request under the same Idempotency-Key, as after an answer that was lost. */
function askedTwice(arbitrary: fc.Arbitrary<Action>): Steps {
  return fc.tuple(arbitrary, fc.constantFrom('k1', 'k2', 'k3')).map(([step, key]) => {
    if ('buyer_pays' in step || 'time_passes' in step) return [step];
    return [
      { ...step, key },
      { ...step, key },
    ];
  });
}

function walletsOf({ providers }: Vocabulary) {
  const wallets = providers.map(({ wallet }) => wallet);
  return {
    methods: [...new Set(wallets.flatMap(({ methods }) => methods))],
    outcomes: [...new Set(wallets.flatMap(({ outcomes }) => outcomes))],
  };
}

/** Sales are called `sale 1`, `sale 2`, …: so they are told apart, whatever shrinking has taken away. */
function numbered(steps: readonly Action[]): readonly Action[] {
  let sales = 0;
  return steps.map((step) => {
    if (!('sell' in step)) return step;
    sales += 1;
    return { ...step, sell: { ...step.sell, as: `sale ${sales}` } };
  });
}
