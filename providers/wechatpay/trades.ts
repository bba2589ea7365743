import type { Collection, DueSource, SandboxStore } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import { beijingDay } from './accounts.ts';
import type { Rules } from './rules.ts';
import type { Outcome } from './state.ts';
import { nextTimer, runTimer } from './timers.ts';
import { isPaid, type Order, type PaidOrder, type Refund } from './trade.ts';

/** A merchant's number for something, and the order that it belongs to. */
interface Reference {
  readonly no: string;
  /** WeChat Pay's own number for it. */
  readonly id: string;
  /** The day in Beijing on which it was asked for. */
  readonly day: string;
  readonly outTradeNo: string;
}

/** Numbers that are found across orders. */
export type ReferenceKind = 'refund' | 'sharing' | 'return';

/** The orders, in the sandbox's store: one document an order, with its refunds and shares in it. */
export class Trades {
  readonly #orders: Collection<Order>;
  readonly #references: Record<ReferenceKind, Collection<Reference>>;
  readonly #rules: Rules;

  constructor(store: SandboxStore, rules: Rules) {
    this.#rules = rules;
    this.#orders = store.collection<Order>('wechatpay.order', {
      keys: ({ payment, prepay }) => ({
        transaction: payment?.transactionId,
        prepay: prepay?.prepayId,
        code: prepay?.codeUrl,
        day: payment && beijingDay(payment.at),
      }),
      dueAt: (order) => nextTimer(order, rules),
    });
    const references = (kind: ReferenceKind) =>
      store.collection<Reference>(`wechatpay.${kind}`, { keys: ({ id, day }) => ({ id, day }) });
    this.#references = {
      refund: references('refund'),
      sharing: references('sharing'),
      return: references('return'),
    };
  }

  find(outTradeNo: string): Order | undefined {
    return this.#orders.get(outTradeNo);
  }

  findByTransactionId(transactionId: string): PaidOrder | undefined {
    const [order] = this.#orders.find('transaction', transactionId);
    return order && isPaid(order) ? order : undefined;
  }

  findByPrepayId(prepayId: string): Order | undefined {
    return this.#orders.find('prepay', prepayId)[0];
  }

  findByCodeUrl(codeUrl: string): Order | undefined {
    return this.#orders.find('code', codeUrl)[0];
  }

  /** The order that has something of this number. */
  findByNo(kind: ReferenceKind, no: string): PaidOrder | undefined {
    return this.#paid(this.#references[kind].get(no));
  }

  /** The order that has something under this number of WeChat Pay's. */
  findById(kind: ReferenceKind, id: string): PaidOrder | undefined {
    return this.#paid(this.#references[kind].find('id', id)[0]);
  }

  findRefundById(refundId: string): { order: PaidOrder; refund: Refund } | undefined {
    const order = this.findById('refund', refundId);
    const refund = order?.payment.refunds.find((one) => one.refundId === refundId);
    return order && refund && { order, refund };
  }

  findRefundByNo(outRefundNo: string): { order: PaidOrder; refund: Refund } | undefined {
    const order = this.findByNo('refund', outRefundNo);
    const refund = order?.payment.refunds.find((one) => one.outRefundNo === outRefundNo);
    return order && refund && { order, refund };
  }

  list(): Order[] {
    return this.#orders.list();
  }

  save(order: Order): void {
    this.#orders.put(order.terms.outTradeNo, order);
  }

  /** Makes something of an order findable by its number. */
  refer(
    kind: ReferenceKind,
    names: { readonly no: string; readonly id: string },
    order: Order,
    now: Instant,
  ): void {
    this.#references[kind].put(names.no, {
      ...names,
      day: beijingDay(now),
      outTradeNo: order.terms.outTradeNo,
    });
  }

  /** @param day `2026-11-22`, in Beijing */
  paidOn(day: string): PaidOrder[] {
    return this.#orders.find('day', day).filter(isPaid);
  }

  /** Orders with something that was asked for on that day, and its number. */
  askedOn(kind: ReferenceKind, day: string): { order: PaidOrder; no: string }[] {
    return this.#references[kind].find('day', day).flatMap((reference) => {
      const order = this.#paid(reference);
      return order ? [{ order, no: reference.no }] : [];
    });
  }

  /**
   * What time alone does to orders.
   *
   * @param transaction all of a moment's work is written, or nothing
   * @param commit is handed what came of each
   */
  timers(transaction: SandboxStore['transaction'], commit: (outcome: Outcome) => void): DueSource {
    const runDue = (now: Instant) => {
      for (const order of this.#orders.due(now)) commit(runTimer(order, this.#rules, now));
    };
    return {
      name: 'wechatpay orders',
      nextDue: async () => this.#orders.nextDue(),
      run: async (now) => transaction(() => runDue(now)),
    };
  }

  #paid(reference: Reference | undefined): PaidOrder | undefined {
    const order = reference && this.find(reference.outTradeNo);
    return order && isPaid(order) ? order : undefined;
  }
}
