import { setTimeout as sleep } from 'node:timers/promises';
import type { DurationMs, Instant } from '../time/index.ts';
import { SandboxClock } from './clock.ts';
import { onTheWire } from './exchange.ts';
import { FaultPlan } from './fault-plan.ts';
import { Journal } from './journal.ts';
import type { KeyRing } from './key-ring.ts';
import { mishapsOf } from './mishaps.ts';
import { Notifier } from './notifier.ts';
import type { Provider, ProviderDefinition } from './provider.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { SandboxStore } from './store.ts';
import type { Transport } from './transport.ts';
import { Wallets } from './wallets.ts';

/** What business time stands on, and whether anybody else has a clock of their own. */
export type WorldTime =
  /** Time passes, and what falls due happens. */
  | { readonly kind: 'live'; readonly wall: () => Instant }
  /** Only the control API moves time. */
  | {
      readonly kind: 'virtual';
      readonly start: Instant;
      /** By which the merchant looks whether a message is fresh, where it does not share this world's time. */
      readonly wall?: () => Instant;
    };

export interface SandboxOptions {
  readonly definitions: readonly ProviderDefinition[];
  /** Where each provider is reached, by name. */
  readonly origins: Readonly<Record<string, string>>;
  /** A file, or `:memory:`. */
  readonly storePath: string;
  readonly seed: number;
  readonly keys: KeyRing;
  readonly time: WorldTime;
  /** How notifications reach merchants. */
  readonly transport: Transport;
}

/** All simulated providers, on one clock, one seed, one journal and one plan of faults. */
export interface Sandbox {
  readonly clock: SandboxClock;
  readonly wireTime: () => Instant;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly journal: Journal;
  readonly faults: FaultPlan;
  readonly providers: ReadonlyMap<string, OpenProvider>;
  readonly wallets: Wallets;
  readonly notifier: Pick<Notifier, 'untold'>;
  close(): Promise<void>;
}

export interface OpenProvider extends Provider {
  readonly origin: string;
  /** What listens at its origin. */
  readonly onTheWire: Transport;
}

export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { time } = options;
  const isLive = time.kind === 'live';
  const base = isLive ? time.wall : () => time.start;
  const store = new SandboxStore(options.storePath);
  const bootsBefore = store.nextNumber('boots') - 1;
  const random = new Random(options.seed, bootsBefore);
  const clock = new SandboxClock(base, Number(store.setting('clock_offset_ms') ?? 0), (offsetMs) =>
    store.setSetting('clock_offset_ms', String(offsetMs)),
  );
  const wireTime = time.wall ?? (() => clock.now());
  const scheduler = new Scheduler(clock);
  const journal = new Journal(store);
  const faults = new FaultPlan(store, clock);
  const wake = () => scheduler.wake();
  const notifier = new Notifier({
    clock,
    store,
    journal,
    faults,
    transport: options.transport,
    // A virtual world takes the same course every time; a live one has merchants who hang.
    overlaps: isLive,
    wake,
  });
  scheduler.register(notifier);

  const wallets = new Wallets(store, clock);
  scheduler.register(wallets);

  const closing = new AbortController();
  const wait = (durationMs: DurationMs): Promise<void> =>
    sleep(durationMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
  const providers = new Map<string, OpenProvider>();
  for (const definition of options.definitions) {
    const { name } = definition;
    const origin = options.origins[name];
    if (origin === undefined) throw new Error(`${name} has no origin`);
    const mishaps = mishapsOf(name, faults, store);
    const kit = { origin, clock, wireTime, random, keys: options.keys, store, notifier, mishaps };
    const provider = await definition.open(kit);
    for (const source of provider.due) scheduler.register(source);
    wallets.install(name, provider.wallet, mishaps);
    const handler = onTheWire(provider, {
      name,
      clock,
      journal,
      mishaps,
      during: (exchange, deal) => notifier.during(name, exchange, deal),
      wait: isLive ? wait : undefined,
    });
    providers.set(name, { ...provider, origin, onTheWire: handler });
  }
  return {
    clock,
    wireTime,
    random,
    scheduler,
    journal,
    faults,
    providers,
    wallets,
    notifier,
    close: async () => {
      closing.abort();
      await scheduler.stop();
      store.close();
    },
  };
}
