import type { CombinedOrder } from './combine.ts';
import { sellerOf } from './funds.ts';
import { MCHID } from './identities.ts';
import type { Notice } from './notify.ts';
import type { Event } from './state.ts';
import { isPaid, type Order, type PaidOrder, type Refund, type RefundStatus } from './trade.ts';
import { combinedView, refundNotice, returnNotice, shareNotice, transactionView } from './views.ts';

/**
 * What is told of what happens to an order.
 *
 * @param addressOf where a merchant wants to hear of what it receives, if it has said so
 * @returns undefined when there is nobody to tell
 */
export function noticeOf(
  event: Event,
  order: Order,
  addressOf: (mchid: string) => string | undefined,
): Notice | undefined {
  if (!isPaid(order)) return undefined;
  switch (event.type) {
    case 'paid':
      return paidNotice(order);
    case 'refunded':
      return refundedNotice(order, event.refund);
    case 'shared':
      // To the receiver alone.
      return sharingNotice(
        'PROFITSHARING.SUCCESS',
        '分账',
        order,
        shareNotice(order, event.sharing, event.share),
        urlOf(event.share.account, order, addressOf),
      );
    case 'returned':
      return sharingNotice(
        'PROFITSHARING.RETURN',
        '分账回退',
        order,
        returnNotice(order, event.sharingReturn),
        urlOf(sellerOf(order), order, addressOf),
      );
    default:
      return event satisfies never;
  }
}

/** A barcode payment is told in its answer, a part of a combined order with the whole. */
function paidNotice(order: PaidOrder): Notice | undefined {
  const { terms } = order;
  if (terms.notifyUrl === undefined || terms.combineOutTradeNo !== undefined) return undefined;
  return {
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    originalType: 'transaction',
    resource: transactionView(order),
    order: terms.outTradeNo,
    url: terms.notifyUrl,
  };
}

/** Of a combined order the merchant is told once, for all its parts. */
export function combinedNotice(combined: CombinedOrder, orders: readonly PaidOrder[]): Notice {
  return {
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    originalType: 'transaction',
    resource: combinedView(combined, orders),
    order: combined.combineOutTradeNo,
    url: combined.notifyUrl,
  };
}

const REFUND_SUMMARIES: Record<RefundStatus, string> = {
  SUCCESS: '退款成功',
  ABNORMAL: '退款异常',
  CLOSED: '退款关闭',
  PROCESSING: '退款处理中',
};

function refundedNotice(order: PaidOrder, refund: Refund): Notice | undefined {
  if (refund.notifyUrl === undefined) return undefined;
  return {
    eventType: `REFUND.${refund.status}`,
    summary: REFUND_SUMMARIES[refund.status],
    originalType: 'refund',
    resource: refundNotice(order, refund),
    order: order.terms.outTradeNo,
    url: refund.notifyUrl,
  };
}

/**
 * @note The real address is set in the merchant platform; the merchant's own is here, unless it was set, the one
 *   that the order was placed with.
 */
function urlOf(
  mchid: string,
  { terms }: PaidOrder,
  addressOf: (mchid: string) => string | undefined,
): string | undefined {
  return addressOf(mchid) ?? (mchid === MCHID ? terms.notifyUrl : undefined);
}

function sharingNotice(
  eventType: string,
  summary: string,
  { terms }: PaidOrder,
  resource: Notice['resource'],
  url: string | undefined,
): Notice | undefined {
  if (url === undefined) return undefined;
  return { eventType, summary, originalType: 'profitsharing', resource, order: terms.outTradeNo, url };
}
