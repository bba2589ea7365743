import { type Refusal, refuse } from './errors.ts';
import { APPID, MCHID, subMerchantKind } from './identities.ts';

/** Who a request says it is from: the merchant itself, or a service provider for a sub-merchant. */
export interface Party {
  readonly appid?: string | undefined;
  readonly mchid?: string | undefined;
  readonly subMchid?: string | undefined;
}

export type PartyReason =
  | 'merchant_mismatch'
  | 'appid_mismatch'
  | 'sub_merchant_is_self'
  | 'no_relation_to_sub_merchant';

/** What `partyFault` may refuse, for the endpoints' tables. */
export const PARTY_REASONS = ['merchant_mismatch', 'appid_mismatch'] as const;
export const PARTNER_REASONS = [
  ...PARTY_REASONS,
  'sub_merchant_is_self',
  'no_relation_to_sub_merchant',
] as const;

/** Whether the request is signed by who it says it is from. */
export function merchantFault({
  appid,
  mchid,
}: Omit<Party, 'subMchid'>): Refusal<(typeof PARTY_REASONS)[number]> | undefined {
  if (mchid !== undefined && mchid !== MCHID) return refuse('merchant_mismatch', `mchid is ${mchid}`);
  return appid !== undefined && appid !== APPID
    ? refuse('appid_mismatch', `appid is ${appid}, not ${APPID}`)
    : undefined;
}

/** The same, and whether it may speak for its sub-merchant. */
export function partyFault({ subMchid, ...merchant }: Party): Refusal<PartyReason> | undefined {
  const fault = merchantFault(merchant);
  if (fault || subMchid === undefined) return fault;
  if (subMchid === MCHID) return refuse('sub_merchant_is_self');
  return subMerchantKind(subMchid) ? undefined : refuse('no_relation_to_sub_merchant');
}
