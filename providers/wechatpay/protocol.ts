import type { DurationMs, Instant } from '../../src/time/index.ts';
import type { Authorization } from './authorization.ts';
import type { Keys } from './credentials.ts';
import { type Refusal, refuse } from './errors.ts';
import { MCHID } from './identities.ts';
import type { Rules } from './rules.ts';

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
  readonly #rules: Pick<Rules, 'timestampWindowMs'>;
  /** When each can be forgotten, in the order in which they came. */
  readonly #seen = new Map<string, Instant>();

  constructor(rules: Pick<Rules, 'timestampWindowMs'>) {
    this.#rules = rules;
  }

  /** @returns whether it is new */
  use(nonce: string, wireTime: Instant): boolean {
    for (const [old, until] of this.#seen) {
      if (until >= wireTime) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(nonce)) return false;
    // Twice the window: a timestamp may lie as far ahead as behind.
    this.#seen.set(nonce, wireTime + 2 * this.#rules.timestampWindowMs);
    return true;
  }
}
