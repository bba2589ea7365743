import { MAX_MINOR_UNITS } from '../money/index.ts';
import type { Instant } from '../time/index.ts';
import type { Account, AccountSpec } from './account.ts';
import { NO_BALANCES } from './balance.ts';
import { Books, expiryMicros, type LedgerState } from './books.ts';
import { checkForm, isWellFormed } from './form.ts';
import { succeeded, type TransferResult } from './result.ts';
import { compareWithRow } from './retry.ts';
import {
  type Chain,
  type PendingTransfer,
  type PostedTransfer,
  type PostPendingTransfer,
  type Transfer,
  type TransferRow,
  toMicros,
  type VoidPendingTransfer,
} from './transfer.ts';

/** What is asked of the books at once: accounts to open, then one chain. All of it is done, or nothing. */
export interface Posting {
  /** One that is open already stays as it is. */
  readonly accounts?: readonly AccountSpec[];
  readonly transfers?: Chain;
}

export interface Applied {
  /** The books afterwards: what changed, laid over the state that was handed in. */
  readonly state: Books;
  /** For each posting, one result a transfer, in order. */
  readonly results: readonly (readonly TransferResult[])[];
  /** The rows that were written, in order. */
  readonly rows: readonly TransferRow[];
}

/** An account is open with other properties than it is now asked for: a mistake in how its id was derived. */
export class AccountConflict extends Error {
  override name = 'AccountConflict';
}

/**
 * The ledger: what a batch of postings makes of the books. The semantics are TigerBeetle's
 * (docs/reference/requests/create_transfers.md), with its names for refusals.
 *
 * Postings are done one after the other, so a batch comes to the same as its postings in batches of one.
 * Each lets ledger time pass first, so pending transfers that are due by `now` expire; an empty posting
 * does only that. A refused posting has no other effect and leaves its neighbours alone.
 *
 * A chain that stands in the books already, every transfer with the same body, is a retry: it succeeds
 * without effect. One that stands there in part is refused.
 *
 * @throws AccountConflict when an account is open with another ledger, code or limit
 * @throws RangeError when `now` or the id of a new account cannot be kept
 */
export function apply(state: LedgerState, batch: readonly Posting[], now: Instant): Applied {
  const books = new Books(state);
  const results = batch.map((posting) => applyTo(books, posting, now));
  return { state: books, results, rows: Array.from(books.entries.values(), ({ row }) => row) };
}

/**
 * Does one posting in the books themselves: what {@link apply} does for each of a batch.
 *
 * @throws as apply does; the books are then as they were, but that time has passed
 */
export function applyTo(
  books: Books,
  { accounts = [], transfers = [] }: Posting,
  now: Instant,
): TransferResult[] {
  if (!isMoment(now)) throw new RangeError(`not a moment: ${now}`);
  nextMoment(books, now);
  // One transfer by itself changes nothing unless all of it is done, so it needs no draft.
  if (accounts.length === 0 && transfers.length === 1) return createChain(books, transfers, now);
  const draft = new Books(books);
  for (const spec of accounts) open(draft, spec);
  const results = createChain(draft, transfers, now);
  if (succeeded(results)) books.absorb(draft);
  return results;
}

/**
 * The moment of the next row, in microseconds: now, or just after whatever came last. What is due by then
 * expires first, each at its own time, so that balances follow from ledger time and not from when we look.
 */
function nextMoment(books: Books, now: Instant): number {
  for (;;) {
    const atMicros = Math.max(toMicros(now), books.lastMicros + 1);
    const due = books.due(atMicros);
    if (due.length === 0) return atMicros;
    for (const row of due) {
      free(books, row);
      books.resolve(row.id, 'expired');
      books.passTime(expiryMicros(row));
    }
  }
}

/** Opens an account with nothing in it, unless it is open. */
function open(books: Books, spec: AccountSpec): void {
  const account = books.account(spec.id);
  if (account === undefined) {
    if (!isWellFormed(spec.id)) throw new RangeError(`not an account id: ${JSON.stringify(spec.id)}`);
    books.put({
      id: spec.id,
      ledger: spec.ledger,
      code: spec.code,
      ...(spec.limit === undefined ? {} : { limit: spec.limit }),
      ...NO_BALANCES,
    });
  } else if (account.ledger !== spec.ledger || account.code !== spec.code || account.limit !== spec.limit) {
    throw new AccountConflict(`account ${spec.id} is open with another ledger, code or limit`);
  }
}

/**
 * The most transfers of one chain, as in TigerBeetle. A chain is done in one piece, while every other command
 * waits for it.
 */
const MAX_CHAIN_TRANSFERS = 8_189;

/** Stops at the first transfer that breaks the chain; whatever did not find its own result failed with it. */
function createChain(books: Books, chain: Chain, now: Instant): TransferResult[] {
  if (chain.length > MAX_CHAIN_TRANSFERS) return chain.map(() => 'chain_too_long');
  const results: TransferResult[] = [];
  for (const transfer of chain) {
    results.push(create(books, transfer, nextMoment(books, now)));
    if (!succeeded(results)) break;
  }
  if (succeeded(results)) return results;
  return chain.map((_, i) => {
    const result = results[i];
    return result === undefined || result === 'created' ? 'linked_event_failed' : result;
  });
}

function create(books: Books, transfer: Transfer, atMicros: number): TransferResult {
  const malformed = checkForm(transfer);
  if (malformed !== undefined) return malformed;
  const existing = books.transfer(transfer.id);
  if (existing !== undefined) return compareWithRow(books, transfer, existing);
  switch (transfer.kind) {
    case 'posted':
    case 'pending':
      return move(books, transfer, atMicros);
    case 'post_pending':
    case 'void_pending':
      return resolvePending(books, transfer, atMicros);
    default:
      return transfer satisfies never;
  }
}

function move(books: Books, transfer: PostedTransfer | PendingTransfer, atMicros: number): TransferResult {
  const debit = books.account(transfer.debit);
  if (debit === undefined) return 'debit_account_not_found';
  const credit = books.account(transfer.credit);
  if (credit === undefined) return 'credit_account_not_found';
  if (debit.ledger !== credit.ledger) return 'accounts_must_have_the_same_ledger';
  if (debit.ledger !== transfer.ledger) return 'transfer_must_have_the_same_ledger_as_accounts';

  const { amount } = transfer;
  if (debits(debit) + amount > MAX_MINOR_UNITS) return 'overflows_debits';
  if (credits(credit) + amount > MAX_MINOR_UNITS) return 'overflows_credits';
  const row = nextRow(books, atMicros, transfer, transfer);
  if (row.timeoutMs !== undefined && !Number.isSafeInteger(expiryMicros(row))) return 'overflows_timeout';
  if (debit.limit === 'debits_must_not_exceed_credits' && debits(debit) + amount > debit.creditsPosted) {
    return 'exceeds_credits';
  }
  if (credit.limit === 'credits_must_not_exceed_debits' && credits(credit) + amount > credit.debitsPosted) {
    return 'exceeds_debits';
  }

  // From here on it must succeed.
  if (transfer.kind === 'posted') {
    books.put({ ...debit, debitsPosted: debit.debitsPosted + amount });
    books.put({ ...credit, creditsPosted: credit.creditsPosted + amount });
  } else {
    books.put({ ...debit, debitsPending: debit.debitsPending + amount });
    books.put({ ...credit, creditsPending: credit.creditsPending + amount });
  }
  append(books, row);
  return 'created';
}

function resolvePending(
  books: Books,
  transfer: PostPendingTransfer | VoidPendingTransfer,
  atMicros: number,
): TransferResult {
  const pending = books.transfer(transfer.pending);
  if (pending === undefined) return 'pending_transfer_not_found';
  const status = books.pending(pending.id);
  if (status === undefined) return 'pending_transfer_not_pending';
  if (status === 'expired') return 'pending_transfer_expired';
  if (status !== 'open') return `pending_transfer_already_${status}`;
  const amount = transfer.kind === 'post_pending' ? (transfer.amount ?? pending.amount) : pending.amount;
  if (amount > pending.amount) return 'exceeds_pending_transfer_amount';

  // From here on it must succeed: what was reserved broke no limit, and no more than that is moved.
  free(books, pending);
  if (transfer.kind === 'post_pending') {
    const debit = existingAccount(books, pending.debit);
    books.put({ ...debit, debitsPosted: debit.debitsPosted + amount });
    const credit = existingAccount(books, pending.credit);
    books.put({ ...credit, creditsPosted: credit.creditsPosted + amount });
  }
  books.resolve(pending.id, transfer.kind === 'post_pending' ? 'posted' : 'voided');
  append(books, nextRow(books, atMicros, transfer, { ...pending, amount }));
  return 'created';
}

/** Adds a row once its accounts stand as it leaves them. */
function append(books: Books, row: TransferRow): void {
  const [debit, credit] = [existingAccount(books, row.debit), existingAccount(books, row.credit)];
  books.append({ row, debit, credit });
}

/** Takes a reservation back from both accounts. */
function free(books: Books, { debit: debitId, credit: creditId, amount }: TransferRow): void {
  const debit = existingAccount(books, debitId);
  books.put({ ...debit, debitsPending: debit.debitsPending - amount });
  const credit = existingAccount(books, creditId);
  books.put({ ...credit, creditsPending: credit.creditsPending - amount });
}

function existingAccount(books: LedgerState, id: string): Account {
  const account = books.account(id);
  if (account === undefined) throw new Error(`account ${id} has transfers but is not in the books`);
  return account;
}

function debits(account: Account): bigint {
  return account.debitsPending + account.debitsPosted;
}

function credits(account: Account): bigint {
  return account.creditsPending + account.creditsPosted;
}

function isMoment(now: Instant): boolean {
  return Number.isSafeInteger(now) && now >= 0 && Number.isSafeInteger(toMicros(now));
}

/** The row that a transfer becomes; `movement` is its own, or that of the pending transfer it resolves. */
function nextRow(
  books: LedgerState,
  atMicros: number,
  transfer: Transfer,
  movement: Pick<TransferRow, 'debit' | 'credit' | 'ledger' | 'amount'>,
): TransferRow {
  return {
    sequence: books.lastSequence + 1,
    id: transfer.id,
    kind: transfer.kind,
    debit: movement.debit,
    credit: movement.credit,
    ledger: movement.ledger,
    amount: movement.amount,
    code: transfer.code,
    ...(transfer.order === undefined ? {} : { order: transfer.order }),
    ...('pending' in transfer ? { pending: transfer.pending } : {}),
    ...('timeoutMs' in transfer && transfer.timeoutMs !== undefined ? { timeoutMs: transfer.timeoutMs } : {}),
    atMicros,
  };
}
