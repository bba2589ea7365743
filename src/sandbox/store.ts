import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parseExact, stringifyExact } from '../money/index.ts';
import { atomically } from './atomically.ts';
import { GroupCommit } from './group-commit.ts';

/** How a collection finds its documents: by name, the values that are looked up. Undefined ones are not kept. */
export type Keys<T> = (document: T) => Readonly<Record<string, string | undefined>>;

/**
 * What the simulators remember: collections of JSON documents in one SQLite file, each found by id, by the
 * keys its collection names, or by when it is due. Every call is synchronous, so that a provider reads,
 * decides and writes with nothing in between.
 *
 * @note It survives a killed process, not a power cut (synchronous=NORMAL): it simulates money, it keeps none.
 */
export class SandboxStore {
  readonly #db: DatabaseSync;
  readonly #group: GroupCommit;
  readonly #statements: Statements;
  readonly #earliest: Earliest = new Map();

  /** @param path a file, or `:memory:` */
  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#group = new GroupCommit(this.#db);
    this.#db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS document (
        collection TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, due_at INTEGER,
        PRIMARY KEY (collection, id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS document_due ON document (collection, due_at, id) WHERE due_at IS NOT NULL;
      CREATE TABLE IF NOT EXISTS document_key (
        collection TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
        PRIMARY KEY (collection, name, value, id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS exchange (seq INTEGER PRIMARY KEY, provider TEXT NOT NULL, body TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
    this.#statements = prepareStatements(this.#db);
  }

  /** The database itself, for the journal, which is a list and no collection. */
  prepare(sql: string): StatementSync {
    return this.#db.prepare(sql);
  }

  collection<T>(name: string, options: CollectionOptions<T> = {}): Collection<T> {
    return new Collection(this.#db, this.#statements, this.#earliest, name, options);
  }

  setting(name: string): string | undefined {
    const row = this.#statements.setting.get(name);
    return row === undefined ? undefined : String(row.value);
  }

  setSetting(name: string, value: string): void {
    this.#statements.setSetting.run(name, value);
  }

  /** Counts 1, 2, 3, …: a number of this series is never given again, not after a restart either. */
  nextNumber(series: string): number {
    const number = Number(this.setting(series) ?? 0) + 1;
    this.setSetting(series, String(number));
    return number;
  }

  /** Whether what is written now may still be taken back. */
  get isInTransaction(): boolean {
    return this.#db.isTransaction;
  }

  /** All of it is written, or, when `action` throws, nothing. One inside another is a part of it. */
  transaction<T>(action: () => T): T {
    return atomically(this.#db, action);
  }

  /** As {@link transaction}, in one commit with all others of this turn of the event loop, and after it. */
  groupCommit<T>(action: () => T): Promise<T> {
    return this.#group.submit(action);
  }

  close(): void {
    this.#db.close();
  }
}

/** What is said to the database. Collections name themselves first, so that all can share the statements. */
function prepareStatements(db: DatabaseSync) {
  return {
    get: db.prepare('SELECT body FROM document WHERE collection = ? AND id = ?'),
    put: db.prepare('INSERT OR REPLACE INTO document (collection, id, body, due_at) VALUES (?, ?, ?, ?)'),
    delete: db.prepare('DELETE FROM document WHERE collection = ? AND id = ?'),
    find: db.prepare(
      `SELECT body FROM document_key k JOIN document d ON d.collection = k.collection AND d.id = k.id
       WHERE k.collection = ? AND k.name = ? AND k.value = ? ORDER BY k.id`,
    ),
    list: db.prepare('SELECT body FROM document WHERE collection = ? ORDER BY id'),
    due: db.prepare('SELECT body FROM document WHERE collection = ? AND due_at <= ? ORDER BY due_at, id'),
    nextDue: db.prepare(
      'SELECT min(due_at) AS due FROM document WHERE collection = ? AND due_at IS NOT NULL',
    ),
    putKey: db.prepare(
      'INSERT OR IGNORE INTO document_key (collection, name, value, id) VALUES (?, ?, ?, ?)',
    ),
    dropKey: db.prepare(
      'DELETE FROM document_key WHERE collection = ? AND name = ? AND value = ? AND id = ?',
    ),
    setting: db.prepare('SELECT value FROM setting WHERE name = ?'),
    setSetting: db.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)'),
  };
}

type Statements = ReturnType<typeof prepareStatements>;

/**
 * When the next document of each collection is due, as it was last looked up: it is asked at each step of the
 * clock, and seldom changes. What is not known is not in it; `undefined`: none is due.
 */
type Earliest = Map<string, number | undefined>;

export interface CollectionOptions<T> {
  readonly keys?: Keys<T>;
  /** When the document next needs a look. */
  readonly dueAt?: (document: T) => number | undefined;
}

/**
 * Documents of one kind. Amounts may be `bigint`. Documents are trusted to have the shape they were put
 * with: only this program writes the file.
 */
export class Collection<T> {
  readonly #db: DatabaseSync;
  readonly #name: string;
  readonly #options: CollectionOptions<T>;
  readonly #statements: Statements;
  readonly #earliest: Earliest;

  constructor(
    db: DatabaseSync,
    statements: Statements,
    earliest: Earliest,
    name: string,
    options: CollectionOptions<T>,
  ) {
    this.#db = db;
    this.#statements = statements;
    this.#earliest = earliest;
    this.#name = name;
    this.#options = options;
  }

  get(id: string): T | undefined {
    const row = this.#statements.get.get(this.#name, id);
    return row === undefined ? undefined : this.#parse(row);
  }

  /** Adds the document or replaces the one with this id. */
  put(id: string, document: T): void {
    const body = stringifyExact(document);
    const dueAt = this.#options.dueAt?.(document) ?? null;
    this.#earliest.delete(this.#name);
    atomically(this.#db, () => {
      this.#writeKeys(id, document);
      this.#statements.put.run(this.#name, id, body, dueAt);
    });
  }

  /** @returns whether there was one */
  delete(id: string): boolean {
    this.#earliest.delete(this.#name);
    return atomically(this.#db, () => {
      this.#writeKeys(id, undefined);
      return this.#statements.delete.run(this.#name, id).changes > 0;
    });
  }

  /** Documents with this value under the key, by id. */
  find(key: string, value: string): T[] {
    return this.#statements.find.all(this.#name, key, value).map((row) => this.#parse(row));
  }

  list(): T[] {
    return this.#statements.list.all(this.#name).map((row) => this.#parse(row));
  }

  /** Documents whose time has come, earliest first, ties by id. */
  due(now: number): T[] {
    return this.#statements.due.all(this.#name, now).map((row) => this.#parse(row));
  }

  nextDue(): number | undefined {
    if (this.#earliest.has(this.#name)) return this.#earliest.get(this.#name);
    const found = this.#statements.nextDue.get(this.#name)?.due;
    const due = typeof found === 'number' ? found : undefined;
    // What a transaction sees may be taken back with it.
    if (!this.#db.isTransaction) this.#earliest.set(this.#name, due);
    return due;
  }

  /** Before the document itself is written, since its old keys are read from it. */
  #writeKeys(id: string, after: T | undefined): void {
    if (!this.#options.keys) return;
    const before = this.get(id);
    const old = before === undefined ? {} : this.#options.keys(before);
    const fresh = after === undefined ? {} : this.#options.keys(after);
    for (const [name, value] of Object.entries(old)) {
      if (value !== undefined && fresh[name] !== value)
        this.#statements.dropKey.run(this.#name, name, value, id);
    }
    for (const [name, value] of Object.entries(fresh)) {
      if (value !== undefined && old[name] !== value)
        this.#statements.putKey.run(this.#name, name, value, id);
    }
  }

  #parse(row: Record<string, unknown>): T {
    return parseExact(String(row.body)) as T;
  }
}
