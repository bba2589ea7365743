import type { Balances } from './account.ts';

/** What stands on the credit side, in minor units: what we owe (escrow, sellers, payables) or earned. */
export function creditBalance(account: Balances): bigint {
  return account.creditsPosted - account.debitsPosted;
}

/** The four balances alone, without whose they are. */
export function balancesOf({
  debitsPending,
  debitsPosted,
  creditsPending,
  creditsPosted,
}: Balances): Balances {
  return { debitsPending, debitsPosted, creditsPending, creditsPosted };
}

export const NO_BALANCES: Balances = {
  debitsPending: 0n,
  debitsPosted: 0n,
  creditsPending: 0n,
  creditsPosted: 0n,
};
