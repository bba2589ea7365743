import { decryptField } from './encrypt.ts';
import { type Refusal, refuse } from './errors.ts';
import type { Call } from './method.ts';

/** What reading a sensitive field may refuse, for the endpoints' tables. */
export const SENSITIVE_REASONS = [
  'missing_platform_serial',
  'unknown_platform_serial',
  'undecipherable_field',
] as const;

/** Reads a field that the merchant encrypted for the platform key that it names in `Wechatpay-Serial`. */
export function readSensitive(
  encrypted: string | undefined,
  { office, platformSerial }: Call,
): { readonly ok: true; readonly text?: string } | Refusal<(typeof SENSITIVE_REASONS)[number]> {
  if (encrypted === undefined) return { ok: true };
  if (platformSerial === undefined) return refuse('missing_platform_serial');
  const key = office.platformKeys.find(platformSerial);
  if (!key) return refuse('unknown_platform_serial');
  const text = decryptField(encrypted, key.privateKey);
  return text === undefined ? refuse('undecipherable_field') : { ok: true, text };
}
