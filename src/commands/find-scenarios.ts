import { entryOf, isFound, type Search, tellEntry, unknownWords } from '../scenario/index.ts';
import type { FindOptions, ScenarioContext } from './scenario-context.ts';
import { readScenarios } from './scenario-files.ts';

/** @returns what the program is to exit with */
export async function findScenarios(
  words: readonly string[],
  { fault, channel, in: folder }: FindOptions,
  context: ScenarioContext,
): Promise<number> {
  const read = await readScenarios(folder === undefined ? [] : [folder], context);
  if (!read.ok) {
    context.warn(read.flaws.join('\n'));
    return 2;
  }
  const search: Search = { words, fault, channel };
  const unknown = unknownWords(search, read.vocabulary);
  if (unknown.length > 0) {
    context.warn(unknown.join('\n'));
    return 2;
  }
  const found = read.files.map(entryOf).filter((entry) => isFound(entry, search));
  for (const entry of found) context.print(`${tellEntry(entry)}\n`);
  context.print(`${found.length} of ${read.files.length} scenarios`);
  return 0;
}
