import { type Order, type WorkItem, workOf } from '../escrow/index.ts';
import type { Document } from '../ledger/index.ts';
import { parseExact, stringifyExact } from '../money/index.ts';
import type { Context } from './context.ts';
import { WORK_KIND } from './kinds.ts';

/** Something that a person has to see to, and the order that it is about. */
export type Work = WorkItem & { readonly order: string };

/** The entry of an order on the list, where it has changed: written in one commit with the order. */
export function workDocuments(before: Order, after: Order): readonly Document[] {
  const body = stringifyExact(workOf(after));
  if (body === stringifyExact(workOf(before))) return [];
  const owner = workOf(after).length > 0 ? OPEN : DONE;
  return [{ kind: WORK_KIND, id: after.id, body, owner }];
}

const OPEN = 'open';
const DONE = 'done';

/** Orders that are listed at a time. */
const PAGE = 1000;

/** All that waits for a person, what has waited longest first. */
export async function openWork(context: Context): Promise<readonly Work[]> {
  const found = await context.store.documents({ kind: WORK_KIND, owner: OPEN, limit: PAGE });
  return found
    .flatMap(({ id, body }) => readItems(body).map((item) => ({ order: id, ...item })))
    .sort((a, b) => a.since - b.since);
}

/** Our own row: {@link workDocuments} wrote it. */
function readItems(body: string): readonly WorkItem[] {
  return parseExact(body) as readonly WorkItem[];
}
