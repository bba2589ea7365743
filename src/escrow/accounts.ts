import type { AccountSpec } from '../ledger/index.ts';
import type { Currency } from '../money/index.ts';
import { SELLER } from '../split/index.ts';
import type { Order, Party } from './order.ts';

/** The payee of the platform's commission. */
const PLATFORM = 'platform';

/** What a provider owes us: it has the buyer's money, and has not paid it out to us yet. */
export function clearingAccount(channel: string, ledger: Currency): AccountSpec {
  return { id: `clearing:${channel}`, ledger, code: 'clearing' };
}

/** The buyer's money that we hold for one order. */
export function escrowAccount(order: Order): AccountSpec {
  return {
    id: `escrow:${order.id}`,
    ledger: order.amount.currency,
    code: 'escrow',
    limit: 'debits_must_not_exceed_credits',
  };
}

/** Where a leg is released to. */
export function payeeAccount(order: Order, payee: string): AccountSpec {
  const ledger = order.amount.currency;
  if (payee === PLATFORM) return { id: 'income:commission', ledger, code: 'income' };
  if (payee === SELLER) return sellerAvailableAccount(order.seller, ledger);
  return payableAccount(payee, ledger);
}

/** What a payee has earned and not been paid. Below nothing the payee owes us: what refunds have taken back. */
export function payableAccount(payee: string, ledger: Currency): AccountSpec {
  return { id: `payable:${payee}`, ledger, code: 'payable' };
}

/** What a seller has earned and can have paid out. */
export function sellerAvailableAccount(seller: string, ledger: Currency): AccountSpec {
  return {
    id: `seller:${seller}:available`,
    ledger,
    code: 'seller_available',
    limit: 'debits_must_not_exceed_credits',
  };
}

/** What is kept back of a seller's money while after-sales can still come. */
export function sellerReserveAccount(seller: string, ledger: Currency): AccountSpec {
  return {
    id: `seller:${seller}:reserve`,
    ledger,
    code: 'seller_reserve',
    limit: 'debits_must_not_exceed_credits',
  };
}

/** What a seller owes the platform. It is never paid back more than there is. */
export function sellerReceivableAccount(seller: string, ledger: Currency): AccountSpec {
  return {
    id: `receivable:seller:${seller}`,
    ledger,
    code: 'receivable',
    limit: 'credits_must_not_exceed_debits',
  };
}

/** Who bears what went wrong. A buyer has no account but what they owe for one order. */
export function partyAccount(order: Order, party: Party): AccountSpec {
  const ledger = order.amount.currency;
  switch (party) {
    case 'seller':
      return sellerReceivableAccount(order.seller, ledger);
    case 'buyer':
      return { id: `receivable:buyer:${order.id}`, ledger, code: 'receivable' };
    case 'platform':
      return lossAccount(ledger);
    default:
      return party satisfies never;
  }
}

/** What the platform has lost for good. */
export function lossAccount(ledger: Currency): AccountSpec {
  return { id: 'expense:loss', ledger, code: 'expense' };
}

/** What a provider has kept for its services. */
export function providerFeeAccount(channel: string, ledger: Currency): AccountSpec {
  return { id: `expense:psp_fee:${channel}`, ledger, code: 'expense' };
}

/** The money that we have ourselves, at the bank that keeps it. */
export function custodyAccount(ledger: Currency): AccountSpec {
  return { id: 'custody:bank', ledger, code: 'custody' };
}

/** Who pays a coupon: the platform, as an expense of its own, or a sponsor, who owes us for it. */
export function couponAccount(order: Order, sponsor: string): AccountSpec {
  const ledger = order.amount.currency;
  if (sponsor === PLATFORM) return { id: 'expense:coupon', ledger, code: 'expense' };
  return { id: `receivable:sponsor:${sponsor}`, ledger, code: 'receivable' };
}
