import { type Trial, tryOut } from '../explorer/index.ts';
import { type Action, runScenario, type ScenarioFile, startOf, type Told } from '../scenario/index.ts';
import type { ScenarioContext } from './scenario-context.ts';
import { type OpenTheatre, openTheatre } from './theatre.ts';

/** What another process is sent: a scenario, or a story that the explorer drew. */
export type Assignment =
  | { readonly source: ScenarioFile; readonly seed: number }
  | { readonly story: readonly Action[]; readonly seed: number };

type PlayContext = Pick<ScenarioContext, 'openWorld' | 'now'>;

export function carryOut(assignment: Assignment, context: PlayContext): Promise<Told | Trial> {
  const { seed } = assignment;
  return 'story' in assignment
    ? tellStory(assignment.story, seed, context)
    : playOne(assignment.source, seed, context);
}

/** In a fresh world. */
export function playOne(source: ScenarioFile, seed: number, context: PlayContext): Promise<Told> {
  return playIn(() => openTheatre(context, seed, startOf(source.scenario)), source, context);
}

export async function playIn(
  open: () => Promise<OpenTheatre>,
  source: ScenarioFile,
  { now }: Pick<ScenarioContext, 'now'>,
): Promise<Told> {
  const began = now();
  const { theatre, output, close } = await open();
  try {
    const run = await runScenario(source.scenario, theatre);
    const seconds = (now() - began) / 1000;
    return { source, run, seconds, ...(run.failure && output ? { output: output() } : {}) };
  } finally {
    await close();
  }
}

/** In a fresh world. */
export async function tellStory(
  story: readonly Action[],
  seed: number,
  context: PlayContext,
): Promise<Trial> {
  const { theatre, close } = await openTheatre(context, seed);
  try {
    return await tryOut(story, theatre);
  } finally {
    await close();
  }
}
