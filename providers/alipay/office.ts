import type { Clock, Kit, Mishaps } from '../../src/sandbox/index.ts';
import { BillLinks } from './bill-links.ts';
import { NOTIFICATION_METHOD, notificationFields } from './notify.ts';
import { Numbers } from './numbers.ts';
import { Relations } from './relations.ts';
import type { Order, Refund, Trade } from './trade.ts';
import { Trades } from './trades.ts';

/** What stands behind the gateway, and what the methods, the cashier and the wallet work with. */
export interface Office {
  /** Where Alipay is reached. */
  readonly origin: string;
  readonly clock: Clock;
  readonly mishaps: Mishaps;
  readonly numbers: Numbers;
  readonly trades: Trades;
  readonly relations: Relations;
  readonly billLinks: BillLinks;
  /** Tells the merchant how a trade stands, if it left an address to be told at. */
  notify(order: Order, refund?: Refund): void;
}

export function openOffice(kit: Kit): Office {
  const { clock, store, notifier, mishaps } = kit;
  const numbers = new Numbers(kit);
  return {
    origin: kit.origin,
    clock,
    mishaps,
    numbers,
    trades: new Trades(store, numbers),
    relations: new Relations(store),
    billLinks: new BillLinks(store),
    notify: (order, refund) => {
      if (!order.notifyUrl || !order.trade) return;
      const id = numbers.notifyId(clock.now());
      const asPayment: Trade = { ...order.trade, status: 'TRADE_SUCCESS' };
      notifier.send('alipay', {
        id,
        method: NOTIFICATION_METHOD,
        order: order.terms.outTradeNo,
        url: order.notifyUrl,
        fields: notificationFields(order, order.trade, id, refund),
        ...(refund ? { fieldsAsPayment: notificationFields(order, asPayment, id, refund) } : {}),
      });
    },
  };
}
