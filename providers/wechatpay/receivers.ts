import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';
import type { ReceiverType } from './trade.ts';

/** A receiver of shares that a seller has added (分账接收方). */
export interface Receiver {
  /** Whose money it gets. */
  readonly seller: string;
  readonly type: ReceiverType;
  readonly account: string;
  readonly name?: string;
  readonly relationType: string;
  readonly customRelation?: string;
}

/** A merchant that does not exist. */
export const NO_MERCHANT = '1600000404';
/** A merchant that has not agreed to give shares back. */
export const MERCHANT_WITHOUT_RETURNS = '1600000403';
/** The name of somebody whom no account belongs to. */
export const NOBODY = '查无此人';

/** Accounts to which sharing fails, and why: each documented reason has a merchant and a person. */
const FAIL_REASONS = [
  'ACCOUNT_ABNORMAL',
  'NO_RELATION',
  'RECEIVER_HIGH_RISK',
  'RECEIVER_REAL_NAME_NOT_VERIFIED',
  'NO_AUTH',
  'RECEIVER_RECEIPT_LIMIT',
  'PAYER_ACCOUNT_ABNORMAL',
  'INVALID_REQUEST',
] as const;

/** Every account that is made to fail: `1600000501` and so on, and persons such as `oCf_ACCOUNT_ABNORMAL`. */
const FAILING_ACCOUNTS: ReadonlyMap<string, string> = new Map(
  FAIL_REASONS.flatMap((reason, i) => [
    [`16000005${String(i + 1).padStart(2, '0')}`, reason],
    [`oCf_${reason}`, reason],
  ]),
);

/** @returns undefined when money arrives at it */
export function failReasonOf(account: string): string | undefined {
  return FAILING_ACCOUNTS.get(account);
}

/** The receivers that shares may go to. */
export class Receivers {
  readonly #receivers: Collection<Receiver>;

  constructor(store: SandboxStore) {
    this.#receivers = store.collection<Receiver>('wechatpay.receiver', {
      keys: ({ seller }) => ({ seller }),
    });
  }

  /** Adding a receiver again leaves it as it was. */
  add(receiver: Receiver): void {
    const key = receiverKey(receiver.seller, receiver.type, receiver.account);
    if (!this.#receivers.get(key)) this.#receivers.put(key, receiver);
  }

  delete(seller: string, type: ReceiverType, account: string): void {
    this.#receivers.delete(receiverKey(seller, type, account));
  }

  has(seller: string, type: ReceiverType, account: string): boolean {
    return this.#receivers.get(receiverKey(seller, type, account)) !== undefined;
  }

  count(seller: string): number {
    return this.#receivers.find('seller', seller).length;
  }
}

function receiverKey(seller: string, type: ReceiverType, account: string): string {
  return `${seller}/${type}:${account}`;
}
