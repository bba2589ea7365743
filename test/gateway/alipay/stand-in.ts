import { sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { alipayChannel } from '../../../src/gateway/adapters/alipay/index.ts';
import type { Channel } from '../../../src/gateway/index.ts';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';

const [appKeys, alipayKeys, strangersKeys] = TEST_KEY_PAIRS;
if (!appKeys || !alipayKeys || !strangersKeys) throw new Error('three key pairs are needed');

export const APP = { ...appKeys, id: '2021000122671080' };
export const ALIPAY = alipayKeys;
export const STRANGER = strangersKeys;
export const SELLER_ID = '2088102146225135';

/** 2026-04-22 13:14:15 in Beijing. */
export const NOW = Date.UTC(2026, 3, 22, 5, 14, 15);

/** What the gateway was sent, decoded. */
export interface Received {
  readonly httpMethod: string;
  readonly inUrl: Record<string, string>;
  readonly inBody: Record<string, string>;
}

/** Writes whatever a test wants to see on the wire. */
export type Answer = (request: Received, response: ServerResponse) => void;

/** Alipay's end of the wire: a real HTTP server that lives as long as the test, and says what it is told to. */
export async function listen(answer: Answer): Promise<{ gateway: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://alipay.test');
    const exchange = {
      httpMethod: request.method ?? '',
      inUrl: Object.fromEntries(url.searchParams),
      inBody: Object.fromEntries(new URLSearchParams(await bodyOf(request))),
    };
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
  return { gateway: `http://127.0.0.1:${address.port}/gateway.do`, received };
}

/** A channel whose gateway answers like this. */
export async function channelTo(answer: Answer): Promise<{ channel: Channel; received: Received[] }> {
  const { gateway, received } = await listen(answer);
  return { channel: openChannel(gateway), received };
}

export function openChannel(
  gateway: string,
  transport: (request: Request) => Promise<Response> = fetch,
): Channel {
  const credentials = {
    gateway,
    appId: APP.id,
    appPrivateKey: APP.privateKey,
    alipayPublicKey: ALIPAY.publicKey,
    sellerId: SELLER_ID,
  };
  return alipayChannel(credentials, { transport, now: () => NOW, newNonce: () => 'n0nce' });
}

/** Answers the same body every time. */
export function says(body: string | Buffer, status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html;charset=utf-8' }).end(body);
  };
}

/** Answers each method as Alipay would: with the signed fields. */
export function saysOf(fieldsOf: Record<string, Record<string, unknown>>): Answer {
  return ({ inUrl: { method = '' } }, response) => {
    response.end(signedAnswer(method, { code: '10000', msg: 'Success', ...fieldsOf[method] }));
  };
}

/** The text of an answer, written as Alipay writes it (with `\/`) and signed over the characters inside. */
export function signedAnswer(
  method: string,
  fields: Record<string, unknown>,
  { name = `${method.replaceAll('.', '_')}_response`, key = ALIPAY.privateKey } = {},
): string {
  const raw = JSON.stringify(fields).replaceAll('/', '\\/');
  return `{"${name}":${raw},"sign":"${signature(raw, key)}"}`;
}

export function signature(text: string, privateKey = ALIPAY.privateKey): string {
  return sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64');
}

/** The body of a notification, signed. */
export function signedForm(fields: Record<string, string>, privateKey = ALIPAY.privateKey): string {
  const text = Object.keys(fields)
    .filter((name) => name !== 'sign_type' && fields[name] !== '')
    .toSorted()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  return new URLSearchParams({ ...fields, sign: signature(text, privateKey) }).toString();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
