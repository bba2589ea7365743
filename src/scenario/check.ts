import { expectedOf } from '../spelling/index.ts';
import type { Instant } from '../time/index.ts';
import { found } from './flaws.ts';
import type { Problem } from './problem.ts';
import { Review } from './review.ts';
import { headSchema, modifiersSchema, startOf, togetherSchema } from './scenario.ts';
import { STEP_KINDS } from './steps/index.ts';
import type { Vocabulary } from './views.ts';

export interface ParseContext {
  readonly vocabulary: Vocabulary;
  /** When worlds begin in which nothing else is said. */
  readonly start: Instant;
}

/** All that is wrong with a scenario that is no file, such as one that was drawn or recorded. */
export function problemsOf(value: unknown, { vocabulary, start }: ParseContext): readonly Problem[] {
  const head = isObject(value) ? value : {};
  const review = new Review(vocabulary, startOf(head) ?? start);
  review.fits([], headSchema, value);
  const steps = 'steps' in head ? head.steps : undefined;
  for (const [i, step] of Array.isArray(steps) ? steps.entries() : []) {
    review.at = ['steps', i];
    reviewStep(step, review);
  }
  return review.problems;
}

/** That a step can begin with, and that can stand beside them. */
const WORDS = [...STEP_KINDS.keys(), 'together'];
const MODIFIERS = Object.keys(modifiersSchema.shape);

function reviewStep(step: unknown, review: Review): void {
  if (!isObject(step) || Array.isArray(step)) {
    review.problem([], `a step is a word and what it takes, such as "sell: { … }": found ${found(step)}`);
    return;
  }
  if ('together' in step) {
    reviewTogether(step, review);
    return;
  }
  const fields = Object.entries(step);
  const modifiers = Object.fromEntries(fields.filter(([key]) => MODIFIERS.includes(key)));
  review.fits([], modifiersSchema, modifiers);
  const others = fields.filter(([key]) => !MODIFIERS.includes(key));
  const unknown = others.filter(([key]) => !STEP_KINDS.has(key));
  for (const [key] of unknown) {
    review.problem([key], `unknown step "${key}": ${expectedOf(key, [...WORDS, ...MODIFIERS])}`, true);
  }
  const [first, ...more] = others.filter(([key]) => STEP_KINDS.has(key));
  for (const [key] of more) {
    review.problem([key], `a step does one thing: begin another one with "- ${key}:"`, true);
  }
  if (others.length === 0) review.problem([], `nothing is done here: ${expectedOf('', WORDS)}`);
  if (first) reviewDetails(first, modifiers.of, review);
}

/** Steps at once: each is what it is alone, and none waits for another. */
function reviewTogether(step: { readonly together: unknown }, review: Review): void {
  if (!review.fits([], togetherSchema, step) || !Array.isArray(step.together)) return;
  const { at } = review;
  for (const [i, action] of step.together.entries()) {
    review.at = [...at, 'together', i];
    if (isObject(action) && 'together' in action) {
      review.problem(['together'], 'steps at once within steps at once', true);
    } else reviewStep(action, review);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function reviewDetails([key, details]: [string, unknown], of: unknown, review: Review): void {
  const kind = STEP_KINDS.get(key);
  const isWellFormed = kind !== undefined && review.fits([key], kind.schema, details);
  if (typeof of === 'string') review.oneOf(['of'], 'sale', of, review.sales);
  if (!isWellFormed) return;
  review.at = [...review.at, key];
  kind.review?.(details, review);
}
