import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';
import type { DurationMs, Instant } from '../../src/time/index.ts';
import type { BillType } from './bills.ts';

/** How long the address of a bill lives (the sheet: 30 s). */
const LIVES_MS: DurationMs = 30_000;

export interface BillLink {
  readonly token: string;
  readonly type: BillType;
  /** `2026-11-22` */
  readonly day: string;
  readonly expiresAt: Instant;
}

/** The addresses that were given out for bills. */
export class BillLinks {
  readonly #links: Collection<BillLink>;

  constructor(store: SandboxStore) {
    this.#links = store.collection<BillLink>('alipay.bill-link', { dueAt: ({ expiresAt }) => expiresAt });
  }

  give(bill: Omit<BillLink, 'expiresAt'>, now: Instant): void {
    for (const { token: old } of this.#links.due(now)) this.#links.delete(old);
    this.#links.put(bill.token, { ...bill, expiresAt: now + LIVES_MS });
  }

  /** @returns undefined when it was never given out, or not lately */
  find(token: string, now: Instant): BillLink | undefined {
    const link = this.#links.get(token);
    return link && now < link.expiresAt ? link : undefined;
  }
}
