import type { RandomStream } from '../../src/sandbox/index.ts';

/** Draws from a seed, so that what was found is found again. */
export class Dice {
  readonly #stream: RandomStream;

  constructor(stream: RandomStream) {
    this.#stream = stream;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    return Number.parseInt(this.#stream.hex(8), 16) % limit;
  }

  pick<T>(things: readonly [T, ...T[]]): T {
    return things[this.below(things.length)] ?? things[0];
  }

  text(length: number): string {
    return this.#stream.alphanumeric(length);
  }
}

/** Values that parsers and databases have stumbled over. */
const JUNK: readonly [unknown, ...unknown[]] = [
  null,
  true,
  '',
  ' ',
  '0',
  '1',
  'null',
  -1,
  0,
  0.5,
  1e308,
  2 ** 53,
  [],
  [[]],
  {},
  { toString: 1 },
  '\u0000',
  '\ud800',
  '🀄'.repeat(40),
  '%00%ff',
  "'; DROP TABLE document; --",
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'x'.repeat(5000),
  '2026-02-30T00:00:00+08:00',
  '9999-99-99',
];

/** Changes one thing somewhere in a JSON value: drops it, doubles it, or puts junk there. */
export function mutateJson(value: unknown, dice: Dice): unknown {
  if (Array.isArray(value) && value.length > 0 && dice.below(4) > 0) {
    const at = dice.below(value.length);
    return value.map((item, i) => (i === at ? mutateJson(item, dice) : item));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return mutateObject({ ...value }, dice);
  return dice.pick(JUNK);
}

function mutateObject(object: Record<string, unknown>, dice: Dice): unknown {
  const names = Object.keys(object);
  const name = names[dice.below(Math.max(1, names.length))];
  const kind = dice.below(8);
  if (name === undefined || kind === 0) return dice.pick(JUNK);
  if (kind === 1) {
    const { [name]: _, ...rest } = object;
    return rest;
  }
  if (kind === 2) return { ...object, [asText(dice.pick(JUNK))]: dice.pick(JUNK) };
  return { ...object, [name]: mutateJson(object[name], dice) };
}

/** Changes one character of a text: flips, drops, doubles or inserts. */
export function mutateText(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1);
  const [before, character, after] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)];
  const changed = dice.pick([
    String.fromCharCode((character.charCodeAt(0) || 65) ^ 1),
    '',
    character + character,
    character + asText(dice.pick(JUNK)),
  ] as const);
  return before + changed + after;
}

/** How deep a body nests that nobody in earnest sends: deep enough to break what calls itself. */
const DEPTH = 20_000;

/** What no JSON value can say: puts in the place of some member two of one name, a deep nest, or an odd number. */
export function spoilJson(json: string, dice: Dice): string {
  const members = [...json.matchAll(/"(\w+)":/g)];
  const member = members[dice.below(Math.max(1, members.length))];
  if (member === undefined) return json;
  const [name] = member;
  const spoiled = dice.pick([
    `${name}1,${name}`,
    `"x":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)},${name}`,
    `${name}${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)},"x":`,
    `${name}1e999,"x":`,
    `${name}-0,"x":`,
    `${name}100.0,"x":`,
    `${name}18446744073709551616,"x":`,
  ] as const);
  return json.slice(0, member.index) + spoiled + json.slice(member.index + name.length);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
