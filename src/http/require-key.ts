import type { MiddlewareHandler } from 'hono';
import { type Context, isOpenToAll, type Scope, useKey } from '../platform/index.ts';
import { problemResponse } from './problem.ts';

/** Providers sign what they notify; they have no key of ours. */
const SIGNED_BY_PROVIDERS = /^\/v1\/notifications\//;

/** Decisions about other people's money, and about who is told. */
const FOR_OPERATORS = [
  /\/(resolve|retry|made_elsewhere|pull|explain|resend|acknowledge|chargebacks|stray_refunds|write_offs)$/,
  /^\/v1\/(webhook_endpoints|audit|payees\/)/,
  /^\/sandbox\//,
];

/** What a request needs. */
function scopeFor(method: string, path: string): Scope {
  if (FOR_OPERATORS.some((pattern) => pattern.test(path))) return 'operator';
  return method === 'GET' ? 'read_only' : 'marketplace';
}

const TEXTS = {
  key_unknown: [401, 'This key is not known.'],
  key_revoked: [401, 'This key has been revoked.'],
  scope_too_small: [403, 'The scope of this key does not allow it.'],
} as const;

/**
 * Lets only those in who have a key: `Authorization: Bearer cfk_…`.
 *
 * @param always also before the first key has been made
 */
export function requireKey(
  { access, wireTime }: Pick<Context, 'access' | 'wireTime'>,
  always: boolean,
): MiddlewareHandler {
  return async (c, next) => {
    const { method, path } = c.req;
    if (SIGNED_BY_PROVIDERS.test(path) || (!always && (await isOpenToAll(access)))) return next();
    const key = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (key === undefined) {
      return challenge(
        401,
        'key_required',
        'Send Authorization: Bearer, with a key made by `counterfoil keys add`.',
      );
    }
    const used = await useKey(access, key, { method, path, needs: scopeFor(method, path) }, wireTime());
    if (used.ok) return next();
    const [status, detail] = TEXTS[used.code];
    return challenge(status, used.code, detail);
  };
}

function challenge(status: number, code: string, detail: string): Response {
  const response = problemResponse({ status, code, detail });
  if (status === 401) response.headers.set('www-authenticate', 'Bearer');
  return response;
}
