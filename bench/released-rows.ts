import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

type Row = Record<string, SQLOutputValue>;

/** What one commit wrote. */
export interface CommittedRows {
  readonly orders: readonly Row[];
  readonly transfers: readonly Row[];
  readonly accounts: readonly Row[];
}

/**
 * Reads back what the platform wrote when it released all orders of a file.
 *
 * @throws Error when it did not release all of them
 */
export function rowsWritten(path: string, expected: { orders: number; commits: number }): CommittedRows[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const read = (sql: string): Row[] => db.prepare(sql, { readBigInts: true }).all();
  const orders = read(`
    SELECT id, body, due_at FROM document
    WHERE kind = 'order' AND body ->> 'fulfilment' = 'released' ORDER BY id`);
  const transfers = read(`SELECT * FROM transfer WHERE code = 'release' ORDER BY sequence`);
  const accounts = read('SELECT * FROM account');
  db.close();
  if (orders.length !== expected.orders) throw new Error(`only ${orders.length} orders were released`);

  const transfersOf = Map.groupBy(transfers, (row) => row.order_id);
  return chunks(orders, Math.ceil(orders.length / expected.commits)).map((some) => {
    const theirs = some.flatMap(({ id }) => transfersOf.get(id ?? null) ?? []);
    const touched = new Set(theirs.flatMap(({ debit, credit }) => [debit, credit]));
    return { orders: some, transfers: theirs, accounts: accounts.filter(({ key }) => touched.has(key)) };
  });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
}

/**
 * Writes the same rows into a file in which the orders are not released yet, with the settings of the
 * platform's own store.
 *
 * @returns how long it took, in seconds
 */
export function writeRows(path: string, commits: readonly CommittedRows[]): number {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  const updateOrder = db.prepare(`
    UPDATE document SET body = :body, due_at = :due_at WHERE kind = 'order' AND id = :id`);
  const insertTransfer = db.prepare(`
    INSERT INTO transfer
      (sequence, id, kind, debit, credit, amount, code, order_id, pending, timeout_ms, at_micros,
        dr_debits_pending, dr_debits_posted, dr_credits_pending, dr_credits_posted,
        cr_debits_pending, cr_debits_posted, cr_credits_pending, cr_credits_posted)
    VALUES
      (:sequence, :id, :kind, :debit, :credit, :amount, :code, :order_id, :pending, :timeout_ms, :at_micros,
        :dr_debits_pending, :dr_debits_posted, :dr_credits_pending, :dr_credits_posted,
        :cr_debits_pending, :cr_debits_posted, :cr_credits_pending, :cr_credits_posted)`);
  const putAccount = db.prepare(`
    INSERT INTO account
      (key, id, ledger, code, balance_limit, debits_pending, debits_posted, credits_pending, credits_posted)
    VALUES
      (:key, :id, :ledger, :code, :balance_limit, :debits_pending, :debits_posted, :credits_pending, :credits_posted)
    ON CONFLICT (key) DO UPDATE SET
      debits_pending = excluded.debits_pending, debits_posted = excluded.debits_posted,
      credits_pending = excluded.credits_pending, credits_posted = excluded.credits_posted`);
  const updateHead = db.prepare('UPDATE head SET last_sequence = :sequence, last_micros = :at_micros');
  updateHead.setAllowUnknownNamedParameters(true);

  const start = performance.now();
  for (const { orders, transfers, accounts } of commits) {
    db.exec('BEGIN IMMEDIATE');
    for (const row of accounts) putAccount.run(row);
    for (const row of transfers) insertTransfer.run(row);
    for (const row of orders) updateOrder.run(row);
    updateHead.run(transfers.at(-1) ?? {});
    db.exec('COMMIT');
  }
  const seconds = (performance.now() - start) / 1000;
  db.close();
  return seconds;
}
