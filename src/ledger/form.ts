import { MAX_MINOR_UNITS } from '../money/index.ts';
import type { TransferResult } from './result.ts';
import type { PendingTransfer, PostedTransfer, Transfer } from './transfer.ts';

/** What is wrong with a transfer whatever the books hold, if anything. */
export function checkForm(transfer: Transfer): TransferResult | undefined {
  if (!isWellFormed(transfer.id)) return 'id_must_be_well_formed';
  if (transfer.order !== undefined && !isWellFormed(transfer.order)) return 'order_must_be_well_formed';
  switch (transfer.kind) {
    case 'posted':
      return checkMovement(transfer);
    case 'pending':
      return checkMovement(transfer) ?? checkTimeout(transfer);
    case 'post_pending':
      return transfer.amount === undefined ? undefined : checkAmount(transfer.amount);
    case 'void_pending':
      return undefined;
    default:
      return transfer satisfies never;
  }
}

function checkMovement({
  debit,
  credit,
  amount,
}: PostedTransfer | PendingTransfer): TransferResult | undefined {
  return debit === credit ? 'accounts_must_differ' : checkAmount(amount);
}

function checkAmount(amount: bigint): TransferResult | undefined {
  if (amount <= 0n) return 'amount_must_be_positive';
  return amount > MAX_MINOR_UNITS ? 'amount_overflows' : undefined;
}

function checkTimeout({ timeoutMs }: PendingTransfer): TransferResult | undefined {
  const isTimeout = timeoutMs === undefined || (Number.isSafeInteger(timeoutMs) && timeoutMs > 0);
  return isTimeout ? undefined : 'timeout_must_be_a_positive_integer';
}

/** Text that every store keeps as it is: no lone surrogate (UTF-8 has none), no NUL (PostgreSQL has none). */
export function isWellFormed(text: string): boolean {
  return text !== '' && text.isWellFormed() && !text.includes('\0');
}
