import { z } from 'zod';
import { fenToYuan } from '../../src/money/index.ts';
import { type Command, defineCommand, type Kit } from '../../src/sandbox/index.ts';
import { withSellerFen } from './funds.ts';
import type { Office } from './office.ts';
import { refund } from './state.ts';
import { isPaid } from './trade.ts';
import { amountFen } from './wire.ts';

/** What else a merchant can do, in its back office at Alipay (商家平台). */
export function alipayCommands(kit: Kit, office: Office): readonly Command[] {
  return [refundByHand(kit, office)];
}

function refundByHand({ store }: Kit, office: Office): Command {
  return defineCommand({
    name: 'refund_by_hand',
    summary:
      'Somebody refunds a trade in the merchant’s back office: all that is left of it, or an amount in yuan. The merchant’s server hears of it as of any refund.',
    parameters: z.strictObject({ out_trade_no: z.string(), amount: amountFen.optional() }),
    run: ({ out_trade_no, amount }) => store.transaction(() => refundInOffice(office, out_trade_no, amount)),
  });
}

function refundInOffice(office: Office, out_trade_no: string, amount: bigint | undefined) {
  const order = office.trades.find({ out_trade_no });
  if (!order) return { refused: 'ACQ.TRADE_NOT_EXIST' };
  const now = office.clock.now();
  const outRequestNo = office.numbers.refundNo(now);
  const leftFen = isPaid(order) ? withSellerFen(order.terms.totalFen, order.trade.payment) : 0n;
  const asked = { outRequestNo, amountFen: amount ?? leftFen, reason: '商家后台退款', returns: [] };
  const refunded = refund(order, asked, now);
  if (!refunded.ok) return { refused: refunded.code };
  office.trades.save(refunded.order);
  office.notify(refunded.order, refunded.refund);
  return { out_request_no: outRequestNo, refund_amount: fenToYuan(asked.amountFen) };
}
