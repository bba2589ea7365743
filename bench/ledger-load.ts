import type { AccountId, AccountSpec, Store, Transfer } from '../src/ledger/index.ts';
import { sortableText } from '../src/time/index.ts';

/** How many clients keep the commits of a store full. */
export const MANY_CLIENTS = 2000;

/** The account that a transfer takes from. */
export function accountOf(n: number, accounts: number): AccountId {
  return `account:${n % accounts}`;
}

/** Another account than that, and another one each time that it comes round. */
export function otherAccountOf(n: number, accounts: number): AccountId {
  return accountOf(n + 1 + (Math.floor(n / accounts) % (accounts - 1)), accounts);
}

export async function openAccounts(store: Store, ids: readonly AccountId[]): Promise<void> {
  const accounts = ids.map((id): AccountSpec => ({ id, ledger: 'CNY', code: 'clearing' }));
  await store.commit({ reads: [], now: 0, decide: () => ({ accounts, done: undefined }) });
}

/** The two accounts of the nth transfer. */
export type Between = (n: number) => readonly [debit: AccountId, credit: AccountId];

/** Transfers that are handed in one by one: each pays for an order of its own, whose id begins with its time. */
export class Load {
  readonly #store: Store;
  readonly #between: Between;
  #transfers = 0;

  constructor(store: Store, between: Between) {
    this.#store = store;
    this.#between = between;
  }

  /**
   * @param clients how many there are, each waiting for the answer to a transfer before it asks for the next
   * @returns how long it took, in seconds
   */
  async transfer(count: number, clients: number): Promise<number> {
    const end = this.#transfers + count;
    const askOneByOne = async () => {
      while (this.#transfers < end) await this.#ask(this.#transfers++);
    };
    const start = performance.now();
    await Promise.all(Array.from({ length: clients }, askOneByOne));
    return (performance.now() - start) / 1000;
  }

  #ask(n: number): Promise<undefined> {
    const [debit, credit] = this.#between(n);
    const order = `ord_${sortableText(n)}${String(n).padStart(10, '0')}`;
    const transfer: Transfer = {
      kind: 'posted',
      id: `${order}/payment`,
      debit,
      credit,
      ledger: 'CNY',
      amount: 1n,
      code: 'payment',
      order,
    };
    return this.#store.commit({
      reads: [],
      now: n,
      decide: () => ({ transfers: [transfer], done: undefined }),
    });
  }
}
