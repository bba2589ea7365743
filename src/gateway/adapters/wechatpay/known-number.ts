import type { Outcome } from '../../outcome.ts';
import { runTogether } from './answer.ts';

/**
 * What became of a request with a number of its own. A refusal is believed once WeChat Pay knows nothing of the
 * number: the same request may have been accepted before, and its answer lost.
 *
 * @param asked what came of asking
 * @param find asks after the number
 */
export async function orFound<T>(asked: Outcome<T>, find: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  if (asked.kind === 'succeeded' || asked.kind === 'pending') return asked;
  const found = await find();
  if (found.kind === 'failed' && runTogether(found.code) === 'RESOURCENOTEXISTS') {
    return isTooSoon(asked) ? { kind: 'pending' } : asked;
  }
  if (found.kind !== 'failed') return found;
  return { kind: 'unknown', reason: `${found.code}: ${found.message}` };
}

/**
 * WeChat Pay shares nothing within a minute of the payment, nor before it has settled the payment. Its code is that
 * of any bad request, and only the words tell (wechatpay-skills, 分账常见问题).
 */
export function isTooSoon(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'failed' && outcome.message.startsWith('订单处理中');
}
