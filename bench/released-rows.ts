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
 * Writes the same rows into a copy of the file as it was before, in the store's own tables, with all their
 * indexes and constraints, in durable commits as large: a statement a row, which SQLite runs no slower than many
 * rows in one, with its values bound by position. Nothing is read.
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
  const updateAccount = db.prepare(
    `UPDATE account SET ${BALANCES.map((column) => `${column} = ?`)} WHERE key = ?`,
  );
  const insertAccount = db.prepare(`INSERT INTO account (${ACCOUNT}) VALUES (${ACCOUNT.map(() => '?')})`);
  const updateHead = db.prepare('UPDATE head SET last_sequence = ?, last_micros = ?');

  // By position and not by name, which takes SQLite's driver longer; and made ready before the clock runs.
  const bound = commits.map(({ orders, events, transfers, accounts }) => ({
    accounts: accounts.map((row) => ({
      update: valuesOf(row, [...BALANCES, 'key']),
      insert: valuesOf(row, ACCOUNT),
    })),
    transfers: transfers.map((row) => valuesOf(row, TRANSFER)),
    orders: orders.map((row) => valuesOf(row, ['body', 'due_at', 'id'])),
    events: events.map((row) => valuesOf(row, DOCUMENT)),
    head: transfers.slice(-1).map((row) => valuesOf(row, ['sequence', 'at_micros'])),
  }));

  const start = performance.now();
  for (const { accounts, transfers, orders, events, head } of bound) {
    db.exec('BEGIN IMMEDIATE');
    for (const { update, insert } of accounts) {
      if (updateAccount.run(...update).changes === 0) insertAccount.run(...insert);
    }
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

function valuesOf(row: Row, columns: readonly string[]): SQLOutputValue[] {
  return columns.map((column) => row[column] ?? null);
}
