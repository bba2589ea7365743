import { join } from 'node:path';
import { SandboxClient, scenarioSchema, type Vocabulary } from '../../src/scenario/index.ts';
import { openTestWorld } from '../world.ts';

/** The schema that scenario files name in their first line. */
export const SCHEMA_FILE = join(import.meta.dirname, '../../scenarios/scenario.schema.json');

/** What can be said in our own world. */
export async function ownVocabulary(): Promise<Vocabulary> {
  const world = await openTestWorld();
  const vocabulary = await new SandboxClient(world.origin, world.transport).vocabulary();
  await world.close();
  return vocabulary;
}

export async function drawnSchema(): Promise<string> {
  return `${JSON.stringify(scenarioSchema(await ownVocabulary()), undefined, 2)}\n`;
}
