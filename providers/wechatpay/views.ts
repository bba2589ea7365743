import type { CombinedOrder } from './combine.ts';
import { MCHID } from './identities.ts';
import { advancedFen } from './refunds.ts';
import {
  BANK_TYPES,
  type Order,
  type PaidOrder,
  type Refund,
  type Share,
  type Sharing,
  type SharingReturn,
  type TradeState,
} from './trade.ts';
import { fen, formatMoment } from './wire.ts';

/** How orders, refunds and shares look on the wire: in answers, and inside notifications. */
export type View = Readonly<Record<string, unknown>>;

const STATE_WORDS: Record<TradeState, string> = {
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  NOTPAY: '订单未支付',
  CLOSED: '订单已关闭',
  REVOKED: '订单已撤销（刷卡支付）',
  USERPAYING: '等待用户输入支付密码',
  PAYERROR: '支付失败，请重新下单支付',
};

export function transactionView(order: Order): View {
  const { terms, state, payment } = order;
  const total = fen(terms.totalFen);
  return {
    ...partyView(order),
    out_trade_no: terms.outTradeNo,
    transaction_id: payment?.transactionId,
    trade_type: payment && terms.tradeType,
    trade_state: state,
    trade_state_desc: STATE_WORDS[state],
    bank_type: payment && BANK_TYPES[payment.method].bankType,
    attach: terms.attach ?? '',
    success_time: payment && formatMoment(payment.at),
    payer: payerView(order),
    amount: payment
      ? { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' }
      : { total, currency: 'CNY' },
    promotion_detail: [],
  };
}

function partyView({ terms }: Order): View {
  return terms.subMchid === undefined
    ? { appid: terms.appid, mchid: MCHID }
    : { sp_appid: terms.appid, sp_mchid: MCHID, sub_appid: terms.subAppid, sub_mchid: terms.subMchid };
}

function payerView({ terms, payment }: Order): View {
  if (!payment) return {};
  if (terms.subMchid === undefined) return { openid: payment.openid };
  return terms.isSubOpenid ? { sub_openid: payment.openid } : { sp_openid: payment.openid };
}

export function combinedView(combined: CombinedOrder, orders: readonly Order[]): View {
  const openid = orders.find(({ payment }) => payment)?.payment?.openid;
  return {
    combine_appid: combined.appid,
    combine_mchid: MCHID,
    combine_out_trade_no: combined.combineOutTradeNo,
    combine_transaction_id: combined.combineTransactionId,
    sub_orders: orders.map(partView),
    combine_payer_info: openid === undefined ? undefined : { openid },
  };
}

function partView({ terms, state, payment }: Order): View {
  const total = fen(terms.totalFen);
  return {
    mchid: MCHID,
    sub_mchid: terms.subMchid,
    sub_appid: terms.subAppid,
    out_trade_no: terms.outTradeNo,
    transaction_id: payment?.transactionId,
    trade_type: payment && terms.tradeType,
    trade_state: state,
    bank_type: payment && BANK_TYPES[payment.method].bankType,
    attach: terms.attach,
    success_time: payment && formatMoment(payment.at),
    amount: payment
      ? { total_amount: total, payer_amount: total, currency: 'CNY', payer_currency: 'CNY' }
      : { total_amount: total, currency: 'CNY' },
  };
}

export function refundView({ terms, payment }: PaidOrder, refund: Refund): View {
  const [total, refunded] = [fen(terms.totalFen), fen(refund.amountFen)];
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: payment.transactionId,
    out_trade_no: terms.outTradeNo,
    channel: channelOf(refund),
    user_received_account: refund.redirectedTo ?? BANK_TYPES[payment.method].account,
    success_time: refund.succeededAt === undefined ? undefined : formatMoment(refund.succeededAt),
    create_time: formatMoment(refund.createdAt),
    status: refund.status,
    funds_account: refund.source === 'frozen' ? 'UNSETTLED' : 'AVAILABLE',
    amount: {
      total,
      refund: refunded,
      from: [],
      payer_total: total,
      payer_refund: refunded,
      settlement_refund: refunded,
      settlement_total: total,
      discount_refund: 0,
      currency: 'CNY',
      refund_fee: fen(refund.feeBackFen),
      advance: refund.source === 'advance' ? fen(advancedFen(refund)) : undefined,
    },
    promotion_detail: [],
  };
}

function channelOf({ redirectedTo }: Refund): string {
  return redirectedTo === undefined ? 'ORIGINAL' : 'OTHER_BANKCARD';
}

/** What a merchant is told of a refund. */
export function refundNotice({ terms, payment }: PaidOrder, refund: Refund): View {
  const [total, refunded] = [fen(terms.totalFen), fen(refund.amountFen)];
  return {
    ...(terms.subMchid === undefined ? { mchid: MCHID } : { sp_mchid: MCHID, sub_mchid: terms.subMchid }),
    transaction_id: payment.transactionId,
    out_trade_no: terms.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    success_time: refund.succeededAt === undefined ? undefined : formatMoment(refund.succeededAt),
    user_received_account: refund.redirectedTo ?? BANK_TYPES[payment.method].account,
    amount: { total, refund: refunded, payer_total: total, payer_refund: refunded },
  };
}

export function sharingView({ terms, payment }: PaidOrder, sharing: Sharing): View {
  return {
    sub_mchid: terms.subMchid,
    transaction_id: payment.transactionId,
    out_order_no: sharing.outOrderNo,
    order_id: sharing.orderId,
    state: sharing.state,
    receivers: sharing.shares.map((share) => shareView(sharing, share)),
  };
}

function shareView({ createdAt }: Sharing, share: Share): View {
  return {
    amount: fen(share.amountFen),
    description: share.description,
    type: share.type,
    account: share.account,
    result: share.result,
    fail_reason: share.failReason,
    detail_id: share.detailId,
    create_time: formatMoment(createdAt),
    finish_time: formatMoment(share.finishedAt ?? createdAt),
  };
}

/** The older API of the e-commerce platform has other names for the same. */
export function ecommerceSharingView({ terms, payment }: PaidOrder, sharing: Sharing): View {
  return {
    sub_mchid: terms.subMchid,
    transaction_id: payment.transactionId,
    out_order_no: sharing.outOrderNo,
    order_id: sharing.orderId,
    status: sharing.state,
    receivers: sharing.shares.map((share) => ({
      receiver_mchid: share.type === 'MERCHANT_ID' ? share.account : undefined,
      amount: fen(share.amountFen),
      description: share.description,
      result: share.result,
      finish_time: formatMoment(share.finishedAt ?? sharing.createdAt),
      fail_reason: share.failReason,
      type: share.type,
      receiver_account: share.account,
      detail_id: share.detailId,
    })),
  };
}

export function returnView({ terms }: Order, done: SharingReturn): View {
  return {
    sub_mchid: terms.subMchid,
    order_id: done.orderId,
    out_order_no: done.outOrderNo,
    out_return_no: done.outReturnNo,
    return_id: done.returnId,
    return_mchid: done.returnMchid,
    amount: fen(done.amountFen),
    description: done.description,
    result: done.result,
    fail_reason: done.failReason,
    create_time: formatMoment(done.at),
    finish_time: formatMoment(done.at),
  };
}

/** The older API calls the return's own number otherwise. */
export function ecommerceReturnView(order: Order, done: SharingReturn): View {
  const { return_id, create_time: _, ...rest } = returnView(order, done);
  return { ...rest, return_no: return_id };
}

/** What a receiver is told of its share. */
export function shareNotice({ terms, payment }: PaidOrder, sharing: Sharing, share: Share): View {
  return {
    ...(terms.subMchid === undefined ? { mchid: MCHID } : { sp_mchid: MCHID, sub_mchid: terms.subMchid }),
    transaction_id: payment.transactionId,
    order_id: sharing.orderId,
    out_order_no: sharing.outOrderNo,
    receiver: {
      type: share.type,
      account: share.account,
      amount: fen(share.amountFen),
      description: share.description,
    },
    success_time: formatMoment(share.finishedAt ?? sharing.createdAt),
  };
}

/** Of a return the seller is told, and named as the receiver. */
export function returnNotice({ terms, payment }: PaidOrder, done: SharingReturn): View {
  return {
    ...(terms.subMchid === undefined ? { mchid: MCHID } : { sp_mchid: MCHID, sub_mchid: terms.subMchid }),
    transaction_id: payment.transactionId,
    order_id: done.orderId,
    out_order_no: done.outOrderNo,
    receiver: {
      type: 'MERCHANT_ID',
      account: terms.subMchid ?? MCHID,
      amount: fen(done.amountFen),
      description: done.description,
    },
    success_time: formatMoment(done.at),
  };
}
