import type { Bank, Channel } from '../gateway/index.ts';
import type { Store } from '../ledger/index.ts';
import type { Instant } from '../time/index.ts';

/** What every use case stands on. All of it is handed in by the composition root. */
export interface Context {
  readonly store: Store;
  /** Where keys are kept, and what they were used for. It may be the same store. */
  readonly access: Store;
  /** By name: `alipay`. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** Who pays sellers; without one nobody is paid out. */
  readonly bank?: Bank;
  readonly now: () => Instant;
  /** A new id that was never used, and that sorts after those made earlier: `ord_…`, `sel_…`, `whe_…`. */
  readonly newId: (prefix: 'ord' | 'sel' | 'whe') => string;
  /** 24 bytes that nobody can guess, in base64. */
  readonly newSecret: () => string;
  /** What proves to others that a message is fresh: wall time, unless the whole world is virtual. */
  readonly wireTime: () => Instant;
  /** Carries a request to the marketplace, follows no redirect, and heeds the request's signal. */
  readonly transport: (request: Request) => Promise<Response>;
  /** Where providers reach us, without a path: `https://pay.example.com`. */
  readonly publicOrigin: string;
}
