declare global {
  interface JSON {
    /** ECMAScript 2025, "JSON.parse source text access"; not yet in TypeScript's library. */
    rawJSON(text: string): unknown;
  }
}

/** JSON in which a `bigint` is written with all its digits, as JSON allows and `number` cannot. */
function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'bigint' ? JSON.rawJSON(field.toString()) : field,
  );
}

export function json(value: unknown, status = 200, contentType = 'application/json'): Response {
  return new Response(exactJson(value), { status, headers: { 'content-type': contentType } });
}
