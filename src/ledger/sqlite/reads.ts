import type { DatabaseSync } from 'node:sqlite';
import type { AccountId, Balances } from '../account.ts';
import { NO_BALANCES } from '../balance.ts';
import { StoreClosed } from '../queue.ts';
import {
  accountOf,
  balancesOf,
  documentOf,
  entryOf,
  integer,
  optionalNumber,
  type Row,
  transferOf,
  trialBalanceOf,
} from '../rows.ts';
import {
  assertLimit,
  type DocumentFilter,
  lastMicrosOf,
  type Reader,
  type TransferFilter,
} from '../store.ts';
import { lookUp, optional } from './look-up.ts';
import { VOLUME_BITS } from './migrations/0003-volumes.ts';
import type { Statements } from './statements.ts';

/** What is asked of the store from outside. */
export function readsOf(db: DatabaseSync, sql: Statements): Omit<Reader, 'close'> {
  async function read<T>(answer: () => T): Promise<T> {
    if (!db.isOpen) throw new StoreClosed();
    return answer();
  }

  return {
    account: (id) => read(() => lookUp(sql.account, [id], accountOf)),
    accounts: () => read(() => sql.accounts.all().map(accountOf)),
    trialBalance: () => read(() => trialBalanceOf(sql.trialBalance.all())),
    balances: (account, at) => read(() => inSnapshot(db, () => balancesAt(sql, account, lastMicrosOf(at)))),
    transfers: (filter) => read(() => selectTransfers(sql, filter).map(transferOf)),
    history: (filter) => read(() => selectTransfers(sql, filter).map(entryOf)),
    document: (kind, id) => read(() => lookUp(sql.document, [kind, id], documentOf)),
    documents: (filter) => read(() => selectDocuments(sql, filter).map(documentOf)),
    due: (kind, now, limit) => read(() => selectDue(sql, kind, now, limit).map(documentOf)),
    nextDue: (kind) => read(() => optional(sql.nextDue.get(kind), (row) => optionalNumber(row, 'next'))),
  };
}

/** Answers from one commit, whatever another process writes meanwhile. */
function inSnapshot<T>(db: DatabaseSync, answer: () => T): T {
  db.exec('BEGIN');
  try {
    return answer();
  } finally {
    db.exec('COMMIT');
  }
}

function balancesAt(sql: Statements, account: AccountId, untilMicros: number): Balances | undefined {
  const key = accountKey(sql, account);
  if (key === undefined) return undefined;
  const last = lastOf(sql, key, untilMicros);
  if (last === undefined) return NO_BALANCES;
  const { debitsPending, creditsPending, ...posted } = balancesOf(last);
  const freed = sql.freed.get({
    key,
    last: integer(last, 'sequence'),
    after: integer(last, 'at_micros'),
    until: untilMicros,
  });
  return {
    ...posted,
    debitsPending: debitsPending - integer(freed ?? {}, 'debits'),
    creditsPending: creditsPending - integer(freed ?? {}, 'credits'),
  };
}

/** The last row up to a moment that touches an account: volume by volume, the latest first. */
function lastOf(sql: Statements, key: bigint, untilMicros: number): Row | undefined {
  const last = optional(sql.lastUntil.get(untilMicros), (row) => integer(row, 'sequence')) ?? 0n;
  for (let volume = volumeOf(last); volume >= 0n; volume -= 1n) {
    const row = sql.lastOfAccount.get({ key, volume, last });
    if (row !== undefined) return row;
  }
  return undefined;
}

function selectTransfers(sql: Statements, { order, account, after = 0, limit }: TransferFilter): Row[] {
  assertLimit(limit);
  const key = account === undefined ? undefined : accountKey(sql, account);
  if (account !== undefined && key === undefined) return [];
  if (order !== undefined) return sql.transfersOfOrder.all({ order, key: key ?? null, after, limit });
  if (key !== undefined) return transfersOfAccount(sql, key, { after, limit });
  return sql.transfers.all({ after, limit });
}

/** Volume by volume, the earliest first. */
function transfersOfAccount(
  sql: Statements,
  key: bigint,
  { after, limit }: { readonly after: number; readonly limit: number },
): Row[] {
  const rows: Row[] = [];
  const lastVolume = volumeOf(integer(sql.head.get() ?? {}, 'last_sequence'));
  for (let volume = volumeOf(BigInt(after)); volume <= lastVolume && rows.length < limit; volume += 1n) {
    rows.push(...sql.transfersOfAccount.all({ key, volume, after, limit: limit - rows.length }));
  }
  return rows;
}

function volumeOf(sequence: bigint): bigint {
  return sequence >> BigInt(VOLUME_BITS);
}

function accountKey(sql: Statements, account: AccountId): bigint | undefined {
  return lookUp(sql.account, [account], (row) => integer(row, 'key'));
}

function selectDocuments(sql: Statements, { kind, owner, after = '', limit }: DocumentFilter): Row[] {
  assertLimit(limit);
  if (owner !== undefined) return sql.documentsOfOwner.all({ kind, owner, after, limit });
  return sql.documents.all({ kind, after, limit });
}

function selectDue(sql: Statements, kind: string, now: number, limit: number): Row[] {
  assertLimit(limit);
  return sql.documentsDue.all(kind, now, limit);
}
