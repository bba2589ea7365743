import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { VOLUME_BITS } from './migrations/0003-volumes.ts';

const TRANSFERS = `
  SELECT t.sequence AS sequence, t.id, t.kind, d.id AS debit, c.id AS credit, d.ledger, t.amount, t.code,
    t.order_id, p.id AS pending, t.timeout_ms, t.at_micros,
    t.dr_debits_pending, t.dr_debits_posted, t.dr_credits_pending, t.dr_credits_posted,
    t.cr_debits_pending, t.cr_debits_posted, t.cr_credits_pending, t.cr_credits_posted
  FROM transfer t
    JOIN account d ON d.key = t.debit
    JOIN account c ON c.key = t.credit
    LEFT JOIN transfer p ON p.sequence = t.pending`;

/** As in the indexes, which are used where it is written so. */
const VOLUME = `t.sequence >> ${VOLUME_BITS}`;

/** The last row of a volume, up to some row, that has the account on one side; and what the account had after it. */
const lastOnSide = (side: 'debit' | 'credit', prefix: 'dr' | 'cr') => `
  SELECT * FROM (
    SELECT t.sequence, t.at_micros,
      t.${prefix}_debits_pending AS debits_pending, t.${prefix}_debits_posted AS debits_posted,
      t.${prefix}_credits_pending AS credits_pending, t.${prefix}_credits_posted AS credits_posted
    FROM transfer t
    WHERE ${VOLUME} = :volume AND t.${side} = :key AND t.sequence <= :last
    ORDER BY t.sequence DESC LIMIT 1)`;

const SQL = {
  dataVersion: 'PRAGMA data_version',
  head: 'SELECT last_sequence, last_micros FROM head',
  setHead: 'UPDATE head SET last_sequence = ?, last_micros = ?',

  account: 'SELECT * FROM account WHERE id = ?',
  accounts: 'SELECT * FROM account ORDER BY id',
  trialBalance: `
    SELECT h.last_sequence, h.last_micros, a.* FROM head h LEFT JOIN account a ON TRUE ORDER BY a.id`,
  openAccount: `
    INSERT INTO account
      (id, ledger, code, balance_limit, debits_pending, debits_posted, credits_pending, credits_posted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  setBalances: `
    UPDATE account
    SET debits_pending = ?, debits_posted = ?, credits_pending = ?, credits_posted = ? WHERE key = ?`,

  transfer: `${TRANSFERS} WHERE t.id = ?`,
  transfers: `${TRANSFERS} WHERE t.sequence > :after ORDER BY t.sequence LIMIT :limit`,
  transfersOfOrder: `
    ${TRANSFERS}
    WHERE t.order_id = :order AND t.sequence > :after
      AND (:key IS NULL OR :key IN (t.debit, t.credit))
    ORDER BY t.sequence LIMIT :limit`,
  // Two walks along an index, merged: an OR would sort all that a busy account ever saw, for every page.
  transfersOfAccount: `
    ${TRANSFERS} WHERE ${VOLUME} = :volume AND t.debit = :key AND t.sequence > :after
    UNION ALL
    ${TRANSFERS} WHERE ${VOLUME} = :volume AND t.credit = :key AND t.sequence > :after
    ORDER BY sequence LIMIT :limit`,
  addTransfer: `
    INSERT INTO transfer
      (sequence, id, kind, debit, credit, amount, code, order_id, pending, timeout_ms, at_micros,
        dr_debits_pending, dr_debits_posted, dr_credits_pending, dr_credits_posted,
        cr_debits_pending, cr_debits_posted, cr_credits_pending, cr_credits_posted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  lastUntil: 'SELECT sequence FROM transfer WHERE at_micros <= ? ORDER BY at_micros DESC LIMIT 1',
  lastOfAccount: `${lastOnSide('debit', 'dr')} UNION ALL ${lastOnSide('credit', 'cr')}
    ORDER BY sequence DESC LIMIT 1`,
  // A reservation that ran out since a row has no row of its own.
  freed: `
    SELECT coalesce(sum(t.amount) FILTER (WHERE t.debit = :key), 0) AS debits,
      coalesce(sum(t.amount) FILTER (WHERE t.credit = :key), 0) AS credits
    FROM pending q JOIN transfer t ON t.sequence = q.transfer
    WHERE q.status IN ('open', 'expired') AND q.expires_micros > :after AND q.expires_micros <= :until
      AND t.sequence <= :last`,

  pendingStatus: `
    SELECT status FROM pending WHERE transfer = (SELECT sequence FROM transfer WHERE id = ?)`,
  pendingDue: `
    ${TRANSFERS} JOIN pending q ON q.transfer = t.sequence
    WHERE q.status = 'open' AND q.expires_micros <= ? ORDER BY q.expires_micros, t.sequence`,
  nextExpiry: `
    SELECT min(expires_micros) AS next FROM pending WHERE status = 'open' AND expires_micros IS NOT NULL`,
  putPending: `
    INSERT INTO pending (transfer, status, expires_micros) VALUES (?, ?, ?)
    ON CONFLICT (transfer) DO UPDATE SET status = excluded.status`,

  document: 'SELECT * FROM document WHERE kind = ? AND id = ?',
  documents: `
    SELECT * FROM document WHERE kind = :kind AND id > :after ORDER BY id LIMIT :limit`,
  documentsOfOwner: `
    SELECT * FROM document WHERE kind = :kind AND owner = :owner AND id > :after ORDER BY id LIMIT :limit`,
  documentsDue: `
    SELECT * FROM document WHERE kind = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
  nextDue: 'SELECT min(due_at) AS next FROM document WHERE kind = ? AND due_at IS NOT NULL',
  putDocument: `
    INSERT INTO document (kind, id, body, due_at, owner) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET
      body = excluded.body, due_at = excluded.due_at, owner = excluded.owner`,
} as const;

export type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>;

/** Prepares every statement once. Integers are read as bigint. */
export function prepareStatements(db: DatabaseSync): Statements {
  const prepare = (sql: string) => db.prepare(sql, { readBigInts: true });
  return mapValues(SQL, prepare);
}

function mapValues<K extends string, A, B>(
  record: Readonly<Record<K, A>>,
  to: (value: A) => B,
): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, to(value)])) as Record<
    K,
    B
  >;
}
