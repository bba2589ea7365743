import {
  type Advance,
  allocations,
  captured,
  chargedBack,
  type Dispute,
  escrowHeld,
  type Order,
  type Payment,
  type Payout,
  type Refund,
  refunded,
  refunding,
  released,
  type Split,
  sponsored,
  toPay,
} from '../escrow/index.ts';
import { type Account, type Balances, creditBalance, type Entry, type TransferRow } from '../ledger/index.ts';
import { type Currency, money } from '../money/index.ts';
import { SELLER } from '../split/index.ts';
import { formatDuration, formatInstant, type Instant } from '../time/index.ts';
import { payeeBalanceView, sellerBalanceView, sellerMoneyView } from './money-views.ts';
import type { Payee } from './payee-document.ts';
import type { PayeeOverview } from './payees.ts';
import type { PayoutSchedule, Seller } from './seller-document.ts';
import type { SellerOverview } from './sellers.ts';
import type { StatementInBooks } from './statements.ts';
import type { Language } from './words.ts';
import type { Work } from './work.ts';
import { WORK_TEXTS } from './work-words.ts';

/** An order as the API shows it. Amounts are `{currency, value}` in minor units, moments ISO 8601 in UTC. */
export function orderView(order: Order) {
  return {
    id: order.id,
    state: order.fulfilment,
    seller: order.seller,
    title: order.title,
    amount: order.amount,
    to_pay: toPay(order),
    hold: formatDuration(order.terms.holdMs),
    payments: order.payments.map(paymentView),
    refunds: order.refunds.map(refundView),
    disputes: order.disputes.map(disputeView),
    advances: order.advances.map(advanceView),
    chargebacks: order.chargebacks.map(({ id, payment, amount, state }) => ({ id, payment, amount, state })),
    escrow: {
      captured: captured(order),
      sponsored: sponsored(order),
      held: escrowHeld(order),
      released: released(order),
      refunded: refunded(order),
      refunding: refunding(order),
      charged_back: chargedBack(order),
    },
    allocations: allocations(order),
    /** Null until the sale is released, and where its provider pays nobody but us. */
    split: order.split ? splitView(order.split, order.amount.currency) : null,
    waiting_for: order.timers.map(({ kind, at }) => ({ event: kind, at: formatInstant(at) })),
    timeline: order.timeline.map(({ at, event, detail }) => ({ at: formatInstant(at), event, detail })),
  };
}

export function paymentView(payment: Payment) {
  return {
    id: payment.id,
    state: payment.state,
    channel: payment.channel,
    method: payment.method,
    ...(payment.instalments === undefined ? {} : { instalments: payment.instalments }),
    amount: payment.amount,
    /** Null while the provider has not answered. */
    present: payment.present ?? null,
    ...(payment.providerReference === undefined ? {} : { provider_reference: payment.providerReference }),
  };
}

function splitView({ id, state, legs }: Split, currency: Currency) {
  return {
    id,
    state,
    legs: legs.map(({ payee, amount, state: leg, returned }) => ({
      payee,
      state: leg,
      amount: money(currency, amount),
      returned: money(currency, returned),
    })),
  };
}

export function payeeView({ name, receivers, schedule }: Payee) {
  const known = Object.entries(receivers).map(([channel, { payee: _payee, ...receiver }]) => [
    channel,
    receiver,
  ]);
  return { payee: name, receivers: Object.fromEntries(known), payouts: scheduleView(schedule) };
}

/** What a payee has earned, where it is, and what was paid out of it. */
export function payeeOverviewView({ payee, balance, currency, payouts }: PayeeOverview, language: Language) {
  const { available, owed, inPayouts } = balance;
  return {
    ...payeeView(payee),
    balances: {
      /** Free to be paid out. */
      available: money(currency, available),
      /** In payouts that the bank has not answered. */
      pending: money(currency, inPayouts),
      /** What refunds have taken back of what was paid out already. */
      owed: money(currency, owed),
    },
    money: payeeBalanceView(balance, currency, language),
    recent_payouts: payouts.map(payoutView),
  };
}

export function refundView(refund: Refund) {
  return {
    id: refund.id,
    payment: refund.payment,
    state: refund.state,
    amount: refund.amount,
    reason: refund.reason,
    ...(refund.madeElsewhere === undefined ? {} : { made_elsewhere: refund.madeElsewhere }),
  };
}

/** Of the refund that was asked for last. */
export function latestRefundView(order: Order) {
  const refund = order.refunds.at(-1);
  if (!refund) throw new Error(`order ${order.id} has no refund`);
  return refundView(refund);
}

function advanceView({ id, state, principal, fee, withRecourse }: Advance) {
  return { id, state, principal, fee, with_recourse: withRecourse };
}

function disputeView({ id, state, reason, evidence }: Dispute) {
  return { id, state, reason, evidence };
}

/** A seller, as opened. */
export function sellerView({ id, name, schedule }: Seller) {
  return { id, name, payouts: scheduleView(schedule) };
}

function scheduleView({ every, next, minimum }: PayoutSchedule) {
  return {
    /** Null: only on request. */
    every: every === undefined ? null : formatDuration(every),
    next: next === undefined ? null : formatInstant(next),
    minimum,
  };
}

/** Where a seller's money is: what can be paid out, and for each sale what is theirs and when it comes. */
export function sellerOverviewView(
  { seller, balance, currency, orders, payouts }: SellerOverview,
  now: Instant,
  language: Language,
) {
  const { available, reserve, owed, inPayouts, frozen } = balance;
  return {
    ...sellerView(seller),
    balances: {
      /** Free to be paid out. */
      available: money(currency, available),
      /** Frozen by disputes, or in payouts that the bank has not answered. */
      pending: money(currency, inPayouts + frozen),
      reserve: money(currency, reserve),
      /** What the seller owes the platform. */
      owed: money(currency, owed),
    },
    money: sellerBalanceView(balance, currency, language),
    sales: orders.map((order) => ({ ...saleView(order), money: sellerMoneyView(order, now, language) })),
    recent_payouts: payouts.map(payoutView),
  };
}

export function payoutView({ id, recipient, state, amount, reason, submittedAt, endedAt }: Payout) {
  return {
    id,
    [recipient.kind]: recipient.id,
    state,
    amount,
    ...(reason === undefined ? {} : { reason }),
    submitted_at: formatInstant(submittedAt),
    ended_at: endedAt === undefined ? null : formatInstant(endedAt),
  };
}

/** Something that a person has to see to: what happened, and the calls that take it off the list. */
export function workView(work: Work, language: Language) {
  const { kind, about, since } = work;
  const { says, calls } = WORK_TEXTS[kind];
  const { kind: _kind, about: _about, since: _since, ...subject } = work;
  const names = Object.entries({ about, ...subject });
  return {
    order: null,
    ...subject,
    kind,
    about,
    since: formatInstant(since),
    says: says[language],
    resolve_with: calls.map((call) =>
      names.reduce((named, [name, value]) => named.replace(`{${name}}`, value), call),
    ),
  };
}

/** A day's statement, held against the books; `opening` and `closing` are what the provider owed us. */
export function statementView({ statement, opening, closing }: StatementInBooks) {
  const { channel, day, state, reason, lines, payments, refunds, fees, feesBooked, breaks } = statement;
  return {
    channel,
    day,
    state,
    ...(reason === undefined ? {} : { reason }),
    opening,
    closing,
    lines,
    payments,
    refunds,
    fees,
    /** Those of lines that are ours: an expense, and so much less that the provider owes us. */
    fees_booked: feesBooked,
    breaks: breaks.map(({ about, kind, ours, theirs, explanation }) => ({
      about,
      kind,
      ours: ours ?? null,
      theirs: theirs ?? null,
      explanation: explanation ?? null,
    })),
  };
}

function saleView(order: Order) {
  const share = allocations(order).find(({ payee }) => payee === SELLER);
  const release = order.timers.find(({ kind }) => kind === 'release_due');
  return {
    order: order.id,
    title: order.title,
    state: order.fulfilment,
    amount: order.amount,
    /** Null until the buyer has paid. */
    share: share?.amount ?? null,
    /** Null while the release has no date: goods are still to be shipped, received or accepted. */
    available_at: release ? formatInstant(release.at) : null,
  };
}

export function accountView(account: Account) {
  return {
    id: account.id,
    currency: account.ledger,
    code: account.code,
    limit: account.limit ?? null,
    ...balancesView(account),
  };
}

function balancesView(balances: Balances) {
  return {
    debits_pending: balances.debitsPending,
    debits_posted: balances.debitsPosted,
    credits_pending: balances.creditsPending,
    credits_posted: balances.creditsPosted,
    /** Credits less debits, posted. */
    balance: creditBalance(balances),
  };
}

/** A transfer as one of its accounts saw it, with what that account had just after it. */
export function entryView({ row, debit, credit }: Entry, account: string) {
  return { ...transferView(row), ...balancesView(row.debit === account ? debit : credit) };
}

export function transferView(row: TransferRow) {
  return {
    sequence: row.sequence,
    id: row.id,
    kind: row.kind,
    code: row.code,
    debit: row.debit,
    credit: row.credit,
    amount: { currency: row.ledger, value: row.amount },
    order: row.order ?? null,
    pending: row.pending ?? null,
    at: formatInstant(Math.floor(row.atMicros / 1000)),
  };
}
