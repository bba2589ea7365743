import type { Rules } from '../../../../providers/wechatpay/rules.ts';
import type { Mischief, Reply } from '../client.ts';
import type { Merchant } from './merchant.ts';

/** How a refusal is come by: what has to happen first, and then the request that is refused. */
export interface Provocation {
  readonly rules?: Partial<Rules>;
  prepare(merchant: Merchant): Promise<() => Promise<Reply>>;
}

/** A request that would be refused anyhow, so that only what is wrong with it before that shows. */
export const any = (mischief: Mischief): Provocation => ({
  prepare: async (merchant) => () => merchant.get('/v3/refund/domestic/refunds/none', mischief),
});
export const changed = (values: Record<string, string>): Provocation =>
  any({ change: (all) => ({ ...all, ...values }) });
/** One that needs nothing to have happened. */
export const outright = (
  attempt: (merchant: Merchant) => Promise<Reply>,
  rules?: Partial<Rules>,
): Provocation => ({
  prepare: async (merchant) => () => attempt(merchant),
  ...(rules ? { rules } : {}),
});
