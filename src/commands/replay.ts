import { writeFileSync } from 'node:fs';
import {
  REPORTS,
  runScenario,
  type ScenarioFile,
  startOf,
  type Told,
  tellFailure,
  tellOutcome,
  transcriptOf,
} from '../scenario/index.ts';
import type { ReplayOptions, ScenarioContext } from './scenario-context.ts';
import { readScenarios } from './scenario-files.ts';
import { openTheatre } from './theatre.ts';
import { changesOf } from './watching.ts';

const PASSED = 0;
const FAILED = 1;
const NO_SCENARIO = 2;

/** @returns what the program is to exit with */
export async function replay(
  paths: readonly string[],
  options: ReplayOptions,
  context: ScenarioContext,
): Promise<number> {
  const code = await replayOnce(paths, options, context);
  if (!options.watch) return code;
  const watched = paths.length > 0 ? paths : [context.catalogue];
  context.warn('Watching; Ctrl-C ends it.');
  for await (const file of changesOf(watched)) {
    context.warn(`\n${file} has changed.`);
    await replayOnce(paths, options, context);
  }
  return code;
}

async function replayOnce(
  paths: readonly string[],
  options: ReplayOptions,
  context: ScenarioContext,
): Promise<number> {
  const { print, warn } = context;
  const read = await readScenarios(paths, context);
  if (!read.ok) {
    warn(read.flaws.join('\n'));
    return NO_SCENARIO;
  }
  const { report, output } = options;
  // What is printed is the report alone, for whoever pipes it on.
  const tell = report !== undefined && output === undefined ? warn : print;
  const told: Told[] = [];
  for (const source of read.files) {
    const one = await playOne(source, options.seed, context);
    told.push(one);
    tellOne(one, {
      tell,
      isStory: options.story ?? read.files.length === 1,
      progress: `${told.length}/${read.files.length}`,
    });
  }
  const failed = told.filter(({ run }) => run.failure).length;
  if (told.length > 1)
    tell(failed === 0 ? `All ${told.length} passed.` : `${failed} of ${told.length} failed.`);
  if (report !== undefined) {
    const text = (await REPORTS[report]?.(told)) ?? '';
    if (output === undefined) print(text);
    else writeFileSync(output, text);
  }
  return failed === 0 ? PASSED : FAILED;
}

/** In a fresh world. */
export async function playOne(source: ScenarioFile, seed: number, context: ScenarioContext): Promise<Told> {
  const began = context.now();
  const { theatre, close } = await openTheatre(context, seed, startOf(source.scenario));
  try {
    const run = await runScenario(source.scenario, theatre);
    return { source, run, seconds: (context.now() - began) / 1000 };
  } finally {
    await close();
  }
}

interface Telling {
  readonly tell: (text: string) => void;
  readonly isStory: boolean;
  /** `12/63` */
  readonly progress: string;
}

function tellOne(told: Told, { tell, isStory, progress }: Telling): void {
  if (isStory || told.run.failure) tell(transcriptOf(told.run));
  tell(`${progress} ${tellOutcome(told)}`);
  if (told.run.failure) tell(`${tellFailure(told)}\n`);
}
