import type { DatabaseSync, StatementSync } from 'node:sqlite';

const TRANSFERS = `
  SELECT t.sequence AS sequence, t.id, t.kind, d.id AS debit, c.id AS credit, d.ledger, t.amount, t.code,
    t.order_id, p.id AS pending, t.timeout_ms, t.at_micros,
    t.dr_debits_pending, t.dr_debits_posted, t.dr_credits_pending, t.dr_credits_posted,
    t.cr_debits_pending, t.cr_debits_posted, t.cr_credits_pending, t.cr_credits_posted
  FROM transfer t
    JOIN account d ON d.key = t.debit
    JOIN account c ON c.key = t.credit
    LEFT JOIN transfer p ON p.sequence = t.pending`;

const ACCOUNT_KEY = '(SELECT key FROM account WHERE id = :account)';

/** The last row up to a moment that has the account on one side, and what the account had after it. */
const lastOnSide = (side: 'debit' | 'credit', prefix: 'dr' | 'cr') => `
  SELECT * FROM (
    SELECT sequence, at_micros,
      ${prefix}_debits_pending AS debits_pending, ${prefix}_debits_posted AS debits_posted,
      ${prefix}_credits_pending AS credits_pending, ${prefix}_credits_posted AS credits_posted
    FROM transfer
    WHERE ${side} = ${ACCOUNT_KEY}
      AND sequence <= (SELECT sequence FROM transfer WHERE at_micros <= :until ORDER BY at_micros DESC LIMIT 1)
    ORDER BY sequence DESC LIMIT 1)`;

const SQL = {
  head: 'SELECT last_sequence, last_micros FROM head',
  setHead: 'UPDATE head SET last_sequence = ?, last_micros = ?',

  account: 'SELECT * FROM account WHERE id = ?',
  accounts: 'SELECT * FROM account ORDER BY id',
  trialBalance: `
    SELECT h.last_sequence, h.last_micros, a.* FROM head h LEFT JOIN account a ON TRUE ORDER BY a.id`,
  putAccount: `
    INSERT INTO account
      (id, ledger, code, balance_limit, debits_pending, debits_posted, credits_pending, credits_posted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
      debits_pending = excluded.debits_pending, debits_posted = excluded.debits_posted,
      credits_pending = excluded.credits_pending, credits_posted = excluded.credits_posted`,

  transfer: `${TRANSFERS} WHERE t.id = ?`,
  transfers: `${TRANSFERS} WHERE t.sequence > :after ORDER BY t.sequence LIMIT :limit`,
  transfersOfOrder: `
    ${TRANSFERS}
    WHERE t.order_id = :order AND t.sequence > :after
      AND (:account IS NULL OR ${ACCOUNT_KEY} IN (t.debit, t.credit))
    ORDER BY t.sequence LIMIT :limit`,
  // Two walks along an index, merged: an OR would sort all that a busy account ever saw, for every page.
  transfersOfAccount: `
    ${TRANSFERS} WHERE t.debit = ${ACCOUNT_KEY} AND t.sequence > :after
    UNION ALL
    ${TRANSFERS} WHERE t.credit = ${ACCOUNT_KEY} AND t.sequence > :after
    ORDER BY sequence LIMIT :limit`,
  addTransfer: `
    INSERT INTO transfer
      (sequence, id, kind, debit, credit, amount, code, order_id, pending, timeout_ms, at_micros,
        dr_debits_pending, dr_debits_posted, dr_credits_pending, dr_credits_posted,
        cr_debits_pending, cr_debits_posted, cr_credits_pending, cr_credits_posted)
    VALUES (?, ?, ?, (SELECT key FROM account WHERE id = ?), (SELECT key FROM account WHERE id = ?), ?, ?, ?,
      (SELECT sequence FROM transfer WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  // A reservation that ran out since that row has no row of its own.
  balancesAt: `
    WITH last AS (
      ${lastOnSide('debit', 'dr')} UNION ALL ${lastOnSide('credit', 'cr')} ORDER BY sequence DESC LIMIT 1
    ), freed AS MATERIALIZED (
      SELECT t.debit, t.credit, t.amount
      FROM pending q JOIN transfer t ON t.sequence = q.transfer
      WHERE q.status IN ('open', 'expired')
        AND q.expires_micros > (SELECT at_micros FROM last) AND q.expires_micros <= :until
        AND t.sequence <= (SELECT sequence FROM last)
    )
    SELECT debits_posted, credits_posted,
      debits_pending - (SELECT coalesce(sum(amount), 0) FROM freed WHERE debit = ${ACCOUNT_KEY})
        AS debits_pending,
      credits_pending - (SELECT coalesce(sum(amount), 0) FROM freed WHERE credit = ${ACCOUNT_KEY})
        AS credits_pending
    FROM last`,

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
