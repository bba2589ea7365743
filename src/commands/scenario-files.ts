import { globSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type Flaw,
  type ParseContext,
  parseScenario,
  SandboxClient,
  type ScenarioFile,
  type Vocabulary,
} from '../scenario/index.ts';
import type { ScenarioContext } from './scenario-context.ts';

export type FilesRead =
  | { readonly ok: true; readonly files: readonly ScenarioFile[]; readonly vocabulary: Vocabulary }
  /** `file:line:column: what was wrong`, all of it. */
  | { readonly ok: false; readonly flaws: readonly string[] };

/** Reads files, and folders of them, whole: one that is no scenario spoils them all. */
export async function readScenarios(
  paths: readonly string[],
  context: Pick<ScenarioContext, 'openWorld' | 'catalogue' | 'warn'>,
): Promise<FilesRead> {
  const names = (paths.length > 0 ? paths : [relative('', context.catalogue)]).map(scenariosAt);
  const parsing = await ownContext(context);
  const read = names.flatMap((found) =>
    'flaw' in found ? [found] : found.files.map((file) => readScenario(file, parsing)),
  );
  const flaws = read.flatMap((one) => ('flaw' in one ? one.flaw : []));
  if (flaws.length > 0) return { ok: false, flaws };
  return {
    ok: true,
    files: read.flatMap((one) => ('scenario' in one ? one.scenario : [])),
    vocabulary: parsing.vocabulary,
  };
}

/** What can be said where scenarios are played, and when that begins. */
export async function ownContext({
  openWorld,
  warn,
}: Pick<ScenarioContext, 'openWorld' | 'warn'>): Promise<ParseContext> {
  const world = await openWorld(1, (error) => warn(String(error)));
  const sandbox = new SandboxClient(world.origin, world.transport);
  const [vocabulary, start] = [await sandbox.vocabulary(), await sandbox.now()];
  await world.close();
  return { vocabulary, start };
}

interface Spoilt {
  readonly flaw: string;
}

function scenariosAt(path: string): { readonly files: readonly string[] } | Spoilt {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return { flaw: `${path}: there is no such file or folder` };
  if (!stat.isDirectory()) return { files: [path] };
  const found = globSync('**/*.{yaml,yml}', { cwd: path }).sort();
  if (found.length === 0) return { flaw: `${path}: there is no scenario in it` };
  return { files: found.map((name) => join(path, name)) };
}

function readScenario(file: string, context: ParseContext): { readonly scenario: ScenarioFile } | Spoilt {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { flaw: `${file}: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = parseScenario(text, file, context);
  if (parsed.ok) return { scenario: parsed.value };
  return { flaw: parsed.flaws.map(tellFlaw).join('\n') };
}

export function tellFlaw({ file, line, column, message }: Flaw): string {
  return `${file}:${line}:${column}: ${message}`;
}
