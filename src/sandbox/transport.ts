/** How a message reaches somebody else: over a socket, or, in a world inside one process, straight to its handler. */
export type Transport = (request: Request) => Promise<Response>;

/** The connection broke; nobody knows what the other side did. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
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
 *   the connection is lost
 */
export function inProcessTransport(handlers: ReadonlyMap<string, Transport>): Transport {
  return async (request) => {
    const handler = handlers.get(new URL(request.url).origin);
    if (!handler) throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
    try {
      return await unlessAborted(request.signal, handler(request));
    } catch (error) {
      if (error instanceof ConnectionLost) throw new TypeError('fetch failed', { cause: error });
      throw error;
    }
  };
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
