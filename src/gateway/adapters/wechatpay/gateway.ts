import type { z } from 'zod';
import type { DurationMs } from '../../../time/index.ts';
import type { Outcome } from '../../outcome.ts';
import { outcomeOf } from './answer.ts';
import { encryptField } from './encrypt.ts';
import type { PlatformKeys } from './platform-keys.ts';
import type { Answer, Merchant, Sender, Signed } from './send.ts';

/** Real answers have a few kilobytes. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

/** A bill of a busy day takes longer than an answer. */
const DOWNLOAD_TIMEOUT_MS: DurationMs = 300_000;

export interface Call {
  readonly method: 'GET' | 'POST';
  /** With the query: `/v3/pay/transactions/out-trade-no/pay_1?mchid=1900000001` */
  readonly path: string;
  /** Amounts are bigint, in fen. */
  readonly body?: object;
  /** The key that something in the body is encrypted for. */
  readonly platformSerial?: string;
}

/** The gateway of APIv3: signs what goes out, verifies what comes back. */
export class Gateway {
  readonly merchant: Merchant;
  readonly now: Sender['now'];
  readonly #sender: Sender;
  readonly #keys: PlatformKeys;

  constructor(sender: Sender, keys: PlatformKeys) {
    this.merchant = sender.merchant;
    this.now = sender.now;
    this.#sender = sender;
    this.#keys = keys;
  }

  /**
   * @param shape what a success has to hold
   * @returns `unknown` also when a success is not of that shape
   */
  async call<T>({ method, path, body, platformSerial }: Call, shape: z.ZodType<T>): Promise<Outcome<T>> {
    const sent = await this.#sender.send(
      { method, path, body: body === undefined ? '' : writeJson(body) },
      {
        platformSerial: platformSerial ?? this.#keys.publicKeyId,
        answerLimitBytes: ANSWER_LIMIT_BYTES,
      },
    );
    if (sent.kind !== 'succeeded') return sent;
    const outcome = await outcomeOf(sent.value, this.#keys, this.now());
    if (outcome.kind !== 'succeeded') return outcome;
    const { data, error } = shape.safeParse(outcome.value);
    if (error) return unknown(`not as it should be: ${error.issues.map(({ path }) => path.join('.'))}`);
    return { kind: 'succeeded', value: data };
  }

  /** Fetches a file, which WeChat Pay does not sign: it has to be held against the hash that came signed. */
  async download(path: string, limitBytes: number): Promise<Outcome<Answer>> {
    return this.#sender.send(
      { method: 'GET', path, body: '' },
      { answerLimitBytes: limitBytes, timeoutMs: DOWNLOAD_TIMEOUT_MS },
    );
  }

  /** Signs what the buyer's device hands to WeChat. */
  sign(textOf: (timestamp: string, nonce: string) => string): Promise<Signed> {
    return this.#sender.sign(textOf);
  }

  /** Encrypts what only WeChat Pay may read, and says for which of its keys. */
  async encrypt(text: string): Promise<Outcome<{ readonly text: string; readonly platformSerial: string }>> {
    const key = await this.#keys.forEncryption();
    if (!key) return unknown('no key of WeChat Pay to encrypt for');
    return { kind: 'succeeded', value: { text: encryptField(text, key.key), platformSerial: key.serial } };
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
