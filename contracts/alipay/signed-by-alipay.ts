import { type KeyLike, sign, verify } from 'node:crypto';

/** The two key pairs of a conversation, as each side holds them: PEM. */
export interface AlipayKeys {
  readonly appPublicKey: KeyLike;
  readonly alipayPrivateKey: KeyLike;
}

/**
 * Stands between the adapter and Pact's mock server, which knows nothing of signatures: verifies the
 * adapter's as Alipay would, and signs the mock's answer with Alipay's key, so that the adapter's own
 * verification runs for real. It shares no code with the adapter.
 *
 * @param mockServer the origin of the mock server
 * @param file what is behind a bill's address
 * @returns a transport that rejects a request whose form or signature is not as Alipay wants it
 */
export function signedByAlipay(
  mockServer: string,
  keys: AlipayKeys,
  file: string,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (url.pathname === '/downloadBillFile.resource') return new Response(file);
    const body = await request.text();
    if (request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') !== true) {
      throw new Error('the request is no form');
    }
    verifyRequest([...url.searchParams, ...new URLSearchParams(body)], keys.appPublicKey);

    const answer = await fetch(new URL(url.pathname + url.search, mockServer), {
      method: request.method,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    if (!answer.ok) return answer;
    return new Response(signAnswer(await answer.text(), keys.alipayPrivateKey));
  };
}

function verifyRequest(parameters: [string, string][], appPublicKey: KeyLike): void {
  const names = parameters.map(([name]) => name);
  if (new Set(names).size !== names.length) throw new Error('a parameter is there twice');
  const signature = parameters.find(([name]) => name === 'sign')?.[1] ?? '';
  const signed = Buffer.from(textToSign(parameters, ['sign']));
  if (!verify('RSA-SHA256', signed, appPublicKey, Buffer.from(signature, 'base64'))) {
    throw new Error('the signature of the request does not verify');
  }
}

/** Writes the answer as Alipay does, with every slash escaped, and signs what stands inside. */
function signAnswer(text: string, alipayPrivateKey: KeyLike): string {
  const { sign: _example, ...rest }: Record<string, unknown> = JSON.parse(text);
  const [[name, fields] = []] = Object.entries(rest);
  const raw = JSON.stringify(fields).replaceAll('/', '\\/');
  return `{"${name}":${raw},"sign":"${signText(raw, alipayPrivateKey)}"}`;
}

/** The body of a notification with these fields, signed. */
export function signNotification(fields: Record<string, string>, alipayPrivateKey: KeyLike): string {
  const text = textToSign(Object.entries(fields), ['sign_type']);
  return new URLSearchParams({ ...fields, sign: signText(text, alipayPrivateKey) }).toString();
}

function textToSign(parameters: [string, string][], leftOut: string[]): string {
  const pairs = parameters.filter(([name]) => !leftOut.includes(name));
  return pairs
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&');
}

function signText(text: string, privateKey: KeyLike): string {
  return sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64');
}
