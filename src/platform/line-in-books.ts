import { type Command, type Order, paidAmount } from '../escrow/index.ts';
import type { StatementLine } from '../gateway/index.ts';
import type { Money } from '../money/index.ts';
import type { Context } from './context.ts';
import { orderOfPayment } from './notifications.ts';
import { change, findOrder } from './orders.ts';

/**
 * What our books have for a line of a statement. What they do not have yet the order is told, as if the
 * provider had just notified us of it: so a notification that never came is made good.
 *
 * @returns undefined where our books can have nothing for it
 */
export async function findBooked(
  context: Context,
  channel: string,
  line: StatementLine,
): Promise<Money | undefined> {
  const id = orderOfPayment(line.payment);
  const order = id === undefined ? undefined : await findOrder(context, id);
  const payment = order?.payments.find((candidate) => candidate.id === line.payment);
  if (!order || payment?.channel !== channel) return undefined;
  const known = lookUp(order, line);
  if (known) return known;
  // Whether it is ever done shows later: it is not news.
  if (line.isUnderWay) return order.refunds.find(({ id: refund }) => refund === line.refund)?.amount;
  const told = await change(context, order.id, newsOf(order, line), undefined, (now) => now);
  return told.ok ? lookUp(told.answer, line) : undefined;
}

function lookUp({ payments, refunds, chargebacks }: Order, line: StatementLine): Money | undefined {
  if (line.kind === 'payment') {
    const payment = payments.find(({ id, state }) => id === line.payment && state === 'succeeded');
    return payment && paidAmount(payment);
  }
  const isMade = refunds.find(
    ({ id, state, madeElsewhere }) =>
      id === line.refund && state === 'succeeded' && madeElsewhere === undefined,
  );
  // One that nobody asked for is kept as a chargeback is.
  return (isMade ?? chargebacks.find(({ id, state }) => id === line.refund && state !== 'won'))?.amount;
}

function newsOf({ refunds }: Order, { kind, payment, refund = '', ...line }: StatementLine): Command {
  if (kind === 'payment') {
    const { amount: paid, providerReference } = line;
    return { type: 'payment_succeeded', payment, paid, providerReference };
  }
  if (refunds.some(({ id }) => id === refund)) return { type: 'refund_succeeded', refund };
  return { type: 'stray_refund', refund, payment, amount: line.amount };
}
