import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import type { SandboxStore } from '../../src/sandbox/index.ts';

const SETTING = 'wechatpay.api-v3-key';

/** What notifications and certificates are sealed under: the key that the merchant has, until somebody changes it. */
export class ApiV3Key {
  readonly #agreed: KeyObject;
  readonly #store: SandboxStore;

  /** @param agreed the one in the credentials */
  constructor(agreed: KeyObject, store: SandboxStore) {
    this.#agreed = agreed;
    this.#store = store;
  }

  get isChanged(): boolean {
    return this.#store.setting(SETTING) === 'changed';
  }

  get inForce(): KeyObject {
    if (!this.isChanged) return this.#agreed;
    return createSecretKey(createHash('sha256').update(this.#agreed.export()).digest());
  }

  change(isChanged: boolean): void {
    this.#store.setSetting(SETTING, isChanged ? 'changed' : 'agreed');
  }
}
