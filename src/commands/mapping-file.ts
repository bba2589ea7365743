import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Mapping, parseMapping, type Vocabulary } from '../scenario/index.ts';
import { tellFlaw } from './scenario-files.ts';

/** Somebody else's application, as its mapping file has it. */
export interface MappingFile {
  readonly mapping: Mapping;
  /** What is in the file is said from there. */
  readonly folder: string;
}

export type MappingRead =
  | { readonly ok: true; readonly value: MappingFile }
  /** `file:line:column: what was wrong`, all of it. */
  | { readonly ok: false; readonly flaws: readonly string[] };

export function readMapping(file: string, vocabulary: Vocabulary): MappingRead {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { ok: false, flaws: [`${file}: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const parsed = parseMapping(text, file, vocabulary);
  if (!parsed.ok) return { ok: false, flaws: parsed.flaws.map(tellFlaw) };
  return { ok: true, value: { mapping: parsed.value, folder: dirname(resolve(file)) } };
}
