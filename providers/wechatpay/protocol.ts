import type { DurationMs, Instant } from '../../src/time/index.ts';
import type { Keys } from './credentials.ts';
import { type Refusal, refuse } from './errors.ts';
import { MCHID } from './identities.ts';
import { SCHEME } from './sign.ts';

/** The five values of an Authorization header. */
export interface Authorization {
  readonly mchid: string;
  readonly nonce: string;
  /** Seconds since 1970, as they were sent: they are signed so. */
  readonly timestamp: string;
  readonly serial: string;
  /** base64 */
  readonly signature: string;
}

/** Reads an Authorization header; the five values come in any order, as SDKs differ. */
export function readAuthorization(
  header: string | null,
):
  | { readonly ok: true; readonly authorization: Authorization }
  | Refusal<'authorization_malformed' | 'authorization_scheme'> {
  const match = /^(\S+)\s+(.+)$/.exec(header ?? '');
  if (!match) return refuse('authorization_malformed');
  const [, scheme, rest = ''] = match;
  if (scheme !== SCHEME) return refuse('authorization_scheme', `the scheme is ${scheme}, not ${SCHEME}`);
  const values = readPairs(rest);
  const [mchid, nonce, timestamp] = [
    values?.get('mchid'),
    values?.get('nonce_str'),
    values?.get('timestamp'),
  ];
  const [serial, signature] = [values?.get('serial_no'), values?.get('signature')];
  if (!mchid || !nonce || !timestamp || !serial || !signature) {
    return refuse(
      'authorization_malformed',
      'mchid, nonce_str, timestamp, serial_no and signature are needed',
    );
  }
  if (!/^\d{1,15}$/.test(timestamp)) {
    return refuse('authorization_malformed', 'timestamp is seconds since 1970, in digits');
  }
  if (nonce.length > 128) return refuse('authorization_malformed', 'nonce_str is longer than 128 characters');
  return { ok: true, authorization: { mchid, nonce, timestamp, serial, signature } };
}

/** @returns undefined when it is no list of `name="value"`, or names one twice */
function readPairs(text: string): ReadonlyMap<string, string> | undefined {
  const pairs = new Map<string, string>();
  for (const pair of text.split(',')) {
    const match = /^\s*(\w+)="([^"]*)"\s*$/.exec(pair);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined || pairs.has(name)) return undefined;
    pairs.set(name, value);
  }
  return pairs;
}

/** What the gateway looks at before it looks at the signature: the time, then who asks. */
export function identityFault(
  { timestamp, mchid, serial }: Authorization,
  keys: Keys,
  wireTime: Instant,
  windowMs: DurationMs,
): Refusal<'timestamp_outside_window' | 'unknown_merchant' | 'unknown_serial'> | undefined {
  const offMs = Number(timestamp) * 1000 - wireTime;
  if (Math.abs(offMs) > windowMs) {
    return refuse(
      'timestamp_outside_window',
      `${timestamp} is ${Math.round(offMs / 1000)} s off${inMilliseconds(timestamp)}`,
    );
  }
  if (mchid !== MCHID) return refuse('unknown_merchant', `mchid is ${mchid}, not ${MCHID}`);
  if (serial.toUpperCase() !== keys.merchantSerial) {
    return refuse('unknown_serial', `serial_no is ${serial}, not ${keys.merchantSerial}`);
  }
  return undefined;
}

function inMilliseconds(timestamp: string): string {
  return timestamp.length === 13 ? '; it is in milliseconds, and should be in seconds' : '';
}

/**
 * The nonces of requests that were carried out, for as long as their timestamps are good. Kept in memory: a
 * restart takes longer than most replays.
 */
export class Nonces {
  readonly #windowMs: DurationMs;
  /** When each can be forgotten, in the order in which they came. */
  readonly #seen = new Map<string, Instant>();

  constructor(windowMs: DurationMs) {
    this.#windowMs = windowMs;
  }

  /** @returns whether it is new */
  use(nonce: string, wireTime: Instant): boolean {
    for (const [old, until] of this.#seen) {
      if (until >= wireTime) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(nonce)) return false;
    // Twice the window: a timestamp may lie as far ahead as behind.
    this.#seen.set(nonce, wireTime + 2 * this.#windowMs);
    return true;
  }
}
