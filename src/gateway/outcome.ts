/**
 * What is known of a call to a provider. A timeout, a lost connection or an answer that does not verify is
 * `unknown`, never `failed`: the money may have moved. It is queried, or tried again under the same number,
 * until it is known.
 */
export type Outcome<T> =
  | { readonly kind: 'succeeded'; readonly value: T }
  /** The provider said no, for certain. `code` is its own word, `message` what it said. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** The provider is working on it. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Why it failed, as the provider says it. */
export function inItsWords({ code, message }: Extract<Outcome<never>, { kind: 'failed' }>): string {
  return `${code}: ${message}`;
}
