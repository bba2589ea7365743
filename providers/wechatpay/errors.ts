import { REFUSALS, type Reason } from './refusals.ts';

export type { Reason } from './refusals.ts';

export const REASONS = Object.keys(REFUSALS) as readonly Reason[];

/** What every endpoint refuses; each lists the rest itself. */
export const REFUSED_EVERYWHERE: readonly Reason[] = [
  'no_user_agent',
  'authorization_malformed',
  'authorization_scheme',
  'timestamp_outside_window',
  'unknown_merchant',
  'unknown_serial',
  'signature_mismatch',
  'nonce_used',
  'body_too_large',
  'body_not_json',
  'parameter_wrong',
  'too_frequent',
  'system_error',
];

/** A request that is refused changes nothing. */
export interface Refusal<R extends Reason = Reason> {
  readonly ok: false;
  readonly reason: R;
  /** For the journal: what WeChat Pay leaves the caller to guess. */
  readonly why?: string;
  /** Said in place of the standing words. */
  readonly message?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export function refuse<R extends Reason>(reason: R, why?: string): Refusal<R> {
  return { ok: false, reason, ...(why === undefined ? {} : { why }) };
}

/** How an endpoint spells its codes: those of older date run the words together. */
export type Spelling = 'underscores' | 'run_together';

/** Codes of the older endpoints; those not listed are spelled the same everywhere. */
const RUN_TOGETHER: Readonly<Record<string, string>> = {
  ORDER_NOT_EXIST: 'ORDERNOTEXIST',
  ORDER_PAID: 'ORDERPAID',
  NO_AUTH: 'NOAUTH',
  NOT_ENOUGH: 'NOTENOUGH',
  RULE_LIMIT: 'RULELIMIT',
  FREQUENCY_LIMITED: 'RATELIMIT_EXCEED',
  SYSTEM_ERROR: 'SYSTEMERROR',
};

export interface WireError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** How to provoke it. */
  readonly provoke: string;
  /** Ends `Request-ID`. */
  readonly number: number;
}

/** A general number for refusals whose own is not known in public. */
const PARAMETER_WRONG_NUMBER = 268435461;

export function wireError(reason: Reason, spelling: Spelling): WireError {
  const [status, code, message, provoke, number = PARAMETER_WRONG_NUMBER] = REFUSALS[reason];
  const spelled = spelling === 'run_together' ? (RUN_TOGETHER[code] ?? code) : code;
  return { status, code: spelled, message, provoke, number };
}
