import type {
  AccountSpec,
  PendingTransfer,
  Plan,
  PostedTransfer,
  PostPendingTransfer,
  VoidPendingTransfer,
  Work,
} from '../../src/ledger/index.ts';

/** Short ways to say a transfer. Each is of yuan and means an adjustment, unless the test says otherwise. */

export function posted(
  id: string,
  debit: string,
  credit: string,
  amount: bigint,
  more: Partial<PostedTransfer> = {},
): PostedTransfer {
  return { kind: 'posted', id, debit, credit, amount, ledger: 'CNY', code: 'adjustment', ...more };
}

export function pending(
  id: string,
  debit: string,
  credit: string,
  amount: bigint,
  more: Partial<PendingTransfer> = {},
): PendingTransfer {
  return { kind: 'pending', id, debit, credit, amount, ledger: 'CNY', code: 'adjustment', ...more };
}

export function post(
  id: string,
  pendingId: string,
  more: Partial<PostPendingTransfer> = {},
): PostPendingTransfer {
  return { kind: 'post_pending', id, pending: pendingId, code: 'adjustment', ...more };
}

export function voidIt(
  id: string,
  pendingId: string,
  more: Partial<VoidPendingTransfer> = {},
): VoidPendingTransfer {
  return { kind: 'void_pending', id, pending: pendingId, code: 'adjustment', ...more };
}

/** `bank` and `till` have no limit; `wallet` may not be overdrawn; `debt` may not be overpaid; `usd` holds dollars. */
export const ACCOUNTS: readonly AccountSpec[] = [
  { id: 'bank', ledger: 'CNY', code: 'custody' },
  { id: 'till', ledger: 'CNY', code: 'clearing' },
  { id: 'wallet', ledger: 'CNY', code: 'seller_available', limit: 'debits_must_not_exceed_credits' },
  { id: 'debt', ledger: 'CNY', code: 'receivable', limit: 'credits_must_not_exceed_debits' },
  { id: 'usd', ledger: 'USD', code: 'custody' },
];

/** A work that reads nothing and always comes to the same plan. */
export function work<R>(now: number, plan: Plan<R>): Work<R> {
  return { reads: [], now, decide: () => plan };
}

/** A chain of two transfers, and a document: what a crash could leave half done. */
export function numbered(n: number): Work<number> {
  return work(n, {
    accounts: ACCOUNTS,
    transfers: [posted(`${n}/in`, 'bank', 'wallet', 2n), posted(`${n}/out`, 'wallet', 'till', 1n)],
    documents: [{ kind: 'work', id: `${n}`, body: '{}' }],
    done: n,
  });
}
