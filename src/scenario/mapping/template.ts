/** What is put for the `{…}` of a template, by their names. */
export type Values = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{([\w.]+)\}/g;
const NOTHING_ELSE = /^\{([\w.]+)\}$/;

/** The names of all that is to be filled in, wherever it stands. */
export function placeholdersOf(template: unknown): readonly string[] {
  if (typeof template === 'string') return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(placeholdersOf);
}

/** @param write how a value reads within a text */
export function fillText(
  template: string,
  values: Values,
  write: (value: unknown) => string = plain,
): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string) => write(values[name]));
}

/** JSON with values put in: one that stands alone keeps its type, and what there is none for is left out. */
export function fillJson(template: unknown, values: Values): unknown {
  if (typeof template === 'string') {
    const [, alone] = NOTHING_ELSE.exec(template) ?? [];
    return alone === undefined ? fillText(template, values) : values[alone];
  }
  if (Array.isArray(template)) return template.map((part) => fillJson(part, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, fillJson(part, values)]));
}

function plain(value: unknown): string {
  return value === undefined ? '' : String(value);
}
