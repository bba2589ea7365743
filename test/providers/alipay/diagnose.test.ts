import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { diagnoseSign } from '../../../providers/alipay/diagnose.ts';
import { gbk } from '../../../providers/alipay/gbk.ts';
import { signingString } from '../../../providers/alipay/sign.ts';
import { readRequest } from '../../../providers/alipay/wire.ts';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';

const [appKeys, platformKeys, strangerKeys] = TEST_KEY_PAIRS;
if (!appKeys || !platformKeys || !strangerKeys) throw new Error('three key pairs are needed');
const publicKey = createPublicKey(appKeys.publicKey);
const knownKeys = [{ whose: "Alipay's own private key", publicKey: createPublicKey(platformKeys.publicKey) }];

const BIZ_CONTENT = '{"out_trade_no":"A1","total_amount":"1.00","subject":"二手包 & bag/1"}';

/** As an SDK would send it, in no particular order. */
const URL_PARAMETERS: readonly (readonly [string, string])[] = [
  ['method', 'alipay.trade.precreate'],
  ['app_id', '2021004100000001'],
  ['charset', 'utf-8'],
  ['version', '1.0'],
  ['sign_type', 'RSA2'],
  ['timestamp', '2026-11-22 12:00:00'],
  ['return_url', ''],
];

type Pairs = readonly (readonly [string, string])[];

const all: Pairs = [...URL_PARAMETERS, ['biz_content', BIZ_CONTENT]];
const right = all.filter(([, value]) => value !== '').toSorted(([a], [b]) => (a < b ? -1 : 1));

const join = (pairs: Pairs) => pairs.map((pair) => pair.join('=')).join('&');
const mapValues = (pairs: Pairs, change: (value: string) => string): Pairs =>
  pairs.map(([name, value]) => [name, change(value)]);
const withBiz = (bizContent: string) =>
  right.map(([name, value]) => [name, name === 'biz_content' ? bizContent : value] as const);

function signText(
  text: string | Buffer,
  algorithm = 'sha256',
  privateKey = appKeys?.privateKey ?? '',
): string {
  return sign(algorithm, Buffer.from(text), createPrivateKey(privateKey)).toString('base64');
}

/** What the gateway makes of a request with this signature. */
function examine(signature: string, bizContent = BIZ_CONTENT) {
  const query = new URLSearchParams(
    [...URL_PARAMETERS, ['sign', signature]].map(([a = '', b = '']) => [a, b]),
  );
  const form = new URLSearchParams({ biz_content: bizContent });
  const request = readRequest(query.toString(), form.toString());
  return diagnoseSign(request, signingString(request.parameters, ['sign']), publicKey, knownKeys);
}

describe('why a signature fails', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['sign_type was left out', join(right.filter(([name]) => name !== 'sign_type')), /without sign_type/],
    [
      'the body was left out',
      join(right.filter(([name]) => name !== 'biz_content')),
      /without the parameters of the body/,
    ],
    [
      'the URL was left out',
      join(right.filter(([name]) => name === 'biz_content')),
      /without the parameters of the URL/,
    ],
    ['it was not sorted', join(all.filter(([, value]) => value !== '')), /not sorted by name/],
    ['what is empty was kept', join(all.toSorted(([a], [b]) => (a < b ? -1 : 1))), /empty parameters kept/],
    [
      'values were encoded as by encodeURIComponent',
      join(mapValues(right, encodeURIComponent)),
      /URL-encoded/,
    ],
    [
      'values were encoded as in a form',
      join(mapValues(right, (value) => new URLSearchParams({ v: value }).toString().slice(2))),
      /encoded on the wire/,
    ],
    [
      'the JSON had spaces',
      join(withBiz('{"out_trade_no": "A1", "total_amount": "1.00", "subject": "二手包 & bag/1"}')),
      /JSON spaced differently/,
    ],
    [
      'a + became a space',
      join(mapValues(right, (value) => value.replaceAll(' ', '+'))),
      /\+ in a form must be sent as %2B/,
    ],
    [
      'quotes were escaped for HTML',
      join(withBiz(BIZ_CONTENT.replaceAll('"', '&quot;'))),
      /escaped for HTML before/,
    ],
    ['values were in quotes', join(mapValues(right, (value) => `"${value}"`)), /values in quotes/],
    ['a newline was at the end', `${join(right)}\n`, /newline at the end/],
    ['it was in GBK', gbk(join(right)), /as GBK/],
  ])('%s', (_, text, reason) => {
    const verdict = examine(signText(text));
    expect(verdict).toMatchObject({
      verdict: 'invalid',
      canonical: join(right),
      reason: expect.stringMatching(reason),
    });
  });

  it('was hashed with SHA-1', () => {
    const verdict = examine(signText(join(right), 'sha1'));
    expect(verdict.reason).toBe('The signature fits the string under SHA1, not SHA-256.');
  });

  it('shows the string that was signed, and where it parts from ours', () => {
    const text = join(right.filter(([name]) => name !== 'sign_type'));
    const verdict = examine(signText(text));
    expect(verdict.theirs).toBe(text);
    expect(verdict.firstDifference).toEqual({
      byte: Buffer.byteLength(join(right).split('sign_type')[0] ?? ''),
      ours: 'sign_type=RSA2&timestamp',
      theirs: 'timestamp=2026-11-22 12:',
    });
  });

  it('tells several mistakes at once', () => {
    const text = join(
      mapValues(
        right.filter(([name]) => name !== 'sign_type'),
        encodeURIComponent,
      ),
    );
    const verdict = examine(signText(`${text}\n`, 'sha1'));
    expect(verdict.reason).toMatch(
      /without sign_type.*; and .*URL-encoded.*; and .*newline.*; and under SHA1/,
    );
    expect(verdict.theirs).toBe(`${text}\n`);
  });

  it('was a JSON written again without its spaces', () => {
    const sent = '{"a": [1, 2], "b": "x, y: z"}';
    const verdict = examine(signText(join(withBiz('{"a":[1,2],"b":"x, y: z"}'))), sent);
    expect(verdict.reason).toMatch(/no spaces/);
  });

  it("names Alipay's own key", () => {
    const verdict = examine(signText(join(right), 'sha256', platformKeys.privateKey));
    expect(verdict.reason).toMatch(/^It was signed with Alipay's own private key/);
  });

  it('does not name a key that it does not know', () => {
    const verdict = examine(signText(join(right), 'sha256', strangerKeys.privateKey));
    expect(verdict.reason).toMatch(/private key that we do not know/);
  });

  it('was over another string altogether', () => {
    const verdict = examine(signText('something else'));
    expect(verdict.reason).toMatch(/right key, but over another string/);
    expect(verdict).not.toHaveProperty('theirs');
  });

  it('came with spaces for its +', () => {
    const text = join(right);
    const signature = signText(text);
    expect(signature).toContain('+');
    expect(examine(signature.replaceAll('+', ' ')).reason).toMatch(/spaces for its \+/);
  });

  it.each(['', 'abc', 'not base64 at all!', 'ab'.repeat(256)])('is no signature: %s', (signature) => {
    expect(examine(signature).reason).toMatch(/a signature by a 2048-bit key has 256/);
  });

  it('gives up on a string too long to look at closely', () => {
    const verdict = examine(signText('something else'), `{"a":"${'x'.repeat(70_000)}"}`);
    expect(verdict.reason).toMatch(/too long to look closer/);
  });
});
