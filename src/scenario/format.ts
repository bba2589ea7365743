import { Document, isMap, isSeq, type YAMLMap } from 'yaml';
import type { Scenario } from './scenario.ts';

/** The column at which a line is broken. */
const WIDTH = 110;

/**
 * A scenario as a file, a line a step, as people write it.
 *
 * @param notes what is said above a step, by its number from 0
 */
export function formatScenario(
  { title, catches, starts, steps }: Scenario,
  notes: ReadonlyMap<number, readonly string[]> = new Map(),
): string {
  const document = new Document({ title, catches, ...(starts === undefined ? {} : { starts }), steps });
  document.commentBefore = ' yaml-language-server: $schema=scenario.schema.json';
  const lines = document.get('steps');
  for (const [i, step] of isSeq(lines) ? lines.items.entries() : []) {
    if (isMap(step)) writeStep(step, notes.get(i) ?? []);
  }
  return document.toString({ lineWidth: WIDTH });
}

/** What a step takes stands on its line, and what is said of it above. */
function writeStep(step: YAMLMap, above: readonly string[]): void {
  if (above.length > 0) step.commentBefore = above.map((note) => ` ${note}`).join('\n');
  for (const { value } of step.items) if (isMap(value) || isSeq(value)) value.flow = true;
}
