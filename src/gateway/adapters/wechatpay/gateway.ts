import type { KeyObject } from 'node:crypto';
import type { z } from 'zod';
import type { DurationMs } from '../../../time/index.ts';
import type { ChannelWorld } from '../../channel.ts';
import type { Outcome } from '../../outcome.ts';
import { type Answer, outcomeOf } from './answer.ts';
import type { PlatformKeys } from './platform-signature.ts';
import { requestString, SCHEME, type SignedRequest, signText } from './sign.ts';

/** How long WeChat Pay may take; after that nobody knows what became of the request. */
const REQUEST_TIMEOUT_MS: DurationMs = 10_000;

/** Real answers have a few kilobytes. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

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
  readonly platformKeys: PlatformKeys;
  /** The public key that WeChat Pay is asked to sign its answers with; its certificate's when undefined. */
  readonly publicKeyId: string | undefined;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  /** With the query: `/v3/pay/transactions/out-trade-no/pay_1?mchid=1900000001` */
  readonly path: string;
  /** Amounts are bigint, in fen. */
  readonly body?: object;
}

/** The gateway of APIv3: signs what goes out, verifies what comes back. */
export class Gateway {
  readonly merchant: Merchant;
  readonly #identity: Identity;
  readonly #world: ChannelWorld;

  constructor(identity: Identity, world: ChannelWorld) {
    this.merchant = identity.merchant;
    this.#identity = identity;
    this.#world = world;
  }

  /**
   * @param shape what a success has to hold
   * @returns `unknown` also when a success is not of that shape
   */
  async call<T>({ method, path, body }: Call, shape: z.ZodType<T>): Promise<Outcome<T>> {
    const sent = await this.#send({ method, path, body: body === undefined ? '' : writeJson(body) });
    if (sent.kind !== 'succeeded') return sent;
    const outcome = await outcomeOf(sent.value, this.#identity.platformKeys, this.#world.now());
    if (outcome.kind !== 'succeeded') return outcome;
    const { data, error } = shape.safeParse(outcome.value);
    if (error) return unknown(`not as it should be: ${error.issues.map(({ path }) => path.join('.'))}`);
    return { kind: 'succeeded', value: data };
  }

  /** Whatever happens but an answer, the request may have had its effect. */
  async #send(signed: SignedRequest): Promise<Outcome<Answer>> {
    const { origin, publicKeyId } = this.#identity;
    const request = new Request(new URL(signed.path, origin), {
      method: signed.method,
      headers: {
        accept: 'application/json',
        // The gateway refuses a request without one.
        'user-agent': 'counterfoil',
        authorization: await this.#authorization(signed),
        ...(publicKeyId === undefined ? {} : { 'wechatpay-serial': publicKeyId }),
        ...(signed.body === '' ? {} : { 'content-type': 'application/json' }),
      },
      ...(signed.body === '' ? {} : { body: signed.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    try {
      const response = await this.#world.transport(request);
      const body = await readText(response);
      if (body === undefined) return unknown('the answer is too large');
      return { kind: 'succeeded', value: { status: response.status, headers: response.headers, body } };
    } catch (error) {
      return unknown(`no answer: ${error instanceof Error ? error.message : error}`);
    }
  }

  async #authorization(request: SignedRequest): Promise<string> {
    const { merchant, merchantKey, merchantSerialNo } = this.#identity;
    const timestamp = String(Math.floor(this.#world.now() / 1000));
    const nonce = this.#world.newNonce();
    const signature = await signText(requestString(request, timestamp, nonce), merchantKey);
    const values = {
      mchid: merchant.mchid,
      nonce_str: nonce,
      timestamp,
      serial_no: merchantSerialNo,
      signature,
    };
    const pairs = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
    return `${SCHEME} ${pairs.join(',')}`;
  }
}

function unknown(reason: string): Outcome<never> {
  return { kind: 'unknown', reason };
}

/** A bigint is written with all its digits, as JSON allows and `number` cannot. */
function writeJson(body: object): string {
  return JSON.stringify(body, (_name, value: unknown) =>
    typeof value === 'bigint' ? JSON.rawJSON(value.toString()) : value,
  );
}

/** @returns undefined beyond the limit */
async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > ANSWER_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
