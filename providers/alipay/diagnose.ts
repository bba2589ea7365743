import { constants, createHash, type KeyObject, publicDecrypt } from 'node:crypto';
import { firstDifference, type SignatureVerdict } from '../../src/sandbox/index.ts';
import { gbk } from './gbk.ts';
import { verify } from './sign.ts';
import type { GatewayRequest } from './wire.ts';

/** A key that somebody may have signed with by mistake, and whose it is. */
export interface KnownKey {
  readonly whose: string;
  readonly publicKey: KeyObject;
}

type Pair = readonly [name: string, value: string];

/** A signing string in the making: its pairs, how they are joined, and how the text becomes bytes. */
interface Draft {
  readonly pairs: readonly Pair[];
  readonly text: (joined: string) => string;
  readonly bytes: (text: string) => Buffer;
}

/** Something that people do to the string before they sign it. */
interface Mistake {
  /** Ends the sentence "the signature fits the string …". */
  readonly reason: string;
  make(draft: Draft, request: GatewayRequest): Draft;
}

function ofValues(reason: string, change: (value: string, name: string) => string): Mistake {
  return {
    reason,
    make: (draft) => ({ ...draft, pairs: draft.pairs.map(([name, value]) => [name, change(value, name)]) }),
  };
}

function ofPairs(
  reason: string,
  change: (pairs: readonly Pair[], request: GatewayRequest) => readonly Pair[],
): Mistake {
  return { reason, make: (draft, request) => ({ ...draft, pairs: change(draft.pairs, request) }) };
}

function ofText(reason: string, change: (text: string) => string): Mistake {
  return { reason, make: (draft) => ({ ...draft, text: (joined) => change(draft.text(joined)) }) };
}

/** In the order in which they would happen: what is signed, then how it is written, then as which bytes. */
const MISTAKES: readonly Mistake[] = [
  ofPairs('without sign_type (it belongs in a request; only notifications leave it out)', (pairs) =>
    pairs.filter(([name]) => name !== 'sign_type'),
  ),
  ofPairs('without the parameters of the body', (pairs, { inBody }) =>
    pairs.filter(([name]) => !inBody.has(name)),
  ),
  ofPairs('without the parameters of the URL', (pairs, { inBody }) =>
    pairs.filter(([name]) => inBody.has(name)),
  ),
  ofPairs('with empty parameters kept (Alipay leaves out what is empty)', (pairs, { parameters }) => {
    const empty = [...parameters].filter(([name, value]) => value === '' && name !== 'sign');
    return [...pairs, ...empty].sort(([a], [b]) => (a < b ? -1 : 1));
  }),
  ofPairs('with the parameters in the order they were sent, not sorted by name', (pairs, { parameters }) => {
    const sent = [...parameters.keys()];
    return [...pairs].sort(([a], [b]) => sent.indexOf(a) - sent.indexOf(b));
  }),
  ofValues('with JSON spaced differently: no spaces (it was written again after it was signed)', (value) =>
    rewriteJson(value, ',', ':'),
  ),
  ofValues('with JSON spaced differently: `, ` and `: ` (it was written again after signing)', (value) =>
    rewriteJson(value, ', ', ': '),
  ),
  ofValues('with a + where a space arrived (a + in a form must be sent as %2B)', (value) =>
    value.replaceAll(' ', '+'),
  ),
  ofValues('with quotes as &quot; (it was escaped for HTML before it was signed)', (value) =>
    value.replaceAll('"', '&quot;'),
  ),
  ofValues('with quotes and ampersands not escaped for HTML (they arrived escaped)', (value) =>
    value.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  ),
  ofValues('with values in quotes, as the old mobile payment wanted', (value) => `"${value}"`),
  ofValues('with values URL-encoded (sign them raw, encode them afterwards)', encodeURIComponent),
  ofPairs(
    'with values as they are encoded on the wire (sign them raw, encode them afterwards)',
    (pairs, sent) => pairs.map(([name, value]) => [name, sent.encoded.get(name) ?? value]),
  ),
  ofText('with a newline at the end', (text) => `${text}\n`),
  {
    reason: 'as GBK, while charset says UTF-8',
    make: (draft) => ({ ...draft, bytes: gbk }),
  },
];

/** How many mistakes at once are tried, and how much is hashed in all: a bad signature must stay cheap. */
const MOST_AT_ONCE = 4;
const MOST_CANDIDATES = 2000;
const MOST_HASHED_BYTES = 8 * 1024 * 1024;
const LONGEST_EXAMINED = 64 * 1024;

/**
 * Finds out why a signature fails. An RSA signature by PKCS #1 v1.5 gives back the digest of what was signed
 * to whoever has the public key, so that guesses at the signed string can be checked against it.
 *
 * @param canonical the string that should have been signed
 */
export function diagnose(
  request: GatewayRequest,
  canonical: string,
  publicKey: KeyObject,
  knownKeys: readonly KnownKey[],
): SignatureVerdict {
  const signature = request.parameters.get('sign') ?? '';
  const because = (reason: string): SignatureVerdict => ({ verdict: 'invalid', canonical, reason });

  if (signature.includes(' ') && verify(canonical, signature.replaceAll(' ', '+'), publicKey)) {
    return because('The signature itself arrived with spaces for its +: URL-encode sign.');
  }
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length !== 256) {
    return because(
      `sign is ${bytes.length} bytes of base64; a signature by a 2048-bit key has 256. Was it cut, or is it hexadecimal?`,
    );
  }
  const digest = signedDigest(bytes, publicKey);
  if (!digest) return because(whoseKey(canonical, signature, knownKeys));

  if (canonical.length > LONGEST_EXAMINED) {
    return because(
      'It was signed with the right key, but over another string. The string is too long to look closer.',
    );
  }
  const found = findMistakes(request, digest);
  if (!found) {
    return because(
      'It was signed with the right key, but over another string, and none of the usual mistakes explains it. Compare the string that was signed with ours, byte by byte.',
    );
  }
  const difference = firstDifference(canonical, found.text);
  return {
    ...because(`The signature fits the string ${found.reasons.join('; and ')}.`),
    theirs: found.text,
    ...(difference ? { firstDifference: difference } : {}),
  };
}

interface Digest {
  readonly algorithm: 'sha256' | 'sha1' | 'md5';
  readonly value: Buffer;
}

/** What a DigestInfo begins with (RFC 8017, section 9.2, note 1). */
const DIGEST_INFO = [
  { algorithm: 'sha256', prefix: Buffer.from('3031300d060960864801650304020105000420', 'hex') },
  { algorithm: 'sha1', prefix: Buffer.from('3021300906052b0e03021a05000414', 'hex') },
  { algorithm: 'md5', prefix: Buffer.from('3020300c06082a864886f70d020505000410', 'hex') },
] as const;

/** @returns undefined when the signature is not by this key */
function signedDigest(signature: Buffer, publicKey: KeyObject): Digest | undefined {
  let info: Buffer;
  try {
    info = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
  } catch {
    return undefined;
  }
  for (const { algorithm, prefix } of DIGEST_INFO) {
    if (info.subarray(0, prefix.length).equals(prefix))
      return { algorithm, value: info.subarray(prefix.length) };
  }
  return undefined;
}

function whoseKey(text: string, signature: string, knownKeys: readonly KnownKey[]): string {
  for (const { whose, publicKey } of knownKeys) {
    if (verify(text, signature, publicKey)) {
      return `It was signed with ${whose}, not with the app's private key.`;
    }
  }
  return 'It was signed with a private key that we do not know. Is it the appPrivateKey of this very sandbox (GET /sandbox/credentials)? Each data folder has keys of its own.';
}

interface Explanation {
  readonly reasons: readonly string[];
  readonly text: string;
}

/** Tries the mistakes alone, then two at once, and so on, until one set of them explains the digest. */
function findMistakes(request: GatewayRequest, digest: Digest): Explanation | undefined {
  const right: Draft = {
    pairs: [...request.parameters]
      .filter(([name, value]) => value !== '' && name !== 'sign')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    text: (joined) => joined,
    bytes: (text) => Buffer.from(text),
  };
  const wrongHash =
    digest.algorithm === 'sha256' ? [] : [`under ${digest.algorithm.toUpperCase()}, not SHA-256`];
  const able = MISTAKES.filter((mistake) => changes(mistake, right, request));
  let hashedBytes = 0;
  let candidates = 0;
  for (const mistakes of subsets(able, MOST_AT_ONCE)) {
    const draft = mistakes.reduce((made, mistake) => mistake.make(made, request), right);
    const text = draft.text(draft.pairs.map(([name, value]) => `${name}=${value}`).join('&'));
    const bytes = draft.bytes(text);
    candidates += 1;
    hashedBytes += bytes.length;
    if (candidates > MOST_CANDIDATES || hashedBytes > MOST_HASHED_BYTES) return undefined;
    if (createHash(digest.algorithm).update(bytes).digest().equals(digest.value)) {
      return { reasons: [...mistakes.map(({ reason }) => reason), ...wrongHash], text };
    }
  }
  return undefined;
}

/** Whether a mistake makes any difference to this request; most do not, and need not be tried. */
function changes(mistake: Mistake, draft: Draft, request: GatewayRequest): boolean {
  const written = ({ pairs, text, bytes }: Draft) =>
    bytes(text(pairs.map((pair) => pair.join('=')).join('&')));
  return !written(mistake.make(draft, request)).equals(written(draft));
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

/** Writes a value that is JSON with other separators, strings and their escapes as they were. */
function rewriteJson(value: string, comma: string, colon: string): string {
  if (!/^[[{]/.test(value)) return value;
  return value.replace(/"(?:[^"\\]|\\.)*"|\s*([,:])\s*|\s+/g, (whole, separator: string | undefined) => {
    if (whole.startsWith('"')) return whole;
    return separator === ',' ? comma : separator === ':' ? colon : '';
  });
}
