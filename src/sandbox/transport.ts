/** How a message reaches somebody else: over a socket, or, in a world inside one process, straight to its handler. */
export type Transport = (request: Request) => Promise<Response>;

/** How a connection fails: nobody takes it, it is reset, it is closed, or the caller's patience ends. */
export type Breakage = 'refused' | 'reset' | 'closed' | 'timed_out';

/** The connection broke; nobody knows what the other side did. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
  readonly how: Breakage;

  constructor(message: string, how: Breakage = 'closed') {
    super(message);
    this.how = how;
  }
}

/** Over the network. Redirects are answers, not orders: a payment provider follows none. */
export const socketTransport: Transport = async (request) => {
  // fetch would answer `data:text/plain,success` by itself, without asking anybody.
  if (!/^https?:/.test(request.url)) throw new TypeError(`${request.url} is on no network`);
  return fetch(request, { redirect: 'manual' });
};

/**
 * Straight to the handlers of a world that lives in this process.
 *
 * @param handlers by origin, such as `http://alipay.test`
 * @returns a transport that, as `fetch` would, rejects with a TypeError when nobody listens at an origin or
 *   the connection is lost, and with a TimeoutError when the caller's patience has ended
 */
export function inProcessTransport(handlers: ReadonlyMap<string, Transport>): Transport {
  return async (request) => {
    const handler = handlers.get(new URL(request.url).origin);
    if (!handler) throw fetchFailed('refused');
    try {
      return await unlessAborted(request.signal, handler(request));
    } catch (error) {
      if (error instanceof ConnectionLost) throw fetchFailed(error.how);
      throw error;
    }
  };
}

/** What `fetch` names as the cause. */
const CAUSES: Record<Exclude<Breakage, 'timed_out'>, string> = {
  refused: 'ECONNREFUSED',
  reset: 'ECONNRESET',
  closed: 'UND_ERR_SOCKET',
};

function fetchFailed(how: Breakage): Error {
  if (how === 'timed_out') {
    return new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  }
  const code = CAUSES[how];
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

/** As `fetch`, gives up on an answer when the caller's time is up. */
async function unlessAborted(signal: AbortSignal, answer: Promise<Response>): Promise<Response> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
