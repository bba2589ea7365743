import { createCipheriv, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { wechatpayChannel } from '../../../src/gateway/adapters/wechatpay/index.ts';
import type { Channel } from '../../../src/gateway/index.ts';
import { issueCertificate } from '../../../src/sandbox/certificates.ts';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';

const [merchantKeys, certificateKeys, publicKeys, strangersKeys] = TEST_KEY_PAIRS;
if (!merchantKeys || !certificateKeys || !publicKeys || !strangersKeys) {
  throw new Error('four key pairs are needed');
}

export const MERCHANT = {
  ...merchantKeys,
  appid: 'wx2421b1c4370ec43b',
  mchid: '1900007291',
  serialNo: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
};
/** The key of WeChat Pay's certificate, by its serial number. */
export const CERTIFIED = { ...certificateKeys, serial: '7132D72A03E93CDDF8C03BBD1F37EEDF4C2D8A1B' };
/** WeChat Pay's public key (微信支付公钥). */
export const PUBLIC_KEY = { ...publicKeys, serial: 'PUB_KEY_ID_0119000072912026042200000000000100' };
export const STRANGER = strangersKeys;
export const API_V3_KEY = 'an APIv3 key of 32 characters...';

/** 2026-04-22 13:14:15 in Beijing. */
export const NOW = Date.UTC(2026, 3, 22, 5, 14, 15);

const authority = { commonName: 'Root', organizationalUnit: 'CA', organization: 'Test', country: 'CN' };
/** @returns PEM */
export function certificateOf({
  publicKey,
  serial,
}: {
  readonly publicKey: string;
  readonly serial: string;
}) {
  return issueCertificate({
    subject: { ...authority, commonName: 'WeChat Pay' },
    issuer: authority,
    publicKey,
    issuerKey: STRANGER.privateKey,
    serialNumber: serial,
    authority: false,
    notBefore: Date.UTC(2025, 0, 1),
    notAfter: Date.UTC(2030, 0, 1),
  });
}

export const CREDENTIALS = {
  origin: 'https://api.mch.weixin.qq.com',
  appid: MERCHANT.appid,
  mchid: MERCHANT.mchid,
  merchantPrivateKey: MERCHANT.privateKey,
  merchantSerialNo: MERCHANT.serialNo,
  apiV3Key: API_V3_KEY,
  platformSerialNo: CERTIFIED.serial,
  platformCertificate: await certificateOf(CERTIFIED),
  publicKeyId: PUBLIC_KEY.serial,
  publicKey: PUBLIC_KEY.publicKey,
};

/** What the gateway was sent. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Writes whatever a test wants to see on the wire. */
export type Answer = (request: Received, response: ServerResponse) => void;

/** WeChat Pay's end of the wire: a real HTTP server that lives as long as the test, and says what it is told to. */
export async function listen(answer: Answer): Promise<{ origin: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const exchange = { method, url, headers, body: await bodyOf(request) };
    received.push(exchange);
    answer(exchange, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { origin: `http://127.0.0.1:${address.port}`, received };
}

/** A channel whose gateway answers like this. */
export async function channelTo(answer: Answer): Promise<{ channel: Channel; received: Received[] }> {
  const { origin, received } = await listen(answer);
  return { channel: openChannel({ origin }), received };
}

export function openChannel(
  changes: object = {},
  transport: (request: Request) => Promise<Response> = fetch,
): Channel {
  let nonces = 0;
  const newNonce = () => {
    nonces += 1;
    return `nonce${nonces}`;
  };
  return wechatpayChannel({ ...CREDENTIALS, ...changes }, { transport, now: () => NOW, newNonce });
}

export interface Signing {
  readonly privateKey?: string;
  readonly serial?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number | string;
  readonly signature?: string;
}

/** The headers of an answer or a notification that WeChat Pay signs, unless the test wants another to. */
export function signedHeaders(body: string, signing: Signing = {}): Record<string, string> {
  const { privateKey = PUBLIC_KEY.privateKey, serial = PUBLIC_KEY.serial, timestamp = NOW / 1000 } = signing;
  const nonce = 'c5ac7061fccab6bf3e254dcf98995b8c';
  const text = `${timestamp}\n${nonce}\n${body}\n`;
  return {
    'Wechatpay-Timestamp': String(timestamp),
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': serial,
    'Wechatpay-Signature':
      signing.signature ?? sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64'),
  };
}

/** Answers the same every time: signed, if `body` is not the very text to send. */
export function says(body: object | undefined, status = body === undefined ? 204 : 200): Answer {
  const text = body === undefined ? '' : JSON.stringify(body);
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...signedHeaders(text) }).end(text);
  };
}

/** Answers as its text says, with these headers. */
export function saysRaw(body: string | Buffer, headers: Record<string, string> = {}, status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** Answers each request by its method and path: with a status and what it holds. */
export function saysOf(answers: Record<string, readonly [number, object?]>): Answer {
  return (request, response) => {
    const [status, body] = answers[`${request.method} ${request.url}`] ?? [404];
    says(body, status)(request, response);
  };
}

/** A refusal, in WeChat Pay's form. */
export function refusal(code: string): { code: string; message: string } {
  return { code, message: '说明' };
}

/** The body of a notification, with what it is about sealed. */
export function sealedBody(
  eventType: string,
  resource: object | string,
  { key = API_V3_KEY, associatedData = 'transaction', change = {} } = {},
): string {
  const nonce = 'fdasflkja484';
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const plain = typeof resource === 'string' ? resource : JSON.stringify(resource);
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return JSON.stringify({
    id: 'EV-2018022511223320873',
    create_time: '2026-04-22T13:14:15+08:00',
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: ciphertext.toString('base64'),
      associated_data: associatedData,
      nonce,
      ...change,
    },
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
