import type { z } from 'zod';
import type { $ZodIssue, $ZodRawIssue } from 'zod/v4/core';
import { expectedOf } from '../spelling/index.ts';
import type { Path, Problem } from './problem.ts';

/** What of a value is not as its schema says: each flaw with where it is, what was expected, and the nearest word. */
export function flawsOf(schema: z.ZodType, value: unknown): readonly Problem[] {
  const parsed = schema.safeParse(value, { error: explain, reportInput: true });
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, []));
}

function problemsOf(issue: $ZodIssue, prefix: Path): Problem[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, i) => ({ path: [...path, key], atKey: true, message: messages[i] ?? '' }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(isOfTheType);
    if (meant) return meant.flatMap((inner) => problemsOf(inner, path));
  }
  return [{ path, message: issue.message }];
}

/** Whether a value is of the type of a branch of a union: then it was meant to be that, and its own flaws say more. */
function isOfTheType(issues: readonly $ZodIssue[]): boolean {
  return issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
}

/** For what a schema has no words of its own. One line a key, where keys are unknown. */
function explain(issue: $ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysOf(issue.inst);
      return issue.keys.map((key: string) => `unknown key "${key}": ${expectedOf(key, known)}`).join('\n');
    }
    case 'invalid_value': {
      const given = String(issue.input);
      if (issue.input === undefined) return missing(issue);
      return `unknown word "${given}": ${expectedOf(given, issue.values.map(String))}`;
    }
    case 'invalid_type':
      if (issue.input === undefined) return missing(issue);
      return `expected ${TYPES[issue.expected] ?? issue.expected}, found ${found(issue.input)}`;
    default:
      return undefined;
  }
}

function missing({ path }: $ZodRawIssue): string {
  return `"${String(path?.at(-1) ?? 'everything')}" is missing`;
}

/** Of a schema of an object. */
function keysOf(schema: $ZodRawIssue['inst']): readonly string[] {
  const shape = schema && 'shape' in schema._zod.def ? schema._zod.def.shape : undefined;
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map, such as { amount: "10000.00" }',
  record: 'a map',
};

/** What stands there, for a message. */
export function found(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `"${value}"` : String(value);
}
