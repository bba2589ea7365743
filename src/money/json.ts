/** JSON that keeps `bigint`: `9n` is written as `{"$bigint":"9"}`, which a reader at a database prompt understands. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'bigint' ? { $bigint: field.toString() } : field,
  );
}

/** Reads what {@link stringifyExact} wrote. The shape is the caller's to check or, for its own rows, to trust. */
export function parseExact(text: string): unknown {
  return revive(JSON.parse(text));
}

/** Changes the value in place. As a reviver of `JSON.parse` the same takes three times as long. */
function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  const fields = Object.entries(value);
  const [first] = fields;
  if (fields.length === 1 && first && isTaggedBigint(first)) return BigInt(first[1]);
  for (const [name, field] of fields) {
    if (typeof field === 'object') Reflect.set(value, name, revive(field));
  }
  return value;
}

function isTaggedBigint(field: [string, unknown]): field is [string, string] {
  const [name, digits] = field;
  return name === '$bigint' && typeof digits === 'string' && /^-?\d+$/.test(digits);
}
