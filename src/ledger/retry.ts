import type { LedgerState } from './books.ts';
import type { TransferField, TransferResult } from './result.ts';
import type {
  PendingTransfer,
  PostedTransfer,
  PostPendingTransfer,
  Transfer,
  TransferRow,
  VoidPendingTransfer,
} from './transfer.ts';

/** What a transfer gets whose id stands in the books: it is a retry, or a mistake in how ids are derived. */
export function compareWithRow(books: LedgerState, transfer: Transfer, row: TransferRow): TransferResult {
  const field = differingField(books, transfer, row);
  return field === undefined ? 'exists' : `exists_with_different_${field}`;
}

/** The first field in which a retry differs from the row, if any. */
function differingField(books: LedgerState, transfer: Transfer, row: TransferRow): TransferField | undefined {
  if (transfer.kind !== row.kind) return 'kind';
  const field =
    transfer.kind === 'posted' || transfer.kind === 'pending'
      ? differingMovement(transfer, row)
      : differingResolution(books, transfer, row);
  if (field !== undefined) return field;
  if (transfer.code !== row.code) return 'code';
  if (transfer.order !== row.order) return 'order';
  return undefined;
}

function differingMovement(
  transfer: PostedTransfer | PendingTransfer,
  row: TransferRow,
): TransferField | undefined {
  if (transfer.debit !== row.debit) return 'debit_account';
  if (transfer.credit !== row.credit) return 'credit_account';
  if (transfer.amount !== row.amount) return 'amount';
  if (transfer.kind === 'pending' && transfer.timeoutMs !== row.timeoutMs) return 'timeout';
  if (transfer.ledger !== row.ledger) return 'ledger';
  return undefined;
}

function differingResolution(
  books: LedgerState,
  transfer: PostPendingTransfer | VoidPendingTransfer,
  row: TransferRow,
): TransferField | undefined {
  if (transfer.pending !== row.pending) return 'pending';
  if (transfer.kind === 'void_pending') return undefined;
  const amount = transfer.amount ?? books.transfer(transfer.pending)?.amount;
  return amount === row.amount ? undefined : 'amount';
}
