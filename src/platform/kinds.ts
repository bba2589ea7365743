/** The kinds of documents that the platform keeps beside the ledger. */
export const ORDER_KIND = 'order';
export const SELLER_KIND = 'seller';
export const PAYOUT_KIND = 'payout';
/** Requests that were answered, by idempotency key. */
export const REQUEST_KIND = 'request';
