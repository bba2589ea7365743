import { fenToYuan } from '../money/index.ts';
import type { SaleSnapshot, Snapshot } from './snapshot.ts';
import type { Exchange, OrderView } from './views.ts';

/** Something that is true after every step, whatever has gone wrong. It is read over HTTP alone. */
export interface Invariant {
  /** `books_balance` */
  readonly name: string;
  /** One line for the person who meets it broken. */
  readonly summary: string;
  /** @returns what is off; undefined when it holds, or cannot be told from what the system shows */
  check(snapshot: Snapshot, exchanges: readonly Exchange[]): string | undefined;
}

export interface Violation {
  readonly name: string;
  /** What is off, with ids as the system has them. */
  readonly what: string;
}

/** The first that is broken. */
export function findViolation(
  invariants: readonly Invariant[],
  snapshot: Snapshot,
  exchanges: readonly Exchange[],
): Violation | undefined {
  for (const { name, check } of invariants) {
    const what = check(snapshot, exchanges);
    if (what !== undefined) return { name, what };
  }
  return undefined;
}

const booksBalance: Invariant = {
  name: 'books_balance',
  summary: 'In each currency debits equal credits, posted and pending.',
  check({ accounts = [] }) {
    for (const [currency, inIt] of Map.groupBy(accounts, (account) => account.currency)) {
      const posted = sum(inIt, ({ credits_posted, debits_posted }) => credits_posted - debits_posted);
      const pending = sum(inIt, ({ credits_pending, debits_pending }) => credits_pending - debits_pending);
      if (posted !== 0n) return `posted ${currency} are off by ${fenToYuan(posted)}`;
      if (pending !== 0n) return `pending ${currency} are off by ${fenToYuan(pending)}`;
    }
    return undefined;
  },
};

const noOverdraft: Invariant = {
  name: 'no_overdraft',
  summary: 'No account goes below the limit that it has, with what is pending taken into account.',
  check({ accounts = [] }) {
    const over = accounts.find(
      ({ limit, debits_posted, debits_pending, credits_posted, credits_pending }) =>
        (limit === 'debits_must_not_exceed_credits' && debits_posted + debits_pending > credits_posted) ||
        (limit === 'credits_must_not_exceed_debits' && credits_posted + credits_pending > debits_posted),
    );
    return over && `${over.id} has ${fenToYuan(over.balance)}, beyond its limit`;
  },
};

/** What we have, by the codes of accounts; they have a debit balance. */
const ASSETS = new Set(['custody', 'clearing', 'receivable', 'advance']);
/** What we owe: to buyers and sellers, and to others. */
const LIABILITIES = new Set(['escrow', 'seller_available', 'seller_reserve', 'payable']);
/** What the platform has earned, and spent. */
const EQUITY = new Set(['income', 'expense']);

const assetsEqualClaims: Invariant = {
  name: 'assets_equal_claims',
  summary: 'Custody, clearing and receivables equal escrow, sellers, payables and equity.',
  check({ accounts = [] }) {
    const known = [ASSETS, LIABILITIES, EQUITY];
    const stranger = accounts.find(({ code }) => !known.some((codes) => codes.has(code)));
    if (stranger) return `${stranger.id} is of an unknown kind, ${stranger.code}`;
    const total = (codes: ReadonlySet<string>) =>
      sum(
        accounts.filter(({ code }) => codes.has(code)),
        ({ balance }) => balance,
      );
    const [assets, claims] = [-total(ASSETS), total(LIABILITIES) + total(EQUITY)];
    return assets === claims ? undefined : `${fenToYuan(assets)} is there, and ${fenToYuan(claims)} is owed`;
  },
};

const orderAddsUp: Invariant = {
  name: 'order_adds_up',
  summary:
    'What came in for an order equals what went back, what was released and what its escrow account holds.',
  check({ sales, accounts }) {
    return firstOf(sales, ({ sale, order }) => {
      const { escrow, allocations } = order;
      if (!escrow || !accounts) return undefined;
      const into = escrow.captured + escrow.sponsored;
      const out = escrow.refunded + escrow.charged_back + escrow.released;
      const inAccount = accounts.find(({ id }) => id === `escrow:${sale.order}`)?.balance ?? 0n;
      if (into - out !== inAccount) {
        return `${fenToYuan(into)} came in for ${sale.order}, ${fenToYuan(out)} went out, and ${fenToYuan(inAccount)} is in its escrow account`;
      }
      if (escrow.held !== inAccount) {
        return `${sale.order} says that it holds ${fenToYuan(escrow.held)}, and has ${fenToYuan(inAccount)} in its escrow account`;
      }
      return legsOff(sale.order, escrow, allocations);
    });
  },
};

/** Until the release the legs are a plan for what is held; then they are what was released. */
function legsOff(
  id: string,
  { held, released }: NonNullable<OrderView['escrow']>,
  allocations: OrderView['allocations'],
): string | undefined {
  const legs = sum(allocations ?? [], ({ amount }) => amount);
  if (released > 0n)
    return legs === released
      ? undefined
      : `${fenToYuan(released)} of ${id} was released, and its legs have ${fenToYuan(legs)}`;
  return legs <= held
    ? undefined
    : `the legs of ${id} have ${fenToYuan(legs)}, and it holds ${fenToYuan(held)}`;
}

const closedIsEmpty: Invariant = {
  name: 'closed_is_empty',
  summary: 'A closed order holds nothing, and nothing of it is on its way.',
  check({ sales, accounts = [] }) {
    return firstOf(sales, ({ sale, order }) => {
      if (order.state !== 'closed') return undefined;
      const account = accounts.find(({ id }) => id === `escrow:${sale.order}`);
      const pending = (account?.debits_pending ?? 0n) + (account?.credits_pending ?? 0n);
      if ((account?.balance ?? 0n) !== 0n)
        return `${sale.order} is closed with ${fenToYuan(account?.balance ?? 0n)} in escrow`;
      return pending === 0n ? undefined : `${sale.order} is closed with ${fenToYuan(pending)} on its way`;
    });
  },
};

const disputedStaysHeld: Invariant = {
  name: 'disputed_stays_held',
  summary: 'Nothing is released while a dispute is open.',
  check({ sales }) {
    return firstOf(sales, ({ sale, order }) => {
      let isDisputed = false;
      for (const { event } of order.timeline ?? []) {
        if (event === 'dispute_opened') isDisputed = true;
        if (event === 'dispute_resolved') isDisputed = false;
        if (event === 'released' && isDisputed) return `${sale.order} was released while a dispute was open`;
      }
      return undefined;
    });
  },
};

/** How a sale can end. */
const ENDINGS = ['expired', 'cancelled', 'released'];

const endsOnce: Invariant = {
  name: 'ends_once',
  summary: 'A sale that has ended holds no money for anybody any more, and does not end again.',
  check({ sales }) {
    return firstOf(sales, ({ sale, order }) => {
      const events = order.timeline?.map(({ event }) => event) ?? [];
      const end = events.findIndex((event) => ENDINGS.includes(event));
      const after = events.find((event, i) => i > end && (event === 'held' || ENDINGS.includes(event)));
      return end === -1 || after === undefined
        ? undefined
        : `${sale.order} was ${events[end]}, and then ${after}`;
    });
  },
};

const creditedWasPaid: Invariant = {
  name: 'credited_was_paid',
  summary: 'No order says that more was paid for it than providers were paid, not even for a moment.',
  check({ sales }) {
    return firstOf(sales, ({ sale, order, atProvider }) => {
      const paid = sum([...atProvider.values()], (view) => view.paid);
      if (!order.escrow || order.escrow.captured <= paid) return undefined;
      return `${sale.order} says that ${fenToYuan(order.escrow.captured)} was paid for it, and providers were paid ${fenToYuan(paid)}`;
    });
  },
};

const providerAgrees: Invariant = {
  name: 'provider_agrees',
  summary: 'Once nothing is in flight, the provider was paid and has refunded what the order says.',
  check({ sales }, exchanges) {
    return firstOf(sales, (seen) => {
      const { sale, order, atProvider } = seen;
      if (!order.escrow || atProvider.size === 0 || isUnclear(seen, exchanges)) return undefined;
      const views = [...atProvider.values()];
      const paid = sum(views, (view) => view.paid);
      if (paid !== order.escrow.captured) {
        return `providers were paid ${fenToYuan(paid)} for ${sale.order}, which says ${fenToYuan(order.escrow.captured)}`;
      }
      const back = sum(views, (view) => view.refunded);
      const chargedBack = order.escrow.charged_back;
      const refunded = order.escrow.refunded - madeElsewhere(order);
      // Whoever hears of a chargeback tells the platform; the provider may count it as a refund, or not.
      if (back >= refunded && back <= refunded + chargedBack + afterRelease(order)) return undefined;
      return `providers refunded ${fenToYuan(back)} of ${sale.order}, which says ${fenToYuan(refunded)}`;
    });
  },
};

const clearingAgrees: Invariant = {
  name: 'clearing_agrees',
  summary:
    'Once nothing is in flight, channels owe us what they were paid, less what they refunded, shared and kept.',
  check({ sales, accounts }, exchanges) {
    if (!accounts) return undefined;
    if (sales.some((seen) => isUnclear(seen, exchanges) || (seen.order.chargebacks ?? []).length > 0)) {
      return undefined;
    }
    const channels = new Map<string, bigint>();
    for (const { sale, atProvider } of sales) {
      for (const { id, channel } of sale.payments) {
        const { paid, refunded, shared } = atProvider.get(id) ?? { paid: 0n, refunded: 0n, shared: 0n };
        channels.set(channel, (channels.get(channel) ?? 0n) + paid - refunded - shared);
      }
    }
    const balanceOf = (id: string) => accounts.find((known) => known.id === id)?.balance ?? 0n;
    return firstOf([...channels], ([channel, owed]) => {
      const clearing = -balanceOf(`clearing:${channel}`);
      const kept = -balanceOf(`expense:psp_fee:${channel}`);
      if (clearing + kept === owed) return undefined;
      return `${channel} has ${fenToYuan(owed - kept)} for us, and clearing:${channel} says ${fenToYuan(clearing)}`;
    });
  },
};

/** What buyers have had back from us, and not by way of the provider. */
function madeElsewhere({ refunds = [] }: OrderView): bigint {
  const made = refunds.filter(({ made_elsewhere: how }) => how !== undefined);
  return sum(made, ({ amount = 0n }) => amount);
}

/** Chargebacks that were not taken out of escrow. */
function afterRelease({ chargebacks = [] }: OrderView): bigint {
  return sum(chargebacks, ({ amount }) => amount);
}

/** The platform has something to ask, or the provider something to tell. */
export function isInFlight({ order, atProvider }: SaleSnapshot): boolean {
  const { payments = [], refunds = [], split } = order;
  return (
    payments.some(({ state }) => state === 'unknown' || state === 'awaiting') ||
    refunds.some(({ state }) => state === 'refunding') ||
    split?.state === 'splitting' ||
    split?.state === 'settling' ||
    [...atProvider.values()].some(({ untold }) => untold > 0)
  );
}

/** What the provider told in vain, perhaps so often that it has given up, the next day's statement makes good. */
function isUnclear(seen: SaleSnapshot, exchanges: readonly Exchange[]): boolean {
  return isInFlight(seen) || [...seen.atProvider.keys()].some((number) => wasToldInVain(number, exchanges));
}

/** No attempt at a notification about an order number was acknowledged. */
function wasToldInVain(number: string, exchanges: readonly Exchange[]): boolean {
  const about = exchanges.filter(({ direction, order }) => direction === 'out' && order === number);
  const attempts = Map.groupBy(about, ({ notification }) => notification);
  return [...attempts.values()].some((each) => !each.some(({ acknowledged }) => acknowledged));
}

/** What has to be true of any system that shows enough of itself, in the order in which it is looked at. */
export const INVARIANTS: readonly Invariant[] = [
  booksBalance,
  noOverdraft,
  assetsEqualClaims,
  orderAddsUp,
  closedIsEmpty,
  disputedStaysHeld,
  endsOnce,
  creditedWasPaid,
  providerAgrees,
  clearingAgrees,
];

function sum<T>(items: readonly T[], amount: (item: T) => bigint): bigint {
  return items.reduce((total, item) => total + amount(item), 0n);
}

function firstOf<T>(items: readonly T[], check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = check(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
