/** What the ledger says to one transfer. Only `created` and `exists` are not refusals. */
export type TransferResult =
  | 'created'
  /** It stands in the books already with the same body. */
  | 'exists'
  | `exists_with_different_${TransferField}`
  /** Another transfer of its chain was refused, or existed where this one did not. */
  | 'linked_event_failed'
  /** It is one of a chain of more than 8,189. */
  | 'chain_too_long'
  // Well-formed
  | 'id_must_be_well_formed'
  | 'order_must_be_well_formed'
  | 'accounts_must_differ'
  | 'amount_must_be_positive'
  | 'amount_overflows'
  | 'timeout_must_be_a_positive_integer'
  // Accounts
  | 'debit_account_not_found'
  | 'credit_account_not_found'
  | 'accounts_must_have_the_same_ledger'
  | 'transfer_must_have_the_same_ledger_as_accounts'
  | 'pending_transfer_not_found'
  | 'pending_transfer_not_pending'
  // Business
  | 'pending_transfer_already_posted'
  | 'pending_transfer_already_voided'
  | 'pending_transfer_expired'
  | 'exceeds_pending_transfer_amount'
  | 'overflows_debits'
  | 'overflows_credits'
  | 'overflows_timeout'
  | 'exceeds_credits'
  | 'exceeds_debits';

/** A part of a transfer's body that a retry must repeat. */
export type TransferField =
  | 'kind'
  | 'pending'
  | 'debit_account'
  | 'credit_account'
  | 'amount'
  | 'timeout'
  | 'ledger'
  | 'code'
  | 'order';

/** Whether a chain with these results stands in the books, now or since before. */
export function succeeded(results: readonly TransferResult[]): boolean {
  return results.every((result) => result === 'created') || results.every((result) => result === 'exists');
}
