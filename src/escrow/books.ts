import type { AccountSpec, PendingTransfer, PostedTransfer, TransferCode } from '../ledger/index.ts';
import { netOf } from '../split/index.ts';
import { clearingAccount, escrowAccount, payeeAccount } from './accounts.ts';
import type { Draft } from './draft.ts';
import type { Order, Payment, Refund } from './order.ts';
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

/** Everybody gets what is left of their leg. One that refunds have emptied moves nothing. */
export function bookRelease(draft: Draft): void {
  for (const leg of draft.order.legs) {
    if (netOf(leg) === 0n) continue;
    book(draft, {
      kind: 'posted',
      id: `${draft.order.id}/release/${leg.payee}`,
      code: 'release',
      debit: escrowAccount(draft.order),
      credit: payeeAccount(draft.order, leg.payee),
      amount: netOf(leg),
    });
  }
}

interface Entry {
  readonly kind: (PostedTransfer | PendingTransfer)['kind'];
  readonly id: string;
  readonly code: TransferCode;
  readonly debit: AccountSpec;
  readonly credit: AccountSpec;
  /** Minor units, > 0. */
  readonly amount: bigint;
}

/** Adds a transfer to the chain, and its accounts to those that must be open. */
function book(draft: Draft, entry: Entry): void {
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
}

function refundTransferId(order: Order, refund: Refund): string {
  return `${order.id}/refund/${refund.id}`;
}
