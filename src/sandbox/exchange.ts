import { readBody } from './body.ts';
import type { Clock } from './clock.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Journal, Presented, SignatureVerdict } from './journal.ts';
import { ConnectionLost, type Transport } from './transport.ts';

/** What a provider's handler understood of an exchange while it dealt with it. */
export interface ExchangeDraft {
  method?: string;
  order?: string;
  requestSignature?: SignatureVerdict;
  answerSignature?: SignatureVerdict;
  presents?: Presented;
  note?: string;
}

/** What a provider's handlers find beside the request (`c.env` in Hono). */
export interface WireEnv {
  /** The request's body as text; `too_large` when it exceeds a mebibyte and was not read. */
  readonly body: string | 'too_large';
  /** What the journal will say of this exchange; the handler fills in what it understood. */
  readonly exchange: ExchangeDraft;
}

/** How a provider answers what reaches it. */
export type Handle = (request: Request, env: WireEnv) => Response | Promise<Response>;

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

export interface ExchangeContext {
  readonly name: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly faults: FaultPlan;
}

/**
 * Puts a provider on the wire: reads the request's body, lets the provider answer, lets faults strike, and
 * writes the exchange into the journal.
 *
 * @returns a handler that rejects with {@link ConnectionLost} where a fault broke the connection, or the
 *   simulator itself failed: then nothing is known, and no real provider's answer says so
 */
export function onTheWire(handle: Handle, context: ExchangeContext): Transport {
  return async (request) => {
    const body = await readBody(request);
    const exchange: ExchangeDraft = {};
    const env: WireEnv = { body, exchange };
    const response = await answerOf(handle, request, env);
    // Bytes, not text: a provider may answer in GBK, or with a ZIP.
    const bytes = Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer());

    const { name, clock, journal, faults } = context;
    const struck = faults.strike('answer', {
      provider: name,
      method: exchange.method,
      order: exchange.order,
    });
    const answer = struck.some(({ effect }) => effect === 'lost') ? undefined : response;
    await journal.appendInGroup({
      at: clock.now(),
      provider: name,
      direction: 'in',
      httpMethod: request.method,
      url: request.url,
      ...exchange,
      request: { headers: kept(request.headers), body },
      ...(answer && {
        answer: {
          status: answer.status,
          headers: kept(answer.headers),
          body: readable(bytes, answer.headers.get('content-type') ?? ''),
        },
      }),
      faults: struck.map((fault) => fault.name),
    });
    if (!answer) throw new ConnectionLost(`${name} broke the connection`);
    return new Response(answer.body && bytes, { status: answer.status, headers: answer.headers });
  };
}

/** @returns undefined when the simulator failed, which the journal says with the reason */
async function answerOf(handle: Handle, request: Request, env: WireEnv): Promise<Response | undefined> {
  try {
    return await handle(request, env);
  } catch (error) {
    env.exchange.note = `the simulator failed: ${error instanceof Error ? error.stack : String(error)}`;
    return undefined;
  }
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
