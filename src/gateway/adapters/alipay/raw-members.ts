/**
 * The members of a JSON object, each value as the very characters that stand in the text. Alipay signs
 * those, escapes included (it writes `\/`), so that parsing and writing again would break the signature.
 *
 * @returns undefined when the text is not one JSON object, or names a member twice
 */
export function rawMembers(text: string): ReadonlyMap<string, string> | undefined {
  if (!isJsonObject(text)) return undefined;
  const members = new Map<string, string>();
  let at = skip(text, text.indexOf('{') + 1, WHITE_SPACE);
  while (text[at] !== '}') {
    const nameEnd = endOfString(text, at);
    const name: unknown = JSON.parse(text.slice(at, nameEnd));
    const start = skip(text, nameEnd, WHITE_SPACE_AND_COLON);
    const end = endOfValue(text, start);
    if (typeof name !== 'string' || members.has(name)) return undefined;
    members.set(name, text.slice(start, end));
    at = skip(text, end, WHITE_SPACE_AND_COMMA);
  }
  return members;
}

const WHITE_SPACE = ' \t\n\r';
const WHITE_SPACE_AND_COLON = `${WHITE_SPACE}:`;
const WHITE_SPACE_AND_COMMA = `${WHITE_SPACE},`;

/** All that follows relies on the text being JSON, and need only find where a value ends. */
function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function skip(text: string, from: number, characters: string): number {
  let at = from;
  while (at < text.length && characters.includes(text.charAt(at))) at += 1;
  return at;
}

/** Brackets inside strings do not count. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const character = text.charAt(at);
    if (depth === 0 && at > from && `,}]${WHITE_SPACE}`.includes(character)) return at;
    if (character === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    at += 1;
  }
  return at;
}

/** @param from where its opening quote stands */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
