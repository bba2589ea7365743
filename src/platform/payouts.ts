import {
  askForPayoutAgain,
  hearOfPayout,
  type Payout,
  type PayoutNews,
  submitPayout,
} from '../escrow/index.ts';
import { inItsWords } from '../gateway/index.ts';
import type { Document, Work } from '../ledger/index.ts';
import { type Money, parseExact, stringifyExact } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import { allDocuments } from './all-documents.ts';
import type { Context } from './context.ts';
import { payoutEvent } from './events.ts';
import { PAYOUT_KIND, SELLER_KIND } from './kinds.ts';
import { type Answered, answerDocument, once, type RequestIdentity } from './once.ts';
import { oneByOne } from './one-by-one.ts';
import type { Result } from './refusal.ts';
import { decodeSeller, type Seller, sellerDocument } from './seller-document.ts';
import { withSellerFunds } from './seller-funds.ts';

/** Pays a seller: an amount, or all that can be paid. */
export async function requestPayout<V>(
  context: Context,
  sellerId: string,
  amount: Money | undefined,
  request: RequestIdentity | undefined,
  view: (payout: Payout) => V,
): Promise<Result<V>> {
  const { bank } = context;
  if (!bank) return { ok: false, code: 'no_bank' };
  const submitted = await submit(context, sellerId, amount, request, view);
  if (!submitted.ok) return submitted;
  if (submitted.replayed) return { ok: true, value: submitted.answer };
  const settled = await askBank(context, submitted.extra);
  if (settled === submitted.extra) return { ok: true, value: submitted.answer };
  const value = view(settled);
  if (request) {
    await context.store.commit({
      reads: [],
      now: context.now(),
      decide: () => ({ documents: [answerDocument(request, value)], done: undefined }),
    });
  }
  return { ok: true, value };
}

function submit<V>(
  context: Context,
  sellerId: string,
  amount: Money | undefined,
  request: RequestIdentity | undefined,
  view: (payout: Payout) => V,
): Promise<Answered<V, Payout>> {
  return withSellerFunds(context, sellerId, 'CNY', (funds) => {
    const now = context.now();
    const work: Work<Answered<V, Payout>> = {
      reads: [{ kind: SELLER_KIND, id: sellerId }],
      now,
      decide(loaded) {
        const document = loaded.get(SELLER_KIND, sellerId);
        if (!document) return { done: { ok: false, code: 'seller_not_found' } };
        const seller = decodeSeller(document.body);
        const numbered = { ...seller, payouts: seller.payouts + 1 };
        const asked = {
          id: `${sellerId}-o${numbered.payouts}`,
          seller: sellerId,
          minimum: seller.schedule.minimum,
          ...(amount === undefined ? {} : { amount }),
        };
        const decided = submitPayout(asked, funds, now);
        if (!decided.ok) return { done: decided };
        const { payout, accounts, transfers } = decided;
        return {
          accounts,
          transfers,
          documents: [sellerDocument(numbered), payoutDocument(payout), payoutEvent(payout, now)],
          done: { ok: true, answer: view(payout), replayed: false, extra: payout },
        };
      },
    };
    return context.store.commit(once(request, work));
  });
}

/** Asks the bank, and keeps what it says. Where it says nothing, the payout's timer brings it up again. */
async function askBank(context: Context, payout: Payout): Promise<Payout> {
  const { id, seller, amount } = payout;
  const outcome = await context.bank?.pay({ payout: id, seller, amount });
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
      const events = payout.state === before.state ? [] : [payoutEvent(payout, now)];
      return { transfers, documents: [payoutDocument(payout), ...events], done: payout };
    },
  });
}

/** All payouts of a seller, the latest first. */
export async function payoutsOf(context: Context, seller: string): Promise<Payout[]> {
  const found = await allDocuments(context.store, { kind: PAYOUT_KIND, owner: seller });
  const payouts = found.map(({ body }) => decodePayout(body));
  return payouts.sort((a, b) => b.submittedAt - a.submittedAt || numberOf(b) - numberOf(a));
}

/** Payouts are numbered `<seller>-o<n>`. */
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

/** Pays sellers by their schedules, as far as there is something to pay. */
export function scheduleTimers(context: Context) {
  return {
    name: 'payout schedules',
    nextDue: () => context.store.nextDue(SELLER_KIND),
    async run(now: Instant): Promise<void> {
      await oneByOne(await context.store.due(SELLER_KIND, now, BATCH), async ({ id }) => {
        await setNextPayout(context, id, now);
        await requestPayout(context, id, undefined, undefined, () => undefined);
      });
    },
  };
}

function setNextPayout(context: Context, id: string, now: Instant): Promise<Seller> {
  return context.store.commit({
    reads: [{ kind: SELLER_KIND, id }],
    now,
    decide(loaded) {
      const document = loaded.get(SELLER_KIND, id);
      if (!document) throw new Error(`there is no seller ${id}`);
      const seller = decodeSeller(document.body);
      const { every, next = now } = seller.schedule;
      if (every === undefined || next > now) return { done: seller };
      // Payouts that a long silence has swallowed are not made up for: one pays all there is.
      const missed = Math.floor((now - next) / every) + 1;
      const set = { ...seller, schedule: { ...seller.schedule, next: next + missed * every } };
      return { documents: [sellerDocument(set)], done: set };
    },
  });
}

function payoutDocument(payout: Payout): Document {
  return {
    kind: PAYOUT_KIND,
    id: payout.id,
    body: stringifyExact(payout),
    owner: payout.seller,
    ...(payout.retry === undefined ? {} : { dueAt: payout.retry.at }),
  };
}

/** Our own row: only this file writes this kind. */
function decodePayout(body: string): Payout {
  return parseExact(body) as Payout;
}
