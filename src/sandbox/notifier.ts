import type { DurationMs, Instant } from '../time/index.ts';
import type { Clock } from './clock.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Journal, Message, SignatureVerdict } from './journal.ts';
import type { DueSource } from './scheduler.ts';
import type { Collection, SandboxStore } from './store.ts';
import type { Transport } from './transport.ts';

/** What a provider has to tell a merchant. */
export interface NewNotification {
  /** The provider's own id of it, the same across retries. */
  readonly id: string;
  /** What it is, in the provider's words: `trade_status_sync`. */
  readonly method: string;
  /** The merchant's order number. */
  readonly order: string;
  readonly url: string;
  /** Its fields, before they are dated and signed. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A notification on its way. */
export interface QueuedNotification extends NewNotification {
  readonly provider: string;
  /** Counts all notifications, so that those due at one moment go out in the order in which they were made. */
  readonly sequence: number;
  /** How often it was sent. */
  readonly attempts: number;
  readonly state: 'waiting' | 'delivered' | 'given_up';
  readonly nextAt?: Instant;
}

/** A message, and what the journal says of its signature. */
export type SignedMessage = Message & { readonly signature: SignatureVerdict };

/** How a provider puts a notification on the wire. */
export interface NotificationProtocol {
  /** The waits between one attempt and the next; after the last, it gives up. */
  readonly retryAfterMs: readonly DurationMs[];
  /** How long the merchant's server may take, in real time. */
  readonly timeoutMs: DurationMs;
  compose(notification: QueuedNotification, now: Instant): Promise<SignedMessage>;
  /** The same with a false signature, as a provider sends it that tries whether merchants verify. */
  probe?(message: SignedMessage): SignedMessage;
  /** Whether the merchant's answer means that it need not be told again. */
  isAcknowledged(status: number, body: string): boolean;
}

/**
 * Tells merchants what happened, and tells them again on the provider's schedule until they have heard. The
 * queue is in the store; what is due goes out one after the other, in a defined order.
 */
export class Notifier implements DueSource {
  readonly name = 'notifications';
  readonly #queue: Collection<QueuedNotification>;
  readonly #protocols = new Map<string, NotificationProtocol>();
  readonly #context: NotifierContext;

  constructor(context: NotifierContext) {
    this.#context = context;
    this.#queue = context.store.collection<QueuedNotification>('notification', {
      dueAt: (notification) => notification.nextAt,
    });
  }

  /** Says how a provider's notifications are sent. */
  speak(provider: string, protocol: NotificationProtocol): void {
    this.#protocols.set(provider, protocol);
  }

  /** Queues a notification; it goes out as soon as the caller's work is done. */
  send(provider: string, notification: NewNotification): void {
    const sequence = this.#context.store.nextNumber('notifications');
    const nextAt = this.#context.clock.now();
    this.#put({ ...notification, provider, sequence, attempts: 0, state: 'waiting', nextAt });
    this.#context.wake();
  }

  async nextDue(): Promise<Instant | undefined> {
    return this.#queue.nextDue();
  }

  async run(now: Instant): Promise<void> {
    for (const notification of this.#queue.due(now)) await this.#attempt(notification, now);
  }

  async #attempt(notification: QueuedNotification, now: Instant): Promise<void> {
    const protocol = this.#protocols.get(notification.provider);
    if (!protocol) throw new Error(`no provider named ${notification.provider} is open`);
    const { provider, method, order } = notification;
    const struck = this.#context.faults.strike('onNotification', { provider, method, order });
    const deliveries = struck.reduce((times, fault) => times * (fault.onNotification?.deliveries ?? 1), 1);
    const faults = struck.map((fault) => fault.name);

    const message = await protocol.compose(notification, now);
    const probe = struck.some((fault) => fault.onNotification?.probed) && protocol.probe?.(message);
    // Whatever is said to it: the true one follows.
    if (probe) {
      const answer = await this.#deliver(notification.url, probe, protocol.timeoutMs);
      this.#record(notification, probe, answer, faults);
    }
    let acknowledged = false;
    for (let delivery = 0; delivery < deliveries; delivery += 1) {
      const answer = await this.#deliver(notification.url, message, protocol.timeoutMs);
      this.#record(notification, message, answer, faults);
      acknowledged ||= answer !== undefined && protocol.isAcknowledged(answer.status, answer.body);
    }
    if (deliveries === 0) this.#record(notification, message, undefined, faults);
    this.#put(afterAttempt(notification, acknowledged, protocol, now));
  }

  /** @returns undefined when no answer came */
  async #deliver(url: string, message: Message, timeoutMs: DurationMs): Promise<Answer | undefined> {
    try {
      const response = await this.#context.transport(
        new Request(url, {
          method: 'POST',
          headers: message.headers,
          body: message.body,
          signal: AbortSignal.timeout(timeoutMs),
        }),
      );
      const headers = { 'content-type': response.headers.get('content-type') ?? '' };
      return { status: response.status, headers, body: await response.text() };
    } catch {
      // Refused, reset, timed out, or no URL at all: to the provider it is all one, nobody answered.
      return undefined;
    }
  }

  #record(
    notification: QueuedNotification,
    message: SignedMessage,
    answer: Answer | undefined,
    faults: readonly string[],
  ): void {
    const { provider, method, order, url } = notification;
    this.#context.journal.append({
      at: this.#context.clock.now(),
      provider,
      direction: 'out',
      httpMethod: 'POST',
      url,
      method,
      order,
      request: { headers: message.headers, body: message.body },
      ...(answer ? { answer } : {}),
      requestSignature: message.signature,
      faults,
      note: `attempt ${notification.attempts + 1}`,
    });
  }

  #put(notification: QueuedNotification): void {
    this.#queue.put(String(notification.sequence).padStart(12, '0'), notification);
  }
}

export interface NotifierContext {
  readonly clock: Clock;
  readonly store: SandboxStore;
  readonly journal: Journal;
  readonly faults: FaultPlan;
  readonly transport: Transport;
  /** Called when something new is due. */
  readonly wake: () => void;
}

type Answer = Message & { readonly status: number };

function afterAttempt(
  notification: QueuedNotification,
  acknowledged: boolean,
  protocol: NotificationProtocol,
  now: Instant,
): QueuedNotification {
  const { nextAt: _, ...sent } = { ...notification, attempts: notification.attempts + 1 };
  if (acknowledged) return { ...sent, state: 'delivered' };
  const waitMs = protocol.retryAfterMs[notification.attempts];
  return waitMs === undefined ? { ...sent, state: 'given_up' } : { ...sent, nextAt: now + waitMs };
}
