import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Store } from '../ledger/index.ts';
import { addKey, listKeys, revokeKey, SCOPES, type Scope } from '../platform/index.ts';
import type { Instant } from '../time/index.ts';
import { openAccessStore } from '../world.ts';
import { dataOption } from './options.ts';

export interface KeysContext {
  readonly print: (line: string) => void;
  readonly now: () => Instant;
  /** A key that nobody can guess. */
  readonly newKey: () => string;
}

interface KeyOptions {
  readonly data: string;
}

/** `counterfoil keys …`: who may use the platform's API. */
export function keysCommands(program: Command, { print, now, newKey }: KeysContext): void {
  const keys = program.command('keys').description('keys of the platform’s API; without any, /v1 is open');

  keys
    .command('add <name>')
    .description('make a key, and print it once')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(SCOPES).default('marketplace'))
    .addOption(dataOption())
    .action((name: string, { scope, data }: KeyOptions & { scope: Scope }) =>
      withKeys(data, async (store) => {
        const key = newKey();
        await addKey(store, key, name, scope, now());
        print(key);
      }),
    );
  keys
    .command('list')
    .description('every key by its digest, what it may do, and how often it was used')
    .addOption(dataOption())
    .action(({ data }: KeyOptions) =>
      withKeys(data, async (store) => {
        for (const { id, name, scope, uses, revokedAt } of await listKeys(store)) {
          const state = revokedAt === undefined ? `${uses} uses` : 'revoked';
          print(`${id}  ${scope.padEnd(11)}  ${state}  ${name}`);
        }
      }),
    );
  keys
    .command('revoke <digest>')
    .description('let a key do nothing more')
    .addOption(dataOption())
    .action((digest: string, { data }: KeyOptions) =>
      withKeys(data, async (store) => {
        if (await revokeKey(store, digest, now())) return;
        program.error('There is no such key. See `counterfoil keys list`.');
      }),
    );
}

async function withKeys(data: string, body: (store: Store) => Promise<void>): Promise<void> {
  const store = openAccessStore(resolve(data));
  try {
    await body(store);
  } finally {
    await store.close();
  }
}
