import type { ScenarioFile } from '../parse.ts';
import type { Failure, Run, StepReport } from '../run.ts';
import type { Exchange } from '../views.ts';

/** A scenario that was played, for a report. */
export interface Told {
  readonly source: ScenarioFile;
  readonly run: Run;
  /** Of wall time. */
  readonly seconds: number;
  /** Of a scenario that failed: the end of what the system under trial printed, where it is a program of its own. */
  readonly output?: string;
}

/** A scenario that was not played, since the system under trial does not have what it is about. */
export interface Skipped {
  readonly source: ScenarioFile;
  /** In a few words each. */
  readonly missing: readonly string[];
}

/** A failure, and what led to it. */
export interface Trace {
  readonly failure: Failure;
  /** `scenarios/bag.yaml:12` */
  readonly where: string;
  /** The last step that did something. */
  readonly step: StepReport | undefined;
  /** What went over the wire in it, in order. */
  readonly exchanges: readonly Exchange[];
}

/** More than that nobody reads: the last ones are shown. */
const SHOWN_EXCHANGES = 40;

export function traceOf({ source, run }: Told): Trace | undefined {
  const { failure } = run;
  if (!failure) return undefined;
  const step = run.steps.slice(0, failure.step + 1).findLast(({ isExpectation }) => !isExpectation);
  return {
    failure,
    where: `${source.file}:${source.lines[failure.step] ?? 1}`,
    step,
    exchanges: step?.exchanges.slice(-SHOWN_EXCHANGES) ?? [],
  };
}

/** `alipay → trade_status_sync`, and what came of it: one line each. */
export function tellExchange(exchange: Exchange): string {
  const { provider, direction, method, order, request, answer, faults, note } = exchange;
  const what = method ?? `${request.method} ${new URL(request.url).pathname}`;
  return [
    direction === 'in' ? `→ ${provider}` : `← ${provider}`,
    what,
    order ?? '',
    answer === null ? 'no answer' : `answered ${answer.status}`,
    exchange.request_signature === null ? '' : `signature ${exchange.request_signature.verdict}`,
    faults.length === 0 ? '' : `fault ${faults.join(', ')}`,
    note === null ? '' : (note.split('\n')[0] ?? ''),
  ]
    .filter((part) => part !== '')
    .join('  ');
}
