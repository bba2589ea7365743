import type { Place, WaitsFor } from '../escrow/index.ts';

/** The languages that people are told in where their money is. */
export type Language = 'en' | 'zh';

type Words<Key extends string> = Readonly<Record<Key, Readonly<Record<Language, string>>>>;

/** Begins a sentence: how much comes before it. */
export const PLACES: Words<Place> = {
  with_the_buyer: { en: 'has not been paid yet', zh: '尚未支付' },
  in_escrow: { en: 'is held in escrow', zh: '在担保账户中' },
  on_its_way_back: { en: 'is on its way back to the buyer', zh: '正在退还买家' },
  back_with_the_buyer: { en: 'has been refunded to the buyer', zh: '已退还买家' },
  with_the_seller: { en: 'has been released to the seller', zh: '已放款给卖家' },
  in_reserve: { en: 'is kept in the seller’s reserve', zh: '在卖家保证金中' },
  assigned: { en: 'is assigned to the financier', zh: '已转让给融资方' },
  frozen: { en: 'is frozen in the seller’s balance', zh: '在卖家余额中冻结' },
  with_the_buyers_bank: { en: 'was taken back by the buyer’s bank', zh: '已被买家银行追回' },
  with_the_financier: { en: 'was repaid to the financier', zh: '已偿还融资方' },
  on_its_way_to_the_seller: {
    en: 'is on its way to the seller’s bank account',
    zh: '正在提现至卖家银行账户',
  },
  owed_by_the_seller: { en: 'is owed by the seller', zh: '为卖家欠款' },
  with_the_payee: { en: 'has been earned', zh: '已计入收款方余额' },
  on_its_way_to_the_payee: {
    en: 'is on its way to the payee’s bank account',
    zh: '正在付款至收款方银行账户',
  },
  owed_by_the_payee: { en: 'is owed by the payee', zh: '为收款方欠款' },
};

/** Ends it. */
export const WAITS: Words<WaitsFor> = {
  payment: { en: 'until the buyer pays', zh: '等待买家付款' },
  appraisal: { en: 'until the goods are appraised', zh: '等待鉴定' },
  shipment: { en: 'until the seller ships', zh: '等待卖家发货' },
  delivery: { en: 'until the goods arrive', zh: '等待送达' },
  acceptance: { en: 'until the buyer accepts', zh: '等待买家确认' },
  hold: { en: 'until the hold runs out', zh: '等待担保期届满' },
  refund: { en: 'until the provider has answered about a refund', zh: '等待支付机构处理退款' },
  dispute: { en: 'until the dispute is decided', zh: '等待争议裁决' },
  chargeback: { en: 'until the chargeback is decided', zh: '等待拒付结果' },
  after_sales: { en: 'until after-sales are over', zh: '等待售后期结束' },
  person: { en: 'until a person has looked at it', zh: '等待人工处理' },
  payout: { en: 'and can be paid out', zh: '可以提现' },
  bank: { en: 'until the bank has answered', zh: '等待银行处理' },
  later_sales: { en: 'until later sales or the next payout repay it', zh: '将从后续销售或提现中扣还' },
  nothing: { en: '', zh: '' },
};

/** What happened. An event that is not here is told by its name. */
export const EVENTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  created: { en: 'The order was opened', zh: '订单已创建' },
  payment_started: { en: 'A payment was started', zh: '已发起支付' },
  payment_presented: { en: 'The payment was shown to the buyer', zh: '已向买家出示付款方式' },
  payment_failed: { en: 'The payment failed', zh: '支付失败' },
  payment_closed: { en: 'The payment was closed', zh: '支付已关闭' },
  expired: { en: 'Nobody paid in time', zh: '超时未付款' },
  held: { en: 'The buyer paid; the money is in escrow', zh: '买家已付款，资金已进入担保账户' },
  stray_payment: { en: 'Money came that was not expected; it is refunded', zh: '收到多余款项，将予退还' },
  appraising: { en: 'The goods are being appraised', zh: '正在鉴定' },
  appraisal_overdue: { en: 'The appraisal is overdue', zh: '鉴定超时' },
  passed: { en: 'The goods passed the appraisal', zh: '鉴定通过' },
  failed: { en: 'The goods failed the appraisal', zh: '鉴定未通过' },
  shipped: { en: 'The goods were shipped', zh: '卖家已发货' },
  delivery_overdue: {
    en: 'The goods have not arrived in time; a person must look',
    zh: '未按时送达，需人工处理',
  },
  received: { en: 'The goods arrived', zh: '已送达' },
  accepted: { en: 'The goods were accepted', zh: '已确认收货' },
  returned: { en: 'The goods were sent back', zh: '货物已退回' },
  released: { en: 'The money was released', zh: '已放款' },
  reserve_freed: { en: 'The reserve was released to the seller', zh: '保证金已放款给卖家' },
  cancelled: { en: 'The sale was called off', zh: '交易已取消' },
  closed: { en: 'The order was closed', zh: '订单已关闭' },
  refund_requested: { en: 'A refund was started', zh: '已发起退款' },
  refund_succeeded: { en: 'The refund was made', zh: '退款成功' },
  refund_overdue: {
    en: 'The provider has not said in time what came of the refund; a person must look',
    zh: '支付机构逾期未返回退款结果，需人工处理',
  },
  refund_failed: { en: 'The refund failed; a person must look', zh: '退款失败，需人工处理' },
  refund_made_elsewhere: {
    en: 'The buyer had the money back in another way',
    zh: '已通过其他方式向买家退款',
  },
  refund_contradicted: {
    en: 'The provider contradicted itself about a refund',
    zh: '支付机构的退款结果前后不一',
  },
  unfreeze_near: {
    en: 'The provider will free the money by itself soon; a person must decide',
    zh: '支付机构即将自动解冻资金，需人工处理',
  },
  unfrozen: {
    en: 'The provider freed the money by itself; a person must pay the receivers',
    zh: '支付机构已自动解冻资金，需人工向分账接收方付款',
  },
  split_succeeded: { en: 'The provider paid a receiver', zh: '支付机构已向分账接收方付款' },
  split_failed: {
    en: 'The provider would not pay a receiver; a person must look',
    zh: '分账失败，需人工处理',
  },
  settlement_confirmed: { en: 'The provider freed the rest of the money', zh: '支付机构已解冻剩余资金' },
  settlement_failed: {
    en: 'The provider would not free the rest of the money; a person must look',
    zh: '解冻剩余资金失败，需人工处理',
  },
  split_returned: { en: 'A receiver gave its share back', zh: '分账已回退' },
  split_return_refused: {
    en: 'A receiver could not give its share back; the seller owes it',
    zh: '分账回退失败，由卖家承担',
  },
  dispute_opened: { en: 'A dispute was opened', zh: '已发起争议' },
  evidence_submitted: { en: 'Evidence was brought', zh: '已提交证据' },
  evidence_awaited: { en: 'It is the buyer’s turn to bring evidence', zh: '轮到买家举证' },
  evidence_closed: { en: 'The time for evidence is over; a person must decide', zh: '举证期结束，等待裁决' },
  dispute_resolved: { en: 'The dispute was decided', zh: '争议已裁决' },
  advance_offered: { en: 'An early payout was offered', zh: '已提供提前放款报价' },
  advance_assigned: { en: 'The seller was paid early', zh: '已提前放款给卖家' },
  advance_repaid: { en: 'The early payout was repaid', zh: '提前放款已偿还' },
  advance_defaulted: { en: 'The early payout could not be repaid', zh: '提前放款未能足额偿还' },
  chargeback_opened: { en: 'The buyer’s bank took the money back', zh: '买家银行发起拒付' },
  stray_refund: { en: 'The provider refunded what nobody asked it to', zh: '支付机构发生未经申请的退款' },
  chargeback_won: { en: 'The chargeback was won', zh: '拒付申诉成功' },
  chargeback_lost: { en: 'The chargeback was lost', zh: '拒付申诉失败' },
  acknowledged: { en: 'A person looked at it', zh: '已人工查看' },
};
