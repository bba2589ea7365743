import { LedgerRefused } from '../ledger/index.ts';

/** What something was decided by has changed meanwhile: it is read and decided again. */
export class OutOfDate extends Error {
  override name = 'OutOfDate';
}

/** How often something is decided before what the ledger refuses counts as a mistake of ours. */
const DECISIONS = 20;

/**
 * Reads, decides and commits; again where what was read has changed by the commit, so that the ledger refuses or
 * the commit finds it {@link OutOfDate}.
 */
export async function decideAgain<T>(readAndCommit: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readAndCommit();
    } catch (error) {
      if (attempt === DECISIONS || !isOutOfDate(error)) throw error;
    }
  }
}

/** Somebody had less, or owed less, than when it was decided. */
function isOutOfDate(error: unknown): boolean {
  if (error instanceof OutOfDate) return true;
  if (!(error instanceof LedgerRefused)) return false;
  return error.results.some((result) => result === 'exceeds_credits' || result === 'exceeds_debits');
}
