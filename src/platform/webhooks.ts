import { Webhook } from 'standardwebhooks';
import { parseExact, stringifyExact } from '../money/index.ts';
import type { DurationMs, Instant } from '../time/index.ts';
import type { Context } from './context.ts';
import { afterAttempt, decodeEvent, eventDocument, type PlatformEvent, payloadOf } from './events.ts';
import { ENDPOINT_KIND, EVENT_KIND } from './kinds.ts';
import { once, type RequestIdentity } from './once.ts';
import { oneByOne } from './one-by-one.ts';
import type { Result } from './refusal.ts';

/** Where a marketplace is told of what happens. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  /** `whsec_…`, as Standard Webhooks writes it. */
  readonly secret: string;
}

export async function openEndpoint<V>(
  context: Context,
  url: string,
  request: RequestIdentity | undefined,
  view: (endpoint: WebhookEndpoint) => V,
): Promise<Result<V>> {
  const endpoint = { id: context.newId('whe'), url, secret: `whsec_${context.newSecret()}` };
  const opened = await context.store.commit(
    once<V, undefined>(request, {
      reads: [],
      now: context.now(),
      decide: () => ({
        documents: [{ kind: ENDPOINT_KIND, id: endpoint.id, body: stringifyExact(endpoint) }],
        done: { ok: true, answer: view(endpoint), replayed: false, extra: undefined },
      }),
    }),
  );
  return opened.ok ? { ok: true, value: opened.answer } : opened;
}

/** More than anybody has. */
const ENDPOINTS = 100;

export async function webhookEndpoints({ store }: Context): Promise<readonly WebhookEndpoint[]> {
  const found = await store.documents({ kind: ENDPOINT_KIND, limit: ENDPOINTS });
  // Our own rows: only openEndpoint writes this kind.
  return found.map(({ body }) => parseExact(body) as WebhookEndpoint);
}

/** With the secret: it is shown when the endpoint is opened, and not again. */
export function newEndpointView({ id, url, secret }: WebhookEndpoint) {
  return { id, url, secret };
}

export function endpointView({ id, url }: WebhookEndpoint) {
  return { id, url };
}

/** Tells everybody of an event once more, also those who have heard. */
export function resendEvent<V>(
  context: Context,
  id: string,
  view: (event: PlatformEvent) => V,
): Promise<Result<V>> {
  const now = context.now();
  return context.store.commit<Result<V>>({
    reads: [{ kind: EVENT_KIND, id }],
    now,
    decide(loaded) {
      const document = loaded.get(EVENT_KIND, id);
      if (!document) return { done: { ok: false, code: 'event_not_found' } };
      const event: PlatformEvent = { ...decodeEvent(document.body), heardBy: [], attempts: 0, nextAt: now };
      return {
        documents: [eventDocument(event, document.owner ?? id)],
        done: { ok: true, value: view(event) },
      };
    },
  });
}

/** How many events are sent before the list is looked at again. */
const BATCH = 100;

/** Sends events that are due, each until all endpoints have heard or it is given up. */
export function webhookTimers(context: Context) {
  return {
    name: 'webhooks',
    nextDue: () => context.store.nextDue(EVENT_KIND),
    async run(now: Instant): Promise<void> {
      const endpoints = await webhookEndpoints(context);
      await oneByOne(await context.store.due(EVENT_KIND, now, BATCH), async ({ id, body }) => {
        const event = decodeEvent(body);
        const waiting = endpoints.filter((endpoint) => !event.heardBy.includes(endpoint.id));
        const answers = await Promise.all(
          waiting.map(async (endpoint) => ((await tell(context, endpoint, event)) ? [endpoint.id] : [])),
        );
        await keep(context, id, answers.flat(), waiting.length, now);
      });
    },
  };
}

/** Together with what others have heard meanwhile, so that nothing is forgotten. */
function keep(context: Context, id: string, heard: readonly string[], asked: number, now: Instant) {
  return context.store.commit({
    reads: [{ kind: EVENT_KIND, id }],
    now,
    decide(loaded) {
      const document = loaded.get(EVENT_KIND, id);
      if (!document) throw new Error(`there is no event ${id}`);
      const event = decodeEvent(document.body);
      const heardBy = [...new Set([...event.heardBy, ...heard])];
      const after = afterAttempt(event, heardBy, heard.length === asked, now);
      return { documents: [eventDocument(after, document.owner ?? id)], done: undefined };
    },
  });
}

/** How long the marketplace's server may take. */
const TIMEOUT_MS: DurationMs = 15_000;

/** @returns whether it was heard: answered with 2xx, as Standard Webhooks asks for */
async function tell(
  context: Context,
  { url, secret }: WebhookEndpoint,
  event: PlatformEvent,
): Promise<boolean> {
  const payload = payloadOf(event);
  const sentAt = new Date(context.wireTime());
  const request = new Request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(event.id, sentAt, payload),
    },
    body: payload,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  try {
    const response = await context.transport(request);
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Nobody knows whether it was heard: it is sent again under the same id.
    return false;
  }
}
