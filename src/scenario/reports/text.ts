import { formatBeijing } from '../../time/index.ts';
import { type Skipped, type Told, tellExchange, traceOf } from './told.ts';

/** Why a scenario failed, for the terminal: where, at which step, and the journal around it. */
export function tellFailure(told: Told): string {
  const trace = traceOf(told);
  if (!trace) return '';
  const { where, failure, step, exchanges } = trace;
  const output = (told.output ?? '').trim();
  const names = [...told.run.names].map(([id, name]) => `${name} is ${id}`);
  const journal = exchanges.length === 0 ? ['  nothing'] : exchanges.map((one) => `  ${tellExchange(one)}`);
  return [
    `${where}: ${failure.message}`,
    ...(step ? [`  after “${step.sentence}”, at ${formatBeijing(step.at)} in Beijing`] : []),
    '  what went over the wire in that step (→ to the provider, ← its notifications):',
    ...journal.map((line) => `  ${line}`),
    ...(names.length > 0 ? [`  ${names.join(', ')}`] : []),
    ...(output === '' ? [] : ['  what the application printed:', output.replaceAll(/^/gm, '    ')]),
  ].join('\n');
}

/** One line for one of many. */
export function tellOutcome({ source, run, seconds }: Told): string {
  const mark = run.failure ? '✗' : '✓';
  return `${mark} ${source.file}  ${run.scenario.title}  (${run.steps.length} steps, ${seconds.toFixed(2)} s)`;
}

/** One line for one that was not played. */
export function tellSkipped({ source, missing }: Skipped): string {
  return `${source.file}  ${source.scenario.title}  (not for this application: ${missing.join(', ')})`;
}
