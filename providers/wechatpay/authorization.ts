import { type Refusal, refuse } from './errors.ts';
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
