import type { KeyObject } from 'node:crypto';
import {
  diagnose,
  JSON_SPACINGS,
  type KnownKey,
  type Mistake,
  type SignatureVerdict,
} from '../../src/sandbox/index.ts';
import type { Authorization } from './authorization.ts';
import { requestString } from './sign.ts';

/** A signing string in the making: its lines, and how they become text. */
interface Draft {
  readonly method: string;
  readonly url: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly body: string;
  readonly text: (text: string) => string;
}

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly origin: string;
}

type WechatpayMistake = Mistake<Draft, Sent>;

function ofUrl(reason: string, change: (url: string, origin: string) => string): WechatpayMistake {
  return { reason, make: (draft, { origin }) => ({ ...draft, url: change(draft.url, origin) }) };
}

function ofBody(reason: string, change: (body: string) => string): WechatpayMistake {
  return { reason, make: (draft) => ({ ...draft, body: change(draft.body) }) };
}

function ofText(reason: string, change: (text: string) => string): WechatpayMistake {
  return { reason, make: (draft) => ({ ...draft, text: (text) => change(draft.text(text)) }) };
}

/** In the order in which they would happen: what is signed, then how it is written. */
const MISTAKES: readonly WechatpayMistake[] = [
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
  ...JSON_SPACINGS.map(({ reason, rewrite }) => ofBody(reason, rewrite)),
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

/** Why the merchant's signature fails. */
export function diagnoseAuthorization(
  sent: Sent,
  { timestamp, nonce, signature }: Authorization,
  publicKey: KeyObject,
  knownKeys: readonly KnownKey[],
): SignatureVerdict {
  return diagnose({
    field: 'signature',
    signature,
    publicKey,
    owner: { whose: "the merchant's private key", credential: 'merchantPrivateKey' },
    knownKeys,
    right: { ...sent, timestamp, nonce, text: (text) => text },
    sent,
    mistakes: MISTAKES,
    write: ({ text, ...parts }) => {
      const written = text(requestString(parts));
      return { text: written, bytes: Buffer.from(written) };
    },
  });
}

function decodedOrSame(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
