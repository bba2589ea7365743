import { z } from 'zod';
import { expectedOf } from '../spelling/index.ts';
import type { Instant } from '../time/index.ts';
import { flawsOf } from './flaws.ts';
import type { Path, Problem } from './problem.ts';
import type { Vocabulary } from './views.ts';

/** Reads a scenario through before anything is played: what schemas cannot see, such as names that nobody bears. */
export class Review {
  readonly vocabulary: Vocabulary;
  /** The beginning. */
  readonly start: Instant;
  /** Where the steps so far have brought the clock. */
  now: Instant;
  readonly sales = new Set<string>();
  readonly sellers = new Set<string>();
  /** Chargebacks and stray refunds. */
  readonly chargebacks = new Set<string>();
  readonly problems: Problem[] = [];
  /** Where what is being read stands: the paths of problems begin there. */
  at: Path = [];

  constructor(vocabulary: Vocabulary, start: Instant) {
    this.vocabulary = vocabulary;
    this.start = start;
    this.now = start;
  }

  readonly problem = (path: Path, message: string, atKey = false): void => {
    this.problems.push({ path: [...this.at, ...path], message, atKey });
  };

  /** Complains of what is not as a schema says. @returns whether it is */
  readonly fits = (path: Path, schema: z.ZodType, value: unknown): boolean => {
    const flaws = flawsOf(schema, value);
    for (const flaw of flaws) this.problem([...path, ...flaw.path], flaw.message, flaw.atKey);
    return flaws.length === 0;
  };

  /** Complains of what is not as a JSON Schema says; without one, of anything that is there. */
  readonly fitsParameters = (
    path: Path,
    schema: Readonly<Record<string, unknown>> | undefined,
    value: unknown,
  ): void => {
    if (schema !== undefined) this.fits(path, z.fromJSONSchema(schema), value ?? {});
    else if (value !== undefined) this.problem(path, 'this takes nothing');
  };

  /** Complains of a word that is none of those. */
  readonly oneOf = (path: Path, what: string, word: string | undefined, known: Iterable<string>): void => {
    const words = [...known];
    if (word === undefined || words.includes(word)) return;
    this.problem(path, `unknown ${what} "${word}": ${expectedOf(word, words)}`);
  };
}
