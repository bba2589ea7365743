import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Channel, OpenChannel } from './gateway/index.ts';
import { createApp } from './http/app.ts';
import { type Listener, listen } from './http/listen.ts';
import { openMemoryStore, type Store } from './ledger/index.ts';
import { openSqliteStore } from './ledger/sqlite/index.ts';
import { type Context, orderTimers } from './platform/index.ts';
import {
  inProcessTransport,
  type KeyRing,
  openSandbox,
  type ProviderDefinition,
  type Sandbox,
  socketTransport,
  type Transport,
} from './sandbox/index.ts';
import type { Instant } from './time/index.ts';

export interface WorldOptions {
  readonly definitions: readonly ProviderDefinition[];
  /** The platform's adapters, by the provider they speak to. */
  readonly channels: Readonly<Record<string, OpenChannel>>;
  /** Where books and simulators keep their files; in memory without one. */
  readonly dataFolder?: string;
  readonly seed: number;
  readonly keys: KeyRing;
  readonly place:
    | { readonly kind: 'sockets'; readonly host: string; readonly port: number }
    /** Nothing listens; the world is spoken to through {@link World.transport}. */
    | { readonly kind: 'in-process' };
  readonly time: /** Time passes, and what falls due happens. */
    | { readonly kind: 'live'; readonly wall: () => Instant }
    /** Only the control API moves time. */
    | { readonly kind: 'virtual'; readonly start: Instant };
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

/** The platform's own name among the doors. */
const PLATFORM = 'platform';

/**
 * Opens a world: its doors first, since providers sign and hand out their own origins, then what is behind
 * them.
 *
 * @throws CannotListen when a port is taken
 */
export async function openWorld(options: WorldOptions): Promise<World> {
  if (options.dataFolder !== undefined) mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 });
  const doors = await openDoors(options);
  let inside = await moveIn(options, doors, options.seed, reset).catch(async (error: unknown) => {
    await doors.close();
    throw error;
  });

  async function reset(seed = options.seed): Promise<void> {
    await inside.close();
    if (options.dataFolder !== undefined) emptyFolder(options.dataFolder);
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
  const sandbox = await openSandbox({
    definitions,
    origins: doors.origins,
    storePath: dataFolder === undefined ? ':memory:' : join(dataFolder, 'sandbox.db'),
    seed,
    keys,
    base: time.kind === 'live' ? time.wall : () => time.start,
    wireTime: time.kind === 'live' ? 'wall' : 'business',
    transport: doors.transport,
  });
  const store =
    dataFolder === undefined ? openMemoryStore() : openSqliteStore(join(dataFolder, 'platform.db'));
  const context = platformContext(options, doors, sandbox, store);
  sandbox.scheduler.register(orderTimers(context));

  const hostname = new URL(context.publicOrigin).hostname;
  const app = createApp({ platform: context, control: { sandbox, reset }, hostname, onError });
  doors.behind.set(PLATFORM, async (request) => app.fetch(request));
  for (const [name, provider] of sandbox.providers) doors.behind.set(name, provider.onTheWire);

  if (time.kind === 'live') sandbox.scheduler.start((_source, error) => onError(error));
  return {
    close: async () => {
      doors.behind.clear();
      await sandbox.close();
      await store.close();
    },
  };
}

function platformContext(options: WorldOptions, doors: Doors, sandbox: Sandbox, store: Store): Context {
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
  const ids = { ord: sandbox.random.stream('platform/order'), sel: sandbox.random.stream('platform/seller') };
  return {
    store,
    channels,
    now: () => sandbox.clock.now(),
    newId: (prefix) => `${prefix}_${ids[prefix].alphanumeric(16)}`,
    publicOrigin: doors.origins[PLATFORM] ?? '',
  };
}

/** Drops what was kept, but not the keys: the credentials that people have copied stay valid. */
function emptyFolder(folder: string): void {
  for (const name of ['sandbox.db', 'platform.db']) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, name + suffix), { force: true });
  }
}
