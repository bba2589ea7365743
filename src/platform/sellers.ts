import { decodeOrder, type Order, sellerAvailableAccount } from '../escrow/index.ts';
import { creditBalance } from '../ledger/index.ts';
import { type Money, money, parseExact, stringifyExact } from '../money/index.ts';
import type { Context } from './context.ts';
import { ORDER_KIND, SELLER_KIND } from './kinds.ts';
import { once, type RequestIdentity } from './once.ts';
import type { Result } from './refusal.ts';

export interface Seller {
  readonly id: string;
  readonly name: string;
}

/** Opens a seller with an account in the ledger. */
export async function openSeller(
  context: Context,
  name: string,
  request: RequestIdentity | undefined,
): Promise<Result<Seller>> {
  const seller: Seller = { id: context.newId('sel'), name };
  const opened = await context.store.commit(
    once<Seller, undefined>(request, {
      reads: [],
      now: context.now(),
      decide: () => ({
        accounts: [sellerAvailableAccount(seller.id, 'CNY')],
        documents: [{ kind: SELLER_KIND, id: seller.id, body: stringifyExact(seller) }],
        done: { ok: true, answer: seller, replayed: false, extra: undefined },
      }),
    }),
  );
  return opened.ok ? { ok: true, value: opened.answer } : opened;
}

async function findSeller(context: Context, id: string): Promise<Seller | undefined> {
  const document = await context.store.document(SELLER_KIND, id);
  // Our own row: only openSeller writes this kind.
  return document && (parseExact(document.body) as Seller);
}

/** The latest this many sales are shown with a seller. */
const SHOWN_SALES = 100;

/** A seller, what they have, and their sales. */
export async function sellerOverview(
  context: Context,
  id: string,
): Promise<{ seller: Seller; available: Money; orders: Order[] } | undefined> {
  const seller = await findSeller(context, id);
  if (!seller) return undefined;
  const account = await context.store.account(sellerAvailableAccount(id, 'CNY').id);
  const sales = await context.store.documents({ kind: ORDER_KIND, owner: id, limit: SHOWN_SALES });
  return {
    seller,
    available: money('CNY', account ? creditBalance(account) : 0n),
    orders: sales.map(({ body }) => decodeOrder(body)),
  };
}
