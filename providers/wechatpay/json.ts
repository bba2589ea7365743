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

/** A name, or where an object or a list begins or ends; texts that are no names are passed over whole. */
const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g;

/** Whether any object in a text that is JSON, however deep, has two members of one name. */
function namesTwice(json: string): boolean {
  /** The names so far of each object that is open; `undefined` for a list. */
  const open: (Set<string> | undefined)[] = [];
  for (const [token, text, colon] of json.matchAll(TOKEN)) {
    if (colon !== undefined && text !== undefined && !isNew(open.at(-1), text)) return true;
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
  }
  return false;
}

/** Adds a name. @param written with its escapes */
function isNew(names: Set<string> | undefined, written: string): boolean {
  const name: string = written.includes('\\') ? JSON.parse(`"${written}"`) : written;
  const before = names?.size;
  return names?.add(name).size !== before;
}
