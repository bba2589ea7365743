import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import type { Order, Prepay, TradeType } from './trade.ts';
import type { Trades } from './trades.ts';

/** 合单: several orders that are paid at once, or not at all. Each is an order of its own from then on. */
export interface CombinedOrder {
  readonly combineOutTradeNo: string;
  readonly tradeType: TradeType;
  readonly appid: string;
  readonly notifyUrl: string;
  readonly openid?: string;
  /** Their order numbers, as they were listed. */
  readonly parts: readonly string[];
  readonly prepay: Prepay;
  /** Once it is paid. */
  readonly combineTransactionId?: string;
  readonly createdAt: Instant;
}

export class CombinedOrders {
  readonly #combined: Collection<CombinedOrder>;
  readonly #trades: Trades;

  constructor(store: SandboxStore, trades: Trades) {
    this.#trades = trades;
    this.#combined = store.collection<CombinedOrder>('wechatpay.combined', {
      keys: ({ prepay }) => ({ prepay: prepay.prepayId, code: prepay.codeUrl }),
    });
  }

  find(combineOutTradeNo: string): CombinedOrder | undefined {
    return this.#combined.get(combineOutTradeNo);
  }

  findByPrepayId(prepayId: string): CombinedOrder | undefined {
    return this.#combined.find('prepay', prepayId)[0];
  }

  findByCodeUrl(codeUrl: string): CombinedOrder | undefined {
    return this.#combined.find('code', codeUrl)[0];
  }

  save(combined: CombinedOrder): void {
    this.#combined.put(combined.combineOutTradeNo, combined);
  }

  /** The orders that it combines. */
  partsOf({ parts }: CombinedOrder): Order[] {
    return parts.map((outTradeNo) => {
      const order = this.#trades.find(outTradeNo);
      if (!order) throw new Error(`${outTradeNo} is part of a combined order, and not there`);
      return order;
    });
  }
}
