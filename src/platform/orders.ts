import {
  type Command,
  createOrder,
  decide,
  decodeOrder,
  dueAt,
  type Effect,
  encodeOrder,
  type NewOrder,
  type Order,
  openedAt,
  type SellerFunds,
  type Terms,
} from '../escrow/index.ts';
import type { Document, DocumentKey, Loaded, Work } from '../ledger/index.ts';
import type { DurationMs, Instant } from '../time/index.ts';
import { allDocuments } from './all-documents.ts';
import { carryOut } from './calls.ts';
import type { Context } from './context.ts';
import { orderEvents } from './events.ts';
import { ORDER_KIND, SELLER_KIND } from './kinds.ts';
import { type Answered, answerDocument, once, type RequestIdentity } from './once.ts';
import { widestOutwardCap } from './outward-cap.ts';
import type { Refusal, Result } from './refusal.ts';
import { withSellerFunds } from './seller-funds.ts';
import { DEFAULT_TERMS } from './terms.ts';
import { workDocuments } from './work.ts';

export interface OrderInput extends Omit<NewOrder, 'id' | 'terms' | 'outwardCapBps'> {
  /** From acceptance to release. */
  readonly hold?: DurationMs | undefined;
  /** How much of the seller's share is kept back until after-sales are over, in basis points. */
  readonly reserveBps?: number | undefined;
  /** What differs from our own terms. */
  readonly terms?: Partial<Terms> | undefined;
}

/** Opens an order for a seller. Its plan of shares is checked now, not when the money moves. */
export async function openOrder<V>(
  context: Context,
  { hold, reserveBps, terms: differing, ...input }: OrderInput,
  request: RequestIdentity | undefined,
  view: (order: Order) => V,
): Promise<Result<V>> {
  const now = context.now();
  const terms = {
    ...DEFAULT_TERMS,
    ...differing,
    ...(hold === undefined ? {} : { holdMs: hold }),
    ...(reserveBps === undefined ? {} : { reserveBps }),
  };
  const id = context.newId('ord');
  const created = createOrder({ ...input, terms, outwardCapBps: widestOutwardCap(context), id }, now);
  const opened = await context.store.commit(
    once<V, undefined>(request, {
      reads: [
        { kind: SELLER_KIND, id: input.seller },
        { kind: ORDER_KIND, id },
      ],
      now,
      decide(loaded) {
        if (loaded.get(ORDER_KIND, id)) throw new Error(`the id ${id} was drawn before`);
        if (!loaded.get(SELLER_KIND, input.seller)) return { done: { ok: false, code: 'seller_not_found' } };
        if (!created.ok) return { done: created };
        const { order } = created;
        return {
          documents: [orderDocument(order), ...orderEvents(undefined, order, now)],
          done: { ok: true, answer: view(order), replayed: false, extra: undefined },
        };
      },
    }),
  );
  return opened.ok ? { ok: true, value: opened.answer } : opened;
}

export async function findOrder(context: Context, id: string): Promise<Order | undefined> {
  const document = await context.store.document(ORDER_KIND, id);
  return document && decodeOrder(document.body);
}

const RECENT = 50;

/** Some orders to show, the latest first. */
export async function recentOrders(context: Context): Promise<Order[]> {
  const documents = await allDocuments(context.store, { kind: ORDER_KIND });
  const orders = documents.map(({ body }) => decodeOrder(body));
  return orders.sort((a, b) => openedAt(b) - openedAt(a)).slice(0, RECENT);
}

/**
 * Carries out a command: commits it, makes the calls to providers that it asks for, and answers with the
 * order as it then is. A crash at any point loses nothing: what was not called yet is due, and is called
 * when the timers are next looked at.
 *
 * @param view what the caller is answered with, and again when the request is repeated
 * @param condition what must hold besides
 */
export async function perform<V>(
  context: Context,
  id: string,
  command: Command,
  request: RequestIdentity | undefined,
  view: (order: Order) => V,
  condition?: Condition,
): Promise<Result<V>> {
  const changed = await change(context, id, command, request, view, condition);
  if (!changed.ok) return changed;
  if (changed.replayed) return { ok: true, value: changed.answer };

  const settled = await settle(context, changed.extra);
  if (settled === changed.extra.order) return { ok: true, value: changed.answer };
  const value = view(settled);
  if (request) await amend(context, request, value);
  return { ok: true, value };
}

/** An order after a change, and the calls to providers that are now to be made. */
export interface Changed {
  readonly order: Order;
  readonly effects: readonly Effect[];
}

/**
 * Reads what else must hold for a command, before each attempt to commit it. What it comes to is looked at in the
 * commit itself, beside the order.
 *
 * @throws OutOfDate in `check`, when what was read has changed by the commit
 */
export type Condition = () => Promise<{
  readonly reads: readonly DocumentKey[];
  /** @returns what is written with the change */
  check(
    loaded: Loaded,
    before: Order,
  ): { readonly ok: true; readonly documents: readonly Document[] } | Refusal;
}>;

/** Commits one command on one order, and no more. */
export async function change<V>(
  context: Context,
  id: string,
  command: Command,
  request: RequestIdentity | undefined,
  view: (order: Order) => V,
  condition: Condition = noCondition,
): Promise<Answered<V, Changed>> {
  const order = await findOrder(context, id);
  if (!order) return { ok: false, code: 'order_not_found' };
  return withSellerFunds(context, order.seller, order.amount.currency, async (funds) => {
    const circumstances = { now: context.now(), funds, condition: await condition() };
    const work = changeWork(id, command, circumstances, view);
    return context.store.commit(once(request, work));
  });
}

/** What a command is decided by, besides the order. */
interface Circumstances {
  readonly now: Instant;
  readonly funds: SellerFunds;
  readonly condition: Awaited<ReturnType<Condition>>;
}

async function noCondition(): ReturnType<Condition> {
  return { reads: [], check: () => ({ ok: true, documents: [] }) };
}

function changeWork<V>(
  id: string,
  command: Command,
  { now, funds, condition }: Circumstances,
  view: (order: Order) => V,
): Work<Answered<V, Changed>> {
  return {
    reads: [{ kind: ORDER_KIND, id }, ...condition.reads],
    now,
    decide(loaded) {
      const document = loaded.get(ORDER_KIND, id);
      if (!document) return { done: { ok: false, code: 'order_not_found' } };
      const before = decodeOrder(document.body);
      const held = condition.check(loaded, before);
      if (!held.ok) return { done: held };
      const decision = decide(before, command, now, funds);
      if (!decision.ok) return { done: decision };
      const { order, effects, accounts, transfers } = decision;
      return {
        accounts,
        transfers,
        documents: [
          orderDocument(order),
          ...workDocuments(before, order),
          ...orderEvents(before, order, now),
          ...held.documents,
        ],
        done: { ok: true, answer: view(order), replayed: false, extra: { order, effects } },
      };
    },
  };
}

/**
 * Makes the calls that a change asked for, tells the order what came of them, and rings the timers that are
 * due at once, until nothing is left to do now.
 */
export async function settle(context: Context, { order, effects }: Changed): Promise<Order> {
  let latest = order;
  const waiting = [...effects];
  for (;;) {
    const effect = waiting.shift();
    const commands = effect ? await carryOut(context, latest, effect) : tickIfDue(latest, context.now());
    if (!effect && commands.length === 0) return latest;
    for (const command of commands) {
      const changed = await change(context, order.id, command, undefined, () => undefined);
      if (changed.ok && !changed.replayed) {
        latest = changed.extra.order;
        waiting.push(...changed.extra.effects);
      }
    }
  }
}

function tickIfDue(order: Order, now: number): readonly Command[] {
  const due = dueAt(order);
  return due !== undefined && due <= now ? [{ type: 'tick' }] : [];
}

/** Replaces the answer that a repetition of the request gets, now that more is known. */
export function amend(context: Context, request: RequestIdentity, answer: unknown): Promise<void> {
  return context.store.commit({
    reads: [],
    now: context.now(),
    decide: () => ({ documents: [answerDocument(request, answer)], done: undefined }),
  });
}

function orderDocument(order: Order): Document {
  const due = dueAt(order);
  return {
    kind: ORDER_KIND,
    id: order.id,
    body: encodeOrder(order),
    owner: order.seller,
    ...(due === undefined ? {} : { dueAt: due }),
  };
}
