import type { DurationMs } from '../time/index.ts';
import type { ExchangeDraft, WireEnv } from './exchange-draft.ts';
import type { AnswerEffect, FailedAnswer, RequestEffect } from './faults/index.ts';
import type { Mishaps } from './mishaps.ts';
import type { Provider } from './provider.ts';
import { type Breakage, ConnectionLost } from './transport.ts';

/** What a provider has on the wire. */
export type Wired = Pick<Provider, 'handle' | 'identify' | 'fail'> & Partial<Pick<Provider, 'wallet'>>;

export interface PassageContext {
  readonly name: string;
  readonly mishaps: Mishaps;
  /** Deals with a request, and with what has to be told before its answer. */
  readonly during: <T>(exchange: ExchangeDraft, deal: () => Promise<T>) => Promise<T>;
  /** Waits for an answer that is slow; undefined in virtual time, in which nobody waits. */
  readonly wait: ((durationMs: DurationMs) => Promise<void>) | undefined;
}

/** An answer on its way to the caller. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer<ArrayBuffer>;
  readonly hasBody: boolean;
}

/** How long callers wait in virtual time: as long as the platform's adapters do. */
const VIRTUAL_PATIENCE_MS: DurationMs = 10_000;

/**
 * Brings a request to the provider and its answer back, through all that is to go wrong on the way.
 *
 * @returns what broke the connection, where something did
 */
export async function passThrough(
  provider: Wired,
  request: Request,
  env: WireEnv,
  context: PassageContext,
): Promise<Answer | ConnectionLost> {
  const beforehand = meetRequest(provider, request, env, context.mishaps);
  const broken = beforehand.find((effect) => 'breaks' in effect);
  if (broken) return lost(context.name, broken.breaks);
  const failed = beforehand.find((effect) => 'fails' in effect);
  if (failed) return read(await failedAnswer(failed.fails, provider, request, env));

  const response = await context.during(env.exchange, () => answerOf(provider, request, env));
  if (!response) return lost(context.name, 'closed');
  const effects = context.mishaps.at('answer', env.exchange);
  let answer = await read(response);
  for (const effect of effects) answer = await changed(answer, effect, { provider, request, env });
  return (await breakage(effects, context)) ?? answer;
}

/** What goes wrong before the provider has done anything. */
function meetRequest(
  { identify, wallet }: Wired,
  request: Request,
  { body, exchange }: WireEnv,
  mishaps: Mishaps,
): RequestEffect[] {
  if (!mishaps.mayStrike('request')) return [];
  const { closes = false, ...about } = identify?.(request, body === 'too_large' ? '' : body) ?? {};
  const occasion: ExchangeDraft = about;
  const effects = mishaps.at('request', occasion, (effect) => !('buyerPays' in effect) || closes);
  if (effects.length > 0) Object.assign(exchange, occasion);
  const { order } = about;
  if (order !== undefined && effects.some((effect) => 'buyerPays' in effect)) wallet?.pay({ token: order });
  return effects;
}

/** @returns undefined when the simulator failed, which the journal says with the reason */
async function answerOf(provider: Wired, request: Request, env: WireEnv): Promise<Response | undefined> {
  try {
    return await provider.handle(request, env);
  } catch (error) {
    env.exchange.note = `the simulator failed: ${error instanceof Error ? error.stack : String(error)}`;
    return undefined;
  }
}

interface Asked {
  readonly provider: Wired;
  readonly request: Request;
  readonly env: WireEnv;
}

async function changed(answer: Answer, effect: AnswerEffect, asked: Asked): Promise<Answer> {
  if ('fails' in effect) {
    return read(await failedAnswer(effect.fails, asked.provider, asked.request, asked.env));
  }
  if (!('rewrite' in effect)) return answer;
  const contentType = answer.headers.get('content-type') ?? '';
  const rewritten = effect.rewrite({ status: answer.status, contentType, body: answer.bytes });
  const headers = new Headers(answer.headers);
  headers.set('content-type', rewritten.contentType);
  headers.delete('content-length');
  return { ...answer, status: rewritten.status, headers, bytes: rewritten.body };
}

/** Whether, after all delays, the connection still stands. */
async function breakage(
  effects: readonly AnswerEffect[],
  { name, wait }: PassageContext,
): Promise<ConnectionLost | undefined> {
  const delayMs = effects.reduce((sum, effect) => sum + ('delayMs' in effect ? effect.delayMs : 0), 0);
  if (delayMs > 0) await wait?.(delayMs);
  const broken = effects.find((effect) => 'breaks' in effect);
  if (broken) return lost(name, broken.breaks);
  return !wait && delayMs >= VIRTUAL_PATIENCE_MS ? lost(name, 'timed_out') : undefined;
}

/** The provider's own words where it has some for this status, else a proxy's. */
async function failedAnswer(
  { failure, status }: FailedAnswer,
  provider: Wired,
  request: Request,
  env: WireEnv,
): Promise<Response> {
  const isItsOwn = failure === 'too_many_requests' || status === 500;
  if (provider.fail && isItsOwn) return provider.fail(failure, request, env);
  const body = `<html><body><h1>${status}</h1></body></html>\n`;
  return new Response(body, { status, headers: { 'content-type': 'text/html' } });
}

/** Bytes, not text: a provider may answer in GBK, or with a ZIP. */
async function read(response: Response): Promise<Answer> {
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, hasBody: response.body !== null };
}

function lost(name: string, how: Breakage): ConnectionLost {
  return new ConnectionLost(`${name} broke the connection`, how);
}
