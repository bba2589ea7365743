import { fenToYuan } from '../../../src/money/index.ts';
import { formatBeijing } from '../../../src/time/index.ts';
import { BUYER } from '../identities.ts';
import { fundBill } from '../means.ts';
import { apiMethod, findOrder } from '../method.ts';
import type { Order, Payment } from '../trade.ts';
import type { Fields } from '../wire.ts';
import { tradeReference } from './trade-reference.ts';

/** What an answer says of money that nobody has paid. */
const NOTHING_PAID = {
  buyer_pay_amount: '0.00',
  invoice_amount: '0.00',
  point_amount: '0.00',
  receipt_amount: '0.00',
};

export const query = apiMethod({
  name: 'alipay.trade.query',
  summary: 'how a trade stands; `ACQ.TRADE_NOT_EXIST` until the code is scanned',
  source: 'opendocs.alipay.com/open/02e7gm',
  content: tradeReference,
  answer: (content, call) => {
    const order = findOrder(content, call);
    if (!order?.trade) {
      return {
        ok: false,
        code: 'ACQ.TRADE_NOT_EXIST',
        // Real answers show the amounts even then.
        fields: { ...NOTHING_PAID, out_trade_no: content.out_trade_no, trade_no: content.trade_no },
      };
    }
    const { trade } = order;
    return {
      ok: true,
      fields: {
        trade_no: trade.tradeNo,
        out_trade_no: order.terms.outTradeNo,
        trade_status: trade.status,
        total_amount: fenToYuan(order.terms.totalFen),
        buyer_logon_id: BUYER.logonId,
        buyer_user_id: BUYER.id,
        buyer_user_type: 'PRIVATE',
        passback_params: order.terms.passbackParams,
        ...(trade.payment ? paymentFields(order, trade.payment) : NOTHING_PAID),
      },
    };
  },
});

function paymentFields({ terms }: Order, { at, means }: Payment): Fields {
  const total = fenToYuan(terms.totalFen);
  return {
    send_pay_date: formatBeijing(at),
    buyer_pay_amount: total,
    invoice_amount: total,
    point_amount: '0.00',
    receipt_amount: total,
    fund_bill_list: [fundBill(means, terms.totalFen)],
    hb_fq_pay_info: means.instalments === undefined ? undefined : instalmentInfo(means.instalments, total),
  };
}

function instalmentInfo(instalments: number, total: string): Readonly<Record<string, string>> {
  return { user_install_num: String(instalments), fq_amount: total };
}
