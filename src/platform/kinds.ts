/** The kinds of documents that the platform keeps beside the ledger. */
export const ORDER_KIND = 'order';
export const SELLER_KIND = 'seller';
export const PAYOUT_KIND = 'payout';
/** What providers say happened on a day, and which day's each line was on. */
export const STATEMENT_KIND = 'statement';
export const LINE_KIND = 'statement_line';
/** What people have to see to, by order or statement; it belongs to `open` or to `done`. */
export const WORK_KIND = 'work';
/** Whom providers can pay out of a payment, by name. */
export const PAYEE_KIND = 'payee';
/** What the marketplace is told, until it has heard. */
export const EVENT_KIND = 'event';
/** Where the marketplace is told. */
export const ENDPOINT_KIND = 'webhook_endpoint';
/** Keys by digest, and what they were used for. Kept apart from the books, which a sandbox may drop. */
export const KEY_KIND = 'api_key';
export const AUDIT_KIND = 'audit';
/** Requests that were answered, by idempotency key. */
export const REQUEST_KIND = 'request';
