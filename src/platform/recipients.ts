import { type PayoutFunds, payoutAccounts, type Recipient, readPayoutFunds } from '../escrow/index.ts';
import type { Account, Document, DocumentKey, Reader } from '../ledger/index.ts';
import type { Currency } from '../money/index.ts';
import { PAYEE_KIND, SELLER_KIND } from './kinds.ts';
import { decodePayee, newPayee, type Payee, payeeDocument } from './payee-document.ts';
import { decodeSeller, type Seller, sellerDocument } from './seller-document.ts';

/** Where it is kept when, and how often, somebody is paid out. */
export function keyOf({ kind, id }: Recipient): DocumentKey {
  return { kind: kind === 'seller' ? SELLER_KIND : PAYEE_KIND, id };
}

/** Whoever is paid out, by their document; a payee needs none. */
export function readRecipient(
  { kind, id }: Recipient,
  document: Document | undefined,
): Seller | Payee | undefined {
  if (kind === 'payee') return document ? decodePayee(document.body) : newPayee(id);
  return document && decodeSeller(document.body);
}

export function recipientDocument(who: Seller | Payee): Document {
  return 'receivers' in who ? payeeDocument(who) : sellerDocument(who);
}

/** One word for each, whom no two share: sellers' ids begin otherwise. */
export function nameOf({ kind, id }: Recipient): string {
  return kind === 'seller' ? id : `payee:${id}`;
}

/** What the ledger says now that somebody has and owes. */
export async function payoutFunds(
  store: Pick<Reader, 'account'>,
  recipient: Recipient,
  currency: Currency,
): Promise<PayoutFunds> {
  const ids = Object.values(payoutAccounts(recipient, currency)).map(({ id }) => id);
  const found = await Promise.all(ids.map((id) => store.account(id)));
  const accounts = new Map(
    found.flatMap((account): [string, Account][] => (account ? [[account.id, account]] : [])),
  );
  return readPayoutFunds(recipient, currency, (id) => accounts.get(id));
}
