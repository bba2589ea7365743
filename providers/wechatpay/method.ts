import type { z } from 'zod';
import type { ExchangeDraft } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import type { Reason, Refusal, Spelling } from './errors.ts';
import type { Office } from './office.ts';
import { type Input, readInput } from './wire.ts';

/** A call that has passed the gateway: it is signed by the merchant. */
export interface Call {
  readonly office: Office;
  readonly now: Instant;
  readonly exchange: ExchangeDraft;
  /** `Wechatpay-Serial`: the key for which the merchant encrypts sensitive fields. */
  readonly platformSerial: string | undefined;
}

/** What a method answers: JSON under a status, 204 without a body, or a file. */
export type Answer<R extends Reason = Reason> =
  | {
      readonly ok: true;
      readonly status?: 200 | 202;
      readonly body: Readonly<Record<string, unknown>>;
    }
  | { readonly ok: true; readonly status: 204 }
  | { readonly ok: true; readonly file: Uint8Array<ArrayBuffer>; readonly contentType: string }
  | Refusal<R>;

/** How often a second a method may be called, and how often in vain. */
export interface Limits {
  readonly callsPerSecond?: number;
  readonly refusedPerSecond?: number;
}

/** One endpoint of APIv3. */
export interface ApiMethod {
  readonly verb: 'GET' | 'POST';
  /** As the documentation writes it: `/v3/pay/transactions/id/{transaction_id}`. */
  readonly path: string;
  /** For the README. */
  readonly summary: string;
  /** Where its rules were read. */
  readonly source: string;
  readonly spelling: Spelling;
  /** What it reads: path, query and body in one. */
  readonly content: z.ZodType;
  /** Why it may refuse, beside what every endpoint refuses. For the README. */
  readonly refuses: readonly Reason[];
  readonly limits: (office: Office) => Limits;
  answer(input: Input, call: Call): Answer;
}

interface Definition<Content, R extends Reason> {
  readonly verb: ApiMethod['verb'];
  readonly path: `/v3/${string}`;
  readonly summary: string;
  readonly source: string;
  readonly spelling?: Spelling;
  readonly content: z.ZodType<Content>;
  readonly refuses: readonly R[];
  readonly limits?: ApiMethod['limits'];
  answer(content: Content, call: Call): Answer<NoInfer<R>>;
}

export function apiMethod<Content, const R extends Reason>(definition: Definition<Content, R>): ApiMethod {
  const { content, answer, spelling = 'underscores', limits = () => ({}), ...rest } = definition;
  return {
    ...rest,
    content,
    spelling,
    limits,
    answer: (input, call) => {
      const reading = readInput(content, input);
      return reading.ok ? answer(reading.content, call) : reading;
    },
  };
}

/** Its name in the journal and in faults: `POST /v3/pay/transactions/native`. */
export function methodName({ verb, path }: Pick<ApiMethod, 'verb' | 'path'>): string {
  return `${verb} ${path}`;
}
