import { inItsWords } from '../../outcome.ts';
import type { RefundRequest } from '../../refund.ts';
import type { SplitRefundReport, SplitReturn } from '../../splitting.ts';
import type { Gateway } from './gateway.ts';
import { orFound } from './known-number.ts';
import { refund } from './refund.ts';
import { sharingReturnOf } from './wire.ts';

const RETURNS = '/v3/profitsharing/return-orders';

type SplitReturnEnd = SplitRefundReport['splitReturns'][number];

/**
 * Has receivers give back, one after the other (分账回退), and refunds once all of them have: what they give becomes
 * the merchant's, and a refund is paid out of that.
 */
export async function refundWithReturns(
  gateway: Gateway,
  request: RefundRequest,
  asked: readonly SplitReturn[],
): Promise<SplitRefundReport> {
  const splitReturns: SplitReturnEnd[] = [];
  for (const splitReturn of asked) {
    const end = await takeBack(gateway, splitReturn);
    if (end) splitReturns.push(end);
  }
  const returned = splitReturns.filter(({ state }) => state === 'returned');
  const isComplete = returned.length === asked.length;
  return { refund: isComplete ? await refund(gateway, request) : { kind: 'pending' }, splitReturns };
}

/** @returns undefined while its end is not known */
async function takeBack(gateway: Gateway, asked: SplitReturn): Promise<SplitReturnEnd | undefined> {
  const { splitReturn, receiver } = asked;
  const refused = (reason: string) => ({ splitReturn, state: 'refused', reason }) as const;
  if (receiver.type !== 'MERCHANT_ID') return refused('WeChat Pay takes nothing back from a person');
  const outcome = await askBack(gateway, asked);
  if (outcome.kind === 'failed') return refused(inItsWords(outcome));
  if (outcome.kind !== 'succeeded' || outcome.value.amount.value !== asked.amount.value) return undefined;
  const { result, fail_reason } = outcome.value;
  switch (result) {
    case 'SUCCESS':
      return { splitReturn, state: 'returned' };
    case 'FAILED':
      return refused(fail_reason ?? result);
    case 'PROCESSING':
      return undefined;
    default:
      return result satisfies never;
  }
}

async function askBack(gateway: Gateway, { splitReturn, split, receiver, amount }: SplitReturn) {
  const shape = sharingReturnOf(split, splitReturn);
  const body = {
    out_order_no: split,
    out_return_no: splitReturn,
    return_mchid: receiver.account,
    amount: amount.value,
    description: '用户退款',
  };
  const asked = await gateway.call({ method: 'POST', path: RETURNS, body }, shape);
  return orFound(asked, () => {
    const path = `${RETURNS}/${encodeURIComponent(splitReturn)}?out_order_no=${encodeURIComponent(split)}`;
    return gateway.call({ method: 'GET', path }, shape);
  });
}
