/** What is read of one request at most. */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** How much of a larger one is taken off the line, so that its sender gets to read the answer. */
const DRAIN_LIMIT_BYTES = 32 * BODY_LIMIT_BYTES;

/** Reads a body as text; `too_large` beyond the limit, whatever Content-Length claims. */
export async function readBody(request: Request): Promise<string | 'too_large'> {
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) <= BODY_LIMIT_BYTES) {
    // The quick way. On a socket HTTP holds the sender to what was declared; inside a process nobody does.
    const text = await request.text();
    return Buffer.byteLength(text) > BODY_LIMIT_BYTES ? 'too_large' : text;
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of request.body ?? []) {
    total += chunk.byteLength;
    if (total <= BODY_LIMIT_BYTES) chunks.push(chunk);
    if (total > DRAIN_LIMIT_BYTES) break;
  }
  return total > BODY_LIMIT_BYTES ? 'too_large' : new TextDecoder().decode(Buffer.concat(chunks));
}

/**
 * Takes a refused body off the line. A server that answers and closes before it has heard its client out
 * resets the connection, and the client sees that and not the answer.
 */
export async function drain(request: Request): Promise<void> {
  if (request.bodyUsed || !request.body) return;
  let total = 0;
  for await (const chunk of request.body) {
    total += chunk.byteLength;
    if (total > DRAIN_LIMIT_BYTES) break;
  }
}
