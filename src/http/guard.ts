import type { MiddlewareHandler } from 'hono';
import { problemResponse } from './problem.ts';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that a web page somewhere else makes a browser send: a Host that is not ours (DNS
 * rebinding) and an Origin that is not the Host's. A sandbox on loopback can move money in its own books,
 * and hands out its keys.
 *
 * @param ownHostname where else than on loopback it is reached
 */
export function guard(ownHostname: string): MiddlewareHandler {
  const known = new Set([...LOOPBACK_NAMES, ownHostname]);
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    if (!known.has(hostnameOf(host))) return refuse('foreign_host', `Host: ${host} is not this server.`);
    const origin = c.req.header('origin');
    if (origin !== undefined && hostOf(origin) !== host) {
      return refuse('foreign_origin', `A page of ${origin} may not use this server.`);
    }
    return next();
  };
}

function hostnameOf(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase();
}

/** Of `http://127.0.0.1:4100`; undefined for `null`, which a browser sends when it hides where it is. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}

function refuse(code: string, detail: string): Response {
  return problemResponse({ status: 403, code, detail });
}
