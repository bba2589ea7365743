import { fenToYuan } from '../../../money/index.ts';
import { inItsWords, type Outcome } from '../../outcome.ts';
import type { RefundRequest } from '../../refund.ts';
import type { SplitRefundReport, SplitReturn } from '../../splitting.ts';
import type { Gateway } from './gateway.ts';
import { refund } from './refund.ts';
import { addedUp } from './shares.ts';

/**
 * Refunds with what receivers give back (退分账): it is a part of the refund, so that either all of it happens or
 * nothing. Alipay does not say which receiver it could not take from. One after the other is let off, then, until the
 * refund succeeds without them.
 */
export async function refundWithReturns(
  gateway: Gateway,
  request: RefundRequest,
  asked: readonly SplitReturn[],
): Promise<SplitRefundReport> {
  const shares = addedUp(asked).map(({ receiver, fen }) => ({
    royalty_type: 'transfer' as const,
    trans_out: receiver.account,
    trans_out_type: receiver.type,
    amount: fenToYuan(fen),
    desc: receiver.payee,
  }));
  const outcome = await refund(gateway, request, shares);
  if (outcome.kind === 'succeeded') {
    const splitReturns = asked.map(({ splitReturn }) => ({ splitReturn, state: 'returned' as const }));
    return { refund: outcome, splitReturns };
  }
  const [first] = asked;
  if (!first || !isOfReceiver(outcome)) return { refund: outcome, splitReturns: [] };
  const { splitReturn } = first;
  return {
    refund: { kind: 'pending' },
    splitReturns: [{ splitReturn, state: 'refused', reason: inItsWords(outcome) }],
  };
}

/** A refusal that asks for another receiver, or for less of one; others are the refund's own. */
function isOfReceiver(
  outcome: Outcome<unknown>,
): outcome is Extract<Outcome<unknown>, { readonly kind: 'failed' }> {
  return outcome.kind === 'failed' && /ROYALTY|ALLOC_AMOUNT_VALIDATE_ERROR/.test(outcome.code);
}
