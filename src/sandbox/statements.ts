import type { FaultPlan } from './fault-plan.ts';
import type { Collection, SandboxStore } from './store.ts';

/** A day's statement, row by row, and how a fault can get at them. Rows are kept as JSON; amounts may be bigint. */
export interface StatementRows<Row> {
  /** Which statement it is, in the provider's words. */
  readonly method: string;
  /** `2026-11-22` */
  readonly day: string;
  readonly rows: readonly Row[];
  /** Names a row among those of its day. */
  keyOf(row: Row): string;
  /** The merchant's order number that it is about. */
  orderOf(row: Row): string | undefined;
  /** The row with its amount off by so many minor units. */
  offBy(row: Row, minorUnits: bigint): Row;
}

/** What became of a row: once struck, it stays so, however often the statement is fetched. */
interface Struck<Row> {
  readonly key: string;
  readonly today: readonly Row[];
  readonly tomorrow: readonly Row[];
}

/** The statements of a provider, in which rows may be wrong on purpose. */
export class Statements {
  readonly #provider: string;
  readonly #plan: FaultPlan;
  readonly #days: Collection<readonly Struck<unknown>[]>;

  constructor(provider: string, plan: FaultPlan, store: SandboxStore) {
    this.#provider = provider;
    this.#plan = plan;
    this.#days = store.collection('struck_statement');
  }

  rows<Row>(statement: StatementRows<Row>): readonly Row[] {
    const { method, day, rows, keyOf } = statement;
    const before = this.#struck<Row>(method, day);
    const struck = [...before];
    const kept = rows.flatMap((row) => {
      const key = keyOf(row);
      let change = before.find((one) => one.key === key);
      if (!change) {
        change = this.#strike(statement, row);
        if (change) struck.push(change);
      }
      return change ? change.today : [row];
    });
    if (struck.length > before.length) this.#days.put(this.#id(method, day), struck);
    const late = this.#struck<Row>(method, dayBefore(day)).flatMap(({ tomorrow }) => tomorrow);
    return [...late, ...kept];
  }

  #strike<Row>({ method, keyOf, orderOf, offBy }: StatementRows<Row>, row: Row): Struck<Row> | undefined {
    const target = { provider: this.#provider, method, order: orderOf(row) };
    const effects = this.#plan.strike('statement', target);
    if (effects.length === 0) return undefined;
    const asItIs: Struck<Row> = { key: keyOf(row), today: [row], tomorrow: [] };
    return effects.reduce(({ key, today, tomorrow }, { effect }) => {
      const changed = today.map((one) => effect(one, offBy));
      return {
        key,
        today: changed.flatMap((one) => one.today),
        tomorrow: [...tomorrow, ...changed.flatMap((one) => one.tomorrow)],
      };
    }, asItIs);
  }

  /** Our own rows: only {@link Statements.rows} puts them. */
  #struck<Row>(method: string, day: string): readonly Struck<Row>[] {
    return (this.#days.get(this.#id(method, day)) ?? []) as readonly Struck<Row>[];
  }

  #id(method: string, day: string): string {
    return `${this.#provider}/${method}/${day}`;
  }
}

const DAY_MS = 86_400_000;

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}
