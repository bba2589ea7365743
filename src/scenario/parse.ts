import { type Document, isMap, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { Instant } from '../time/index.ts';
import { found } from './flaws.ts';
import { expectedOf } from './nearest.ts';
import type { Problem } from './problem.ts';
import { Review } from './review.ts';
import { headSchema, modifiersSchema, type Scenario, STEP_NAMES, togetherSchema } from './scenario.ts';
import { STEP_KINDS } from './steps/index.ts';
import type { Vocabulary } from './views.ts';

/** What is wrong with a file, and where. */
export interface Flaw {
  readonly file: string;
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A scenario, and where it came from. */
export interface ScenarioFile {
  readonly file: string;
  readonly scenario: Scenario;
  /** The line on which each step begins. */
  readonly lines: readonly number[];
}

export type Parsed =
  | { readonly ok: true; readonly value: ScenarioFile }
  | { readonly ok: false; readonly flaws: readonly Flaw[] };

export interface ParseContext {
  readonly vocabulary: Vocabulary;
  /** When the world begins in which it will be played. */
  readonly start: Instant;
}

/** Plain YAML 1.2: what needs more than texts, numbers, lists and maps has no place in a story. */
const YAML = { prettyErrors: false, resolveKnownTags: false, logLevel: 'error' } as const;

/**
 * Reads a scenario, and says all that is wrong with it.
 *
 * @param file its name, for messages
 */
export function parseScenario(text: string, file: string, context: ParseContext): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...YAML, lineCounter: lines });
  const at = (offset: number, message: string): Flaw => {
    const { line, col: column } = lines.linePos(offset);
    return { file, line, column, message };
  };
  const slips = [...document.errors, ...document.warnings];
  if (slips.length > 0) {
    const flaws = slips.map(({ pos, message }) => at(pos[0], `not YAML: ${message}`));
    return { ok: false, flaws: onePlaceEach(flaws) };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias of nothing, or of far too much.
    return {
      ok: false,
      flaws: [at(0, `not YAML: ${error instanceof Error ? error.message : String(error)}`)],
    };
  }
  const problems = problemsOf(value, context);
  if (problems.length > 0) {
    const flaws = problems.map((problem) => at(offsetOf(document, problem), problem.message));
    return { ok: false, flaws: flaws.toSorted((a, b) => a.line - b.line || a.column - b.column) };
  }
  // Every part of it has been checked against its schema.
  const scenario = value as Scenario;
  const begin = (i: number) => lines.linePos(offsetOf(document, { path: ['steps', i], message: '' })).line;
  return { ok: true, value: { file, scenario, lines: scenario.steps.map((_step, i) => begin(i)) } };
}

/** The first complaint of each place: what follows from it is no news. */
function onePlaceEach(flaws: readonly Flaw[]): Flaw[] {
  const first = new Map(flaws.toReversed().map((flaw) => [`${flaw.line}:${flaw.column}`, flaw]));
  return [...first.values()].toReversed();
}

/** All that is wrong with a scenario that is no file, such as one that was drawn or recorded. */
export function problemsOf(value: unknown, { vocabulary, start }: ParseContext): readonly Problem[] {
  const review = new Review(vocabulary, start);
  review.fits([], headSchema, value);
  const steps = typeof value === 'object' && value !== null && 'steps' in value ? value.steps : undefined;
  for (const [i, step] of Array.isArray(steps) ? steps.entries() : []) {
    review.at = ['steps', i];
    reviewStep(step, review);
  }
  return review.problems;
}

const MODIFIERS = Object.keys(modifiersSchema.shape);

function reviewStep(step: unknown, review: Review): void {
  if (typeof step !== 'object' || step === null || Array.isArray(step)) {
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
    review.problem(
      [key],
      `unknown step "${key}": ${expectedOf(key, [...STEP_NAMES, 'together', ...MODIFIERS])}`,
      true,
    );
  }
  const [first, ...more] = others.filter(([key]) => STEP_KINDS.has(key));
  for (const [key] of more) {
    review.problem([key], `a step does one thing: begin another one with "- ${key}:"`, true);
  }
  if (others.length === 0) review.problem([], `nothing is done here: ${expectedOf('', STEP_NAMES)}`);
  if (first) reviewDetails(first, modifiers.of, review);
}

/** Steps at once: each is what it is alone, and none waits for another. */
function reviewTogether(step: { readonly together: unknown }, review: Review): void {
  if (!review.fits([], togetherSchema, step) || !Array.isArray(step.together)) return;
  const { at } = review;
  for (const [i, action] of step.together.entries()) {
    review.at = [...at, 'together', i];
    if (isObject(action) && 'together' in action)
      review.problem(['together'], 'steps at once within steps at once', true);
    else reviewStep(action, review);
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

/** Where what is spoken of begins, or, where it is missing, what it is missing from. */
function offsetOf(document: Document.Parsed, { path, atKey }: Problem): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const part = path.slice(0, length);
    if (atKey && length === path.length) {
      const parent = document.getIn(path.slice(0, -1), true);
      const key = isMap<ParsedNode, ParsedNode>(parent)
        ? parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(path.at(-1)))
            ?.key
        : undefined;
      if (key?.range) return key.range[0];
    }
    const node = length === 0 ? document.contents : document.getIn(part, true);
    const range = rangeOf(node);
    if (range !== undefined) return range;
  }
  return 0;
}

function rangeOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return Array.isArray(node.range) ? Number(node.range[0]) : undefined;
}
