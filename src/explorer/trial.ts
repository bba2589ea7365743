import {
  type Action,
  type Failure,
  Player,
  type Sale,
  type SandboxClient,
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

/** In which a sale that is left alone comes to its end: after them it waits for nothing but a person, or for good. */
const ENDING = ['P2D', 'P4D', 'P10D'] as const;

/**
 * Plays a story step by step, and lets it come to its end: nothing goes wrong any more, time passes, and
 * whatever then still stands still has to wait for a person.
 */
export async function tryOut(story: readonly Action[], theatre: Theatre): Promise<Trial> {
  const trial = new Telling(await Player.begin(theatre), theatre.sandbox);
  for (const step of [...story, ...endOfFaults(story)]) {
    const failure = await trial.tell(step);
    if (failure) return trial.end(failure);
  }
  for (const [i, by] of ENDING.entries()) {
    const failure =
      (await trial.tell({ time_passes: by })) ?? (await trial.tell({ expect: { settled: true } }));
    if (!failure) break;
    if (failure.kind !== 'expectation' || i === ENDING.length - 1) return trial.end(failure);
    trial.forget();
  }
  return trial.end();
}

/** A story that is being told. */
class Telling {
  readonly #player: Player;
  readonly #sandbox: SandboxClient;
  readonly #steps: Action[] = [];
  readonly #strikes: Strike[] = [];
  #phases: ReadonlyMap<string, string> = new Map();
  #heardOf = 0;
  #isFaulty = false;

  constructor(player: Player, sandbox: SandboxClient) {
    this.#player = player;
    this.#sandbox = sandbox;
  }

  /** Plays a step, unless what it is about is not there. */
  async tell(step: Action): Promise<Failure | undefined> {
    const player = this.#player;
    if (!makesSense(step, player.sales)) return undefined;
    this.#isFaulty ||= 'fault' in step;
    const { refused, failure, states } = await player.attempt(step);
    if (this.#isFaulty) await this.#countStrikes();
    this.#steps.push(refused === undefined ? step : { ...step, refused });
    this.#phases = states;
    return failure;
  }

  async #countStrikes(): Promise<void> {
    for (const { seq, fault, order } of await this.#sandbox.strikes(this.#heardOf)) {
      const sale = this.#player.sales.find(({ payments }) => payments.some(({ id }) => id === order));
      const phase = (sale && this.#phases.get(sale.name)) ?? 'none';
      this.#strikes.push({ fault, phase });
      this.#heardOf = seq;
    }
  }

  /** The last step was one that may fail, and is no part of the story. */
  forget(): void {
    this.#steps.pop();
  }

  end(failure?: Failure): Trial {
    const [steps, strikes] = [this.#steps, this.#strikes];
    return { steps, strikes, ...(failure ? { failure: { ...failure, step: steps.length - 1 } } : {}) };
  }
}

function endOfFaults(story: readonly Action[]): readonly Action[] {
  const faults = new Set(story.flatMap((step) => ('fault' in step ? [step.fault.name] : [])));
  return [...faults].map((name): Action => ({ end_fault: name }));
}

/** Steps that are about no sale. */
const OF_NO_SALE = [
  ...['sell', 'payee', 'write_off', 'webhook_endpoint', 'pull_statement'],
  ...['fault', 'end_fault', 'provider', 'time_passes', 'expect'],
];
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
