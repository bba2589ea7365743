import type { Collection, DueSource, SandboxStore } from '../../src/sandbox/index.ts';
import { formatBeijing, type Instant } from '../../src/time/index.ts';
import type { Numbers } from './numbers.ts';
import { nextTimer, runTimer } from './state.ts';
import { isPaid, type Order, type PaidOrder, type Payment } from './trade.ts';

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
        ...marksOf(trade?.payment),
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

  findBySettleNo(settleNo: string): Order | undefined {
    return this.#orders.find(settleMark(settleNo), MARKED)[0];
  }

  /** Those of which money moved on a day in Beijing: `2026-11-22`. */
  movedOn(day: string): PaidOrder[] {
    return this.#orders.find(dayMark(day), MARKED).filter(isPaid);
  }

  paid(): PaidOrder[] {
    return this.#orders.list().filter(isPaid);
  }

  list(): Order[] {
    return this.#orders.list();
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

/** The value of keys of which an order can have several: each is a name of its own. */
const MARKED = 'yes';

const settleMark = (settleNo: string) => `settle:${settleNo}`;
const dayMark = (day: string) => `day:${day}`;

function marksOf(payment: Payment | undefined): Record<string, string> {
  if (!payment) return {};
  const days = [payment, ...payment.refunds, ...payment.splits].map(({ at }) => dayMark(dayOf(at)));
  const settles = payment.splits.map(({ settleNo }) => settleMark(settleNo));
  return Object.fromEntries([...days, ...settles].map((mark) => [mark, MARKED]));
}

/** The day in Beijing. */
export function dayOf(instant: Instant): string {
  return formatBeijing(instant).slice(0, 10);
}
