import type { AccountSpec, TransferCode } from '../ledger/index.ts';
import { book } from './books.ts';
import { change, type Draft } from './draft.ts';
import { fundsAccounts } from './funds.ts';
import { least } from './least.ts';
import type { Source } from './order.ts';

/** What a movement of a seller's money stands for; the parts of it are numbered beneath `id`. */
interface Cause {
  readonly id: string;
  readonly code: TransferCode;
}

/**
 * Takes money from a seller: from the reserve, then from what is available, and the rest is advanced by the
 * platform and owed by the seller.
 *
 * @returns what was taken from where
 */
export function takeFromSeller(
  draft: Draft,
  amount: bigint,
  to: AccountSpec,
  { id, code }: Cause,
): readonly Source[] {
  const { seller } = draft.order;
  const accounts = fundsAccounts(seller, to.ledger);
  const fromReserve = least(amount, draft.funds.reserve);
  const fromAvailable = least(amount - fromReserve, draft.funds.available);
  const advanced = amount - fromReserve - fromAvailable;
  const parts = [
    { place: 'reserve', code, account: accounts.reserve, amount: fromReserve },
    { place: 'available', code, account: accounts.available, amount: fromAvailable },
    { place: 'advance', code: 'advance', account: accounts.owed, amount: advanced },
  ] as const;
  const sources = parts.filter((part) => part.amount > 0n);
  countReserve(draft, fromReserve);
  for (const { place, code: partCode, account, amount: part } of sources) {
    const kind = 'posted';
    book(draft, { kind, id: `${id}/${place}`, code: partCode, debit: account, credit: to, amount: part });
  }
  return sources.map(({ account, amount: part }) => ({ account, amount: part }));
}

/** Gives a seller money: what they owe is paid back first, and the rest is available. */
export function giveToSeller(draft: Draft, amount: bigint, from: AccountSpec, { id, code }: Cause): void {
  const accounts = fundsAccounts(draft.order.seller, from.ledger);
  const repaid = least(amount, draft.funds.owed);
  const rest = amount - repaid;
  if (repaid > 0n) {
    const entry = { id: `${id}/owed`, code: 'repayment', debit: from, credit: accounts.owed } as const;
    book(draft, { kind: 'posted', ...entry, amount: repaid });
  }
  if (rest > 0n)
    book(draft, { kind: 'posted', id, code, debit: from, credit: accounts.available, amount: rest });
}

/**
 * Gives back exactly what was taken. What the seller was advanced, and has paid back since out of later
 * sales, becomes available.
 */
export function giveBack(
  draft: Draft,
  sources: readonly Source[],
  from: AccountSpec,
  { id, code }: Cause,
): void {
  const { owed, reserve } = fundsAccounts(draft.order.seller, from.ledger);
  for (const [i, { account, amount }] of sources.entries()) {
    const part = `${id}/${i + 1}`;
    if (account.id === owed.id) giveToSeller(draft, amount, from, { id: part, code });
    else book(draft, { kind: 'posted', id: part, code, debit: from, credit: account, amount });
    if (account.id === reserve.id) countReserve(draft, -amount);
  }
}

/**
 * The reserve is the seller's, and what one sale takes of it may have come from another: at the closing each
 * frees what is left of its own, so that the others' stays.
 */
function countReserve(draft: Draft, taken: bigint): void {
  const { reserved, reserveTaken } = draft.order;
  const now = reserveTaken + taken;
  change(draft, { reserveTaken: now < 0n ? 0n : least(now, reserved) });
}
