import { readBody } from './body.ts';
import type { Clock } from './clock.ts';
import type { ExchangeDraft, WireEnv } from './exchange-draft.ts';
import type { Journal } from './journal.ts';
import { type Answer, type PassageContext, passThrough, type Wired } from './passage.ts';
import { ConnectionLost, type Transport } from './transport.ts';

/** Headers that the journal keeps; the rest is noise, or, like a secret key, none of its business. */
const KEPT_HEADERS = [
  'content-type',
  'content-length',
  'user-agent',
  'location',
  'trace_id',
  'request-id',
  'wechatpay-serial',
];

export interface ExchangeContext extends PassageContext {
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * Puts a provider on the wire: reads the request's body, lets the provider answer, lets faults strike, and
 * writes the exchange into the journal.
 *
 * @returns a handler that rejects with {@link ConnectionLost} where a fault broke the connection, or the
 *   simulator itself failed: then nothing is known, and no real provider's answer says so
 */
export function onTheWire(provider: Wired, context: ExchangeContext): Transport {
  return async (request) => {
    const env: WireEnv = { body: await readBody(request), exchange: {} };
    const came = await passThrough(provider, request, env, context);
    await record(request, env, came instanceof ConnectionLost ? undefined : came, context);
    if (came instanceof ConnectionLost) throw came;
    const { status, headers, bytes, hasBody } = came;
    return new Response(hasBody ? bytes : null, { status, headers });
  };
}

function record(
  request: Request,
  { body, exchange }: WireEnv,
  answer: Answer | undefined,
  { name, clock, journal }: ExchangeContext,
): Promise<void> {
  return journal.appendInGroup({
    at: clock.now(),
    provider: name,
    direction: 'in',
    httpMethod: request.method,
    url: request.url,
    ...understood(exchange),
    request: { headers: kept(request.headers), body },
    ...(answer && {
      answer: {
        status: answer.status,
        headers: kept(answer.headers),
        body: readable(answer.bytes, answer.headers.get('content-type') ?? ''),
      },
    }),
  });
}

function understood({ method, order, faults = [], ...rest }: ExchangeDraft) {
  return {
    ...(method === undefined ? {} : { method }),
    ...(order === undefined ? {} : { order }),
    ...rest,
    faults,
  };
}

/** A body as a person reads it, in the charset that its type names; of what is no text, how long it is. */
function readable(bytes: Buffer, contentType: string): string {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `(${bytes.length} bytes that are no text)`;
  }
}

function kept(headers: Headers): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers.get(name);
    if (value !== null) found[name] = value;
  }
  return found;
}
