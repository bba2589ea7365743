import { constants, createHash, type KeyObject, publicDecrypt } from 'node:crypto';
import { firstDifference, type SignatureVerdict } from '../../src/sandbox/index.ts';
import type { Authorization } from './authorization.ts';
import { requestString, verify } from './sign.ts';

/** A key that somebody may have signed with by mistake, and whose it is. */
export interface KnownKey {
  readonly whose: string;
  readonly publicKey: KeyObject;
}

/** A signing string in the making: its lines, and how they become text. */
interface Draft {
  readonly method: string;
  readonly url: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly body: string;
  readonly text: (text: string) => string;
}

/** Something that people do to the string before they sign it. */
interface Mistake {
  /** Ends the sentence "the signature fits the string …". */
  readonly reason: string;
  make(draft: Draft, origin: string): Draft;
}

function ofUrl(reason: string, change: (url: string, origin: string) => string): Mistake {
  return { reason, make: (draft, origin) => ({ ...draft, url: change(draft.url, origin) }) };
}

function ofBody(reason: string, change: (body: string) => string): Mistake {
  return { reason, make: (draft) => ({ ...draft, body: change(draft.body) }) };
}

function ofText(reason: string, change: (text: string) => string): Mistake {
  return { reason, make: (draft) => ({ ...draft, text: (text) => change(draft.text(text)) }) };
}

/** In the order in which they would happen: what is signed, then how it is written. */
const MISTAKES: readonly Mistake[] = [
  ofUrl('without the query (the URL is signed with its query string)', (url) => url.split('?', 1)[0] ?? url),
  ofUrl('with the whole URL (only path and query are signed)', (url, origin) => origin + url),
  ofUrl(
    'with the production host in the URL (only path and query are signed)',
    (url) => `https://api.mch.weixin.qq.com${url}`,
  ),
  ofUrl('without the leading slash of the path', (url) => url.slice(1)),
  ofUrl('without the /v3 of the path', (url) => url.replace(/^\/v3/, '')),
  ofUrl('with the URL decoded (sign it as it is sent, percent-encoded)', decodedOrSame),
  ofUrl('with the URL’s characters percent-encoded, which were sent bare', encodeURI),
  ofBody('without the body (only a GET has none)', () => ''),
  ofBody('with JSON spaced differently: no spaces (it was written again after it was signed)', (body) =>
    rewriteJson(body, ',', ':'),
  ),
  ofBody('with JSON spaced differently: `, ` and `: ` (it was written again after signing)', (body) =>
    rewriteJson(body, ', ', ': '),
  ),
  ofBody('with JSON whose characters beyond ASCII are \\u escapes, which were sent bare', (body) =>
    body.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ),
  ofBody('with `{}` for the empty body', (body) => (body === '' ? '{}' : body)),
  {
    reason: 'with the method in lower case',
    make: (draft) => ({ ...draft, method: draft.method.toLowerCase() }),
  },
  {
    reason: 'with a timestamp in milliseconds',
    make: (draft) => ({ ...draft, timestamp: `${draft.timestamp}000` }),
  },
  {
    reason: 'with timestamp and nonce in the other order',
    make: (draft) => ({ ...draft, timestamp: draft.nonce, nonce: draft.timestamp }),
  },
  ofText('without the newline at the end (the last line is ended too)', (text) => text.replace(/\n$/, '')),
  ofText('with Windows line ends', (text) => text.replaceAll('\n', '\r\n')),
  ofText('with \\n written as two characters, not as a newline', (text) => text.replaceAll('\n', '\\n')),
];

/** How many mistakes at once are tried, and how much is hashed in all: a bad signature must stay cheap. */
const MOST_AT_ONCE = 3;
const MOST_CANDIDATES = 1500;
const MOST_HASHED_BYTES = 8 * 1024 * 1024;
const LONGEST_EXAMINED = 64 * 1024;

/**
 * Finds out why a signature fails. An RSA signature by PKCS #1 v1.5 gives back the digest of what was signed
 * to whoever has the public key, so that guesses at the signed string can be checked against it.
 */
export function diagnose(
  request: { readonly method: string; readonly url: string; readonly body: string; readonly origin: string },
  { timestamp, nonce, signature }: Authorization,
  publicKey: KeyObject,
  knownKeys: readonly KnownKey[],
): SignatureVerdict {
  const right: Draft = { ...request, timestamp, nonce, text: (text) => text };
  const canonical = written(right);
  const because = (reason: string): SignatureVerdict => ({ verdict: 'invalid', canonical, reason });

  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length !== 256) {
    return because(
      `signature is ${bytes.length} bytes of base64; one by a 2048-bit key has 256. Was it cut, or is it hexadecimal?`,
    );
  }
  const digest = signedDigest(bytes, publicKey);
  if (!digest) return because(whoseKey(canonical, signature, knownKeys));
  if (canonical.length > LONGEST_EXAMINED) {
    return because('It was signed with the right key, but over another string, too long to look closer.');
  }
  const found = findMistakes(right, request.origin, digest);
  if (!found) {
    return because(
      'It was signed with the right key, but over another string, and none of the usual mistakes explains it. Were timestamp and nonce drawn a second time for the header? Compare the string that was signed with ours, byte by byte.',
    );
  }
  const difference = firstDifference(canonical, found.text);
  return {
    ...because(`The signature fits the string ${found.reasons.join('; and ')}.`),
    theirs: found.text,
    ...(difference ? { firstDifference: difference } : {}),
  };
}

function written({ method, url, timestamp, nonce, body, text }: Draft): string {
  return text(requestString({ method, url, timestamp, nonce, body }));
}

/** What a DigestInfo of SHA-256 begins with (RFC 8017, section 9.2, note 1). */
const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** @returns undefined when the signature is not by this key, or over no SHA-256 */
function signedDigest(signature: Buffer, publicKey: KeyObject): Buffer | undefined {
  try {
    const info = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
    const prefix = info.subarray(0, SHA256_INFO.length);
    return prefix.equals(SHA256_INFO) ? info.subarray(SHA256_INFO.length) : undefined;
  } catch {
    return undefined;
  }
}

function whoseKey(text: string, signature: string, knownKeys: readonly KnownKey[]): string {
  for (const { whose, publicKey } of knownKeys) {
    if (verify(text, signature, publicKey)) {
      return `It was signed with ${whose}, not with the merchant's private key.`;
    }
  }
  return 'It was signed with a private key that we do not know, or not by SHA-256 and PKCS #1 v1.5. Is it the merchantPrivateKey of this very sandbox (GET /sandbox/credentials)? Each data folder has keys of its own.';
}

interface Explanation {
  readonly reasons: readonly string[];
  readonly text: string;
}

/** Tries the mistakes alone, then two at once, and so on, until one set of them explains the digest. */
function findMistakes(right: Draft, origin: string, digest: Buffer): Explanation | undefined {
  const canonical = written(right);
  const able = MISTAKES.filter((mistake) => written(mistake.make(right, origin)) !== canonical);
  let hashedBytes = 0;
  let candidates = 0;
  for (const mistakes of subsets(able, MOST_AT_ONCE)) {
    const text = written(mistakes.reduce((made, mistake) => mistake.make(made, origin), right));
    candidates += 1;
    hashedBytes += text.length;
    if (candidates > MOST_CANDIDATES || hashedBytes > MOST_HASHED_BYTES) return undefined;
    if (createHash('sha256').update(text).digest().equals(digest)) {
      return { reasons: mistakes.map(({ reason }) => reason), text };
    }
  }
  return undefined;
}

/** The subsets of up to `most` members, smaller ones first, members in order. */
function* subsets<T>(members: readonly T[], most: number): Generator<readonly T[]> {
  let level: { readonly chosen: readonly T[]; readonly next: number }[] = [{ chosen: [], next: 0 }];
  for (let size = 0; size <= most; size += 1) {
    for (const { chosen } of level) yield chosen;
    if (size === most) return;
    level = level.flatMap(({ chosen, next }) =>
      members.slice(next).map((member, i) => ({ chosen: [...chosen, member], next: next + i + 1 })),
    );
  }
}

function decodedOrSame(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Writes JSON with other separators, strings and their escapes as they were. */
function rewriteJson(value: string, comma: string, colon: string): string {
  return value.replace(/"(?:[^"\\]|\\.)*"|\s*([,:])\s*|\s+/g, (whole, separator: string | undefined) => {
    if (whole.startsWith('"')) return whole;
    return separator === ',' ? comma : separator === ':' ? colon : '';
  });
}
