import { type ParseContext, problemsOf } from './check.ts';
import type { Scenario } from './scenario.ts';
import { type Flaw, readYaml } from './yaml-file.ts';

/** A scenario, and where it came from. */
export interface ScenarioFile {
  readonly file: string;
  readonly scenario: Scenario;
  /** The line on which each step begins. */
  readonly lines: readonly number[];
}

export type Parsed =
  | { readonly ok: true; readonly value: ScenarioFile }
  | { readonly ok: false; readonly flaws: readonly Flaw[] };

/**
 * Reads a scenario, and says all that is wrong with it.
 *
 * @param file its name, for messages
 */
export function parseScenario(text: string, file: string, context: ParseContext): Parsed {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const flaws = read.flawsOf(problemsOf(read.value, context));
  if (flaws.length > 0) return { ok: false, flaws };
  // Every part of it has been checked against its schema.
  const scenario = read.value as Scenario;
  const lines = scenario.steps.map((_step, i) => read.lineOf(['steps', i]));
  return { ok: true, value: { file, scenario, lines } };
}
