import { type Order, type WorkItem, workOf } from '../escrow/index.ts';
import type { Document } from '../ledger/index.ts';
import { parseExact, stringifyExact } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import { allDocuments } from './all-documents.ts';
import type { Context } from './context.ts';
import { WORK_KIND } from './kinds.ts';

/** Something that a person has to see to, and the order, statement or payout that it is about. */
export type Work = OrderWork | StatementWork | PayoutWork;

type OrderWork = WorkItem & { readonly order: string };

export interface StatementWork {
  readonly kind: /** Something on it, or missing from it, does not agree with our books. */
    | 'statement_break'
    /** The provider would not give it, or has not for more than a day. */
    | 'statement_missing';
  /** The payment or refund, or the statement itself. */
  readonly about: string;
  readonly since: Instant;
  /** `<channel>/<day>` */
  readonly statement: string;
}

/** The bank would not pay it, or gave it back. */
export interface PayoutWork {
  readonly kind: 'payout_returned';
  readonly about: string;
  readonly since: Instant;
  readonly payout: string;
}

/** The entry of an order on the list, where it has changed: written in one commit with the order. */
export function workDocuments(before: Order, after: Order): readonly Document[] {
  const items = workOf(after);
  if (stringifyExact(items) === stringifyExact(workOf(before))) return [];
  return [
    workDocument(
      after.id,
      items.map((item) => ({ ...item, order: after.id })),
    ),
  ];
}

/** @param id of the order, statement or payout */
export function workDocument(id: string, items: readonly Work[]): Document {
  return { kind: WORK_KIND, id, body: stringifyExact(items), owner: items.length > 0 ? OPEN : DONE };
}

const OPEN = 'open';
const DONE = 'done';

/** All that waits for a person, what has waited longest first. */
export async function openWork(context: Context): Promise<readonly Work[]> {
  const found = await allDocuments(context.store, { kind: WORK_KIND, owner: OPEN });
  return found.flatMap(readItems).sort((a, b) => a.since - b.since);
}

/** Our own row: {@link workDocument} wrote it. An order's once did not name the order. */
function readItems({ id, body }: Document): readonly Work[] {
  const items = parseExact(body) as readonly (WorkItem | Work)[];
  return items.map((item) => (isNamed(item) ? item : { ...item, order: id }));
}

function isNamed(item: WorkItem | Work): item is Work {
  return 'order' in item || 'statement' in item || 'payout' in item;
}
