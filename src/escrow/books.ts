import type { AccountSpec, PendingTransfer, PostedTransfer, TransferCode } from '../ledger/index.ts';
import { clearingAccount, custodyAccount, escrowAccount, partyAccount, payeeAccount } from './accounts.ts';
import type { Draft } from './draft.ts';
import { fundsAfter } from './funds.ts';
import type { Charge, Order, Party, Payment, Refund } from './order.ts';
import { paidAmount, paymentOf } from './views.ts';

/** Money arrived: the provider owes it to us, and we hold it for the order. */
export function bookPayment(draft: Draft, payment: Payment): void {
  const paid = paidAmount(payment);
  book(draft, {
    kind: 'posted',
    id: `${draft.order.id}/payment/${payment.id}`,
    code: 'payment',
    debit: clearingAccount(payment.channel, paid.currency),
    credit: escrowAccount(draft.order),
    amount: paid.value,
  });
}

/** A refund is on its way: nothing else can have its money until the provider has answered. */
export function bookRefund(draft: Draft, refund: Refund): void {
  const { channel } = paymentOf(draft.order, refund.payment);
  book(draft, {
    kind: 'pending',
    id: refundTransferId(draft.order, refund),
    code: 'refund',
    debit: escrowAccount(draft.order),
    credit: clearingAccount(channel, refund.amount.currency),
    amount: refund.amount.value,
  });
}

/** The provider gave the money back. */
export function bookRefundSucceeded(draft: Draft, refund: Refund): void {
  const pending = refundTransferId(draft.order, refund);
  const { id: order } = draft.order;
  draft.transfers.push({ kind: 'post_pending', id: `${pending}/post`, pending, code: 'refund', order });
}

/** The provider will not give the money back: it is free again. */
export function bookRefundFailed(draft: Draft, refund: Refund): void {
  const pending = refundTransferId(draft.order, refund);
  const { id: order } = draft.order;
  draft.transfers.push({ kind: 'void_pending', id: `${pending}/void`, pending, code: 'refund', order });
}

/** We paid the buyer ourselves. */
export function bookRefundMadeElsewhere(draft: Draft, refund: Refund): void {
  book(draft, {
    kind: 'posted',
    id: refundTransferId(draft.order, refund),
    code: 'refund',
    debit: escrowAccount(draft.order),
    credit: custodyAccount(refund.amount.currency),
    amount: refund.amount.value,
  });
}

/** The payment or refund that a row of the ledger books as done; undefined for what is neither. */
export function bookedAs(transferId: string): string | undefined {
  return /\/(?:payment\/([^/]+)|refund\/([^/]+)(?:\/\d+)?\/post)$/.exec(transferId)?.slice(1).find(Boolean);
}

/**
 * Whoever is at fault owes those who did the work.
 *
 * @param id of what it is about, unique within the order
 */
export function bookCharges(draft: Draft, id: string, party: Party, charges: readonly Charge[]): void {
  for (const [i, { payee, amount }] of charges.entries()) {
    book(draft, {
      kind: 'posted',
      id: `${draft.order.id}/${id}/charge/${party}/${i + 1}`,
      code: 'fee',
      debit: partyAccount(draft.order, party),
      credit: payeeAccount(draft.order, payee),
      amount,
    });
  }
}

export interface Entry {
  readonly kind: (PostedTransfer | PendingTransfer)['kind'];
  readonly id: string;
  readonly code: TransferCode;
  readonly debit: AccountSpec;
  readonly credit: AccountSpec;
  /** Minor units, > 0. */
  readonly amount: bigint;
}

/** Adds a transfer to the chain, and its accounts to those that must be open. */
export function book(draft: Draft, entry: Entry): void {
  for (const account of [entry.debit, entry.credit]) {
    if (!draft.accounts.some((open) => open.id === account.id)) draft.accounts.push(account);
  }
  draft.transfers.push({
    ...entry,
    debit: entry.debit.id,
    credit: entry.credit.id,
    ledger: entry.debit.ledger,
    order: draft.order.id,
  });
  draft.funds = fundsAfter(draft.funds, draft.order.seller, entry);
}

function refundTransferId(order: Order, { id, attempt }: Refund): string {
  return `${order.id}/refund/${id}${attempt === 1 ? '' : `/${attempt}`}`;
}
