import { MAX_MINOR_UNITS } from '../money/index.ts';
import type { TransferResult } from './result.ts';
import type { PendingTransfer, PostedTransfer, Transfer } from './transfer.ts';

/** What is wrong with a transfer whatever the books hold, if anything. */
export function checkForm(transfer: Transfer): TransferResult | undefined {
  if (!isWellFormed(transfer.id)) return 'id_must_be_well_formed';
  if (transfer.order !== undefined && !isWellFormed(transfer.order)) return 'order_must_be_well_formed';
  switch (transfer.kind) {
    case 'posted':
    case 'pending':
      if (transfer.debit === transfer.credit) return 'accounts_must_differ';
      return checkAmount(transfer.amount) ?? checkTimeout(transfer);
    case 'post_pending':
      return transfer.amount === undefined ? undefined : checkAmount(transfer.amount);
    case 'void_pending':
      return undefined;
    default:
      return transfer satisfies never;
  }
}

function checkAmount(amount: bigint): TransferResult | undefined {
  if (amount <= 0n) return 'amount_must_be_positive';
  return amount > MAX_MINOR_UNITS ? 'amount_overflows' : undefined;
}

function checkTimeout(transfer: PostedTransfer | PendingTransfer): TransferResult | undefined {
  if (transfer.kind === 'posted' || transfer.timeoutMs === undefined) return undefined;
  const isTimeout = Number.isSafeInteger(transfer.timeoutMs) && transfer.timeoutMs > 0;
  return isTimeout ? undefined : 'timeout_must_be_a_positive_integer';
}

/** Text that every store keeps as it is: no lone surrogate (UTF-8 has none), no NUL (PostgreSQL has none). */
export function isWellFormed(text: string): boolean {
  return text !== '' && text.isWellFormed() && !text.includes('\0');
}
