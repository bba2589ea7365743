/** Strings, whole, and the signs between which names stand. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * Reads a body as an object.
 *
 * @returns `wrong` when it is none, or names a member twice: which of two amounts was meant, nobody can tell
 */
export function readObject(body: string): Readonly<Record<string, unknown>> | 'wrong' {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'wrong';
    return namesTwice(body) ? 'wrong' : { ...value };
  } catch {
    return 'wrong';
  }
}

/** Whether any object in a text that is JSON, however deep, has two members of one name. */
function namesTwice(json: string): boolean {
  /** The names so far of each object that is open; `undefined` for an array. */
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && isKnown(open.at(-1), last)) return true;
    last = token;
  }
  return false;
}

/** Adds a name. @param written with its quotes and escapes */
function isKnown(names: Set<string> | undefined, written: string): boolean {
  const name: string = JSON.parse(written);
  if (names?.has(name)) return true;
  names?.add(name);
  return false;
}
