import { bookCharges } from './books.ts';
import { end } from './cancelling.ts';
import { findWrongCharge } from './charges.ts';
import { type CommandOf, type Refusal, refuse } from './command.ts';
import { change, type Draft, enter, note } from './draft.ts';

/** The goods are with the appraiser, who has a term to look at them. */
export function beginAppraisal(draft: Draft): Refusal | undefined {
  if (!draft.order.needsAppraisal) return refuse('no_appraisal_agreed');
  enter(draft, 'appraising');
  note(draft, 'appraising');
  return undefined;
}

/** Passed: the seller ships. Failed: the buyer gets all of it back, and the seller pays for the work done. */
export function appraise(
  draft: Draft,
  { verdict, charges = [] }: CommandOf<'appraise'>,
): Refusal | undefined {
  const wrong = findWrongCharge(charges);
  if (wrong) return wrong;
  change(draft, { workDone: [...draft.order.workDone, 'appraisal'] });
  if (verdict === 'passed') {
    enter(draft, 'passed');
    note(draft, 'passed');
  } else {
    end(draft, 'failed', 'failed appraisal', 'seller');
    bookCharges(draft, 'appraisal', 'seller', charges);
  }
  return undefined;
}

/** The appraiser has not spoken in time. The goods are still there, so nothing is decided by itself. */
export function appraisalOverdue(draft: Draft): void {
  note(draft, 'appraisal_overdue', { next: 'needs a person' });
}
