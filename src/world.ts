import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bank, Channel, OpenChannel } from './gateway/index.ts';
import { createApp } from './http/app.ts';
import { type Listener, listen } from './http/listen.ts';
import { isLoopback } from './http/loopback.ts';
import { CannotOpenBooks, openMemoryStore, type Reader, type Store } from './ledger/index.ts';
import { openSqliteReader, openSqliteStore } from './ledger/sqlite/index.ts';
import {
  type Context,
  orderTimers,
  payoutTimers,
  scheduleTimers,
  statementTimers,
  webhookTimers,
} from './platform/index.ts';
import {
  inProcessTransport,
  type KeyRing,
  openSandbox,
  type ProviderDefinition,
  type Sandbox,
  socketTransport,
  type Transport,
  type WorldTime,
} from './sandbox/index.ts';
import { sortableText } from './time/index.ts';

export interface WorldOptions {
  readonly definitions: readonly ProviderDefinition[];
  /** The platform's adapters, by the provider they speak to. */
  readonly channels: Readonly<Record<string, OpenChannel>>;
  /** Who pays sellers; nobody is paid out without one. */
  readonly bank?: Bank;
  /** Where books and simulators keep their files; in memory without one. */
  readonly dataFolder?: string;
  /** The books in PostgreSQL instead: `postgres://user:password@host:port/database`. */
  readonly database?: string | undefined;
  readonly seed: number;
  readonly keys: KeyRing;
  readonly place:
    | { readonly kind: 'sockets'; readonly host: string; readonly port: number }
    /** Nothing listens; the world is spoken to through {@link World.transport}. */
    | { readonly kind: 'in-process' };
  readonly time: WorldTime;
  /** Is told of errors that nobody foresaw. */
  readonly onError: (error: unknown) => void;
}

/** The platform and its providers, each at an origin of its own, speaking over HTTP as strangers do. */
export interface World {
  /** The platform's, with the control API and the pages. */
  readonly origin: string;
  /** The providers', by name. */
  readonly providerOrigins: Readonly<Record<string, string>>;
  /** Reaches all of them. */
  readonly transport: Transport;
  close(): Promise<void>;
}

/** The disk or the rights of a data folder are not enough, or a file of the simulators in it is damaged. */
export class CannotUseFolder extends Error {
  override name = 'CannotUseFolder';

  constructor(folder: string, cause: Error) {
    super(`cannot keep data in ${folder}: ${cause.message}`, { cause });
  }
}

/** The platform's own name among the doors. */
const PLATFORM = 'platform';

/** The files in the data folder. */
const BOOKS = 'platform.db';
const SIMULATORS = 'sandbox.db';

/**
 * Opens a world: its doors first, since providers sign and hand out their own origins, then what is behind
 * them.
 *
 * @throws CannotListen when a port is taken
 * @throws CannotOpenBooks when the books cannot be kept where they are said to be
 * @throws CannotUseFolder when the data folder cannot be made, or the simulators not be kept in it
 */
export async function openWorld(options: WorldOptions): Promise<World> {
  if (options.dataFolder !== undefined) makeFolder(options.dataFolder);
  const doors = await openDoors(options);
  let inside = await moveIn(options, doors, options.seed, reset).catch(async (error: unknown) => {
    await doors.close();
    throw error;
  });

  async function reset(seed = options.seed): Promise<void> {
    await inside.close();
    if (options.dataFolder !== undefined) emptyFolder(options.dataFolder);
    await emptyDatabase(options);
    inside = await moveIn(options, doors, seed, reset);
  }

  const { [PLATFORM]: origin = '', ...providerOrigins } = doors.origins;
  return {
    origin,
    providerOrigins,
    transport: doors.transport,
    close: async () => {
      await doors.close();
      await inside.close();
    },
  };
}

/** Where everybody is reached. What answers there may be replaced while the door stays open. */
interface Doors {
  readonly origins: Readonly<Record<string, string>>;
  readonly transport: Transport;
  /** Who answers, by name. */
  readonly behind: Map<string, Transport>;
  close(): Promise<void>;
}

async function openDoors({ place, definitions }: WorldOptions): Promise<Doors> {
  const behind = new Map<string, Transport>();
  const answer =
    (name: string): Transport =>
    async (request) =>
      (await behind.get(name)?.(request)) ?? new Response('Starting. Try again.\n', { status: 503 });
  const names = [
    { name: PLATFORM, portOffset: 0 },
    ...definitions.map(({ name, portOffset }) => ({ name, portOffset })),
  ];

  if (place.kind === 'in-process') {
    const origins = Object.fromEntries(names.map(({ name }) => [name, `http://${name}.test`]));
    const handlers = new Map(names.map(({ name }) => [`http://${name}.test`, answer(name)]));
    return { origins, transport: inProcessTransport(handlers), behind, close: async () => {} };
  }

  const listeners = new Map<string, Listener>();
  const close = async () => {
    await Promise.all([...listeners.values()].map((listener) => listener.close()));
  };
  try {
    for (const { name, portOffset } of names) {
      const port = place.port === 0 ? 0 : place.port + portOffset;
      listeners.set(name, await listen(answer(name), place.host, port));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const origins = Object.fromEntries([...listeners].map(([name, { origin }]) => [name, origin]));
  return { origins, transport: socketTransport, behind, close };
}

/** Puts the sandbox and the platform behind the doors, as they were left when they last closed. */
async function moveIn(
  options: WorldOptions,
  doors: Doors,
  seed: number,
  reset: (seed: number | undefined) => Promise<void>,
): Promise<{ close(): Promise<void> }> {
  const { time, dataFolder, definitions, keys, onError } = options;
  const { store, opening } = await openBooks(options);
  const sandbox = await openSandbox({
    definitions,
    origins: doors.origins,
    storePath: dataFolder === undefined ? ':memory:' : join(dataFolder, SIMULATORS),
    seed,
    keys,
    time,
    transport: doors.transport,
  }).catch(async (error: unknown) => {
    await store.close();
    throw dataFolder !== undefined && isOfTheDisk(error) ? new CannotUseFolder(dataFolder, error) : error;
  });
  // Apart from the books: a reset drops these, and must not open what keys have closed.
  const access = dataFolder === undefined ? openMemoryStore() : openAccessStore(dataFolder);
  const context = platformContext(options, doors, sandbox, { store, access, opening });
  for (const timers of [orderTimers, payoutTimers, scheduleTimers, statementTimers, webhookTimers]) {
    sandbox.scheduler.register(timers(context));
  }

  const hostname = new URL(context.publicOrigin).hostname;
  const isExposed = options.place.kind === 'sockets' && !isLoopback(options.place.host);
  const app = createApp({ platform: context, control: { sandbox, reset }, hostname, isExposed, onError });
  doors.behind.set(PLATFORM, async (request) => app.fetch(request));
  for (const [name, provider] of sandbox.providers) doors.behind.set(name, provider.onTheWire);

  if (time.kind === 'live') sandbox.scheduler.start((_source, error) => onError(error));
  return {
    close: async () => {
      doors.behind.clear();
      await sandbox.close();
      await store.close();
      await access.close();
    },
  };
}

interface OpenBooks {
  readonly store: Store;
  /** Which of the openings of a database this is, where several may have the same books open. */
  readonly opening: number;
}

/**
 * Opens the books that a world keeps, to be read, without the world around them.
 *
 * @throws CannotOpenBooks when there are none
 */
export async function openKeptBooks(dataFolder: string, database: string | undefined): Promise<Reader> {
  if (database !== undefined) return (await openBooks({ database })).store;
  const path = join(dataFolder, BOOKS);
  if (!existsSync(path)) throw new CannotOpenBooks(`there are no books in ${dataFolder}`);
  return openSqliteReader(path);
}

async function openBooks({
  database,
  dataFolder,
}: Pick<WorldOptions, 'database' | 'dataFolder'>): Promise<OpenBooks> {
  if (database !== undefined) {
    // Loaded here, since a start without it has no use for a driver.
    const { openPostgresStore } = await import('./ledger/postgres/index.ts');
    const store = await openPostgresStore(database);
    return { store, opening: store.opening };
  }
  if (dataFolder !== undefined) return { store: openSqliteStore(join(dataFolder, BOOKS)), opening: 0 };
  return { store: openMemoryStore(), opening: 0 };
}

async function emptyDatabase({ database }: WorldOptions): Promise<void> {
  if (database === undefined) return;
  const { emptyPostgresBooks } = await import('./ledger/postgres/index.ts');
  await emptyPostgresBooks(database);
}

/** The keys of the platform's API, in a data folder. */
export function openAccessStore(dataFolder: string): Store {
  makeFolder(dataFolder);
  return openSqliteStore(join(dataFolder, 'access.db'));
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw isOfTheDisk(error) ? new CannotUseFolder(folder, error) : error;
  }
}

/** SQLite's code for a statement that is wrong, which is nobody's fault but ours. */
const SQLITE_ERROR = 1;

/** What the operating system or SQLite says of a file. */
function isOfTheDisk(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || ('errcode' in error && error.errcode !== SQLITE_ERROR);
}

function platformContext(
  options: WorldOptions,
  doors: Doors,
  sandbox: Sandbox,
  { opening, ...stores }: OpenBooks & Pick<Context, 'access'>,
): Context {
  const channels = new Map<string, Channel>();
  const nonces = sandbox.random.stream('platform/nonce');
  const world = {
    transport: doors.transport,
    now: sandbox.wireTime,
    newNonce: () => nonces.alphanumeric(32),
  };
  for (const [name, open] of Object.entries(options.channels)) {
    const provider = sandbox.providers.get(name);
    if (!provider) continue;
    channels.set(name, open(provider.credentials, world));
  }
  // Instances over one database may have drawn the same seed.
  const stream = (name: string) => sandbox.random.stream(opening === 0 ? name : `${name}/${opening}`);
  const ids = {
    ord: stream('platform/order'),
    sel: stream('platform/seller'),
    whe: stream('platform/webhook-endpoint'),
  };
  const secrets = stream('platform/secret');
  return {
    ...stores,
    channels,
    ...(options.bank ? { bank: options.bank } : {}),
    now: () => sandbox.clock.now(),
    newId: (prefix) => `${prefix}_${sortableText(sandbox.clock.now())}${ids[prefix].alphanumeric(10)}`,
    // 32 letters and digits are base64 of 24 bytes.
    newSecret: () => secrets.alphanumeric(32),
    wireTime: sandbox.wireTime,
    transport: doors.transport,
    publicOrigin: doors.origins[PLATFORM] ?? '',
  };
}

/** Drops what was kept, but not the keys: the credentials that people have copied stay valid. */
function emptyFolder(folder: string): void {
  for (const name of [SIMULATORS, BOOKS]) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, name + suffix), { force: true });
  }
}
