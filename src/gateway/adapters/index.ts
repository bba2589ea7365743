import type { OpenChannel } from '../channel.ts';
import { alipayChannel } from './alipay/index.ts';
import { wechatpayChannel } from './wechatpay/index.ts';

/** Every channel the platform can collect through: one line a provider, under the name that its API uses. */
export const CHANNELS = {
  alipay: alipayChannel,
  wechatpay: wechatpayChannel,
} satisfies Record<string, OpenChannel>;
