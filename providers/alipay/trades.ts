import type { Collection, DueSource, SandboxStore } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import type { Numbers } from './numbers.ts';
import { nextTimer, runTimer } from './state.ts';
import type { Order } from './trade.ts';

/** How a merchant names a trade. `trade_no` wins over `out_trade_no` where both are given. */
export interface TradeReference {
  readonly trade_no?: string | undefined;
  readonly out_trade_no?: string | undefined;
}

/** The orders and their trades, in the sandbox's store: one document an order. */
export class Trades {
  readonly #orders: Collection<Order>;
  readonly #numbers: Numbers;

  constructor(store: SandboxStore, numbers: Numbers) {
    this.#numbers = numbers;
    this.#orders = store.collection<Order>('alipay.order', {
      keys: ({ trade, qrCode, cashierToken }) => ({
        trade: trade?.tradeNo,
        qr: qrCode,
        cashier: cashierToken,
      }),
      dueAt: nextTimer,
    });
  }

  find({ trade_no, out_trade_no }: TradeReference): Order | undefined {
    if (trade_no) return this.#orders.find('trade', trade_no)[0];
    return out_trade_no ? this.#orders.get(out_trade_no) : undefined;
  }

  findByQrCode(text: string): Order | undefined {
    return this.#orders.find('qr', text)[0];
  }

  findByCashier(token: string): Order | undefined {
    return this.#orders.find('cashier', token)[0];
  }

  save(order: Order): void {
    this.#orders.put(order.terms.outTradeNo, order);
  }

  /** A number that no trade has. */
  newTradeNo(now: Instant): string {
    for (;;) {
      const tradeNo = this.#numbers.tradeNo(now);
      if (!this.find({ trade_no: tradeNo })) return tradeNo;
    }
  }

  /**
   * What time alone does to trades.
   *
   * @param transaction all of a moment's work is written, or nothing
   * @param changed is told of each trade that changed
   */
  timers(
    transaction: SandboxStore['transaction'],
    changed: (before: Order, after: Order) => void,
  ): DueSource {
    const runDue = (now: Instant) => {
      for (const order of this.#orders.due(now)) {
        const after = runTimer(order, now);
        this.save(after);
        changed(order, after);
      }
    };
    return {
      name: 'alipay trades',
      nextDue: async () => this.#orders.nextDue(),
      run: async (now) => transaction(() => runDue(now)),
    };
  }
}
