import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { PROVIDERS } from '../providers/index.ts';
import { keysCommands } from './commands/keys.ts';
import { ledgerCommands } from './commands/ledger.ts';
import {
  type BooksOptions,
  databaseOption,
  dataOption,
  oneAddress,
  wholeNumber,
} from './commands/options.ts';
import type { SandboxOptions } from './commands/scenario-context.ts';
import { scenarioCommands } from './commands/scenarios.ts';
import { CHANNELS } from './gateway/adapters/index.ts';
import { CannotListen } from './http/listen.ts';
import { isLoopback } from './http/loopback.ts';
import { CannotOpenBooks, CommitFailed, CommitUnknown, ConnectionLost } from './ledger/index.ts';
import { isOpenToAll } from './platform/index.ts';
import { FixedKeyRing, FolderKeyRing, socketTransport, wallClock } from './sandbox/index.ts';
import { openVirtualWorld } from './virtual-world.ts';
import { CannotUseFolder, openAccessStore, openWorld, type World } from './world.ts';

interface StartOptions extends BooksOptions {
  readonly host: string;
  readonly port: number;
  readonly seed: number;
}

/** What needs somebody to do something about the machine, and nobody to mend the program. */
const FORESEEN = [
  CannotListen,
  CannotOpenBooks,
  CannotUseFolder,
  CommitFailed,
  CommitUnknown,
  ConnectionLost,
];

const print = (line: string): void => console.log(line);

const program = new Command('counterfoil')
  .description('A sandbox of payment providers, and an escrow and split core, on loopback.')
  .version(version());

program
  .command('start', { isDefault: true })
  .description('open the platform and every provider')
  .option('--port <n>', 'the platform’s port; providers follow it, and 0 takes free ones', wholeNumber, 4100)
  .option('--host <address>', 'where it listens; any but loopback needs a key', oneAddress, '127.0.0.1')
  .addOption(dataOption())
  .addOption(databaseOption())
  .option('--seed <n>', 'what ids are drawn from', wholeNumber, 1)
  .action((options: StartOptions) => start(options));

program
  .command('demo')
  .description('tell a consignment sale, with its signed messages and the ledger after each step')
  .action(demo);

ledgerCommands(program, print);
keysCommands(program, {
  print,
  now: wallClock,
  newKey: () => `cfk_${randomBytes(32).toString('base64url')}`,
});
scenarioCommands(program, {
  print,
  warn: (line) => console.error(line),
  openWorld: openVirtualWorld,
  openProcess: () => {
    const program = new URL(`./play-process${extname(import.meta.url)}`, import.meta.url);
    // What comes of stories holds bigints and maps, which JSON has none of.
    return fork(program, { serialization: 'advanced' });
  },
  send: socketTransport,
  openSandbox: openSandboxForOthers,
  wall: wallClock,
  now: () => performance.now(),
  catalogue: join(packageFolder(), 'scenarios'),
  exit: (code) => {
    process.exitCode = code;
  },
});

await program.parseAsync().catch(explain);

async function start({ host, port, data, seed, database }: StartOptions): Promise<void> {
  const dataFolder = resolve(data);
  const access = openAccessStore(dataFolder);
  const isOpen = await isOpenToAll(access);
  await access.close();
  if (isOpen && !isLoopback(host)) {
    throw new CannotListen(
      `other machines reach ${host}, and no key was made. Make one with \`counterfoil keys add <name>\``,
    );
  }
  const world = await openWorld({
    definitions: PROVIDERS,
    channels: CHANNELS,
    dataFolder,
    database,
    seed,
    keys: new FolderKeyRing(join(dataFolder, 'keys')),
    place: { kind: 'sockets', host, port },
    time: { kind: 'live', wall: wallClock },
    onError: (error) => console.error(complaintOf(error)),
  });
  print(welcome(world, { dataFolder, database, isOpen }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.close());
}

async function demo(): Promise<void> {
  // Loaded here, since a start has no use for scenarios and their YAML.
  const { tellSale } = await import('./scenario/index.ts');
  const world = await openVirtualWorld(1, explain);
  await tellSale(world.origin, world.transport, print);
  await world.close();
}

/** Providers without a platform, for an application that calls them over the network and lives in wall time. */
async function openSandboxForOthers(
  { seed, port, data }: SandboxOptions,
  onError: (error: unknown) => void,
): Promise<World> {
  const { TEST_KEY_PAIRS } = await import('./sandbox/test-keys.ts');
  return openWorld({
    definitions: PROVIDERS,
    channels: {},
    seed,
    keys: data === undefined ? new FixedKeyRing(TEST_KEY_PAIRS) : new FolderKeyRing(join(data, 'keys')),
    place: { kind: 'sockets', host: '127.0.0.1', port },
    // Providers write whole seconds.
    time: { kind: 'virtual', start: Math.floor(wallClock() / 1000) * 1000, wall: wallClock },
    onError,
  });
}

interface Whereabouts {
  readonly dataFolder: string;
  readonly database: string | undefined;
  /** No key of the platform's API was made yet. */
  readonly isOpen: boolean;
}

function welcome({ origin, providerOrigins }: World, { dataFolder, database, isOpen }: Whereabouts): string {
  const doors = Object.entries(providerOrigins).map(([name, at]) => `  ${name.padEnd(12)}${at}`);
  return `Counterfoil is ready.

  platform    ${origin}       API /v1, control /sandbox, pages /, /openapi.json
${doors.join('\n')}
  data        ${dataFolder}${database === undefined ? '' : `\n  books       PostgreSQL at ${withoutPassword(database)}`}
  keys        ${isOpen ? 'none made: /v1 is open to this machine (counterfoil keys add <name>)' : '/v1 takes bearer keys'}

What to try next
  See where everything is     open ${origin}/
  Point your SDK here         curl ${origin}/sandbox/credentials
  Pay as the buyer            curl ${origin}/sandbox/wallet/pay --json '{"provider":"alipay","token":"<QR text or out_trade_no>"}'
  Let two days pass           curl ${origin}/sandbox/clock/advance --json '{"by":"P2D"}'
  See what went over the wire curl ${origin}/sandbox/journal
  Watch a whole sale          npm run demo

Ctrl-C stops it; what happened is kept in the data folder.`;
}

function withoutPassword(database: string): string {
  const { host, pathname } = new URL(database);
  return host + pathname;
}

function version(): string {
  const path = join(packageFolder(), 'package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}

/** Our own package's, whether this runs from the sources or from the installed package. */
function packageFolder(): string {
  return dirname(findPackageJSON(import.meta.url) ?? '');
}

function explain(error: unknown): void {
  process.exitCode = 1;
  console.error(complaintOf(error));
}

/** Foreseen failures get a sentence; the rest a stack, since somebody has to mend it. */
function complaintOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return FORESEEN.some((kind) => error instanceof kind) ? error.message : (error.stack ?? error.message);
}
