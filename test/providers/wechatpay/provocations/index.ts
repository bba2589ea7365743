import type { Reason } from '../../../../providers/wechatpay/errors.ts';
import { FUNDS } from './funds.ts';
import { STRANGERS } from './gateway.ts';
import { ORDERS } from './orders.ts';
import type { Provocation } from './provocation.ts';
import { REFUNDS } from './refunds.ts';
import { SHARING } from './sharing.ts';

export { Merchant } from './merchant.ts';

/** One for each refusal that there is: a new one does not compile until it can be provoked. */
export const PROVOCATIONS: Record<Reason, Provocation> = {
  ...STRANGERS,
  ...ORDERS,
  ...REFUNDS,
  ...SHARING,
  ...FUNDS,
};
