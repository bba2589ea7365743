import type { Instant } from '../time/index.ts';
import type { Clock } from './clock.ts';
import { parseCount } from './fault-count.ts';
import { FAULT_KINDS, type FaultEffects, type FaultKind, type FaultPoint } from './faults/index.ts';
import type { Collection, SandboxStore } from './store.ts';

/** What something that may go wrong is about, in the journal's words. */
export interface FaultTarget {
  readonly provider: string;
  /** In the provider's words: `alipay.trade.refund`, `trade_status_sync`. */
  readonly method?: string | undefined;
  /** The merchant's order number. */
  readonly order?: string | undefined;
}

/** What a fault is aimed at; what is left out matches everything. */
export interface FaultAim {
  readonly provider?: string | undefined;
  readonly method?: string | undefined;
  readonly order?: string | undefined;
  /** Business time: from when on, that moment included. */
  readonly from?: Instant | undefined;
  /** Until when, that moment not included. */
  readonly until?: Instant | undefined;
}

export interface NewFault {
  /** One of {@link FAULT_KINDS}, by name. */
  readonly fault: string;
  readonly aim?: FaultAim;
  /** See {@link parseCount}; without it, the first occasion. */
  readonly count?: string | undefined;
  /** The parameters of its kind, as they were given. */
  readonly with?: Readonly<Record<string, unknown>>;
}

/** A fault that waits for its moment. */
export interface Fault extends Required<NewFault> {
  readonly id: string;
  readonly count: string;
  /** How often something came by that it is aimed at. */
  readonly seen: number;
  /** How often it struck. */
  readonly struck: number;
}

/** That a fault struck, and what. */
export interface Strike extends FaultTarget {
  /** 1, 2, 3, … since this start. */
  readonly seq: number;
  readonly fault: string;
}

/** The oldest strikes are forgotten beyond this many. */
const KEPT_STRIKES = 1000;

/** A fault that strikes here and now, and what it does. */
export interface Struck<P extends FaultPoint> {
  readonly name: string;
  readonly effect: FaultEffects[P];
}

/**
 * The faults that were asked for and are not over. They survive a restart. Where several are aimed at the same
 * thing they all strike, in the order in which they were asked for.
 */
export class FaultPlan {
  readonly #store: SandboxStore;
  readonly #clock: Clock;
  readonly #faults: Collection<Fault>;
  /** Those in the store, which is asked for every request, and seldom has any. What is not known is undefined. */
  #waiting: readonly Fault[] | undefined;
  #strikes: readonly Strike[] = [];

  constructor(store: SandboxStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#faults = store.collection<Fault>('waiting_fault');
  }

  /** @throws when there is no such fault, or its count or its parameters are not as they should be */
  add({ fault, aim = {}, count = 'first 1', with: given = {} }: NewFault): Fault {
    kindOf(fault).parameters.parse(given);
    if (!parseCount(count)) throw new RangeError(`there is no count ${count}`);
    const id = `flt_${String(this.#store.nextNumber('faults')).padStart(6, '0')}`;
    const added: Fault = { id, fault, aim, count, with: given, seen: 0, struck: 0 };
    this.#put(added);
    return added;
  }

  list(): readonly Fault[] {
    if (this.#waiting) return this.#waiting;
    const found = this.#faults.list();
    // What a transaction sees may be taken back with it.
    if (!this.#store.isInTransaction) this.#waiting = found;
    return found;
  }

  /** What struck since this start, oldest first: after the one of a number. */
  strikes(after: number): readonly Strike[] {
    return this.#strikes.filter(({ seq }) => seq > after);
  }

  /** @returns whether there was one */
  remove(id: string): boolean {
    this.#waiting = undefined;
    return this.#faults.delete(id);
  }

  /** Whether anything waits for this point at all. */
  mayStrike(point: FaultPoint): boolean {
    return this.list().some((fault) => point in kindOf(fault.fault).effects(fault.with));
  }

  /**
   * The faults that strike here and now.
   *
   * @param can what makes no sense here is passed by, and waits on
   */
  strike<P extends FaultPoint>(
    point: P,
    target: FaultTarget,
    can: (effect: FaultEffects[P]) => boolean = () => true,
  ): Struck<P>[] {
    const struck: Struck<P>[] = [];
    for (const fault of this.list()) {
      if (!aims(fault.aim, target, this.#clock.now())) continue;
      const effect: FaultEffects[P] | undefined = kindOf(fault.fault).effects(fault.with)[point];
      if (effect === undefined || !can(effect)) continue;
      if (!this.#count(fault)) continue;
      struck.push({ name: fault.fault, effect });
      const seq = (this.#strikes.at(-1)?.seq ?? 0) + 1;
      this.#strikes = [...this.#strikes.slice(1 - KEPT_STRIKES), { seq, fault: fault.fault, ...target }];
    }
    return struck;
  }

  /** @returns whether the fault takes this occasion */
  #count(fault: Fault): boolean {
    const count = parseCount(fault.count);
    if (!count) throw new Error(`${fault.id} has no count`);
    const seen = fault.seen + 1;
    const takes = count.takes(seen);
    if (seen >= count.lasts) this.remove(fault.id);
    else this.#put({ ...fault, seen, struck: fault.struck + (takes ? 1 : 0) });
    return takes;
  }

  #put(fault: Fault): void {
    this.#waiting = undefined;
    this.#faults.put(fault.id, fault);
  }
}

function kindOf(name: string): FaultKind {
  const kind = FAULT_KINDS.find((one) => one.name === name);
  if (!kind) throw new RangeError(`there is no fault ${name}`);
  return kind;
}

function aims({ from, until, ...aim }: FaultAim, target: FaultTarget, now: Instant): boolean {
  if ((from !== undefined && now < from) || (until !== undefined && now >= until)) return false;
  return (['provider', 'method', 'order'] as const).every(
    (part) => aim[part] === undefined || aim[part] === target[part],
  );
}
