import { runScenario, type ScenarioFile, startOf, type Told } from '../scenario/index.ts';
import type { ScenarioContext } from './scenario-context.ts';
import { type OpenTheatre, openTheatre } from './theatre.ts';

/** What a thread is sent. */
export interface Assignment {
  readonly source: ScenarioFile;
  readonly seed: number;
}

/** In a fresh world. */
export function playOne(
  source: ScenarioFile,
  seed: number,
  context: Pick<ScenarioContext, 'openWorld' | 'now'>,
): Promise<Told> {
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
