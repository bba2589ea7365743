import { type Document, isMap, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { Path, Problem } from './problem.ts';

/** What is wrong with a file, and where. */
export interface Flaw {
  readonly file: string;
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What a YAML file holds, and where in it. */
export interface YamlFile {
  readonly ok: true;
  readonly value: unknown;
  /** What is wrong, in the order in which it stands in the file. */
  flawsOf(problems: readonly Problem[]): readonly Flaw[];
  /** The line on which something begins. */
  lineOf(path: Path): number;
}

/** Plain YAML 1.2: what needs more than texts, numbers, lists and maps has no place in a story. */
const YAML = { prettyErrors: false, resolveKnownTags: false, logLevel: 'error' } as const;

/** @param file its name, for messages */
export function readYaml(
  text: string,
  file: string,
): YamlFile | { readonly ok: false; readonly flaws: readonly Flaw[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...YAML, lineCounter: lines });
  const flaw = (offset: number, message: string): Flaw => {
    const { line, col: column } = lines.linePos(offset);
    return { file, line, column, message };
  };
  const read = contentsOf(document);
  if ('slips' in read) {
    const flaws = read.slips.map(({ offset, message }) => flaw(offset, `not YAML: ${message}`));
    return { ok: false, flaws: onePlaceEach(flaws) };
  }
  return {
    ok: true,
    value: read.value,
    flawsOf: (problems) =>
      problems
        .map((problem) => flaw(offsetOf(document, problem), problem.message))
        .toSorted((a, b) => a.line - b.line || a.column - b.column),
    lineOf: (path) => lines.linePos(offsetOf(document, { path })).line,
  };
}

type Value =
  | { readonly value: unknown }
  | { readonly slips: readonly { readonly offset: number; readonly message: string }[] };

function contentsOf(document: Document.Parsed): Value {
  const slips = [...document.errors, ...document.warnings];
  if (slips.length > 0) return { slips: slips.map(({ pos: [offset], message }) => ({ offset, message })) };
  try {
    return { value: document.toJS() };
  } catch (error) {
    // An alias of nothing, or of far too much.
    return { slips: [{ offset: 0, message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** The first complaint of each place: what follows from it is no news. */
function onePlaceEach(flaws: readonly Flaw[]): Flaw[] {
  const first = new Map(flaws.toReversed().map((flaw) => [`${flaw.line}:${flaw.column}`, flaw]));
  return [...first.values()].toReversed();
}

/** Where what is spoken of begins, or, where it is missing, what it is missing from. */
function offsetOf(document: Document.Parsed, { path, atKey }: Pick<Problem, 'path' | 'atKey'>): number {
  const key = atKey ? keyOf(document, path) : undefined;
  for (let length = path.length; length > 0 && key === undefined; length -= 1) {
    const offset = rangeOf(document.getIn(path.slice(0, length), true));
    if (offset !== undefined) return offset;
  }
  return key ?? rangeOf(document.contents) ?? 0;
}

/** Where the key at the end of a path begins. */
function keyOf(document: Document.Parsed, path: Path): number | undefined {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap<ParsedNode, ParsedNode>(map)) return undefined;
  const wanted = String(path.at(-1));
  return rangeOf(map.items.find(({ key }) => isScalar(key) && String(key.value) === wanted)?.key);
}

function rangeOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return Array.isArray(node.range) ? Number(node.range[0]) : undefined;
}
