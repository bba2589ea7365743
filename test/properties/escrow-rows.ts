import type { TransferRow } from '../../src/ledger/index.ts';

/** What rows of the ledger stand for in the sale `ord`. */

export function isRelease({ id }: TransferRow): boolean {
  return id.startsWith('ord/release/');
}

/** Between escrow and those who share in the sale. */
export function isOfLegs({ id, debit, credit, kind }: TransferRow): boolean {
  const other = debit === 'escrow:ord' ? credit : credit === 'escrow:ord' ? debit : 'clearing:';
  return (
    kind === 'posted' && !other.startsWith('clearing:') && !/^ord\/(chargeback|coupon|refund)\//.test(id)
  );
}

export function isOfCoupon({ id }: TransferRow): boolean {
  return id.startsWith('ord/coupon/');
}

export function isOfChargeback({ id }: TransferRow): boolean {
  return id.startsWith('ord/chargeback/');
}

/** What left escrow, less what came back. */
export function outOfEscrow(rows: readonly TransferRow[]): bigint {
  return sum(
    rows.map(({ debit, credit, amount }) => {
      if (debit === 'escrow:ord') return amount;
      return credit === 'escrow:ord' ? -amount : 0n;
    }),
  );
}

export function isRefund({ id, kind, code, credit }: TransferRow): boolean {
  const isMadeElsewhere = id.startsWith('ord/refund/') && credit === 'custody:bank';
  return isMadeElsewhere || (code === 'refund' && kind === 'post_pending');
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

const isOwedByUs = (balance: bigint) => balance >= 0n;
const isOwedToUs = (balance: bigint) => balance <= 0n;

/** On which side what is in an account may be, by the first word of its id. */
export const SIDES: Readonly<Record<string, (balance: bigint) => boolean>> = {
  escrow: isOwedByUs,
  seller: isOwedByUs,
  income: isOwedByUs,
  receivable: isOwedToUs,
  advance: isOwedToUs,
  expense: isOwedToUs,
  // A payee may owe us, what refunds take back until its receiver has given it back; so does a financier's loss.
  payable: () => true,
};
