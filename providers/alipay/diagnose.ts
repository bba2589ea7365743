import type { KeyObject } from 'node:crypto';
import {
  diagnose,
  JSON_SPACINGS,
  type KnownKey,
  type Mistake,
  type SignatureVerdict,
} from '../../src/sandbox/index.ts';
import { gbk } from './gbk.ts';
import { verify } from './sign.ts';
import type { GatewayRequest } from './wire.ts';

type Pair = readonly [name: string, value: string];

/** A signing string in the making: its pairs, how they are joined, and how the text becomes bytes. */
interface Draft {
  readonly pairs: readonly Pair[];
  readonly text: (joined: string) => string;
  readonly bytes: (text: string) => Buffer;
}

type AlipayMistake = Mistake<Draft, GatewayRequest>;

function ofValues(reason: string, change: (value: string, name: string) => string): AlipayMistake {
  return {
    reason,
    make: (draft) => ({ ...draft, pairs: draft.pairs.map(([name, value]) => [name, change(value, name)]) }),
  };
}

function ofPairs(
  reason: string,
  change: (pairs: readonly Pair[], request: GatewayRequest) => readonly Pair[],
): AlipayMistake {
  return { reason, make: (draft, request) => ({ ...draft, pairs: change(draft.pairs, request) }) };
}

function ofText(reason: string, change: (text: string) => string): AlipayMistake {
  return { reason, make: (draft) => ({ ...draft, text: (joined) => change(draft.text(joined)) }) };
}

/** In the order in which they would happen: what is signed, then how it is written, then as which bytes. */
const MISTAKES: readonly AlipayMistake[] = [
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
  ...JSON_SPACINGS.map(({ reason, rewrite }) => ofValues(reason, rewrite)),
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

/**
 * Why the app's signature fails.
 *
 * @param canonical the string that should have been signed
 */
export function diagnoseSign(
  request: GatewayRequest,
  canonical: string,
  publicKey: KeyObject,
  knownKeys: readonly KnownKey[],
): SignatureVerdict {
  const signature = request.parameters.get('sign') ?? '';
  if (signature.includes(' ') && verify(canonical, signature.replaceAll(' ', '+'), publicKey)) {
    const reason = 'The signature itself arrived with spaces for its +: URL-encode sign.';
    return { verdict: 'invalid', canonical, reason };
  }
  return diagnose({
    field: 'sign',
    signature,
    publicKey,
    owner: { whose: "the app's private key", credential: 'appPrivateKey' },
    knownKeys,
    right: rightDraft(request),
    sent: request,
    mistakes: MISTAKES,
    write: ({ pairs, text, bytes }) => {
      const written = text(pairs.map(([name, value]) => `${name}=${value}`).join('&'));
      return { text: written, bytes: bytes(written) };
    },
  });
}

function rightDraft({ parameters }: GatewayRequest): Draft {
  return {
    pairs: [...parameters]
      .filter(([name, value]) => value !== '' && name !== 'sign')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    text: (joined) => joined,
    bytes: (text) => Buffer.from(text),
  };
}
