/**
 * Readable ids outside, integer keys inside. Amounts are minor units; `_micros` are microseconds since 1970,
 * `_at` and `_ms` milliseconds. A row of `transfer` never changes; `dr_` and `cr_` are what its debit and its
 * credit account had just after it. `pending` says what has become of a pending one.
 */
export const BOOKS = `
  CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last_sequence INTEGER NOT NULL,
    last_micros INTEGER NOT NULL
  ) STRICT;
  INSERT INTO head VALUES (1, 0, 0);

  CREATE TABLE account (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    ledger TEXT NOT NULL,
    code TEXT NOT NULL,
    balance_limit TEXT,
    debits_pending INTEGER NOT NULL CHECK (debits_pending >= 0),
    debits_posted INTEGER NOT NULL CHECK (debits_posted >= 0),
    credits_pending INTEGER NOT NULL CHECK (credits_pending >= 0),
    credits_posted INTEGER NOT NULL CHECK (credits_posted >= 0)
  ) STRICT;

  CREATE TABLE transfer (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    debit INTEGER NOT NULL REFERENCES account,
    credit INTEGER NOT NULL REFERENCES account,
    amount INTEGER NOT NULL CHECK (amount > 0),
    code TEXT NOT NULL,
    order_id TEXT,
    pending INTEGER REFERENCES transfer,
    timeout_ms INTEGER,
    at_micros INTEGER NOT NULL,
    dr_debits_pending INTEGER NOT NULL,
    dr_debits_posted INTEGER NOT NULL,
    dr_credits_pending INTEGER NOT NULL,
    dr_credits_posted INTEGER NOT NULL,
    cr_debits_pending INTEGER NOT NULL,
    cr_debits_posted INTEGER NOT NULL,
    cr_credits_pending INTEGER NOT NULL,
    cr_credits_posted INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX transfer_by_debit ON transfer (debit);
  CREATE INDEX transfer_by_credit ON transfer (credit);
  CREATE INDEX transfer_by_time ON transfer (at_micros);
  CREATE INDEX transfer_by_order ON transfer (order_id) WHERE order_id IS NOT NULL;
  CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
    BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END;
  CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
    BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted'); END;

  CREATE TABLE pending (
    transfer INTEGER PRIMARY KEY REFERENCES transfer,
    status TEXT NOT NULL CHECK (status IN ('open', 'posted', 'voided', 'expired')),
    expires_micros INTEGER
  ) STRICT;
  CREATE INDEX pending_by_expiry ON pending (status, expires_micros) WHERE expires_micros IS NOT NULL;

  CREATE TABLE document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at INTEGER,
    owner TEXT,
    UNIQUE (kind, id)
  ) STRICT;
  CREATE INDEX document_by_due ON document (kind, due_at, id) WHERE due_at IS NOT NULL;
  CREATE INDEX document_by_owner ON document (kind, owner, id) WHERE owner IS NOT NULL;
`;
