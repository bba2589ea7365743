/** JSON that keeps `bigint`: `9n` is written as `{"$bigint":"9"}`, which a reader at a database prompt understands. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'bigint' ? { $bigint: field.toString() } : field,
  );
}

/** Reads what {@link stringifyExact} wrote. The shape is the caller's to check or, for its own rows, to trust. */
export function parseExact(text: string): unknown {
  return JSON.parse(text, (_key, field: unknown) => (isTaggedBigint(field) ? BigInt(field.$bigint) : field));
}

function isTaggedBigint(field: unknown): field is { $bigint: string } {
  return (
    typeof field === 'object' &&
    field !== null &&
    '$bigint' in field &&
    typeof field.$bigint === 'string' &&
    /^-?\d+$/.test(field.$bigint) &&
    Object.keys(field).length === 1
  );
}
