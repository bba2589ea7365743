import { constants, hash, type KeyObject, publicDecrypt, verify } from 'node:crypto';
import { firstDifference, type SignatureVerdict } from './journal.ts';

/** A key that somebody may have signed with by mistake, and whose it is. */
export interface KnownKey {
  readonly whose: string;
  readonly publicKey: KeyObject;
}

/** Something that people do to a string before they sign it. */
export interface Mistake<Draft, Sent> {
  /** Ends the sentence "the signature fits the string …". */
  readonly reason: string;
  make(draft: Draft, sent: Sent): Draft;
}

/** A string that was, or should have been, signed. */
export interface Written {
  readonly text: string;
  readonly bytes: Buffer;
}

/** An RSA signature that failed, and what a provider knows of how people go wrong. */
export interface Inquiry<Draft, Sent> {
  /** What the signature is called on the wire. */
  readonly field: string;
  /** base64 */
  readonly signature: string;
  readonly publicKey: KeyObject;
  /** Whose that key is, and under which name the sandbox hands out its private half. */
  readonly owner: { readonly whose: string; readonly credential: string };
  readonly knownKeys: readonly KnownKey[];
  /** A signing string in the making, as it should be. */
  readonly right: Draft;
  readonly sent: Sent;
  /** In the order in which they would happen. */
  readonly mistakes: readonly Mistake<Draft, Sent>[];
  write(draft: Draft): Written;
}

/** How much is tried: a bad signature must stay cheap. */
const MOST_AT_ONCE = 4;
const MOST_CANDIDATES = 2000;
const MOST_HASHED_BYTES = 8 * 1024 * 1024;
const LONGEST_EXAMINED_BYTES = 64 * 1024;

/**
 * Finds out why an RSA-2048 signature fails. One by PKCS #1 v1.5 gives back the digest of what was signed to
 * whoever has the public key, so that guesses at the signed string can be checked against it.
 */
export function diagnose<Draft, Sent>(inquiry: Inquiry<Draft, Sent>): SignatureVerdict {
  const { field, signature, publicKey, right } = inquiry;
  const canonical = inquiry.write(right);
  const because = (reason: string): SignatureVerdict => ({
    verdict: 'invalid',
    canonical: canonical.text,
    reason,
  });

  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length !== 256) {
    return because(
      `${field} is ${bytes.length} bytes of base64; a signature by a 2048-bit key has 256. Was it cut, or is it hexadecimal?`,
    );
  }
  const digest = signedDigest(bytes, publicKey);
  if (!digest) return because(whoseKey(canonical, bytes, inquiry));
  if (canonical.bytes.length > LONGEST_EXAMINED_BYTES) {
    return because('It was signed with the right key, but over another string, too long to look closer.');
  }
  const found = findMistakes(inquiry, digest);
  if (!found) {
    return because(
      'It was signed with the right key, but over another string, and none of the usual mistakes explains it. Compare the string that was signed with ours, byte by byte.',
    );
  }
  const difference = firstDifference(canonical.text, found.text);
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

function whoseKey<Draft, Sent>(
  { bytes }: Written,
  signature: Buffer,
  { knownKeys, owner }: Inquiry<Draft, Sent>,
): string {
  for (const { whose, publicKey } of knownKeys) {
    if (verify('sha256', bytes, publicKey, signature)) {
      return `It was signed with ${whose}, not with ${owner.whose}.`;
    }
  }
  return `It was signed with a private key that we do not know, or not by PKCS #1 v1.5. Is it the ${owner.credential} of this very sandbox (GET /sandbox/credentials)? Each data folder has keys of its own.`;
}

interface Explanation {
  readonly reasons: readonly string[];
  readonly text: string;
}

/** Tries the mistakes alone, then two at once, and so on, until one set of them explains the digest. */
function findMistakes<Draft, Sent>(
  { right, sent, mistakes, write }: Inquiry<Draft, Sent>,
  { algorithm, value }: Digest,
): Explanation | undefined {
  const wrongHash = algorithm === 'sha256' ? [] : [`under ${algorithm.toUpperCase()}, not SHA-256`];
  const canonical = write(right).bytes;
  // Most mistakes make no difference to a request, and need not be tried.
  const able = mistakes.filter((mistake) => !write(mistake.make(right, sent)).bytes.equals(canonical));
  let hashedBytes = 0;
  let candidates = 0;
  for (const { made, draft } of attempts(able, right, sent)) {
    const { text, bytes } = write(draft);
    candidates += 1;
    hashedBytes += bytes.length;
    if (candidates > MOST_CANDIDATES || hashedBytes > MOST_HASHED_BYTES) return undefined;
    if (hash(algorithm, bytes, 'buffer').equals(value)) {
      return { reasons: [...made.map(({ reason }) => reason), ...wrongHash], text };
    }
  }
  return undefined;
}

interface Attempt<Draft, Sent> {
  readonly made: readonly Mistake<Draft, Sent>[];
  readonly draft: Draft;
  /** Mistakes from here on can follow. */
  readonly next: number;
}

/** What becomes of a draft by up to {@link MOST_AT_ONCE} of the mistakes, fewer first, each in its order. */
function* attempts<Draft, Sent>(
  mistakes: readonly Mistake<Draft, Sent>[],
  right: Draft,
  sent: Sent,
): Generator<Attempt<Draft, Sent>> {
  let level: readonly Attempt<Draft, Sent>[] = [{ made: [], draft: right, next: 0 }];
  for (let size = 0; size <= MOST_AT_ONCE; size += 1) {
    const following: Attempt<Draft, Sent>[] = [];
    for (const attempt of level) {
      yield attempt;
      if (size === MOST_AT_ONCE) continue;
      for (const [i, mistake] of mistakes.slice(attempt.next).entries()) {
        const made = [...attempt.made, mistake];
        following.push({ made, draft: mistake.make(attempt.draft, sent), next: attempt.next + i + 1 });
      }
    }
    level = following;
  }
}

/** Two mistakes that every signer of JSON makes: to write it again after it was signed. */
export const JSON_SPACINGS = [
  {
    reason: 'with JSON spaced differently: no spaces (it was written again after it was signed)',
    rewrite: (json: string) => rewriteJson(json, ',', ':'),
  },
  {
    reason: 'with JSON spaced differently: `, ` and `: ` (it was written again after signing)',
    rewrite: (json: string) => rewriteJson(json, ', ', ': '),
  },
] as const;

/** Writes a value that is JSON with other separators, strings and their escapes as they were. */
function rewriteJson(value: string, comma: string, colon: string): string {
  if (!/^[[{]/.test(value)) return value;
  return value.replace(/"(?:[^"\\]|\\.)*"|\s*([,:])\s*|\s+/g, (whole, separator: string | undefined) => {
    if (whole.startsWith('"')) return whole;
    return separator === ',' ? comma : separator === ':' ? colon : '';
  });
}
