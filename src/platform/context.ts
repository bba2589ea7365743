import type { Bank, Channel } from '../gateway/index.ts';
import type { Store } from '../ledger/index.ts';
import type { Instant } from '../time/index.ts';

/** What every use case stands on. All of it is handed in by the composition root. */
export interface Context {
  readonly store: Store;
  /** By name: `alipay`. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** Who pays sellers; without one nobody is paid out. */
  readonly bank?: Bank;
  readonly now: () => Instant;
  /** A new id that was never used: `ord_…`, `sel_…`. */
  readonly newId: (prefix: 'ord' | 'sel') => string;
  /** Where providers reach us, without a path: `https://pay.example.com`. */
  readonly publicOrigin: string;
}
