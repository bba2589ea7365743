import type { OpenChannel } from '../channel.ts';
import { alipayChannel } from './alipay/index.ts';

/** Every channel the platform can collect through: one line a provider, under the name that its API uses. */
export const CHANNELS = {
  alipay: alipayChannel,
} satisfies Record<string, OpenChannel>;
