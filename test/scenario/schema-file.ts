import { join } from 'node:path';
import {
  mappingJsonSchema,
  SandboxClient,
  scenarioSchema,
  type Vocabulary,
} from '../../src/scenario/index.ts';
import { openTestWorld } from '../world.ts';

/** The schema that scenario files name in their first line. */
export const SCHEMA_FILE = join(import.meta.dirname, '../../scenarios/scenario.schema.json');

/** The schema that mapping files of applications name in theirs. */
export const MAPPING_SCHEMA_FILE = join(import.meta.dirname, '../../scenarios/mapping.schema.json');

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

export async function drawnMappingSchema(): Promise<string> {
  return `${JSON.stringify(mappingJsonSchema(await ownVocabulary()), undefined, 2)}\n`;
}
