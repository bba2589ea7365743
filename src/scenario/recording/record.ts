import { formatInstant } from '../../time/index.ts';
import { type ParseContext, problemsOf } from '../check.ts';
import type { Send } from '../http.ts';
import type { Scenario } from '../scenario.ts';
import type { Step } from '../steps/index.ts';
import { expectationsOf } from './ending.ts';
import { type Line, Recorder } from './recorder.ts';
import { readSession, type Session } from './session.ts';

export interface RecordingOptions extends ParseContext {
  /** Of the platform that is running. */
  readonly origin: string;
  readonly send: Send;
  /** Made up of what was sold, when left out. */
  readonly title?: string | undefined;
}

/** A session of a running sandbox as a scenario. */
export interface Recording {
  readonly scenario: Scenario;
  /** What is to be said above a step, by its number from 0. */
  readonly notes: ReadonlyMap<number, readonly string[]>;
}

export interface Recorded {
  /** The same story, from the shortest that may do to the most exact. */
  readonly recordings: readonly Recording[];
  /** What is not told, or not as it was: for whoever asked for the recording. */
  readonly remarks: readonly string[];
}

const CATCHES = 'Whatever makes this session come out otherwise than it did when it was recorded.';

/**
 * Turns what people did in a running sandbox since it was last reset into a scenario that does the same, and expects
 * to end where the sandbox is now.
 *
 * @throws NothingToRecord
 */
export async function recordSession(options: RecordingOptions): Promise<Recorded> {
  const { origin, send } = options;
  const session = await readSession(origin, send);
  const recorder = new Recorder(session, origin, send);
  await recorder.record();
  const { stage } = recorder;
  for (const expected of await expectationsOf(stage)) recorder.add(expected);
  const ofAll = [...beginningOf(session), ...strangersIn(session, recorder)];
  const lines = recorder.lines.map((line, i) =>
    i > 0 ? line : { ...line, notes: [...ofAll, ...line.notes] },
  );

  const head = { title: options.title ?? titleOf(recorder), catches: CATCHES };
  const starts = stage.start === options.start ? {} : { starts: formatInstant(stage.start) };
  const exact = recordingOf({ ...head, ...starts }, lines, options);
  const busy = lines.filter(({ isIdle }) => !isIdle);
  const isShortest = recorder.isDated || (busy.length === lines.length && stage.start === options.start);
  return {
    recordings: isShortest ? [exact] : [recordingOf(head, busy, options), exact],
    remarks: [...ofAll, ...recorder.remarks, ...exact.leftOut],
  };
}

/** Without the steps that a scenario cannot have. */
function recordingOf(
  head: Omit<Scenario, 'steps'>,
  lines: readonly Line[],
  parsing: ParseContext,
): Recording & { readonly leftOut: readonly string[] } {
  const leftOut: string[] = [];
  let kept = lines;
  for (;;) {
    const scenario = { ...head, steps: kept.map(stepOf) };
    const [problem] = problemsOf(scenario, parsing);
    const [, at] = problem?.path ?? [];
    if (!problem || typeof at !== 'number') return { scenario, notes: notesOf(kept), leftOut };
    const remark = `left out, ${problem.message}: ${JSON.stringify(scenario.steps[at])}`;
    leftOut.push(remark);
    kept = without(kept, at, remark);
  }
}

/** @param remark what is said in its place */
function without(lines: readonly Line[], at: number, remark: string): readonly Line[] {
  const notes = [...(lines[at]?.notes ?? []), remark];
  return lines
    .map((line, i) => (i === at + 1 ? { ...line, notes: [...notes, ...line.notes] } : line))
    .filter((_line, i) => i !== at);
}

function stepOf({ actions }: Line): Step {
  const [only, ...others] = actions;
  return only && others.length === 0 ? only : { together: actions };
}

function notesOf(lines: readonly Line[]): Map<number, readonly string[]> {
  return new Map(lines.map(({ notes }, i) => [i, notes]));
}

function titleOf({ stage }: Recorder): string {
  const sold = stage.sales.map(({ name }) => name).join(', ');
  return `What was done with ${sold === '' ? 'the sandbox' : sold}`.slice(0, 200);
}

function beginningOf({ isCut, deeds }: Session): string[] {
  if (!isCut) return [];
  return [
    `the session is longer than what the journal keeps: what was done before ${formatInstant(deeds[0]?.at ?? 0)} is not told`,
  ];
}

/** Somebody else than the platform may have used the providers, which no scenario can tell. */
function strangersIn({ wire }: Session, { stage }: Recorder): string[] {
  const strange = wire.filter(
    ({ direction, order }) =>
      direction === 'in' && order !== null && !stage.sales.some((sale) => order.startsWith(sale.order)),
  );
  return [...Map.groupBy(strange, ({ provider }) => provider)].map(([provider, calls]) => {
    const orders = [...new Set(calls.map(({ order }) => order))].join(', ');
    return `${provider} was called ${calls.length} times about orders that are of no sale here (${orders}): a scenario tells of the platform’s own`;
  });
}
