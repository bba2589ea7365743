import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ConnectionLost, type Transport } from '../sandbox/index.ts';

export interface Listener {
  /** `http://127.0.0.1:4100` */
  readonly origin: string;
  close(): Promise<void>;
}

/** The port is taken, or may not be used. The message is a sentence without its full stop. */
export class CannotListen extends Error {
  override name = 'CannotListen';
}

/**
 * Opens a port. Where the handler says that the connection is lost, it is broken without an answer.
 *
 * @param port 0 takes a free one
 * @throws CannotListen
 */
export async function listen(handler: Transport, host: string, port: number): Promise<Listener> {
  // Without overriding them, Request and Response are Node's own, as unmodified clients and tests expect.
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request, { outgoing }) => {
      try {
        return await handler(request);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        // Whoever refuses a connection lets nothing of it pass; the closest that is left is to reset it.
        if (error.how === 'refused' || error.how === 'reset') outgoing.socket?.resetAndDestroy();
        else outgoing.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
  }) as Server;
  await bind(server, host, port);
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new CannotListen(`${host}:${port} is no TCP port`);
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () => close(server),
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is taken by another program. Stop it, or choose other ports with --port N (0 takes free ones)'
          : `cannot be opened (${error.code})`;
      reject(new CannotListen(`port ${port} on ${host} ${why}`));
    });
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // A client that keeps its connection busy does not keep the program from ending.
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}
