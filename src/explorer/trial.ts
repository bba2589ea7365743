import {
  type Action,
  type Failure,
  Player,
  type Sale,
  type StepReport,
  type Theatre,
} from '../scenario/index.ts';

/** A fault that struck, and where the sale that it struck was then. */
export interface Strike {
  readonly fault: string;
  /** The state of the order; `none` where it struck no sale's. */
  readonly phase: string;
}

/** What came of a story that was drawn. */
export interface Trial {
  /** As it was played, to the step that failed; what was refused says so. */
  readonly steps: readonly Action[];
  readonly strikes: readonly Strike[];
  readonly failure?: Failure;
}

/** Past every retry, and the terms from payment to release and of a dispute; after-sales may still be open. */
const ENDING = 'P16D';

/**
 * Plays a story step by step, and lets it come to its end: nothing goes wrong any more, time passes, and
 * whatever then still stands still has to wait for a person.
 */
export async function tryOut(story: readonly Action[], theatre: Theatre): Promise<Trial> {
  const player = await Player.begin(theatre);
  const steps: Action[] = [];
  const strikes: Strike[] = [];
  let phases: ReadonlyMap<string, string> = new Map();
  for (const step of [...story, ...endingOf(story)]) {
    if (!makesSense(step, player.sales)) continue;
    const report = await player.attempt(step);
    const { refused, failure, exchanges, states } = report;
    strikes.push(...strikesIn(exchanges, player.sales, phases));
    steps.push(refused === undefined ? step : { ...step, refused });
    if (failure) return { steps, strikes, failure: { ...failure, step: steps.length - 1 } };
    phases = states;
  }
  return { steps, strikes };
}

function endingOf(story: readonly Action[]): readonly Action[] {
  const faults = new Set(story.flatMap((step) => ('fault' in step ? [step.fault.name] : [])));
  return [
    ...[...faults].map((name): Action => ({ end_fault: name })),
    { time_passes: ENDING },
    { expect: { settled: true } },
  ];
}

/** Steps that are about no sale. */
const OF_NO_SALE = ['sell', 'fault', 'end_fault', 'provider', 'time_passes', 'expect'];
/** Steps that are about a payment. */
const OF_A_PAYMENT = ['buyer_pays', 'chargeback', 'stray_refund'];

/** Whether what the step is about is there at all. */
function makesSense(step: Action, sales: readonly Sale[]): boolean {
  if (OF_NO_SALE.some((name) => name in step)) return true;
  const sale = step.of === undefined ? sales.at(-1) : sales.find(({ name }) => name === step.of);
  if (!sale) return false;
  const nth = 'buyer_pays' in step ? (step.buyer_pays.payment ?? 1) : 1;
  return !OF_A_PAYMENT.some((name) => name in step) || sale.payments.length >= nth;
}

function strikesIn(
  exchanges: StepReport['exchanges'],
  sales: readonly Sale[],
  phases: ReadonlyMap<string, string>,
): readonly Strike[] {
  return exchanges.flatMap(({ faults, order }) => {
    const sale = sales.find(({ payments }) => payments.some(({ id }) => id === order));
    const phase = (sale && phases.get(sale.name)) ?? 'none';
    return faults.map((fault) => ({ fault, phase }));
  });
}
