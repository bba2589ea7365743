import { fenToYuan } from '../money/index.ts';
import { expectedOf } from '../spelling/index.ts';
import type { Instant } from '../time/index.ts';
import { isInDoubt, type Send } from './http.ts';
import { findViolation, INVARIANTS, type Invariant } from './invariants.ts';
import { platformTarget } from './mapping/platform.ts';
import type { Sale } from './sale.ts';
import { SandboxClient, type WaitingFault } from './sandbox.ts';
import type { Scenario } from './scenario.ts';
import type { SaleSnapshot, Snapshot } from './snapshot.ts';
import { type SetFault, Stage } from './stage.ts';
import type { Check, Done, Modifiers } from './step-kind.ts';
import { actionsOf, kindOf, type Step } from './steps/index.ts';
import type { Target } from './target.ts';
import type { Exchange } from './views.ts';

/** Where a scenario is played. */
export interface Theatre {
  readonly target: Target;
  /** Of the providers that the target talks to. */
  readonly sandbox: SandboxClient;
  /** What has to be true after every step. */
  readonly invariants: readonly Invariant[];
  /** What went wrong in there since it was last asked, and nobody foresaw; for a system that can tell. */
  readonly mishaps?: () => readonly string[];
  /** Waits until what a step set going has come to rest, for a system that lives beside us and in its own time. */
  readonly rest?: (hasTimePassed: boolean) => Promise<void>;
}

/** Our own platform with its sandbox. */
export function ownTheatre(origin: string, send: Send, mishaps?: Theatre['mishaps']): Theatre {
  return {
    ...(mishaps ? { mishaps } : {}),
    target: platformTarget(origin, send),
    sandbox: new SandboxClient(origin, send),
    invariants: INVARIANTS,
  };
}

/** Why a scenario failed. */
export interface Failure {
  readonly kind:
    | 'expectation'
    /** The step was refused, or was not where it should have been. */
    | 'refusal'
    | 'invariant'
    /** A fault never struck: the scenario does not try what it says. */
    | 'fault_missed'
    /** The step could not be played. */
    | 'error';
  readonly message: string;
  /** Which step, from 0: of a fault that never struck, the one that set it. */
  readonly step: number;
}

/** What one step came to. All words are readable: names stand for ids. */
export interface StepReport {
  readonly sentence: string;
  /** It only looked at how things stand. */
  readonly isExpectation: boolean;
  /** When it was over. */
  readonly at: Instant;
  readonly checks: readonly Check[];
  /** The state of each sale, and every account that has something. */
  readonly money: readonly string[];
  /** The state of each sale, by its name. */
  readonly states: ReadonlyMap<string, string>;
  /** What went over the wire meanwhile. */
  readonly exchanges: readonly Exchange[];
  /** The code of a refusal that the step allowed for. */
  readonly refused?: string;
  readonly failure?: Failure;
}

/** What a scenario came to. */
export interface Run {
  readonly scenario: Scenario;
  readonly start: Instant;
  /** What ids stand for, which the words of the report have names for. */
  readonly names: ReadonlyMap<string, string>;
  /** As far as it came. */
  readonly steps: readonly StepReport[];
  /** The first thing that went wrong; undefined when all held. */
  readonly failure?: Failure;
}

/** Plays a scenario in a fresh world in virtual time. */
export async function runScenario(scenario: Scenario, theatre: Theatre): Promise<Run> {
  const player = await Player.begin(theatre);
  const steps: StepReport[] = [];
  for (const step of scenario.steps) {
    const report = await player.play(step);
    steps.push(report);
    const { failure } = report;
    if (failure) return { scenario, start: player.start, names: player.names, steps, failure };
  }
  const failure = await player.missedFault();
  return { scenario, start: player.start, names: player.names, steps, ...(failure ? { failure } : {}) };
}

/** Plays steps one by one, for who draws them as they go. */
export class Player {
  readonly #stage: Stage;
  readonly #invariants: readonly Invariant[];
  readonly #mishaps: () => readonly string[];
  readonly #rest: (hasTimePassed: boolean) => Promise<void>;
  #played = 0;
  #now: Instant;

  private constructor(stage: Stage, { invariants, mishaps = () => [], rest = async () => {} }: Theatre) {
    this.#stage = stage;
    this.#invariants = invariants;
    this.#mishaps = mishaps;
    this.#rest = rest;
    this.#now = stage.start;
  }

  static async begin(theatre: Theatre): Promise<Player> {
    const { target, sandbox } = theatre;
    return new Player(new Stage(target, sandbox, await sandbox.now()), theatre);
  }

  get start(): Instant {
    return this.#stage.start;
  }

  /** By id: `<bag>`, `Lin`. */
  get names(): ReadonlyMap<string, string> {
    return this.#stage.names();
  }

  get sales(): readonly Sale[] {
    return this.#stage.sales;
  }

  play(step: Step): Promise<StepReport> {
    return this.#play(step, failureOf);
  }

  /** Plays a step that may be refused as well: then nothing has happened, and the report says how. */
  attempt(step: Step): Promise<StepReport> {
    return this.#play(step, (done) => failureOf(done, { refused: refusalIn(done) }));
  }

  async #play(step: Step, judge: typeof failureOf): Promise<StepReport> {
    const stage = this.#stage;
    stage.nth = this.#played;
    this.#played += 1;
    const actions = actionsOf(step).map((action) => ({ action, ...kindOf(action) }));
    const sentences = actions.map(({ kind, details, action }) => sentenceOf(kind.tell(details), action));
    const isExpectation = actions.every(({ kind }) => kind.name === 'expect');
    const report = { sentence: sentences.join(' — and at once: '), isExpectation, at: this.#now };
    try {
      const done = await Promise.all(
        actions.map(async ({ kind, details, action }) => ({
          action,
          outcome: await kind.run(details, stage, action),
        })),
      );
      const isAside = actions.every(({ kind }) => kind.isAside);
      const exchanges = isAside ? [] : await this.#moveOn();
      const snapshot = await stage.look();
      const [refusal] = done.flatMap(({ outcome, action }) => judge(outcome, action) ?? []);
      const failed = this.#mishap() ?? refusal ?? this.#violation(snapshot);
      const [refused] = done.flatMap(({ outcome }) => refusalIn(outcome) ?? []);
      return {
        ...report,
        at: this.#now,
        checks: done.flatMap(({ outcome }) => (outcome.kind === 'checked' ? outcome.checks : [])),
        money: moneyOf(snapshot, stage),
        states: new Map(snapshot.sales.map(({ sale, order }) => [sale.name, order.state])),
        exchanges,
        ...(refused === undefined ? {} : { refused }),
        ...(failed ? { failure: this.#readable(failed) } : {}),
      };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const failure = this.#readable({ kind: 'error', message });
      return { ...report, checks: [], money: [], states: new Map(), exchanges: [], failure };
    }
  }

  /** @returns what went over the wire */
  async #moveOn(): Promise<readonly Exchange[]> {
    const now = await this.#stage.sandbox.now();
    await this.#rest(now > this.#now);
    this.#now = now;
    return this.#stage.moveOn();
  }

  /** A fault that was set and has not struck: looked for at the end. */
  async missedFault(): Promise<Failure | undefined> {
    const { faults, exchanges, missed, sandbox } = this.#stage;
    const idle = [...missed, ...(await sandbox.waitingFaults())].filter(({ struck }) => struck === 0);
    for (const fault of faults) {
      const waiting = idle.find(({ id }) => id === fault.id);
      if (!waiting || fault.mayMiss) continue;
      return { kind: 'fault_missed', message: missedMessage(fault, waiting, exchanges), step: fault.step };
    }
    return undefined;
  }

  #mishap(): Omit<Failure, 'step'> | undefined {
    const [mishap] = this.#mishaps();
    return mishap === undefined ? undefined : { kind: 'error', message: `unforeseen: ${mishap}` };
  }

  #violation(snapshot: Snapshot): Omit<Failure, 'step'> | undefined {
    const violation = findViolation(this.#invariants, snapshot, this.#stage.exchanges);
    return violation && { kind: 'invariant', message: `${violation.name}: ${violation.what}` };
  }

  #readable({ kind, message }: Omit<Failure, 'step'>): Failure {
    return { kind, message: this.#stage.readable(message), step: this.#stage.nth };
  }
}

function sentenceOf(told: string, { of, refused, key }: Modifiers): string {
  return [
    told,
    of === undefined ? '' : ` [${of}]`,
    key === undefined ? '' : `, under key ${key}`,
    refused === undefined ? '' : `, which is refused: ${refused}`,
  ].join('');
}

/** An answer of which nobody knows what was done is a failure, whatever a step allows for. */
function refusalIn(done: Done): string | undefined {
  if (done.kind !== 'refused') return undefined;
  const { status, code } = done.refusal;
  return isInDoubt(status) ? undefined : code;
}

function failureOf(done: Done, { refused }: Modifiers): Omit<Failure, 'step'> | undefined {
  switch (done.kind) {
    case 'done':
      if (refused === undefined) return undefined;
      return { kind: 'refusal', message: `it should be refused as ${refused}, and was not` };
    case 'refused': {
      const { code, status, detail } = done.refusal;
      if (code === refused) return undefined;
      const wanted = refused === undefined ? '' : `it should be refused as ${refused}, and `;
      return { kind: 'refusal', message: `${wanted}was refused as ${code} (${status}): ${detail}` };
    }
    case 'checked': {
      const broken = done.checks.find(({ holds }) => !holds);
      return broken && { kind: 'expectation', message: broken.says };
    }
    default:
      return done satisfies never;
  }
}

function missedMessage(
  { name, provider, method }: SetFault,
  { seen, count }: WaitingFault,
  exchanges: readonly Exchange[],
): string {
  const aim = [provider && ` of ${provider}`, method && ` on ${method}`].filter((part) => part !== undefined);
  const begin = `the fault ${name}${aim.join('')} never struck`;
  if (seen > 0) return `${begin}: what it is aimed at came by ${seen} times, and it waited for ${count}`;
  const ofProvider = exchanges.filter((one) => provider === undefined || one.provider === provider);
  const known = [...new Set(ofProvider.flatMap((exchange) => exchange.method ?? []))];
  if (method === undefined || known.includes(method)) return begin;
  return `${begin}: nothing of that name went over the wire. Of what did, ${expectedOf(method, known)}`;
}

function moneyOf({ accounts, sales }: Snapshot, stage: Stage): readonly string[] {
  const states = sales.map(({ sale, order }) =>
    sales.length > 1 ? `${sale.name} ${order.state}` : order.state,
  );
  const held = (accounts ?? [])
    .filter(({ balance }) => balance !== 0n)
    .map(({ id, balance }) => `${stage.readable(id)} ${fenToYuan(balance)}`)
    .sort();
  const told = accounts ? held : sales.flatMap((seen) => toldAmounts(seen, sales.length > 1));
  return [...(states.length > 0 ? [states.join(', ')] : []), ...told];
}

/** Of a system that shows no books: what each sale says. */
function toldAmounts({ sale, order: { escrow } }: SaleSnapshot, isNamed: boolean): readonly string[] {
  if (!escrow) return [];
  const named = isNamed ? `${sale.name} ` : '';
  const amounts = [
    ['paid', escrow.captured],
    ['refunded', escrow.refunded],
  ] as const;
  return amounts.filter(([, fen]) => fen !== 0n).map(([what, fen]) => `${named}${what} ${fenToYuan(fen)}`);
}
