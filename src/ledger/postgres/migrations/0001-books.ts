/**
 * Readable ids outside, integer keys inside. Amounts are minor units; `_micros` are microseconds since 1970,
 * `_at` and `_ms` milliseconds. A row of `transfer` never changes; `dr_` and `cr_` are what its debit and its
 * credit account had just after it. `pending` says what has become of a pending one.
 *
 * `head` is one row. Every commit locks it first, so commits come one after the other whoever makes them: the
 * keys and sequences that it counts have no gaps, and time goes one way. `writer` says of each opening of these
 * books which of its batches was the last to be committed.
 *
 * Text is ordered by its bytes (`COLLATE "C"`) wherever the database was made.
 */
export const BOOKS = `
  CREATE TABLE IF NOT EXISTS counterfoil.head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    last_sequence BIGINT NOT NULL,
    last_micros BIGINT NOT NULL,
    last_account BIGINT NOT NULL,
    last_writer BIGINT NOT NULL
  );
  INSERT INTO counterfoil.head VALUES (1, 0, 0, 0, 0) ON CONFLICT (one) DO NOTHING;

  CREATE TABLE IF NOT EXISTS counterfoil.writer (
    id BIGINT PRIMARY KEY,
    last_batch BIGINT NOT NULL
  );

  CREATE TABLE IF NOT EXISTS counterfoil.account (
    key BIGINT PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    ledger TEXT NOT NULL,
    code TEXT NOT NULL,
    balance_limit TEXT,
    debits_pending BIGINT NOT NULL CHECK (debits_pending >= 0),
    debits_posted BIGINT NOT NULL CHECK (debits_posted >= 0),
    credits_pending BIGINT NOT NULL CHECK (credits_pending >= 0),
    credits_posted BIGINT NOT NULL CHECK (credits_posted >= 0)
  );

  CREATE TABLE IF NOT EXISTS counterfoil.transfer (
    sequence BIGINT PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    debit BIGINT NOT NULL REFERENCES counterfoil.account,
    credit BIGINT NOT NULL REFERENCES counterfoil.account,
    amount BIGINT NOT NULL CHECK (amount > 0),
    code TEXT NOT NULL,
    order_id TEXT COLLATE "C",
    pending BIGINT REFERENCES counterfoil.transfer,
    timeout_ms BIGINT,
    at_micros BIGINT NOT NULL,
    dr_debits_pending BIGINT NOT NULL,
    dr_debits_posted BIGINT NOT NULL,
    dr_credits_pending BIGINT NOT NULL,
    dr_credits_posted BIGINT NOT NULL,
    cr_debits_pending BIGINT NOT NULL,
    cr_debits_posted BIGINT NOT NULL,
    cr_credits_pending BIGINT NOT NULL,
    cr_credits_posted BIGINT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS transfer_by_debit ON counterfoil.transfer (debit, sequence);
  CREATE INDEX IF NOT EXISTS transfer_by_credit ON counterfoil.transfer (credit, sequence);
  CREATE INDEX IF NOT EXISTS transfer_by_time ON counterfoil.transfer (at_micros);
  CREATE INDEX IF NOT EXISTS transfer_by_order ON counterfoil.transfer (order_id, sequence)
    WHERE order_id IS NOT NULL;

  CREATE TABLE IF NOT EXISTS counterfoil.pending (
    transfer BIGINT PRIMARY KEY REFERENCES counterfoil.transfer,
    status TEXT NOT NULL CHECK (status IN ('open', 'posted', 'voided', 'expired')),
    expires_micros BIGINT
  );
  CREATE INDEX IF NOT EXISTS pending_by_expiry ON counterfoil.pending (status, expires_micros)
    WHERE expires_micros IS NOT NULL;

  CREATE TABLE IF NOT EXISTS counterfoil.document (
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL,
    due_at BIGINT,
    owner TEXT COLLATE "C",
    PRIMARY KEY (kind, id)
  );
  CREATE INDEX IF NOT EXISTS document_by_due ON counterfoil.document (kind, due_at, id)
    WHERE due_at IS NOT NULL;
  CREATE INDEX IF NOT EXISTS document_by_owner ON counterfoil.document (kind, owner, id)
    WHERE owner IS NOT NULL;
`;
