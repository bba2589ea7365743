import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

type Row = Record<string, SQLOutputValue>;

/** What one commit wrote. */
export interface CommittedRows {
  readonly orders: readonly Row[];
  /** What the marketplace is told. */
  readonly events: readonly Row[];
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
  const events = read(`
    SELECT * FROM document WHERE kind = 'event' AND body ->> 'type' = 'order.released' ORDER BY id`);
  const transfers = read(`SELECT * FROM transfer WHERE code = 'release' ORDER BY sequence`);
  const accounts = read('SELECT * FROM account');
  db.close();
  if (orders.length !== expected.orders) throw new Error(`only ${orders.length} orders were released`);

  const eventsOf = Map.groupBy(events, (row) => row.owner);
  const transfersOf = Map.groupBy(transfers, (row) => row.order_id);
  return chunks(orders, Math.ceil(orders.length / expected.commits)).map((some) => {
    const theirs = some.flatMap(({ id }) => transfersOf.get(id ?? null) ?? []);
    const touched = new Set(theirs.flatMap(({ debit, credit }) => [debit, credit]));
    const told = some.flatMap(({ id }) => eventsOf.get(id ?? null) ?? []);
    return {
      orders: some,
      events: told,
      transfers: theirs,
      accounts: accounts.filter(({ key }) => touched.has(key)),
    };
  });
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
}

const DOCUMENT = ['kind', 'id', 'body', 'due_at', 'owner'];
const BALANCES = ['debits_pending', 'debits_posted', 'credits_pending', 'credits_posted'];
const ACCOUNT = ['key', 'id', 'ledger', 'code', 'balance_limit', ...BALANCES];
const TRANSFER = [
  ...['sequence', 'id', 'kind', 'debit', 'credit', 'amount', 'code', 'order_id', 'pending', 'timeout_ms'],
  'at_micros',
  ...BALANCES.map((column) => `dr_${column}`),
  ...BALANCES.map((column) => `cr_${column}`),
];

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
  const updateOrder = db.prepare(`UPDATE document SET body = ?, due_at = ? WHERE kind = 'order' AND id = ?`);
  const insertEvent = db.prepare(`INSERT INTO document (${DOCUMENT}) VALUES (${DOCUMENT.map(() => '?')})`);
  const insertTransfer = db.prepare(`INSERT INTO transfer (${TRANSFER}) VALUES (${TRANSFER.map(() => '?')})`);
  const putAccount = db.prepare(`
    INSERT INTO account (${ACCOUNT}) VALUES (${ACCOUNT.map(() => '?')})
    ON CONFLICT (key) DO UPDATE SET
      debits_pending = excluded.debits_pending, debits_posted = excluded.debits_posted,
      credits_pending = excluded.credits_pending, credits_posted = excluded.credits_posted`);
  const updateHead = db.prepare('UPDATE head SET last_sequence = ?, last_micros = ?');

  // By position and not by name, which takes SQLite's driver longer; and made ready before the clock runs.
  const bound = commits.map(({ orders, events, transfers, accounts }) => ({
    accounts: valuesOf(accounts, ACCOUNT),
    transfers: valuesOf(transfers, TRANSFER),
    orders: valuesOf(orders, ['body', 'due_at', 'id']),
    events: valuesOf(events, DOCUMENT),
    head: valuesOf(transfers.slice(-1), ['sequence', 'at_micros']),
  }));

  const start = performance.now();
  for (const { accounts, transfers, orders, events, head } of bound) {
    db.exec('BEGIN IMMEDIATE');
    for (const values of accounts) putAccount.run(...values);
    for (const values of transfers) insertTransfer.run(...values);
    for (const values of orders) updateOrder.run(...values);
    for (const values of events) insertEvent.run(...values);
    for (const values of head) updateHead.run(...values);
    db.exec('COMMIT');
  }
  const seconds = (performance.now() - start) / 1000;
  db.close();
  return seconds;
}

function valuesOf(rows: readonly Row[], columns: readonly string[]): SQLOutputValue[][] {
  return rows.map((row) => columns.map((column) => row[column] ?? null));
}
