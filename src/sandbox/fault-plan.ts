import { FAULT_KINDS, type FaultKind } from './faults/index.ts';
import type { Collection, SandboxStore } from './store.ts';

/** What a fault is aimed at; what is left out matches everything. */
export interface FaultAim {
  readonly provider?: string | undefined;
  /** In the provider's words: `alipay.trade.refund`, `trade_status_sync`. */
  readonly method?: string | undefined;
  /** The merchant's order number. */
  readonly order?: string | undefined;
}

/** A fault that waits for its moment. */
export interface Fault extends FaultAim {
  readonly id: string;
  /** One of {@link FAULT_KINDS}, by name. */
  readonly fault: string;
  /** How often it still strikes. */
  readonly remaining: number;
}

/** Where in an exchange a fault can strike. */
export type FaultPoint = 'onAnswer' | 'onNotification';

/** The faults that were asked for and have not struck yet. They survive a restart. */
export class FaultPlan {
  readonly #store: SandboxStore;
  readonly #faults: Collection<Fault>;

  constructor(store: SandboxStore) {
    this.#store = store;
    this.#faults = store.collection<Fault>('fault');
  }

  /** @returns undefined when there is no fault of that name */
  add(fault: string, aim: FaultAim, times: number): Fault | undefined {
    if (!FAULT_KINDS.some((kind) => kind.name === fault)) return undefined;
    const id = `flt_${String(this.#store.nextNumber('faults')).padStart(6, '0')}`;
    const added = { id, fault, ...aim, remaining: times };
    this.#faults.put(id, added);
    return added;
  }

  list(): Fault[] {
    return this.#faults.list();
  }

  /** @returns whether there was one */
  remove(id: string): boolean {
    return this.#faults.delete(id);
  }

  /** The faults that strike here and now, each of which has one time fewer left. */
  strike(point: FaultPoint, target: Required<Pick<FaultAim, 'provider'>> & FaultAim): FaultKind[] {
    const struck: FaultKind[] = [];
    for (const fault of this.#faults.list()) {
      const kind = FAULT_KINDS.find(({ name }) => name === fault.fault);
      if (kind?.[point] === undefined || !aims(fault, target)) continue;
      struck.push(kind);
      if (fault.remaining > 1) this.#faults.put(fault.id, { ...fault, remaining: fault.remaining - 1 });
      else this.#faults.delete(fault.id);
    }
    return struck;
  }
}

function aims(fault: FaultAim, target: FaultAim): boolean {
  return (['provider', 'method', 'order'] as const).every(
    (part) => fault[part] === undefined || fault[part] === target[part],
  );
}
