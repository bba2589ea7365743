import type { KeyObject } from 'node:crypto';
import type { DurationMs } from '../../../time/index.ts';
import type { ChannelWorld } from '../../channel.ts';
import type { Outcome } from '../../outcome.ts';
import { requestString, SCHEME, type SignedRequest, signText } from './sign.ts';

/** How long WeChat Pay may take; after that nobody knows what became of the request. */
const REQUEST_TIMEOUT_MS: DurationMs = 10_000;

/** Who sells: both numbers stand in every order. */
export interface Merchant {
  readonly appid: string;
  readonly mchid: string;
}

export interface Identity {
  /** Where the gateway is: `https://api.mch.weixin.qq.com`. */
  readonly origin: string;
  readonly merchant: Merchant;
  readonly merchantKey: KeyObject;
  /** Of the certificate that goes with the key. */
  readonly merchantSerialNo: string;
}

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Sending {
  /** Goes as `Wechatpay-Serial`: the key that the answer is to be signed with, and that names are encrypted for. */
  readonly platformSerial?: string | undefined;
  /** What is longer is not read. */
  readonly answerLimitBytes: number;
  readonly timeoutMs?: DurationMs;
}

/** What was signed, and when. */
export interface Signed {
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly nonce: string;
  /** Base64. */
  readonly signature: string;
}

/** Signs as the merchant, and sends. What comes back is not verified here. */
export class Sender {
  readonly merchant: Merchant;
  readonly now: ChannelWorld['now'];
  readonly #identity: Identity;
  readonly #world: ChannelWorld;

  constructor(identity: Identity, world: ChannelWorld) {
    this.merchant = identity.merchant;
    this.now = world.now;
    this.#identity = identity;
    this.#world = world;
  }

  /** @param textOf what is signed, which has the time and a nonce in it */
  async sign(textOf: (timestamp: string, nonce: string) => string): Promise<Signed> {
    const timestamp = String(Math.floor(this.#world.now() / 1000));
    const nonce = this.#world.newNonce();
    return {
      timestamp,
      nonce,
      signature: await signText(textOf(timestamp, nonce), this.#identity.merchantKey),
    };
  }

  /** Whatever happens but an answer, the request may have had its effect. */
  async send(
    signed: SignedRequest,
    { platformSerial, answerLimitBytes, timeoutMs = REQUEST_TIMEOUT_MS }: Sending,
  ): Promise<Outcome<Answer>> {
    const request = new Request(new URL(signed.path, this.#identity.origin), {
      method: signed.method,
      headers: {
        accept: 'application/json',
        // The gateway refuses a request without one.
        'user-agent': 'counterfoil',
        authorization: await this.#authorization(signed),
        ...(platformSerial === undefined ? {} : { 'wechatpay-serial': platformSerial }),
        ...(signed.body === '' ? {} : { 'content-type': 'application/json' }),
      },
      ...(signed.body === '' ? {} : { body: signed.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    try {
      const response = await this.#world.transport(request);
      const body = await readBody(response, answerLimitBytes);
      if (!body) return { kind: 'unknown', reason: 'the answer is too large' };
      return { kind: 'succeeded', value: { status: response.status, headers: response.headers, body } };
    } catch (error) {
      return { kind: 'unknown', reason: `no answer: ${error instanceof Error ? error.message : error}` };
    }
  }

  async #authorization(request: SignedRequest): Promise<string> {
    const { timestamp, nonce, signature } = await this.sign((at, once) => requestString(request, at, once));
    const values = {
      mchid: this.merchant.mchid,
      nonce_str: nonce,
      timestamp,
      serial_no: this.#identity.merchantSerialNo,
      signature,
    };
    const pairs = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
    return `${SCHEME} ${pairs.join(',')}`;
  }
}

/** @returns undefined beyond the limit */
async function readBody(response: Response, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
