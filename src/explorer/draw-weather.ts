import fc from 'fast-check';
import type { Action, Vocabulary } from '../scenario/index.ts';

/** What kind of thing is about to happen: different things go wrong with it. */
export type Occasion = 'call' | 'payment' | 'refund' | 'release';

/** Groups of faults, the likelier the more often they are named. */
const GROUPS: Readonly<Record<Occasion, readonly string[]>> = {
  call: ['wire', 'wire', 'business', 'notification'],
  payment: ['business', 'business', 'notification', 'wire', 'processing'],
  refund: ['wire', 'notification', 'processing'],
  release: ['wire', 'processing', 'notification', 'statement'],
};

/** What nobody does: time passes, things go wrong, providers do something by themselves. */
export class Weather {
  readonly #vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** From the next retry to the end of a term. */
  time(): fc.Arbitrary<Action> {
    const spans = ['PT15S', 'PT1M', 'PT5M', 'PT31M', 'PT6H', 'P1D', 'P4D'] as const;
    return fc.constantFrom(...spans).map((by) => ({ time_passes: by }));
  }

  /** @param provider whose; drawn as well where it is left out */
  fault(occasion: Occasion, provider?: string): fc.Arbitrary<Action> {
    const { faults, providers } = this.#vocabulary;
    const groups = GROUPS[occasion]
      .map((group) => faults.filter((fault) => fault.group === group && takesNothing(fault)))
      .filter((group) => group.length > 0);
    const names = fc.oneof(...groups.map((group) => fc.constantFrom(...group.map(({ name }) => name))));
    const spares = (who?: string) => providers.find(({ name }) => name === who)?.spared ?? {};
    return fc
      .record(
        {
          name: names,
          provider:
            provider === undefined
              ? fc.constantFrom(...providers.map(({ name }) => name))
              : fc.constant(provider),
          count: fc.constantFrom('first 2', 'first 3', 'the 2nd', 'every 3rd'),
        },
        { requiredKeys: ['name'] },
      )
      .filter((drawn) => !(drawn.name in spares(drawn.provider)))
      .map((drawn) => ({ fault: { ...drawn, may_miss: true } }));
  }

  /** What providers do by themselves, such as change their keys. */
  command(): fc.Arbitrary<Action> {
    const known = this.#vocabulary.providers.flatMap(({ name, commands }) =>
      commands.filter(takesNothing).map(({ name: what }): Action => ({ provider: { name, command: what } })),
    );
    return known.length === 0 ? this.time() : fc.constantFrom(...known);
  }
}

/** Whether it can be told as it stands. */
function takesNothing({
  parameters,
}: {
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}) {
  const { required } = parameters ?? {};
  return !Array.isArray(required) || required.length === 0;
}
