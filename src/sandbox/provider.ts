import type { Instant } from '../time/index.ts';
import type { Clock } from './clock.ts';
import type { Command } from './command.ts';
import type { Handle, WireEnv } from './exchange-draft.ts';
import type { Failure } from './faults/index.ts';
import type { WalletDeed } from './journal.ts';
import type { KeyRing } from './key-ring.ts';
import type { Mishaps } from './mishaps.ts';
import type { Notifier } from './notifier.ts';
import type { Random } from './random.ts';
import type { DueSource } from './scheduler.ts';
import type { SandboxStore } from './store.ts';

/** A simulated payment provider: how the sandbox opens it. One in each folder of `providers/`. */
export interface ProviderDefinition {
  /** `alipay`: its name in credentials, journal and faults. */
  readonly name: string;
  /** Its port, counted from the platform's. */
  readonly portOffset: number;
  open(kit: Kit): Promise<Provider>;
}

/** What a provider is given to stand on. */
export interface Kit {
  /** Where it is reached: `http://127.0.0.1:4101`, without a path. */
  readonly origin: string;
  /** Business time. */
  readonly clock: Clock;
  /** What proves freshness on the wire; the same as `clock` in a fully virtual world. */
  readonly wireTime: () => Instant;
  readonly random: Random;
  readonly keys: KeyRing;
  readonly store: SandboxStore;
  readonly notifier: Notifier;
  readonly mishaps: Mishaps;
}

export interface Provider {
  readonly handle: Handle;
  /** What a request is about, as far as it can be told before anything is done: for what goes wrong before. */
  identify?(request: Request, body: string): Identified;
  /** Says, in its own words, that it cannot. */
  fail?(failure: Failure, request: Request, env: WireEnv): Promise<Response>;
  /** All that an SDK needs, in the shape of DESIGN.md, "What a user sees". */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly wallet: Wallet;
  /** What falls due by itself besides notifications, such as unpaid trades to close. */
  readonly due: readonly DueSource[];
  /** What it can be told to do, beside what its merchants ask of it. */
  readonly commands: readonly Command[];
  /** Faults that the real provider never has, by name, each with why. */
  readonly spared?: Readonly<Record<string, string>>;
  /** What it knows of an order, by the merchant's number. */
  order?(no: string): OrderView | undefined;
}

export interface Identified {
  readonly method?: string | undefined;
  readonly order?: string | undefined;
  /** Whether it would end an order that has not been paid. */
  readonly closes?: boolean;
}

/** An order in no provider's own form, so that anybody can compare it with their own books. Amounts in minor units. */
export interface OrderView {
  readonly order: string;
  /** In the provider's word: `TRADE_SUCCESS`. */
  readonly state: string;
  readonly currency: 'CNY';
  /** What the merchant asks for. */
  readonly total: bigint;
  /** What the buyer has paid. */
  readonly paid: bigint;
  /** What has come back to the buyer. */
  readonly refunded: bigint;
  /** What is on its way back to the buyer, or did not get there. */
  readonly refunding: bigint;
  /** What receivers of splits hold. */
  readonly shared: bigint;
}

/** The buyer's phone. */
export interface Wallet {
  /** Methods it can pay with; the first is the default. */
  readonly methods: readonly string[];
  readonly outcomes: readonly string[];
  /** What the buyer sees behind a token; undefined where there is nothing to pay. */
  look(token: string): Offer | undefined;
  /** All that waits to be paid. */
  offers(): readonly Offer[];
  pay(payment: WalletPayment): WalletResult;
}

/** What a merchant presents to a buyer. */
export interface Offer {
  /** The merchant's order number. */
  readonly order: string;
  readonly description: string;
  /** In minor units. */
  readonly total: bigint;
  /** When it can be paid no more. */
  readonly payableUntil: Instant;
}

export interface WalletPayment extends WalletDeed {
  /** What the merchant presented (QR text, redirect URL, prepay id), or the merchant's own order number. */
  readonly token: string;
}

export type WalletResult =
  | {
      readonly ok: true;
      /** The merchant's order number. */
      readonly order: string;
      /** The provider's number. */
      readonly reference: string;
      /** The state of the trade, in the provider's words. */
      readonly state: string;
    }
  | { readonly ok: false; readonly code: WalletRefusal; readonly message: string };

export type WalletRefusal = 'unknown_token' | 'not_payable' | 'unknown_method' | 'unknown_outcome';
