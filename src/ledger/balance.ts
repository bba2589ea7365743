import type { Account } from './account.ts';

/** What stands on the credit side, in minor units: what we owe (escrow, sellers, payables) or earned. */
export function creditBalance(account: Account): bigint {
  return account.creditsPosted - account.debitsPosted;
}
