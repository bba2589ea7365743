import {
  decodeOrder,
  type Order,
  openedAt,
  type Payout,
  type SellerBalance,
  sellerAvailableAccount,
  writeOff,
} from '../escrow/index.ts';
import type { Work } from '../ledger/index.ts';
import { type Currency, type Money, money } from '../money/index.ts';
import type { DurationMs } from '../time/index.ts';
import { allDocuments } from './all-documents.ts';
import type { Context } from './context.ts';
import { ORDER_KIND, SELLER_KIND } from './kinds.ts';
import { type Answered, once, type RequestIdentity } from './once.ts';
import { payoutsOf } from './payouts.ts';
import type { Result } from './refusal.ts';
import { decodeSeller, type Seller, sellerDocument } from './seller-document.ts';
import { sellerFunds, withSellerFunds } from './seller-funds.ts';

export interface SellerInput {
  readonly name: string;
  /** How often the seller is paid by itself; only on request, when left out. */
  readonly payEvery?: DurationMs | undefined;
  /** The smallest payout; a single minor unit, when left out. */
  readonly payMinimum?: Money | undefined;
}

/** Opens a seller with an account in the ledger. */
export async function openSeller<V>(
  context: Context,
  { name, payEvery, payMinimum = money('CNY', 1n) }: SellerInput,
  request: RequestIdentity | undefined,
  view: (seller: Seller) => V,
): Promise<Result<V>> {
  const now = context.now();
  const every = payEvery === undefined ? {} : { every: payEvery, next: now + payEvery };
  const seller: Seller = {
    id: context.newId('sel'),
    name,
    schedule: { ...every, minimum: payMinimum },
    payouts: 0,
    writeOffs: 0,
    advances: 0,
  };
  const opened = await context.store.commit(
    once<V, undefined>(request, {
      reads: [],
      now,
      decide: () => ({
        accounts: [sellerAvailableAccount(seller.id, 'CNY')],
        documents: [sellerDocument(seller)],
        done: { ok: true, answer: view(seller), replayed: false, extra: undefined },
      }),
    }),
  );
  return opened.ok ? { ok: true, value: opened.answer } : opened;
}

/** Gives up what a seller owes: an amount, or all of it. */
export async function writeOffDebt<V>(
  context: Context,
  id: string,
  amount: Money | undefined,
  request: RequestIdentity | undefined,
  view: (writtenOff: Money) => V,
): Promise<Result<V>> {
  const done = await withSellerFunds(context, id, 'CNY', (funds) => {
    const asked = amount ?? money('CNY', funds.owed);
    const work: Work<Answered<V, undefined>> = {
      reads: [{ kind: SELLER_KIND, id }],
      now: context.now(),
      decide(loaded) {
        const document = loaded.get(SELLER_KIND, id);
        if (!document) return { done: { ok: false, code: 'seller_not_found' } };
        const seller = decodeSeller(document.body);
        const numbered = { ...seller, writeOffs: seller.writeOffs + 1 };
        const decided = writeOff(`write_off/${id}/${numbered.writeOffs}`, id, asked, funds);
        if (!decided.ok) return { done: decided };
        const { accounts, transfers } = decided;
        return {
          accounts,
          transfers,
          documents: [sellerDocument(numbered)],
          done: { ok: true, answer: view(asked), replayed: false, extra: undefined },
        };
      },
    };
    return context.store.commit(once(request, work));
  });
  return done.ok ? { ok: true, value: done.answer } : done;
}

/** Sales that are closed, and payouts, are shown as far as they are among the latest this many. */
const SHOWN = 100;

/** What a seller has, where it is, and where it went. */
export interface SellerOverview {
  readonly seller: Seller;
  readonly balance: SellerBalance;
  readonly currency: Currency;
  /** All that are not closed, and the latest of the others; the latest first. */
  readonly orders: readonly Order[];
  /** The latest first. */
  readonly payouts: readonly Payout[];
}

export async function sellerOverview(context: Context, id: string): Promise<SellerOverview | undefined> {
  const document = await context.store.document(SELLER_KIND, id);
  if (!document) return undefined;
  const seller = decodeSeller(document.body);
  const { currency } = seller.schedule.minimum;
  const payouts = await payoutsOf(context, { kind: 'seller', id });
  const inPayouts = payouts
    .filter(({ state }) => state === 'submitted')
    .reduce((sum, { amount }) => sum + amount.value, 0n);
  const account = await context.store.account(sellerAvailableAccount(id, currency).id);
  const frozen = (account?.debitsPending ?? 0n) - inPayouts;
  const balance = {
    ...(await sellerFunds(context, id, currency)),
    inPayouts,
    frozen: frozen > 0n ? frozen : 0n,
    nextPayout: seller.schedule.next,
  };
  const sales = await allDocuments(context.store, { kind: ORDER_KIND, owner: id });
  const orders = sales
    .map(({ body }) => decodeOrder(body))
    .sort((a, b) => openedAt(b) - openedAt(a))
    .filter(({ fulfilment }, i) => fulfilment !== 'closed' || i < SHOWN);
  return { seller, balance, currency, orders, payouts: payouts.slice(0, SHOWN) };
}
