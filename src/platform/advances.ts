import { advanceAccount, allocations, decodeOrder, type Order } from '../escrow/index.ts';
import { creditBalance } from '../ledger/index.ts';
import { type Money, money } from '../money/index.ts';
import { SELLER } from '../split/index.ts';
import { allDocuments } from './all-documents.ts';
import type { Context } from './context.ts';
import { OutOfDate } from './decide-again.ts';
import { ORDER_KIND, SELLER_KIND } from './kinds.ts';
import type { RequestIdentity } from './once.ts';
import { type Condition, findOrder, perform } from './orders.ts';
import type { Result } from './refusal.ts';
import { decodeSeller, sellerDocument } from './seller-document.ts';
import { ADVANCE } from './terms.ts';

/** Offers a seller an early payout: so much of their share, within what they have sold before. */
export async function offerEarlyPayout<V>(
  context: Context,
  id: string,
  withRecourse: boolean,
  request: RequestIdentity | undefined,
  view: (order: Order) => V,
): Promise<Result<V>> {
  const order = await findOrder(context, id);
  if (!order) return { ok: false, code: 'order_not_found' };
  const { currency } = order.amount;
  const limit = await limitOf(context, order);
  const most = (shareOf(order) * BigInt(ADVANCE.rateBps)) / 10_000n;
  const principal = most < limit ? most : limit;
  const fee = (principal * BigInt(ADVANCE.feeBps) + 9_999n) / 10_000n;
  const offer: Readonly<Record<'principal' | 'fee', Money>> = {
    principal: money(currency, principal),
    fee: money(currency, fee),
  };
  return perform(context, id, { type: 'offer_advance', ...offer, withRecourse }, request, view);
}

/** Takes the offer, as long as the seller's history allows as much: others may have been taken since. */
export function acceptEarlyPayout<V>(
  context: Context,
  id: string,
  request: RequestIdentity | undefined,
  view: (order: Order) => V,
): Promise<Result<V>> {
  return perform(context, id, { type: 'accept_advance' }, request, view, () => withinLimit(context, id));
}

/** Every early payout is counted with its seller, so that of two at one instant the second sees the first. */
async function withinLimit(context: Context, id: string): ReturnType<Condition> {
  const order = await findOrder(context, id);
  const key = { kind: SELLER_KIND, id: order?.seller ?? '' };
  const seen = await context.store.document(key.kind, key.id);
  if (!order || !seen) return { reads: [], check: () => ({ ok: false, code: 'seller_not_found' }) };
  const limit = await limitOf(context, order);
  return {
    reads: [key],
    check(loaded, { advances }) {
      const seller = decodeSeller(loaded.get(key.kind, key.id)?.body ?? seen.body);
      if (seller.advances !== decodeSeller(seen.body).advances) throw new OutOfDate();
      const offer = advances.at(-1);
      // An offer that was taken before counts towards the limit already.
      if (offer?.state === 'offered' && offer.principal.value > limit) {
        return { ok: false, code: 'advance_exceeds_limit' };
      }
      return { ok: true, documents: [sellerDocument({ ...seller, advances: seller.advances + 1 })] };
    },
  };
}

/** What the seller has sold and was released, less what they have been advanced and not repaid. */
async function limitOf({ store }: Context, order: Order): Promise<bigint> {
  const sales = await allDocuments(store, { kind: ORDER_KIND, owner: order.seller });
  const sold = sales.map(({ body }) => decodeOrder(body)).filter(({ ending }) => ending === 'released');
  const lent = await store.account(advanceAccount(order).id);
  return sold.reduce((sum, sale) => sum + shareOf(sale), lent ? creditBalance(lent) : 0n);
}

function shareOf(order: Order): bigint {
  return allocations(order).find(({ payee }) => payee === SELLER)?.amount.value ?? 0n;
}
