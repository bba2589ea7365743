import { type Action, type Failure, inOrder, type Scenario, type Vocabulary } from '../scenario/index.ts';
import { Coverage } from './coverage.ts';
import { drawStories } from './draw.ts';
import { reduce } from './reduce.ts';
import type { Trial } from './trial.ts';

/** Plays a story in a fresh world, which is the same every time. */
export type Tell = (story: readonly Action[]) => Promise<Trial>;

export interface ExploreOptions {
  /** How many stories are told at most. */
  readonly runs: number;
  /** What they are drawn from: the same seed draws the same stories. */
  readonly seed: number;
  readonly vocabulary: Vocabulary;
  readonly tell: Tell;
  /** More of the kind, each of whom tells a story at the same time: then it takes less long, and comes to the same. */
  readonly others?: readonly Tell[];
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
  const { runs, seed, vocabulary, tell, others = [], onProgress } = options;
  const coverage = new Coverage(vocabulary.faults.map(({ name }) => name));
  const told = { runs: 0, steps: 0 };
  const drawn = drawStories(vocabulary, { runs, seed });
  const tellers = [tell, ...others].map((one) => async (story: readonly Action[]) => ({
    story,
    trial: await one(story),
  }));
  for await (const { story, trial } of inOrder(tellers, drawn)) {
    told.runs += 1;
    told.steps += trial.steps.length;
    coverage.add(trial.strikes);
    onProgress({ ...told, isShortening: false });
    const { failure } = trial;
    if (!failure) continue;
    const onSteps = (steps: number) => {
      told.steps += steps;
      onProgress({ ...told, isShortening: true });
    };
    const found = findingOf(await shorten(story, failure, tell, onSteps), seed);
    return { ...told, coverage, found };
  }
  return { ...told, coverage };
}

/** Only the same failure counts. */
async function shorten(
  story: readonly Action[],
  first: Failure,
  tell: Tell,
  onSteps: (steps: number) => void,
): Promise<Trial> {
  const fails = async (shorter: readonly Action[]): Promise<boolean> => {
    const { steps, failure } = await tell(shorter);
    onSteps(steps.length);
    return failure !== undefined && isAlike(failure, first);
  };
  return tell(await reduce(story, fails));
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
