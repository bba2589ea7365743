import type { Statement } from './connection.ts';

const ACCOUNT = `
  SELECT key, id, ledger, code, balance_limit, debits_pending, debits_posted, credits_pending, credits_posted
  FROM counterfoil.account`;

const TRANSFER = `
  SELECT t.sequence, t.id, t.kind, d.id AS debit, c.id AS credit, d.ledger, t.amount, t.code,
    t.order_id, p.id AS pending, t.timeout_ms, t.at_micros, q.status,
    t.dr_debits_pending, t.dr_debits_posted, t.dr_credits_pending, t.dr_credits_posted,
    t.cr_debits_pending, t.cr_debits_posted, t.cr_credits_pending, t.cr_credits_posted
  FROM counterfoil.transfer t
    JOIN counterfoil.account d ON d.key = t.debit
    JOIN counterfoil.account c ON c.key = t.credit
    LEFT JOIN counterfoil.transfer p ON p.sequence = t.pending
    LEFT JOIN counterfoil.pending q ON q.transfer = t.sequence`;

const DOCUMENT = 'SELECT kind, id, body, due_at, owner FROM counterfoil.document';

const accountKey = (parameter: string) => `(SELECT key FROM counterfoil.account WHERE id = ${parameter})`;

/** The last row up to a moment that has the account on one side, and what the account had after it. */
const lastOnSide = (side: 'debit' | 'credit', prefix: 'dr' | 'cr') => `
  (SELECT sequence, at_micros,
      ${prefix}_debits_pending AS debits_pending, ${prefix}_debits_posted AS debits_posted,
      ${prefix}_credits_pending AS credits_pending, ${prefix}_credits_posted AS credits_posted
    FROM counterfoil.transfer
    WHERE ${side} = ${accountKey('$1')} AND sequence <= (
      SELECT sequence FROM counterfoil.transfer WHERE at_micros <= $2 ORDER BY at_micros DESC LIMIT 1)
    ORDER BY sequence DESC LIMIT 1)`;

/** What a batch reads and writes, each in one statement however large the batch is. */
export const BATCH = named({
  lockHead: 'SELECT last_sequence, last_micros, last_account FROM counterfoil.head FOR UPDATE',
  nextExpiry: `
    SELECT expires_micros FROM counterfoil.pending
    WHERE status = 'open' AND expires_micros IS NOT NULL ORDER BY expires_micros LIMIT 1`,
  lastBatch: 'SELECT last_batch FROM counterfoil.writer WHERE id = $1',

  accounts: `${ACCOUNT} WHERE id = ANY ($1::text[])`,
  accountsOfTransfers: `
    ${ACCOUNT} WHERE key IN (SELECT debit FROM counterfoil.transfer WHERE id = ANY ($1::text[]))
    UNION ALL
    ${ACCOUNT} WHERE key IN (SELECT credit FROM counterfoil.transfer WHERE id = ANY ($1::text[]))`,
  transfers: `${TRANSFER} WHERE t.id = ANY ($1::text[])`,
  due: `
    ${TRANSFER} WHERE q.status = 'open' AND q.expires_micros <= $1 ORDER BY q.expires_micros, t.sequence`,
  documents: `
    SELECT d.kind, d.id, d.body, d.due_at, d.owner
    FROM unnest($1::text[], $2::text[]) AS k (kind, id)
      JOIN counterfoil.document d ON d.kind = k.kind AND d.id = k.id`,

  putAccounts: `
    INSERT INTO counterfoil.account
      (key, id, ledger, code, balance_limit, debits_pending, debits_posted, credits_pending, credits_posted)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[],
      $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
    ON CONFLICT (key) DO UPDATE SET
      debits_pending = excluded.debits_pending, debits_posted = excluded.debits_posted,
      credits_pending = excluded.credits_pending, credits_posted = excluded.credits_posted`,
  addTransfers: `
    INSERT INTO counterfoil.transfer
      (sequence, id, kind, debit, credit, amount, code, order_id, pending, timeout_ms, at_micros,
        dr_debits_pending, dr_debits_posted, dr_credits_pending, dr_credits_posted,
        cr_debits_pending, cr_debits_posted, cr_credits_pending, cr_credits_posted)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
      $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[],
      $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
      $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[])`,
  putPendings: `
    INSERT INTO counterfoil.pending (transfer, status, expires_micros)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[])
    ON CONFLICT (transfer) DO UPDATE SET status = excluded.status`,
  putDocuments: `
    INSERT INTO counterfoil.document (kind, id, body, due_at, owner)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])
    ON CONFLICT (kind, id) DO UPDATE SET
      body = excluded.body, due_at = excluded.due_at, owner = excluded.owner`,
  setHead: 'UPDATE counterfoil.head SET last_sequence = $1, last_micros = $2, last_account = $3',
  setLastBatch: 'UPDATE counterfoil.writer SET last_batch = $2 WHERE id = $1',
});

/** What is asked of the store from outside. */
export const READ = named({
  account: `${ACCOUNT} WHERE id = $1`,
  allAccounts: `${ACCOUNT} ORDER BY id`,
  trialBalance: `
    SELECT h.last_sequence, h.last_micros, a.*
    FROM counterfoil.head h LEFT JOIN counterfoil.account a ON TRUE ORDER BY a.id`,
  // A reservation that ran out since that row has no row of its own.
  balancesAt: `
    WITH last AS MATERIALIZED (
      ${lastOnSide('debit', 'dr')} UNION ALL ${lastOnSide('credit', 'cr')} ORDER BY sequence DESC LIMIT 1
    ), freed AS MATERIALIZED (
      SELECT t.debit, t.credit, t.amount
      FROM counterfoil.pending q JOIN counterfoil.transfer t ON t.sequence = q.transfer
      WHERE q.status IN ('open', 'expired')
        AND q.expires_micros > (SELECT at_micros FROM last) AND q.expires_micros <= $2
        AND t.sequence <= (SELECT sequence FROM last)
    )
    SELECT debits_posted, credits_posted,
      debits_pending - (SELECT coalesce(sum(amount), 0)::bigint FROM freed WHERE debit = ${accountKey('$1')})
        AS debits_pending,
      credits_pending - (SELECT coalesce(sum(amount), 0)::bigint FROM freed WHERE credit = ${accountKey('$1')})
        AS credits_pending
    FROM last`,

  transfersAfter: `${TRANSFER} WHERE t.sequence > $1 ORDER BY t.sequence LIMIT $2`,
  transfersOfOrder: `
    ${TRANSFER}
    WHERE t.order_id = $1 AND t.sequence > $2
      AND ($3::text IS NULL OR ${accountKey('$3')} IN (t.debit, t.credit))
    ORDER BY t.sequence LIMIT $4`,
  // Two walks along an index, merged: an OR would sort all that a busy account ever saw, for every page.
  transfersOfAccount: `
    (${TRANSFER} WHERE t.debit = ${accountKey('$1')} AND t.sequence > $2 ORDER BY t.sequence LIMIT $3)
    UNION ALL
    (${TRANSFER} WHERE t.credit = ${accountKey('$1')} AND t.sequence > $2 ORDER BY t.sequence LIMIT $3)
    ORDER BY sequence LIMIT $3`,

  document: `${DOCUMENT} WHERE kind = $1 AND id = $2`,
  documentsAfter: `${DOCUMENT} WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3`,
  documentsOfOwner: `${DOCUMENT} WHERE kind = $1 AND owner = $2 AND id > $3 ORDER BY id LIMIT $4`,
  documentsDue: `${DOCUMENT} WHERE kind = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3`,
  nextDue: 'SELECT min(due_at) AS next FROM counterfoil.document WHERE kind = $1 AND due_at IS NOT NULL',
});

function named<K extends string>(texts: Readonly<Record<K, string>>): Readonly<Record<K, Statement>> {
  const statements = Object.entries<string>(texts).map(([name, text]) => [name, { name, text }]);
  return Object.fromEntries(statements) as Record<K, Statement>;
}
