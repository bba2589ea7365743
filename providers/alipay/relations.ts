import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';

/** A receiver of splits that the merchant has bound (分账关系). */
export interface Receiver {
  readonly type: string;
  readonly account: string;
  readonly name?: string;
  readonly memo?: string;
  readonly boundAt: Instant;
}

/** How many receivers a merchant may bind. */
export const MOST_RECEIVERS = 20_000;

/** The receivers that splits may go to. */
export class Relations {
  readonly #receivers: Collection<Receiver>;

  constructor(store: SandboxStore) {
    this.#receivers = store.collection<Receiver>('alipay.receiver');
  }

  /** Binding a receiver again replaces its name and memo. */
  bind(receiver: Receiver): void {
    this.#receivers.put(receiverKey(receiver.type, receiver.account), receiver);
  }

  unbind(type: string, account: string): void {
    this.#receivers.delete(receiverKey(type, account));
  }

  isBound(key: string): boolean {
    return this.#receivers.get(key) !== undefined;
  }

  list(): Receiver[] {
    return this.#receivers.list();
  }
}

/** Names an account in a split: `userId:2088…`. */
export function receiverKey(type: string, account: string): string {
  return `${type}:${account}`;
}

/** What {@link receiverKey} was made of. */
export function splitReceiver(key: string): { readonly type: string; readonly account: string } {
  const [type = '', ...account] = key.split(':');
  return { type, account: account.join(':') };
}
