export type { Account, AccountCode, AccountId, AccountLimit, AccountSpec, Balances } from './account.ts';
export { AccountConflict, type Applied, apply, type Posting } from './apply.ts';
export { creditBalance } from './balance.ts';
export { LedgerRefused } from './batch.ts';
export { Books, type Entry, type LedgerState, type PendingStatus } from './books.ts';
export { checkBooks, type Verdict } from './check.ts';
export { openMemoryStore } from './memory.ts';
export { CommitFailed, CommitUnknown, StoreClosed } from './queue.ts';
export { succeeded, type TransferResult } from './result.ts';
export {
  CannotOpenBooks,
  ConnectionLost,
  type Document,
  type DocumentFilter,
  type DocumentKey,
  type Loaded,
  type Plan,
  type Reader,
  type Store,
  type TransferFilter,
  type TrialBalance,
  type Work,
} from './store.ts';
export type {
  Chain,
  PendingTransfer,
  PostedTransfer,
  PostPendingTransfer,
  Transfer,
  TransferCode,
  TransferId,
  TransferRow,
  VoidPendingTransfer,
} from './transfer.ts';
