import type { Instant } from '../time/index.ts';
import type { Context } from './context.ts';
import { ORDER_KIND } from './kinds.ts';
import { change, settle } from './orders.ts';

/** How many orders are rung in one commit. */
const BATCH = 200;

/** What falls due by itself: payments to expire, goods to be accepted, holds to run out, calls to repeat. */
export function orderTimers(context: Context): {
  readonly name: string;
  nextDue(): Promise<Instant | undefined>;
  run(now: Instant): Promise<void>;
} {
  return {
    name: 'orders',
    nextDue: () => context.store.nextDue(ORDER_KIND),
    run: (now) => ringDueOrders(context, now),
  };
}

/**
 * The ticks share commits; the calls to providers that follow are made one by one, in order.
 *
 * @throws AggregateError when an order could not be rung, after all others were
 */
async function ringDueOrders(context: Context, now: Instant): Promise<void> {
  const due = await context.store.due(ORDER_KIND, now, BATCH);
  const ticks = due.map(({ id }) => change(context, id, { type: 'tick' }, undefined, () => undefined));
  const failures: unknown[] = [];
  for (const ticked of await Promise.allSettled(ticks)) {
    if (ticked.status === 'rejected') failures.push(ticked.reason);
    else if (ticked.value.ok && !ticked.value.replayed) await settle(context, ticked.value.extra);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} orders could not be rung`);
}
