import type { Order, Payout, TimelineEntry } from '../escrow/index.ts';
import type { Document } from '../ledger/index.ts';
import { parseExact, stringifyExact } from '../money/index.ts';
import { type DurationMs, formatInstant, type Instant } from '../time/index.ts';
import type { Context } from './context.ts';
import { EVENT_KIND } from './kinds.ts';

/** Something that happened, for the marketplace to hear of. It is written in one commit with what happened. */
export interface PlatformEvent {
  /** The `webhook-id`: the same across retries, and when it is sent again. */
  readonly id: string;
  /** `order.held`, `payout.paid`, … */
  readonly type: string;
  readonly at: Instant;
  /** Facts, as JSON has them. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Endpoints that have heard of it. */
  readonly heardBy: readonly string[];
  /** How often it was sent. */
  readonly attempts: number;
  /** When it is sent next; gone once everybody has heard, or it was given up. */
  readonly nextAt?: Instant;
}

/** The waits that Standard Webhooks recommends ("Retry schedule"); after the last it is given up. */
const RETRY_AFTER_MS: readonly DurationMs[] = [
  5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
];

/** One event for each thing that the timeline says anew. */
export function orderEvents(before: Order | undefined, after: Order, now: Instant): readonly Document[] {
  const known = before?.timeline.length ?? 0;
  return after.timeline.slice(known).map((entry, i) => orderEvent(after, entry, known + i + 1, now));
}

function orderEvent(order: Order, { at, event, detail }: TimelineEntry, nth: number, now: Instant): Document {
  const id = `evt_${order.id}_${String(nth).padStart(6, '0')}`;
  const data = { order: order.id, seller: order.seller, state: order.fulfilment, detail };
  return eventDocument(
    { id, type: `order.${event}`, at, data, heardBy: [], attempts: 0, nextAt: now },
    order.id,
  );
}

export function payoutEvent({ id, recipient, state, amount }: Payout, now: Instant): Document {
  const value = { currency: amount.currency, value: amount.value.toString() };
  return eventDocument(
    {
      // In their order, also where both happen at one moment.
      id: `evt_${id}_${state === 'submitted' ? 1 : 2}`,
      type: `payout.${state}`,
      at: now,
      data: { payout: id, [recipient.kind]: recipient.id, amount: value },
      heardBy: [],
      attempts: 0,
      nextAt: now,
    },
    id,
  );
}

/** What is left to be told after an attempt. */
export function afterAttempt(
  event: PlatformEvent,
  heardBy: readonly string[],
  isHeardByAll: boolean,
  now: Instant,
): PlatformEvent {
  const { nextAt: _sent, ...rest } = event;
  const waitMs = RETRY_AFTER_MS[event.attempts];
  const isDone = isHeardByAll || waitMs === undefined;
  return {
    ...rest,
    heardBy,
    attempts: event.attempts + 1,
    ...(isDone ? {} : { nextAt: now + waitMs }),
  };
}

/** The body of the message: its type, when it happened, and facts. */
export function payloadOf({ type, at, data }: PlatformEvent): string {
  return JSON.stringify({ type, timestamp: formatInstant(at), data });
}

/** @param owner the order or payout that it is about */
export function eventDocument(event: PlatformEvent, owner: string): Document {
  return {
    kind: EVENT_KIND,
    id: event.id,
    body: stringifyExact(event),
    owner,
    ...(event.nextAt === undefined ? {} : { dueAt: event.nextAt }),
  };
}

/** Our own row: {@link eventDocument} wrote it. */
export function decodeEvent(body: string): PlatformEvent {
  return parseExact(body) as PlatformEvent;
}

/** Events that are shown at a time. */
const PAGE = 100;

/** Events by id, of one order or payout or of all. */
export async function listEvents(
  context: Context,
  filter: { readonly about?: string | undefined; readonly after?: string | undefined },
): Promise<readonly PlatformEvent[]> {
  const { about: owner, after } = filter;
  const found = await context.store.documents({
    kind: EVENT_KIND,
    limit: PAGE,
    ...(owner === undefined ? {} : { owner }),
    ...(after === undefined ? {} : { after }),
  });
  return found.map(({ body }) => decodeEvent(body));
}

export function eventView({ id, type, at, data, heardBy, attempts, nextAt }: PlatformEvent) {
  return {
    id,
    type,
    timestamp: formatInstant(at),
    data,
    heard_by: heardBy,
    attempts,
    /** Null: everybody has heard, or it was given up. */
    next_at: nextAt === undefined ? null : formatInstant(nextAt),
  };
}
