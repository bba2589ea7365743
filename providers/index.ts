import type { ProviderDefinition } from '../src/sandbox/index.ts';
import { alipay } from './alipay/index.ts';
import { wechatpay } from './wechatpay/index.ts';

/** Every provider that can be simulated. */
export const PROVIDERS: readonly ProviderDefinition[] = [alipay, wechatpay];
