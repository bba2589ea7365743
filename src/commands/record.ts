import { writeFileSync } from 'node:fs';
import {
  formatScenario,
  NothingToRecord,
  type ParseContext,
  parseScenario,
  type Recorded,
  recordSession,
  type Send,
  tellFailure,
} from '../scenario/index.ts';
import { playOne } from './play.ts';
import type { RecordOptions, ScenarioContext } from './scenario-context.ts';
import { ownContext } from './scenario-files.ts';

const RECORDED = 0;
const COMES_OUT_OTHERWISE = 1;
const NOTHING_RECORDED = 2;

/** Of the worlds in which recordings are tried: they come out the same from any. */
const WORLD_SEED = 1;

/** @returns what the program is to exit with */
export async function record(
  { url: origin, out, title, key }: RecordOptions,
  context: ScenarioContext,
): Promise<number> {
  const { print, warn } = context;
  const parsing = await ownContext(context);
  const send = key === undefined ? context.send : withKey(context.send, key);
  let recorded: Recorded;
  try {
    recorded = await recordSession({ origin, send, title, ...parsing });
  } catch (error) {
    if (!(error instanceof NothingToRecord)) throw error;
    warn(error.message);
    return NOTHING_RECORDED;
  }
  for (const remark of recorded.remarks) warn(remark);
  const { text, failure } = await firstThatHolds(recorded, out ?? 'recording.yaml', parsing, context);
  if (out === undefined) print(text);
  else writeFileSync(out, text);
  if (failure !== undefined) {
    warn(`Played in a world of its own, the recording comes out otherwise:\n${failure}`);
    return COMES_OUT_OTHERWISE;
  }
  if (out !== undefined)
    warn(`Played in a world of its own, it comes out the same: counterfoil replay ${out}`);
  return RECORDED;
}

interface Attempt {
  readonly text: string;
  /** Where it came out otherwise. */
  readonly failure?: string;
}

/** Plays them until one ends where the sandbox is; else it is the last, which is the most exact. */
async function firstThatHolds(
  { recordings }: Recorded,
  file: string,
  parsing: ParseContext,
  context: ScenarioContext,
): Promise<Attempt> {
  let last: Attempt = { text: '' };
  for (const { scenario, notes } of recordings) {
    const text = formatScenario(scenario, notes);
    const parsed = parseScenario(text, file, parsing);
    if (!parsed.ok) throw new Error(`a recording is no scenario: ${JSON.stringify(parsed.flaws)}\n${text}`);
    const told = await playOne(parsed.value, WORLD_SEED, context);
    if (!told.run.failure) return { text };
    last = { text, failure: tellFailure(told) };
  }
  return last;
}

function withKey(send: Send, key: string): Send {
  return (request) => {
    request.headers.set('authorization', `Bearer ${key}`);
    return send(request);
  };
}
