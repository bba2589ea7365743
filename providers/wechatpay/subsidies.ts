import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import type { Accounts } from './accounts.ts';
import { type Refusal, refuse } from './errors.ts';
import type { FlowEntry } from './funds.ts';
import { MCHID } from './identities.ts';

/** 补差: the platform adds to what a sub-merchant got for an order, or takes that back. */
export interface Subsidy {
  /** The platform's number for it. */
  readonly no: string;
  readonly kind: 'created' | 'returned';
  readonly subsidyId: string;
  readonly subMchid: string;
  readonly transactionId: string;
  readonly amountFen: bigint;
  readonly description: string;
  readonly at: Instant;
}

interface Cancellation {
  readonly transactionId: string;
}

export const SUBSIDY_REASONS = [
  'subsidy_differs',
  'subsidy_cancelled',
  'subsidy_exceeds_order',
  'balance_short',
] as const;
export const SUBSIDY_RETURN_REASONS = ['subsidy_differs', 'subsidy_return_exceeds', 'balance_short'] as const;

type Result<R extends (typeof SUBSIDY_REASONS | typeof SUBSIDY_RETURN_REASONS)[number]> =
  | { readonly ok: true; readonly subsidy: Subsidy }
  | Refusal<R>;

export class Subsidies {
  readonly #subsidies: Collection<Subsidy>;
  readonly #cancellations: Collection<Cancellation>;
  readonly #accounts: Accounts;

  constructor(store: SandboxStore, accounts: Accounts) {
    this.#accounts = accounts;
    this.#subsidies = store.collection<Subsidy>('wechatpay.subsidy', {
      keys: ({ transactionId }) => ({ order: transactionId }),
    });
    this.#cancellations = store.collection<Cancellation>('wechatpay.subsidy-cancellation');
  }

  /** @param totalFen the order's: no more than that is added to it */
  create(asked: Subsidy, totalFen: bigint): Result<(typeof SUBSIDY_REASONS)[number]> {
    const earlier = this.#subsidies.get(asked.no);
    if (earlier) return isSame(earlier, asked) ? { ok: true, subsidy: earlier } : refuse('subsidy_differs');
    if (this.#cancellations.get(asked.transactionId)) return refuse('subsidy_cancelled');
    const afterFen = this.#sumFen(asked.transactionId, 'created') + asked.amountFen;
    if (afterFen > totalFen) return refuse('subsidy_exceeds_order');
    return this.#pay(asked, MCHID, asked.subMchid);
  }

  return(asked: Subsidy): Result<(typeof SUBSIDY_RETURN_REASONS)[number]> {
    const earlier = this.#subsidies.get(asked.no);
    if (earlier) return isSame(earlier, asked) ? { ok: true, subsidy: earlier } : refuse('subsidy_differs');
    const leftFen =
      this.#sumFen(asked.transactionId, 'created') - this.#sumFen(asked.transactionId, 'returned');
    if (asked.amountFen > leftFen)
      return refuse('subsidy_return_exceeds', `${leftFen} fen were added and not returned`);
    return this.#pay(asked, asked.subMchid, MCHID);
  }

  /** Nothing more is added to this order. */
  cancel(transactionId: string): void {
    this.#cancellations.put(transactionId, { transactionId });
  }

  #pay(subsidy: Subsidy, payer: string, payee: string): Result<'balance_short'> {
    const haveFen = this.#accounts.availableFen(payer);
    if (subsidy.amountFen > haveFen) return refuse('balance_short', `${haveFen} fen are available`);
    const { subsidyId, no, amountFen: fen, at } = subsidy;
    const type = subsidy.kind === 'created' ? '补差' : '补差回退';
    const entry: FlowEntry = { name: '补差', type, businessNo: subsidyId, flowNo: subsidyId, voucherNo: no };
    this.#accounts.post([{ from: `available:${payer}`, to: `available:${payee}`, fen, entry }], at);
    this.#subsidies.put(no, subsidy);
    return { ok: true, subsidy };
  }

  #sumFen(transactionId: string, kind: Subsidy['kind']): bigint {
    return this.#subsidies
      .find('order', transactionId)
      .reduce((sum, one) => (one.kind === kind ? sum + one.amountFen : sum), 0n);
  }
}

function isSame(earlier: Subsidy, asked: Subsidy): boolean {
  return (
    earlier.kind === asked.kind &&
    earlier.transactionId === asked.transactionId &&
    earlier.amountFen === asked.amountFen
  );
}
