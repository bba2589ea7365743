import type { Sale } from './sale.ts';
import type { SandboxClient } from './sandbox.ts';
import type { Target } from './target.ts';
import {
  type AccountView,
  accountsSchema,
  type OrderView,
  orderSchema,
  type ProviderOrderView,
} from './views.ts';

/** How things stand after a step: the books, and each sale as the system and its providers see it. */
export interface Snapshot {
  /** Undefined where the system has no books to show. */
  readonly accounts: readonly AccountView[] | undefined;
  readonly sales: readonly SaleSnapshot[];
}

export interface SaleSnapshot {
  readonly sale: Sale;
  readonly order: OrderView;
  /** By payment, what its provider knows; without what it does not know or tell. */
  readonly atProvider: ReadonlyMap<string, ProviderOrderView>;
}

export async function takeSnapshot(
  target: Target,
  sandbox: SandboxClient,
  sales: readonly Sale[],
): Promise<Snapshot> {
  const accounts = await target.ask('read_accounts', {});
  const seen = sales.map(async (sale): Promise<SaleSnapshot> => {
    const answer = await target.ask('read_order', { about: { order: sale.order } });
    if (!answer.ok) throw new Error(`the order of ${sale.name} cannot be read: ${answer.detail}`);
    return {
      sale,
      order: orderSchema.parse(answer.value),
      atProvider: await atProvider(sandbox, sale),
    };
  });
  return {
    accounts: accounts.ok ? accountsSchema.parse(accounts.value).accounts : undefined,
    sales: await Promise.all(seen),
  };
}

async function atProvider(
  sandbox: SandboxClient,
  { payments }: Sale,
): Promise<Map<string, ProviderOrderView>> {
  const known = new Map<string, ProviderOrderView>();
  for (const { id, channel } of payments) {
    const view = await sandbox.providerOrder(channel, id);
    if (view) known.set(id, view);
  }
  return known;
}
