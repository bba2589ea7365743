import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../src/escrow/index.ts';
import type { Store } from '../src/ledger/index.ts';
import { openSqliteStore } from '../src/ledger/sqlite/index.ts';
import { money } from '../src/money/index.ts';
import {
  type Context,
  openOrder,
  openSeller,
  orderTimers,
  perform,
  type Result,
} from '../src/platform/index.ts';
import type { Instant } from '../src/time/index.ts';
import type { Benchmark } from './benchmark.ts';
import { type CommittedRows, rowsWritten, writeRows } from './released-rows.ts';

const ORDERS = 4000;
const SELLERS = 100;

const SOLD_AT = Date.parse('2026-11-22T12:00:00+08:00');
const HOLD_MS = 7 * 86_400_000;

/**
 * How many orders a second are released when all their holds run out at once: each by one chain of transfers
 * to its payees, and all of it durable. The ceiling writes the very rows that came of it, in transactions as
 * large, and does nothing else.
 */
export const ledgerReleasedOrders: Benchmark = {
  name: 'ledger-released-orders',
  unit: 'per_second',
  measured: 'orders released a second',
  ceiling: 'orders a second whose rows SQLite writes, and no more',
  rounds: 5,
  async prepare(folder, say) {
    say(`selling ${ORDERS} bags`);
    const sold = join(folder, 'sold.db');
    await sellBags(sold);

    const released = join(folder, 'released.db');
    const rewritten = join(folder, 'rewritten.db');
    let commits: readonly CommittedRows[] = [];
    return {
      async measure() {
        copyFileSync(sold, released);
        const { seconds, runs } = await releaseAll(released);
        commits = rowsWritten(released, { orders: ORDERS, commits: runs });
        return ORDERS / seconds;
      },
      async measureCeiling() {
        copyFileSync(sold, rewritten);
        return ORDERS / writeRows(rewritten, commits);
      },
    };
  },
};

/** Orders that were paid, sent, received and accepted, all at one moment. */
async function sellBags(path: string): Promise<void> {
  const context = openContext(openSqliteStore(path), SOLD_AT);
  const sellers = await Promise.all(
    Array.from({ length: SELLERS }, (_, n) =>
      openSeller(context, { name: `Seller ${n}` }, undefined, ({ id }) => id),
    ),
  );
  await Promise.all(
    Array.from({ length: ORDERS }, (_, n) => sellBag(context, granted(sellers[n % SELLERS]))),
  );
  await context.store.close();
}

async function sellBag(context: Context, seller: string): Promise<void> {
  const amount = money('CNY', 1_000_000n);
  const commission = { payee: 'platform', basis: { kind: 'rate', bps: 800 } } as const;
  const bag = { seller, title: 'A second-hand bag', amount, rules: [commission], hold: HOLD_MS };
  const order = granted(await openOrder(context, bag, undefined, ({ id }) => id));
  const commands: Command[] = [
    { type: 'start_payment', channel: 'alipay', method: 'qr' },
    {
      type: 'payment_succeeded',
      payment: `${order}-p1`,
      paid: amount,
      providerReference: `trade of ${order}`,
    },
    { type: 'ship', carrier: 'SF Express', trackingNumber: `SF of ${order}` },
    { type: 'receive' },
    { type: 'accept' },
  ];
  for (const command of commands) granted(await perform(context, order, command, undefined, () => undefined));
}

/** @param now stands still, so that all of it happens at once */
function openContext(store: Store, now: Instant): Context {
  let ids = 0;
  return {
    store,
    access: store,
    // No provider is called: what is paid, the commands say.
    channels: new Map(),
    now: () => now,
    newId: (prefix) => {
      ids += 1;
      return `${prefix}_${String(ids).padStart(16, '0')}`;
    },
    newSecret: () => '',
    wireTime: () => now,
    transport: async () => new Response(),
    publicOrigin: 'http://platform.test',
  };
}

function granted<T>(result: Result<T> | undefined): T {
  if (!result?.ok) throw new Error(`the platform refused: ${result?.code}`);
  return result.value;
}

/** @returns how long it took, and how often the timers ran: they share one commit each time */
async function releaseAll(path: string): Promise<{ seconds: number; runs: number }> {
  const context = openContext(openSqliteStore(path), SOLD_AT + HOLD_MS);
  const timers = orderTimers(context);
  const start = performance.now();
  let runs = 0;
  while (((await timers.nextDue()) ?? Infinity) <= context.now()) {
    await timers.run(context.now());
    runs += 1;
  }
  const seconds = (performance.now() - start) / 1000;
  await context.store.close();
  return { seconds, runs };
}
