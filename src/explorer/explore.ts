import fc from 'fast-check';
import type { Action, Failure, Scenario, Theatre, Vocabulary } from '../scenario/index.ts';
import { Coverage } from './coverage.ts';
import { stories } from './draw.ts';
import { reduce } from './reduce.ts';
import { type Trial, tryOut } from './trial.ts';

export interface ExploreOptions {
  /** How many stories are told at most. */
  readonly runs: number;
  /** What they are drawn from: the same seed draws the same stories. */
  readonly seed: number;
  readonly vocabulary: Vocabulary;
  /** A fresh world in virtual time, the same every time. */
  readonly openTheatre: () => Promise<{ readonly theatre: Theatre; close(): Promise<void> }>;
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  /** Stories that were drawn and told so far, without those that a failing one was shortened to. */
  readonly runs: number;
  /** Steps that were played so far, in all of them. */
  readonly steps: number;
  /** A story has failed, and is being shortened. */
  readonly isShortening: boolean;
}

export interface Exploration {
  readonly runs: number;
  readonly steps: number;
  readonly coverage: Coverage;
  /** The first story that failed, as short as it would go. */
  readonly found?: Finding;
}

export interface Finding {
  readonly scenario: Scenario;
  readonly failure: Failure;
}

/** Tells stories that are drawn at random until one fails, or all are told. */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  const { runs, seed, vocabulary, openTheatre, onProgress } = options;
  const coverage = new Coverage(vocabulary.faults.map(({ name }) => name));
  const told = { runs: 0, steps: 0 };
  let first: Failure | undefined;

  const tell = async (story: readonly Action[]): Promise<Trial> => {
    const { theatre, close } = await openTheatre();
    try {
      return await tryOut(story, theatre);
    } finally {
      await close();
    }
  };
  /** Once a story has failed, the others are shorter ones, and only the same failure counts. */
  const fails = async (story: readonly Action[]): Promise<boolean> => {
    const { steps, strikes, failure } = await tell(story);
    told.steps += steps.length;
    if (!first) {
      told.runs += 1;
      coverage.add(strikes);
      first = failure;
    }
    onProgress({ ...told, isShortening: first !== undefined });
    return first !== undefined && failure !== undefined && isAlike(failure, first);
  };

  const property = fc.asyncProperty(stories(vocabulary), async (story) => !(await fails(story)));
  // Shortened by `reduce`, which knows steps, and needs fewer worlds for it.
  const { counterexample } = await fc.check(property, { numRuns: runs, seed, endOnFailure: true });
  if (!counterexample) return { ...told, coverage };
  const shortest = await tell(await reduce(counterexample[0], fails));
  return { ...told, coverage, found: findingOf(shortest, seed) };
}

/** What is off is the same; by how much may differ. */
function isAlike(a: Failure, b: Failure): boolean {
  const subject = ({ message }: Failure) => message.split(':')[0];
  return a.kind === b.kind && subject(a) === subject(b);
}

function findingOf({ steps, failure }: Trial, seed: number): Finding {
  if (!failure) throw new Error('a story failed once and then no more: the world is not the same every time');
  const catches = `${failure.message} (found by exploring from seed ${seed})`;
  return { failure, scenario: { title: TITLES[failure.kind], catches, steps } };
}

const TITLES: Readonly<Record<Failure['kind'], string>> = {
  invariant: 'Something that must always be true was not',
  expectation: 'A sale did not come to its end',
  refusal: 'A step was answered as no step may be',
  fault_missed: 'A fault never struck',
  error: 'A step could not be played',
};
