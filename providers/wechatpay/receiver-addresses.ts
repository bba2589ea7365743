import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';

interface Address {
  readonly account: string;
  readonly url: string;
}

/** Where merchants other than the one here want to hear of what they receive: they set it in the merchant platform. */
export class ReceiverAddresses {
  readonly #addresses: Collection<Address>;

  constructor(store: SandboxStore) {
    this.#addresses = store.collection<Address>('wechatpay.receiver-address');
  }

  set(account: string, url: string): void {
    this.#addresses.put(account, { account, url });
  }

  of(account: string): string | undefined {
    return this.#addresses.get(account)?.url;
  }
}
