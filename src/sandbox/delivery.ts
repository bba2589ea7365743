import type { DurationMs, Instant } from '../time/index.ts';
import type { Clock } from './clock.ts';
import type { NotificationEffect } from './faults/index.ts';
import type { Journal, Message } from './journal.ts';
import type { Mishaps, Occasion } from './mishaps.ts';
import type { NotificationProtocol, QueuedNotification, SignedMessage } from './notification.ts';
import type { Transport } from './transport.ts';

export interface DeliveryContext {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly transport: Transport;
}

type Answer = Message & { readonly status: number };

/**
 * Makes one attempt at a notification, with all that is to go wrong at it.
 *
 * @returns whether the merchant has heard it
 */
export async function deliver(
  notification: QueuedNotification,
  { protocol, mishaps }: { readonly protocol: NotificationProtocol; readonly mishaps: Mishaps },
  now: Instant,
  context: DeliveryContext,
): Promise<boolean> {
  const { method, order, fieldsAsPayment } = notification;
  const occasion: Occasion = { method, order, faults: [...(notification.faults ?? [])] };
  const effects = mishaps.at('notification', occasion, (effect) =>
    makesSense(effect, notification, protocol),
  );
  const isDisguised = effects.some((effect) => 'looksLikePayment' in effect);
  const fields = (isDisguised ? fieldsAsPayment : undefined) ?? notification.fields;
  const signing = mishaps.signing(occasion, protocol.isDated ?? false);
  const message = rewritten(await protocol.compose({ ...notification, fields }, now, signing), effects);

  const say = async (said: SignedMessage) => {
    const answer = await send(notification.url, said, protocol.timeoutMs, context.transport);
    const acknowledged = answer !== undefined && protocol.isAcknowledged(answer.status, answer.body);
    record(notification, said, { answer, acknowledged }, occasion, context);
    return acknowledged;
  };
  const probe = effects.some((effect) => 'isProbed' in effect) && protocol.probe?.(message);
  // Whatever is said to it: the true one follows.
  if (probe) await say(probe);
  const deliveries = effects.reduce(
    (times, effect) => times * ('deliveries' in effect ? effect.deliveries : 1),
    1,
  );
  if (deliveries === 0)
    record(notification, message, { answer: undefined, acknowledged: false }, occasion, context);
  let acknowledged = false;
  for (let delivery = 0; delivery < deliveries; delivery += 1) {
    const heard = await say(message);
    acknowledged ||= heard;
  }
  return acknowledged;
}

function makesSense(
  effect: NotificationEffect,
  { fieldsAsPayment }: QueuedNotification,
  { probe }: NotificationProtocol,
): boolean {
  if ('waitsMs' in effect) return false;
  if ('looksLikePayment' in effect) return fieldsAsPayment !== undefined;
  return !('isProbed' in effect) || probe !== undefined;
}

/** With its body changed after it was signed. */
function rewritten(message: SignedMessage, effects: readonly NotificationEffect[]): SignedMessage {
  const body = effects.reduce(
    (before, effect) => ('rewrite' in effect ? effect.rewrite(before) : before),
    message.body,
  );
  if (body === message.body) return message;
  const reason = 'The body was changed on purpose.';
  return { ...message, body, signature: { ...message.signature, verdict: 'invalid', reason } };
}

/** @returns undefined when no answer came */
async function send(
  url: string,
  { headers, body }: Message,
  timeoutMs: DurationMs,
  transport: Transport,
): Promise<Answer | undefined> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await transport(new Request(url, { method: 'POST', headers, body, signal }));
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, headers: { 'content-type': type }, body: await response.text() };
  } catch {
    // Refused, reset, timed out, or no URL at all: to the provider it is all one, nobody answered.
    return undefined;
  }
}

function record(
  { provider, url, attempts, sequence }: QueuedNotification,
  { headers, body, signature }: SignedMessage,
  { answer, acknowledged }: { readonly answer: Answer | undefined; readonly acknowledged: boolean },
  { method, order, faults }: Occasion,
  { clock, journal }: DeliveryContext,
): void {
  journal.append({
    at: clock.now(),
    provider,
    direction: 'out',
    httpMethod: 'POST',
    url,
    ...(method === undefined ? {} : { method }),
    ...(order === undefined ? {} : { order }),
    notification: sequence,
    acknowledged,
    request: { headers, body },
    ...(answer ? { answer } : {}),
    requestSignature: signature,
    faults: faults ?? [],
    note: `attempt ${attempts + 1}`,
  });
}
