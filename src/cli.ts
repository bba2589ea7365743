import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { PROVIDERS } from '../providers/index.ts';
import { CHANNELS } from './gateway/adapters/index.ts';
import { CannotListen } from './http/listen.ts';
import {
  CannotOpenBooks,
  checkBooks,
  type Store,
  type TransferFilter,
  type Verdict,
} from './ledger/index.ts';
import { accountTable, historyTable, transferTable } from './platform/index.ts';
import { FixedKeyRing, FolderKeyRing, wallClock } from './sandbox/index.ts';
import { openKeptBooks, openWorld, type World } from './world.ts';

/** Where the books are. */
interface BooksOptions {
  readonly data: string;
  readonly database?: string;
}

interface StartOptions extends BooksOptions {
  readonly port: number;
  readonly seed: number;
}

const DATA_FOLDER = '.counterfoil';

const program = new Command('counterfoil')
  .description('A sandbox of payment providers, and an escrow and split core, on loopback.')
  .version(version());

program
  .command('start', { isDefault: true })
  .description('open the platform and every provider')
  .option('--port <n>', 'the platform’s port; providers follow it, and 0 takes free ones', wholeNumber, 4100)
  .option('--data <dir>', 'where books and keys are kept', DATA_FOLDER)
  .addOption(databaseOption())
  .option('--seed <n>', 'what ids are drawn from', wholeNumber, 1)
  .action((options: StartOptions) => start(options));

program
  .command('demo')
  .description('tell a consignment sale, with its signed messages and the ledger after each step')
  .action(demo);

const ledger = program.command('ledger').description('read the books, while the platform runs or not');

ledgerCommand('accounts', 'every account, with what is posted and pending on each side').action(
  (options: BooksOptions) =>
    withBooks(options, async (store) => console.log(accountTable(await store.accounts()))),
);
pageOptions(ledgerCommand('transfers', 'transfers in their order'))
  .option('--order <id>', 'only those of an order')
  .option('--account <id>', 'only those of an account')
  .action((options: BooksOptions & TransferFilter) =>
    withBooks(options, async (store) => console.log(transferTable(await store.transfers(options)))),
  );
pageOptions(ledgerCommand('history <account>', 'an account’s transfers, and what it had after each')).action(
  (account: string, options: BooksOptions & TransferFilter) =>
    withBooks(options, (store) => tellHistory(store, { ...options, account })),
);
ledgerCommand('check', 'derive every balance from the transfers again, and compare').action(
  (options: BooksOptions) => withBooks(options, async (store) => pronounce(await checkBooks(store))),
);

await program.parseAsync().catch(explain);

async function start({ port, data, seed, database }: StartOptions): Promise<void> {
  const dataFolder = resolve(data);
  const world = await openWorld({
    definitions: PROVIDERS,
    channels: CHANNELS,
    dataFolder,
    database,
    seed,
    keys: new FolderKeyRing(join(dataFolder, 'keys')),
    place: { kind: 'sockets', host: '127.0.0.1', port },
    time: { kind: 'live', wall: wallClock },
    onError: (error) => console.error(error instanceof Error ? error.stack : String(error)),
  });
  console.log(welcome(world, dataFolder, database));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.close());
}

/** A world of its own, in memory and in virtual time, so that it needs no port and leaves nothing behind. */
async function demo(): Promise<void> {
  // Loaded here, since a start has no use for scenarios and their YAML.
  const { tellSale } = await import('./scenario/index.ts');
  const { TEST_KEY_PAIRS } = await import('./sandbox/test-keys.ts');
  const world = await openWorld({
    definitions: PROVIDERS,
    channels: CHANNELS,
    seed: 1,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    place: { kind: 'in-process' },
    time: { kind: 'virtual', start: Date.parse('2026-11-22T12:00:00+08:00') },
    onError: explain,
  });
  await tellSale(world.origin, world.transport, (line) => console.log(line));
  await world.close();
}

function ledgerCommand(name: string, description: string): Command {
  return ledger
    .command(name)
    .description(description)
    .option('--data <dir>', 'where the books are kept', DATA_FOLDER)
    .addOption(databaseOption());
}

function pageOptions(command: Command): Command {
  return command
    .option('--after <row>', 'only later rows', wholeNumber, 0)
    .option('--limit <n>', 'as many at most, up to 1000', pageSize, 1000);
}

function databaseOption(): Option {
  const what = 'the books are in PostgreSQL: postgres://user:password@host:port/database';
  return new Option('--database <url>', what).env('DATABASE_URL');
}

async function withBooks(
  { data, database }: BooksOptions,
  body: (store: Store) => Promise<void>,
): Promise<void> {
  const { store } = await openKeptBooks(resolve(data), database);
  try {
    await body(store);
  } finally {
    await store.close();
  }
}

async function tellHistory(store: Store, filter: TransferFilter & { account: string }): Promise<void> {
  if ((await store.account(filter.account)) === undefined) {
    program.error(`there is no account ${filter.account}`);
  }
  console.log(historyTable(filter.account, await store.history(filter)));
}

function pronounce(verdict: Verdict): void {
  if (verdict.ok) {
    console.log(`ok: ${verdict.transfers} transfers, ${verdict.accounts} accounts`);
  } else {
    process.exitCode = 1;
    console.error(`${verdict.where}: ${verdict.what}`);
  }
}

function welcome({ origin, providerOrigins }: World, dataFolder: string, database?: string): string {
  const doors = Object.entries(providerOrigins).map(([name, at]) => `  ${name.padEnd(12)}${at}`);
  return `Counterfoil is ready.

  platform    ${origin}       API /v1, control /sandbox, pages /, /openapi.json
${doors.join('\n')}
  data        ${dataFolder}${database === undefined ? '' : `\n  books       PostgreSQL at ${withoutPassword(database)}`}

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

/** Our own package's, whether this runs from the sources or from the installed package. */
function version(): string {
  const path = findPackageJSON(import.meta.url) ?? '';
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function pageSize(text: string): number {
  const size = wholeNumber(text);
  if (size < 1 || size > 1000) throw new InvalidArgumentError('It must be 1 to 1000.');
  return size;
}

/** Foreseen failures get a sentence; the rest a stack, since somebody has to mend it. */
function explain(error: unknown): void {
  process.exitCode = 1;
  if (error instanceof CannotListen) {
    console.error(`${error.message}. Stop it, or choose other ports with --port N (0 takes free ones).`);
  } else if (error instanceof CannotOpenBooks) {
    console.error(error.message);
  } else {
    console.error(error instanceof Error ? error.stack : error);
  }
}
