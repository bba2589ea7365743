import { Document, isMap, isSeq } from 'yaml';
import type { Scenario } from './scenario.ts';

/** The column at which a line is broken. */
const WIDTH = 110;

/** A scenario as a file, a line a step, as people write it. */
export function formatScenario({ title, catches, starts, steps }: Scenario): string {
  const document = new Document({ title, catches, ...(starts === undefined ? {} : { starts }), steps });
  document.commentBefore = ' yaml-language-server: $schema=scenario.schema.json';
  const lines = document.get('steps');
  for (const step of isSeq(lines) ? lines.items : []) {
    for (const { value } of isMap(step) ? step.items : [])
      if (isMap(value) || isSeq(value)) value.flow = true;
  }
  return document.toString({ lineWidth: WIDTH });
}
