import {
  acknowledgePayout,
  askForPayoutAgain,
  hearOfPayout,
  type Payout,
  type PayoutNews,
  type Recipient,
  submitPayout,
} from '../escrow/index.ts';
import { inItsWords } from '../gateway/index.ts';
import type { Document, Work } from '../ledger/index.ts';
import { type Money, parseExact, stringifyExact } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import { allDocuments } from './all-documents.ts';
import type { Context } from './context.ts';
import { decideAgain, OutOfDate } from './decide-again.ts';
import { payoutEvent } from './events.ts';
import { PAYOUT_KIND } from './kinds.ts';
import { type Answered, once, type RequestIdentity } from './once.ts';
import { oneByOne } from './one-by-one.ts';
import { amend } from './orders.ts';
import { keyOf, nameOf, payoutFunds, readRecipient, recipientDocument } from './recipients.ts';
import type { Result } from './refusal.ts';
import { workDocument } from './work.ts';

/** Pays a seller or a payee: an amount, or all that can be paid. */
export async function requestPayout<V>(
  context: Context,
  recipient: Recipient,
  amount: Money | undefined,
  request: RequestIdentity | undefined,
  view: (payout: Payout) => V,
): Promise<Result<V>> {
  const { bank } = context;
  if (!bank) return { ok: false, code: 'no_bank' };
  const submitted = await submit(context, recipient, amount, request, view);
  if (!submitted.ok) return submitted;
  if (submitted.replayed) return { ok: true, value: submitted.answer };
  const settled = await askBank(context, submitted.extra);
  if (settled === submitted.extra) return { ok: true, value: submitted.answer };
  const value = view(settled);
  if (request) await amend(context, request, value);
  return { ok: true, value };
}

/**
 * Each payout is counted with whoever is paid, so that of two at one instant the second is decided with what the
 * first has left.
 */
function submit<V>(
  context: Context,
  recipient: Recipient,
  amount: Money | undefined,
  request: RequestIdentity | undefined,
  view: (payout: Payout) => V,
): Promise<Answered<V, Payout>> {
  const key = keyOf(recipient);
  return decideAgain(async () => {
    const seen = readRecipient(recipient, await context.store.document(key.kind, key.id));
    const funds = await payoutFunds(context.store, recipient, 'CNY');
    const now = context.now();
    const work: Work<Answered<V, Payout>> = {
      reads: [key],
      now,
      decide(loaded) {
        const who = readRecipient(recipient, loaded.get(key.kind, key.id));
        if (!who) return { done: { ok: false, code: 'seller_not_found' } };
        if (who.payouts !== seen?.payouts) throw new OutOfDate();
        const counted = { ...who, payouts: who.payouts + 1 };
        const asked = {
          id: `${nameOf(recipient)}-o${counted.payouts}`,
          recipient,
          minimum: who.schedule.minimum,
          ...(amount === undefined ? {} : { amount }),
        };
        const decided = submitPayout(asked, funds, now);
        if (!decided.ok) return { done: decided };
        const { payout, accounts, transfers } = decided;
        return {
          accounts,
          transfers,
          documents: [recipientDocument(counted), payoutDocument(payout), payoutEvent(payout, now)],
          done: { ok: true, answer: view(payout), replayed: false, extra: payout },
        };
      },
    };
    return context.store.commit(once(request, work));
  });
}

/** Asks the bank, and keeps what it says. Where it says nothing, the payout's timer brings it up again. */
async function askBank(context: Context, payout: Payout): Promise<Payout> {
  const { id, recipient, amount } = payout;
  const outcome = await context.bank?.pay({ payout: id, recipient, amount });
  if (outcome?.kind === 'succeeded') return changePayout(context, id, { state: 'paid' });
  if (outcome?.kind !== 'failed') return payout;
  return changePayout(context, id, { state: 'returned', reason: inItsWords(outcome) });
}

/** @param news what the bank said; nothing: only that it was asked again */
function changePayout(context: Context, id: string, news?: PayoutNews): Promise<Payout> {
  const now = context.now();
  return context.store.commit({
    reads: [{ kind: PAYOUT_KIND, id }],
    now,
    decide(loaded) {
      const document = loaded.get(PAYOUT_KIND, id);
      if (!document) throw new Error(`there is no payout ${id}`);
      const before = decodePayout(document.body);
      const { payout, transfers } = news
        ? hearOfPayout(before, news, now)
        : { payout: askForPayoutAgain(before, now), transfers: [] };
      const changed = payout.state === before.state ? [] : [payoutEvent(payout, now), ...work(payout)];
      return { transfers, documents: [payoutDocument(payout), ...changed], done: payout };
    },
  });
}

/** The bank has given one back: somebody must find out why, and pay it otherwise. */
function work({ id, state, endedAt, isSeen }: Payout): readonly Document[] {
  if (state !== 'returned') return [];
  const item = { kind: 'payout_returned', about: id, payout: id, since: endedAt ?? 0 } as const;
  return [workDocument(`payout/${id}`, isSeen ? [] : [item])];
}

/** A person has looked at a payout that the bank returned. */
export async function seePayout<V>(
  context: Context,
  id: string,
  request: RequestIdentity | undefined,
  view: (payout: Payout) => V,
): Promise<Result<V>> {
  const done = await context.store.commit(
    once<V, undefined>(request, {
      reads: [{ kind: PAYOUT_KIND, id }],
      now: context.now(),
      decide(loaded) {
        const document = loaded.get(PAYOUT_KIND, id);
        if (!document) return { done: { ok: false, code: 'payout_not_found' } };
        const seen = acknowledgePayout(decodePayout(document.body));
        if (!seen) return { done: { ok: false, code: 'nothing_to_acknowledge' } };
        return {
          documents: [payoutDocument(seen), ...work(seen)],
          done: { ok: true, answer: view(seen), replayed: false, extra: undefined },
        };
      },
    }),
  );
  return done.ok ? { ok: true, value: done.answer } : done;
}

/** All payouts of somebody, the latest first. */
export async function payoutsOf(context: Context, recipient: Recipient): Promise<Payout[]> {
  const found = await allDocuments(context.store, { kind: PAYOUT_KIND, owner: nameOf(recipient) });
  const payouts = found.map(({ body }) => decodePayout(body));
  return payouts.sort((a, b) => b.submittedAt - a.submittedAt || numberOf(b) - numberOf(a));
}

/** Payouts are numbered `<recipient>-o<n>`. */
function numberOf({ id }: Payout): number {
  return Number(id.slice(id.lastIndexOf('-o') + 2));
}

/** How many payouts are asked after, and how many sellers are paid, at a time. */
const BATCH = 200;

/** Asks the bank again after payouts that it has not answered. */
export function payoutTimers(context: Context) {
  return {
    name: 'payouts',
    nextDue: () => context.store.nextDue(PAYOUT_KIND),
    async run(now: Instant): Promise<void> {
      const due = await context.store.due(PAYOUT_KIND, now, BATCH);
      await oneByOne(due, async ({ id }) => askBank(context, await changePayout(context, id)));
    },
  };
}

const KINDS = ['seller', 'payee'] as const;

/** Pays sellers and payees by their schedules, as far as there is something to pay. */
export function scheduleTimers(context: Context) {
  const { store } = context;
  return {
    name: 'payout schedules',
    async nextDue(): Promise<Instant | undefined> {
      const dues = await Promise.all(KINDS.map((kind) => store.nextDue(keyOf({ kind, id: '' }).kind)));
      const known = dues.filter((due) => due !== undefined);
      return known.length === 0 ? undefined : Math.min(...known);
    },
    async run(now: Instant): Promise<void> {
      const due = await Promise.all(
        KINDS.map(async (kind) => {
          const found = await store.due(keyOf({ kind, id: '' }).kind, now, BATCH);
          return found.map(({ id }) => ({ kind, id }));
        }),
      );
      await oneByOne(due.flat(), async (recipient) => {
        await setNextPayout(context, recipient, now);
        await requestPayout(context, recipient, undefined, undefined, () => undefined);
      });
    },
  };
}

function setNextPayout(context: Context, recipient: Recipient, now: Instant): Promise<undefined> {
  const key = keyOf(recipient);
  return context.store.commit({
    reads: [key],
    now,
    decide(loaded) {
      const who = readRecipient(recipient, loaded.get(key.kind, key.id));
      if (!who) throw new Error(`there is no ${recipient.kind} ${recipient.id}`);
      const { every, next = now } = who.schedule;
      if (every === undefined || next > now) return { done: undefined };
      // Payouts that a long silence has swallowed are not made up for: one pays all there is.
      const missed = Math.floor((now - next) / every) + 1;
      const set = { ...who, schedule: { ...who.schedule, next: next + missed * every } };
      return { documents: [recipientDocument(set)], done: undefined };
    },
  });
}

function payoutDocument(payout: Payout): Document {
  return {
    kind: PAYOUT_KIND,
    id: payout.id,
    body: stringifyExact(payout),
    owner: nameOf(payout.recipient),
    ...(payout.retry === undefined ? {} : { dueAt: payout.retry.at }),
  };
}

/** Our own row: only this file writes this kind. Once only sellers were paid out. */
function decodePayout(body: string): Payout {
  const { seller, ...payout } = parseExact(body) as Payout & { readonly seller?: string };
  return seller === undefined ? payout : { ...payout, recipient: { kind: 'seller', id: seller } };
}
