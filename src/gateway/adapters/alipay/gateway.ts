import type { KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { type DurationMs, formatBeijing } from '../../../time/index.ts';
import type { ChannelWorld } from '../../channel.ts';
import type { Outcome } from '../../outcome.ts';
import { openAnswer, outcomeOf } from './answer.ts';
import { type Parameters, signingString, signText } from './sign.ts';

/** How long Alipay may take; after that nobody knows what became of the request. */
const REQUEST_TIMEOUT_MS: DurationMs = 10_000;

/** A file may take longer. */
const DOWNLOAD_TIMEOUT_MS: DurationMs = 60_000;

/** Real answers have a few kilobytes. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

export interface Identity {
  /** Where the gateway is: `https://openapi.alipay.com/gateway.do`. */
  readonly url: string;
  readonly appId: string;
  readonly appKey: KeyObject;
  readonly alipayKey: KeyObject;
}

/** A method with what it is about. */
export interface Call {
  /** `alipay.trade.query` */
  readonly method: string;
  readonly bizContent: Readonly<Record<string, unknown>>;
  readonly notifyUrl?: string;
  readonly returnUrl?: string;
}

/** The gateway of Alipay's protocol v2: signs what goes out, verifies what comes back. */
export class Gateway {
  readonly #identity: Identity;
  readonly #world: Pick<ChannelWorld, 'transport' | 'now'>;

  constructor(identity: Identity, world: Pick<ChannelWorld, 'transport' | 'now'>) {
    this.#identity = identity;
    this.#world = world;
  }

  /**
   * @param shape what a success has to hold
   * @returns `unknown` also when the answer is about another trade, or lacks what a success has to hold
   */
  async call<T>(call: Call, shape: z.ZodType<T>): Promise<Outcome<T>> {
    const { biz_content, ...inUrl } = await this.#sign(call);
    const request = new Request(withQuery(this.#identity.url, inUrl), {
      method: 'POST',
      body: new URLSearchParams({ biz_content }),
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const sent = await this.#send(request);
    if (sent.kind !== 'succeeded') return sent;
    const opened = await openAnswer(sent.value, call.method, this.#identity.alipayKey);
    if (!opened.ok) return unknown(opened.reason);

    const foreign = foreignNumber(call, opened.answer);
    if (foreign !== undefined) return unknown(`the answer is about another ${foreign}`);
    const outcome = outcomeOf(opened.answer);
    if (outcome.kind !== 'succeeded') return outcome;
    const { data, error } = shape.safeParse(outcome.value);
    if (error) return unknown(`not as it should be: ${error.issues.map(({ path }) => path.join('.'))}`);
    return { kind: 'succeeded', value: data };
  }

  /**
   * Fetches a file from where Alipay said it is. Nothing signs it.
   *
   * @returns undefined when it did not come, or not wholly
   */
  async download(url: string, limitBytes: number): Promise<Uint8Array | undefined> {
    const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
    try {
      const response = await this.#world.transport(new Request(url, { redirect: 'manual', signal }));
      return response.status === 200 ? await readBytes(response, limitBytes) : undefined;
    } catch {
      return undefined;
    }
  }

  /** A signed URL for the buyer's browser. Alipay is not called. */
  async url(call: Call): Promise<string> {
    return withQuery(this.#identity.url, await this.#sign(call));
  }

  async #sign(call: Call): Promise<Parameters & { biz_content: string }> {
    const parameters = {
      app_id: this.#identity.appId,
      method: call.method,
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: formatBeijing(this.#world.now()),
      version: '1.0',
      ...(call.notifyUrl === undefined ? {} : { notify_url: call.notifyUrl }),
      ...(call.returnUrl === undefined ? {} : { return_url: call.returnUrl }),
      biz_content: JSON.stringify(call.bizContent),
    };
    const sign = await signText(signingString(parameters, ['sign']), this.#identity.appKey);
    return { ...parameters, sign };
  }

  /** @returns the body of a 200; whatever else happens, the request may have had its effect */
  async #send(request: Request): Promise<Outcome<string>> {
    try {
      const response = await this.#world.transport(request);
      if (response.status !== 200) return unknown(`HTTP status ${response.status}`);
      const bytes = await readBytes(response, ANSWER_LIMIT_BYTES);
      if (!bytes) return unknown('the answer is too large');
      return { kind: 'succeeded', value: Buffer.from(bytes).toString('utf8') };
    } catch (error) {
      return unknown(`no answer: ${error instanceof Error ? error.message : error}`);
    }
  }
}

function unknown(reason: string): Outcome<never> {
  return { kind: 'unknown', reason };
}

function withQuery(url: string, parameters: Parameters): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return target.href;
}

/** What both the request and the answer name has to be the same. */
const NUMBERS = ['out_trade_no', 'trade_no', 'out_request_no'];

/** @returns which number of the answer is not the one that was asked about */
function foreignNumber({ bizContent }: Call, answer: Readonly<Record<string, unknown>>): string | undefined {
  return NUMBERS.find((name) => {
    const [asked, answered] = [bizContent[name], answer[name]];
    return asked !== undefined && answered !== undefined && asked !== answered;
  });
}

/** @returns undefined beyond the limit */
async function readBytes(response: Response, limitBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
