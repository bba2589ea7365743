import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { RequestIdentity } from '../platform/index.ts';
import { problemResponse } from './problem.ts';

const KEY_FORM = /^[\x21-\x7e]{1,255}$/;

/**
 * The caller's `Idempotency-Key`, with a digest of what the request says.
 *
 * @returns undefined without one
 * @throws HTTPException 422 for a key that is empty, longer than 255 characters, or not printable ASCII
 */
export async function requestIdentity(c: Context): Promise<RequestIdentity | undefined> {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return undefined;
  if (!KEY_FORM.test(key)) {
    throw new HTTPException(422, {
      res: problemResponse({
        status: 422,
        code: 'invalid_idempotency_key',
        detail: 'An Idempotency-Key is 1 to 255 printable ASCII characters without spaces.',
      }),
    });
  }
  const said = [c.req.method, c.req.path, await c.req.text()];
  return { key, fingerprint: createHash('sha256').update(JSON.stringify(said)).digest('hex') };
}
