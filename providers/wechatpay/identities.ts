/**
 * Who takes part. Fixed, and the same in every world, so that they can be written into a merchant's
 * configuration once. The one merchant plays every part a merchant can have: it sells by itself, it is a
 * service provider to ordinary sub-merchants, and an e-commerce platform (收付通) to its own.
 */
export const APPID = 'wx5ad0e4c1b2f39786';
export const MCHID = '1688000018';

/** Sub-merchants (特约商户) for which the merchant is a service provider. */
const ORDINARY_SUB_MERCHANTS = ['1688100016', '1688100024'] as const;
/** Sub-merchants (二级商户) of the e-commerce platform. */
export const ECOMMERCE_SUB_MERCHANTS = ['1688200014', '1688200022'] as const;

/** The one buyer, as the merchant's app knows her. */
export const BUYER_OPENID = 'oCf7aSandboxBuyer00000000001';

export type SubMerchantKind = 'ordinary' | 'ecommerce';

/** @returns undefined for a stranger, which is nobody's sub-merchant here */
export function subMerchantKind(mchid: string): SubMerchantKind | undefined {
  if ((ORDINARY_SUB_MERCHANTS as readonly string[]).includes(mchid)) return 'ordinary';
  return (ECOMMERCE_SUB_MERCHANTS as readonly string[]).includes(mchid) ? 'ecommerce' : undefined;
}
