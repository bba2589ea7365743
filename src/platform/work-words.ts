import type { Language } from './words.ts';
import type { Work } from './work.ts';

interface WorkText {
  /** What has happened, and what to do about it. */
  readonly says: Readonly<Record<Language, string>>;
  /** The calls that take it off the list, where a call does; `{order}` and `{about}` stand for what it is about. */
  readonly calls: readonly string[];
}

const ACKNOWLEDGE = 'POST /v1/orders/{order}/acknowledge';
const RESOLVE = 'POST /v1/orders/{order}/chargebacks/{about}/resolve';
const REFUND = 'POST /v1/orders/{order}/refunds';

/** Every kind of entry on the list of what a person has to see to. */
export const WORK_TEXTS: Readonly<Record<Work['kind'], WorkText>> = {
  refund_failed: {
    says: {
      en: 'The provider would not refund the buyer. See to the cause and try it again, or pay the buyer yourself and say how.',
      zh: '支付机构退款失败。请排除原因后重试，或以其他方式退款给买家并登记。',
    },
    calls: [`${REFUND}/{about}/retry`, `${REFUND}/{about}/made_elsewhere`],
  },
  refund_overdue: {
    says: {
      en: 'The provider has not said what came of a refund, and is asked every hour. Ask it why: it may want something of you or of the buyer’s bank. The entry goes when it has answered.',
      zh: '支付机构逾期未返回退款结果，系统每小时查询一次。请向支付机构核实原因；收到结果后本项自动消除。',
    },
    calls: [],
  },
  refund_contradicted: {
    says: {
      en: 'The provider first said one thing about a refund and then the other. No money was moved the second time. Ask the provider which is true.',
      zh: '支付机构对同一笔退款的结果前后不一，第二次结果未入账。请向支付机构核实。',
    },
    calls: [ACKNOWLEDGE, 'POST /v1/orders/{order}/stray_refunds'],
  },
  stray_payment: {
    says: {
      en: 'Money came that the order did not wait for: late, twice, or of a wrong amount. It is on its way back to the buyer.',
      zh: '收到订单之外的款项（逾期、重复或金额不符），正在退还买家。',
    },
    calls: [ACKNOWLEDGE],
  },
  stray_refund: {
    says: {
      en: 'The provider gave the buyer money that nobody asked it to. Have it back (won), or leave it with the buyer (lost).',
      zh: '支付机构发生未经申请的退款。请追回（won）或确认归买家（lost）。',
    },
    calls: [RESOLVE],
  },
  chargeback_to_answer: {
    says: {
      en: 'The buyer’s bank took the money back. Send the provider your evidence; once it has decided, say so here.',
      zh: '买家银行发起拒付。请向支付机构提交证据，并在裁定后登记结果。',
    },
    calls: [RESOLVE],
  },
  appraisal_overdue: {
    says: {
      en: 'The appraiser has not spoken in time. Ask for the verdict, or call the sale off.',
      zh: '鉴定超时。请催促鉴定结果，或取消交易。',
    },
    calls: ['POST /v1/orders/{order}/appraise', 'POST /v1/orders/{order}/cancel'],
  },
  delivery_overdue: {
    says: {
      en: 'Nobody has said that the parcel arrived. Ask the carrier: say that it arrived, refund the buyer if it is lost, or open a dispute.',
      zh: '包裹逾期未确认送达。请向承运方核实：确认送达、丢件则退款给买家，或发起争议。',
    },
    calls: ['POST /v1/orders/{order}/receive', REFUND, 'POST /v1/orders/{order}/dispute'],
  },
  dispute_to_decide: {
    says: {
      en: 'Both sides of a dispute have had their time. Decide it.',
      zh: '争议双方举证期已结束，请裁决。',
    },
    calls: ['POST /v1/orders/{order}/dispute/resolve'],
  },
  split_failed: {
    says: {
      en: 'The provider would not pay a receiver. We owe it still: pay it yourself.',
      zh: '支付机构分账失败，款项仍应由我方支付给接收方。',
    },
    calls: [ACKNOWLEDGE],
  },
  settlement_failed: {
    says: {
      en: 'The provider would not free the rest of the money. Ask it why; it frees it by itself in the end.',
      zh: '支付机构未解冻剩余资金。请核实原因；到期后将自动解冻。',
    },
    calls: [ACKNOWLEDGE],
  },
  unfreeze_near: {
    says: {
      en: 'The provider frees the money by itself soon, and can pay no receivers after that. Bring the sale to its end before.',
      zh: '支付机构即将自动解冻资金，之后无法分账。请在此之前完结交易。',
    },
    calls: [
      'POST /v1/orders/{order}/accept',
      'POST /v1/orders/{order}/dispute/resolve',
      'POST /v1/orders/{order}/cancel',
      REFUND,
    ],
  },
  unfrozen: {
    says: {
      en: 'The provider has freed the money by itself. The receivers get theirs from us: pay them yourself once the sale is released.',
      zh: '支付机构已自动解冻资金。放款后请自行向分账接收方付款。',
    },
    calls: [ACKNOWLEDGE],
  },
  statement_break: {
    says: {
      en: 'The provider’s statement of a day and our books do not agree. Find out why, and say what you found.',
      zh: '支付机构对账单与账簿不一致。请查明原因并登记。',
    },
    calls: ['POST /v1/statements/{statement}/explain', 'POST /v1/statements/{statement}/pull'],
  },
  statement_missing: {
    says: {
      en: 'The provider has not given us its statement of a day. Ask it why, and ask for the statement again.',
      zh: '支付机构未提供对账单。请核实原因并重新获取。',
    },
    calls: ['POST /v1/statements/{statement}/pull'],
  },
  payout_returned: {
    says: {
      en: 'The bank did not pay it out, and the money is available again. Find out why, have the bank account set right, and pay it out again.',
      zh: '银行未完成付款，款项已退回可用余额。请核实原因，更正银行账户后重新付款。',
    },
    calls: ['POST /v1/payouts/{payout}/acknowledge'],
  },
  money_left_over: {
    says: {
      en: 'The sale is off, and money came back that is the buyer’s. Refund it.',
      zh: '交易已取消，仍有应退还买家的余款。请退款。',
    },
    calls: [REFUND],
  },
};
