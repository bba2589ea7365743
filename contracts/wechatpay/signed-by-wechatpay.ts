import { createCipheriv, type KeyLike, sign, verify } from 'node:crypto';

/** The keys of a conversation, as WeChat Pay holds them: PEM. */
export interface WechatpayKeys {
  readonly merchantPublicKey: KeyLike;
  readonly merchantSerialNo: string;
  readonly platformPrivateKey: KeyLike;
  /** Under which name it signs: that of its public key, or the serial number of a certificate. */
  readonly serial: string;
  /** The name that the adapter asks for. */
  readonly askedFor: string | null;
  readonly apiV3Key: string;
  /** Seconds since 1970. */
  readonly now: number;
}

const DOWNLOADS = '/v3/billdownload/';

/**
 * Stands between the adapter and Pact's mock server, which knows nothing of signatures: verifies the
 * adapter's as WeChat Pay would, and signs the mock's answer with WeChat Pay's key, so that the adapter's own
 * verification runs for real. It shares no code with the adapter.
 *
 * @param mockServer the origin of the mock server
 * @param file what is behind a bill's address
 * @returns a transport that rejects a request whose signature or headers are not as WeChat Pay wants them
 */
export function signedByWechatpay(
  mockServer: string,
  keys: WechatpayKeys,
  file?: Uint8Array,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    verifyRequest(request, pathname + search, body, keys);
    if (pathname.startsWith(DOWNLOADS)) return new Response(new Uint8Array(file ?? []));
    const answer = await fetch(new URL(pathname + search, mockServer), {
      method: request.method,
      headers: headersOf(request, ['accept', 'content-type']),
      ...(body === '' ? {} : { body }),
    });
    const text = await answer.text();
    const { status } = answer;
    return new Response(status === 204 ? null : text, { status, headers: signedHeaders(text, keys) });
  };
}

function verifyRequest(request: Request, path: string, body: string, keys: WechatpayKeys): void {
  const [scheme, values = ''] = (request.headers.get('authorization') ?? '').split(' ');
  const found = [...values.matchAll(/(\w+)="([^"]*)"/g)];
  const { mchid, nonce_str, timestamp, serial_no, signature } = Object.fromEntries(
    found.map(([, name, value]) => [name, value]),
  );
  if (scheme !== 'WECHATPAY2-SHA256-RSA2048' || found.length !== 5 || !mchid || !nonce_str) {
    throw new Error('the Authorization is not as WeChat Pay wants it');
  }
  if (timestamp !== String(keys.now)) throw new Error(`the request is not of now: ${timestamp}`);
  if (serial_no !== keys.merchantSerialNo) throw new Error(`the serial number is another: ${serial_no}`);
  const askedFor = request.headers.get('wechatpay-serial');
  if (askedFor !== keys.askedFor && !path.startsWith(DOWNLOADS)) {
    throw new Error(`another key is asked for: ${askedFor}`);
  }
  const text = `${request.method}\n${path}\n${timestamp}\n${nonce_str}\n${body}\n`;
  const signed = Buffer.from(signature, 'base64');
  if (!verify('RSA-SHA256', Buffer.from(text), keys.merchantPublicKey, signed)) {
    throw new Error('the signature of the request does not verify');
  }
}

function headersOf(request: Request, names: string[]): Headers {
  const headers = new Headers();
  for (const name of names) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}

/** The headers with which WeChat Pay sends an answer, or a notification. */
export function signedHeaders(body: string, { platformPrivateKey, serial, now }: WechatpayKeys): Headers {
  const nonce = 'c5ac7061fccab6bf3e254dcf98995b8c';
  const signature = sign('RSA-SHA256', Buffer.from(`${now}\n${nonce}\n${body}\n`), platformPrivateKey);
  return new Headers({
    'content-type': 'application/json; charset=utf-8',
    'wechatpay-timestamp': String(now),
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': signature.toString('base64'),
  });
}

/** The body of a notification, with what it is about sealed. */
export function sealedNotification(
  eventType: string,
  resource: unknown,
  { apiV3Key }: WechatpayKeys,
): string {
  const nonce = 'fdasflkja484';
  const associated_data = 'transaction';
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associated_data));
  const sealed = [cipher.update(JSON.stringify(resource)), cipher.final(), cipher.getAuthTag()];
  const ciphertext = Buffer.concat(sealed).toString('base64');
  return JSON.stringify({
    id: 'EV-2018022511223320873',
    create_time: '2026-04-22T13:14:15+08:00',
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary: '通知',
    resource: {
      algorithm: 'AEAD_AES_256_GCM',
      original_type: 'transaction',
      ciphertext,
      nonce,
      associated_data,
    },
  });
}
