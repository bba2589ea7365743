import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';

/** What a phone shows at the till (付款码): 18 digits that begin with 10 to 15. */
const BARCODE = /^1[0-5]\d{16}$/;

/** The phone of somebody who has no money. */
const WITHOUT_MONEY = /0000$/;

interface Barcode {
  readonly authCode: string;
  readonly outTradeNo: string;
}

/** The barcodes that were scanned: each is good for one order. Any that looks like one is the buyer's. */
export class Barcodes {
  readonly #scanned: Collection<Barcode>;

  constructor(store: SandboxStore) {
    this.#scanned = store.collection<Barcode>('wechatpay.barcode');
  }

  looksLikeOne(authCode: string): boolean {
    return BARCODE.test(authCode);
  }

  isOfSomebodyWithoutMoney(authCode: string): boolean {
    return WITHOUT_MONEY.test(authCode);
  }

  /** @returns whether it is new, or was scanned for this very order */
  scan(authCode: string, outTradeNo: string): boolean {
    const before = this.#scanned.get(authCode);
    if (before) return before.outTradeNo === outTradeNo;
    this.#scanned.put(authCode, { authCode, outTradeNo });
    return true;
  }
}
