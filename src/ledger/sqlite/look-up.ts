import type { StatementSync } from 'node:sqlite';
import { isWellFormed } from '../form.ts';
import type { Row } from '../rows.ts';

/** Malformed text is nobody's id. SQLite would take a lone surrogate for U+FFFD, and find that. */
export function lookUp<T>(
  statement: StatementSync,
  key: readonly string[],
  to: (row: Row) => T,
): T | undefined {
  return key.every(isWellFormed) ? optional(statement.get(...key), to) : undefined;
}

export function optional<T>(row: Row | undefined, to: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : to(row);
}
