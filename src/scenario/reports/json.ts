import { formatInstant } from '../../time/index.ts';
import { type Skipped, type Told, traceOf } from './told.ts';

/** For programs: every scenario with its steps, and with the journal around what failed. */
export function jsonReport(told: readonly Told[], skipped: readonly Skipped[]): string {
  const failed = told.filter(({ run }) => run.failure).length;
  const report = {
    passed: told.length - failed,
    failed,
    skipped: skipped.map(({ source, missing }) => ({
      file: source.file,
      title: source.scenario.title,
      missing,
    })),
    scenarios: told.map(scenarioReport),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function scenarioReport(told: Told) {
  const { source, run, seconds } = told;
  const trace = traceOf(told);
  return {
    file: source.file,
    title: run.scenario.title,
    catches: run.scenario.catches,
    passed: trace === undefined,
    seconds: Number(seconds.toFixed(3)),
    steps: run.steps.map(({ sentence, at, checks, money }, i) => ({
      line: source.lines[i],
      sentence,
      at: formatInstant(at),
      checks,
      money,
    })),
    failure: trace
      ? { ...trace.failure, line: source.lines[trace.failure.step], exchanges: trace.exchanges, output: told.output }
      : null,
  };
}
