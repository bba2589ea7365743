import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { checkBooks, type Reader, type TransferFilter, type Verdict } from '../ledger/index.ts';
import { accountTable, historyTable, transferTable } from '../platform/index.ts';
import type { Instant } from '../time/index.ts';
import { openKeptBooks } from '../world.ts';
import { type BooksOptions, databaseOption, dataOption, moment, wholeNumber } from './options.ts';

type Print = (line: string) => void;

/** `counterfoil ledger …`: reads the books, on either store, while the platform runs or not. */
export function ledgerCommands(program: Command, print: Print): void {
  const ledger = program.command('ledger').description('read the books, while the platform runs or not');
  const command = (name: string, description: string) =>
    ledger.command(name).description(description).addOption(dataOption()).addOption(databaseOption());

  command('accounts', 'every account, with what is posted and pending on each side').action(
    (options: BooksOptions) =>
      withBooks(options, async (store) => print(accountTable(await store.accounts()))),
  );
  command('account <id>', 'one account, now or as it was at a moment')
    .option('--at <moment>', 'such as 2026-11-22T04:00:00Z', moment)
    .action((id: string, options: BooksOptions & { at?: Instant }) =>
      withBooks(options, async (store) => {
        const account = await store.account(id);
        if (account === undefined) return program.error(`there is no account ${id}`);
        const balances = options.at === undefined ? account : await store.balances(id, options.at);
        print(accountTable([{ ...account, ...balances }]));
      }),
    );
  pageOptions(command('transfers', 'transfers in their order'))
    .option('--order <id>', 'only those of an order')
    .option('--account <id>', 'only those of an account')
    .action((options: BooksOptions & TransferFilter) =>
      withBooks(options, async (store) => print(transferTable(await store.transfers(options)))),
    );
  pageOptions(command('history <account>', 'an account’s transfers, and what it had after each')).action(
    (account: string, options: BooksOptions & TransferFilter) =>
      withBooks(options, async (store) => {
        if ((await store.account(account)) === undefined) program.error(`there is no account ${account}`);
        print(historyTable(account, await store.history({ ...options, account })));
      }),
  );
  command('check', 'derive every balance from the transfers again, and compare').action(
    (options: BooksOptions) =>
      withBooks(options, async (store) => pronounce(program, await checkBooks(store), print)),
  );
}

function pageOptions(command: Command): Command {
  return command
    .option('--after <row>', 'only later rows', wholeNumber, 0)
    .option('--limit <n>', 'as many at most, up to 1000', pageSize, 1000);
}

async function withBooks(
  { data, database }: BooksOptions,
  body: (store: Reader) => Promise<void>,
): Promise<void> {
  const store = await openKeptBooks(resolve(data), database);
  try {
    await body(store);
  } finally {
    await store.close();
  }
}

function pronounce(program: Command, verdict: Verdict, print: Print): void {
  if (!verdict.ok) program.error(`${verdict.where}: ${verdict.what}`);
  print(`ok: ${verdict.transfers} transfers, ${verdict.accounts} accounts`);
}

function pageSize(text: string): number {
  const size = wholeNumber(text);
  if (size < 1 || size > 1000) throw new InvalidArgumentError('It must be 1 to 1000.');
  return size;
}
