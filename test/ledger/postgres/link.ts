import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a connection ends at a COMMIT. In no case does the client hear the answer. */
export type Cut =
  /** The server never gets the COMMIT. */
  | 'before it arrives'
  /** The server gets it at once. */
  | 'after it arrives'
  /** The client is cut off first, and the server gets it a while later. */
  | 'long before it arrives';

const LONG_MS = 300;

/** The message of the protocol: a simple query, its length, its text. */
const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0');

/** Stands between a client and PostgreSQL, and can fail as a network does. */
export class Link {
  readonly #listener: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #cut: Cut | undefined;
  #isDown = false;

  static async start(target: string): Promise<Link> {
    const link = new Link(target);
    link.#listener.listen(0, '127.0.0.1');
    await new Promise((resolve) => link.#listener.once('listening', resolve));
    return link;
  }

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#listener = createServer((client) => this.#serve(client));
  }

  /** The target's URL, by way of here. */
  get url(): string {
    const url = new URL(this.#target);
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('the link does not listen');
    url.port = String(address.port);
    return url.href;
  }

  /** Cuts the connection that sends the next COMMIT. */
  cutNextCommit(cut: Cut): void {
    this.#cut = cut;
  }

  /** Turns away whoever connects from now on, until it is `up` again. */
  down(): void {
    this.#isDown = true;
  }

  up(): void {
    this.#isDown = false;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #serve(client: Socket): void {
    if (this.#isDown) {
      client.destroy();
      return;
    }
    const server = connect(Number(this.#target.port), this.#target.hostname);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    }
    server.on('data', (chunk) => client.write(chunk));
    server.once('close', () => client.destroy());
    client.once('close', () => server.end());
    client.on('data', (chunk: Buffer) => {
      const commitAt = this.#cut === undefined ? -1 : chunk.indexOf(COMMIT);
      if (commitAt < 0) server.write(chunk);
      else void this.#cutOff(client, server, [chunk.subarray(0, commitAt), chunk.subarray(commitAt)]);
    });
  }

  async #cutOff(client: Socket, server: Socket, [before, commit]: readonly [Buffer, Buffer]): Promise<void> {
    const cut = this.#cut;
    this.#cut = undefined;
    client.removeAllListeners('close');
    client.destroy();
    server.write(before);
    if (cut === 'before it arrives') {
      server.destroy();
      return;
    }
    if (cut === 'long before it arrives') await sleep(LONG_MS);
    server.end(commit);
  }
}
