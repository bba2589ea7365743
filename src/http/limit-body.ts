import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { BODY_LIMIT_BYTES, drain } from '../sandbox/index.ts';
import { problemResponse } from './problem.ts';

const TOO_LARGE = { status: 413, code: 'body_too_large', detail: 'A body is at most one mebibyte.' };

/** Refuses a body that is too large, also one that does not say how large it is. */
export function limitBody(): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize: BODY_LIMIT_BYTES,
    onError: async (c) => {
      await drain(c.req.raw);
      return problemResponse(TOO_LARGE);
    },
  });
  return async (c, next) => {
    const { headers, method, body } = c.req.raw;
    // What does not say how large it is, Hono reads and puts into a copy, which Node lets it make of its own kind of
    // request alone, and not of what the server hands in.
    if (body && !headers.has('content-length')) {
      c.req.raw = new Request(c.req.url, { method, headers, body, duplex: 'half' });
    }
    return limit(c, next);
  };
}
