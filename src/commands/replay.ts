import { writeFileSync } from 'node:fs';
import {
  inOrder,
  missingFor,
  REPORTS,
  type ScenarioFile,
  type Skipped,
  type Told,
  tellFailure,
  tellOutcome,
  tellSkipped,
  transcriptOf,
} from '../scenario/index.ts';
import { CannotStart } from './application.ts';
import { type MappingFile, readMapping } from './mapping-file.ts';
import { applicationPlayer, closeAll, openPlayers } from './players.ts';
import type { ReplayOptions, ScenarioContext } from './scenario-context.ts';
import { readScenarios } from './scenario-files.ts';
import { changesOf } from './watching.ts';

const PASSED = 0;
const FAILED = 1;
const CANNOT_PLAY = 2;

/** @returns what the program is to exit with */
export async function replay(
  paths: readonly string[],
  options: ReplayOptions,
  context: ScenarioContext,
): Promise<number> {
  const code = await replayOnce(paths, options, context);
  if (!options.watch) return code;
  const watched = [
    ...(paths.length > 0 ? paths : [context.catalogue]),
    ...(options.app === undefined ? [] : [options.app]),
  ];
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
  const read = await readAll(paths, options.app, context);
  if (!read.ok) {
    warn(read.flaws.join('\n'));
    return CANNOT_PLAY;
  }
  const { report, output } = options;
  // What is printed is the report alone, for whoever pipes it on.
  const tell = report !== undefined && output === undefined ? warn : print;
  const played = await playAll(read, tell, { options, context }).catch(orCannotStart);
  if (played instanceof CannotStart) {
    warn(played.message);
    return CANNOT_PLAY;
  }
  const { told, skipped } = played;
  if (read.files.length > 1 || skipped.length > 0) tell(summaryOf(told, skipped));
  if (report !== undefined) {
    const text = (await REPORTS[report]?.(told, skipped)) ?? '';
    if (output === undefined) print(text);
    else writeFileSync(output, text);
  }
  // Who tried nothing has not passed.
  return told.length > 0 && told.every(({ run }) => !run.failure) ? PASSED : FAILED;
}

function orCannotStart(error: unknown): CannotStart {
  if (error instanceof CannotStart) return error;
  throw error;
}

interface ToPlay {
  readonly files: readonly ScenarioFile[];
  /** Our own platform, without one. */
  readonly app: MappingFile | undefined;
}

async function readAll(
  paths: readonly string[],
  app: string | undefined,
  context: ScenarioContext,
): Promise<(ToPlay & { readonly ok: true }) | { readonly ok: false; readonly flaws: readonly string[] }> {
  const read = await readScenarios(paths, context);
  if (!read.ok) return read;
  if (app === undefined) return { ok: true, files: read.files, app };
  const mapping = readMapping(app, read.vocabulary);
  return mapping.ok ? { ok: true, files: read.files, app: mapping.value } : mapping;
}

interface Playing {
  readonly options: ReplayOptions;
  readonly context: ScenarioContext;
}

interface Played {
  readonly told: readonly Told[];
  readonly skipped: readonly Skipped[];
}

/** @throws CannotStart */
async function playAll(
  { files, app }: ToPlay,
  tell: (text: string) => void,
  { options: { seed, story }, context }: Playing,
): Promise<Played> {
  const skipped = files
    .map((source) => ({ source, missing: app ? missingFor(source.scenario, app.mapping) : [] }))
    .filter(({ missing }) => missing.length > 0);
  for (const one of skipped) tell(`– ${tellSkipped(one)}`);
  const missed = new Set(skipped.map(({ source }) => source));
  const fitting = files.filter((source) => !missed.has(source));
  const telling = { tell, isStory: story ?? files.length === 1, total: fitting.length };
  const players = app ? [applicationPlayer(app, seed, context)] : openPlayers(fitting.length, seed, context);
  const plays = players.map(({ play }) => play);
  const told: Told[] = [];
  try {
    for await (const one of inOrder(plays, fitting)) {
      told.push(one);
      tellOne(one, told.length, telling);
    }
    return { told, skipped };
  } finally {
    await closeAll(players);
  }
}

interface Telling {
  readonly tell: (text: string) => void;
  readonly isStory: boolean;
  readonly total: number;
}

function tellOne(told: Told, nth: number, { tell, isStory, total }: Telling): void {
  if (isStory || told.run.failure) tell(transcriptOf(told.run));
  tell(`${nth}/${total} ${tellOutcome(told)}`);
  if (told.run.failure) tell(`${tellFailure(told)}\n`);
}

function summaryOf(told: readonly Told[], skipped: readonly Skipped[]): string {
  const failed = told.filter(({ run }) => run.failure).length;
  const outcome = failed === 0 ? `All ${told.length} passed.` : `${failed} of ${told.length} failed.`;
  const others =
    skipped.length === 0
      ? ''
      : ` ${skipped.length} ${skipped.length === 1 ? 'is' : 'are'} not for this application.`;
  return told.length === 0 ? `Nothing was played.${others}` : outcome + others;
}
