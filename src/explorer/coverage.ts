import type { Strike } from './trial.ts';

/** How often each fault has struck in each phase of a sale. */
export class Coverage {
  readonly #strikes = new Map<string, Map<string, number>>();

  /** @param faults all that could strike, so that those that never did are seen */
  constructor(faults: readonly string[]) {
    for (const fault of faults) this.#strikes.set(fault, new Map());
  }

  add(strikes: readonly Strike[]): void {
    for (const { fault, phase } of strikes) {
      const phases = this.#strikes.get(fault) ?? new Map<string, number>();
      phases.set(phase, (phases.get(phase) ?? 0) + 1);
      this.#strikes.set(fault, phases);
    }
  }

  /** Faults that never struck. */
  get missed(): readonly string[] {
    return [...this.#strikes].flatMap(([fault, phases]) => (phases.size === 0 ? [fault] : []));
  }

  /** A row a fault, a column a phase; `·` where it never struck. */
  table(): string {
    const phases = PHASES.filter((phase) => [...this.#strikes.values()].some((row) => row.has(phase)));
    const rows = [...this.#strikes].map(([fault, row]) => [
      fault,
      ...phases.map((phase) => String(row.get(phase) ?? '·')),
    ]);
    return aligned([['fault', ...phases], ...rows]);
  }
}

/** In the order in which a sale goes through them. */
const PHASES = [
  'none',
  'created',
  'paying',
  'expired',
  'held',
  'appraising',
  'passed',
  'failed',
  'shipped',
  'inspecting',
  'accepted',
  'released',
  'cancelled',
  'closed',
] as const;

function aligned(rows: readonly (readonly string[])[]): string {
  const widths =
    rows[0]?.map((_head, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
