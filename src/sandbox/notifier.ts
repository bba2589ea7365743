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

/** A notification on its way. One that was heard, or given up, is forgotten: the journal has its attempts. */
export interface QueuedNotification extends NewNotification {
  readonly provider: string;
  /** Counts all notifications, so that those due at one moment go out in the order in which they were made. */
  readonly sequence: number;
  /** How often it was sent. */
  readonly attempts: number;
  readonly nextAt: Instant;
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
 * queue is in the store. What is due goes out one after the other, in a defined order; where that order need
 * not be the same every time, a merchant who does not answer keeps only those behind it on its own server
 * waiting.
 */
export class Notifier implements DueSource {
  readonly name = 'notifications';
  readonly #queue: Collection<QueuedNotification>;
  readonly #protocols = new Map<string, NotificationProtocol>();
  readonly #context: NotifierContext;
  /** What is being told, by the server it is told to. */
  readonly #inHand = new Map<string, Promise<void>>();
  /** What went wrong where nobody waited for it. */
  readonly #failures: unknown[] = [];

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
    this.#put({ ...notification, provider, sequence, attempts: 0, nextAt });
    this.#context.wake();
  }

  async nextDue(): Promise<Instant | undefined> {
    if (this.#inHand.size === 0) return this.#queue.nextDue();
    return this.#free(Number.MAX_SAFE_INTEGER)[0]?.nextAt;
  }

  async run(now: Instant): Promise<void> {
    if (!this.#context.overlaps) {
      for (const notification of this.#queue.due(now)) await this.#attempt(notification, now);
      return;
    }
    this.#throwFailure();
    for (const [server, notifications] of Map.groupBy(this.#free(now), serverOf)) {
      const telling = Promise.resolve().then(() => this.#tellInTurn(server, notifications, now));
      this.#inHand.set(server, telling);
    }
  }

  async idle(): Promise<boolean> {
    const inHand = [...this.#inHand.values()];
    await Promise.all(inHand);
    this.#throwFailure();
    return inHand.length > 0;
  }

  /** Those that are due by then, and whose server is not being told something. */
  #free(by: Instant): QueuedNotification[] {
    return this.#queue.due(by).filter((notification) => !this.#inHand.has(serverOf(notification)));
  }

  async #tellInTurn(
    server: string,
    notifications: readonly QueuedNotification[],
    now: Instant,
  ): Promise<void> {
    try {
      for (const notification of notifications) await this.#attempt(notification, now);
    } catch (error) {
      this.#failures.push(error);
    }
    this.#inHand.delete(server);
    this.#context.wake();
  }

  #throwFailure(): void {
    if (this.#failures.length > 0) throw this.#failures.shift();
  }

  async #attempt(notification: QueuedNotification, now: Instant): Promise<void> {
    const protocol = this.#protocols.get(notification.provider);
    if (!protocol) throw new Error(`no provider named ${notification.provider} is open`);
    const { provider, method, order } = notification;
    const struck = this.#context.faults.strike('notification', { provider, method, order });
    const deliveries = struck.reduce((times, { effect }) => times * (effect.deliveries ?? 1), 1);
    const faults = struck.map((fault) => fault.name);

    const message = await protocol.compose(notification, now);
    const probe = struck.some(({ effect }) => effect.isProbed) && protocol.probe?.(message);
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
    this.#settle(notification, acknowledged, protocol, now);
  }

  #settle(
    notification: QueuedNotification,
    acknowledged: boolean,
    { retryAfterMs }: NotificationProtocol,
    now: Instant,
  ): void {
    const { attempts } = notification;
    const waitMs = retryAfterMs[attempts];
    if (acknowledged || waitMs === undefined) this.#queue.delete(keyOf(notification));
    else this.#put({ ...notification, attempts: attempts + 1, nextAt: now + waitMs });
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
    this.#queue.put(keyOf(notification), notification);
  }
}

export interface NotifierContext {
  readonly clock: Clock;
  readonly store: SandboxStore;
  readonly journal: Journal;
  readonly faults: FaultPlan;
  readonly transport: Transport;
  /** Whether servers are told at the same time, and not one after the other in an order that is always the same. */
  readonly overlaps: boolean;
  /** Called when something new is due. */
  readonly wake: () => void;
}

type Answer = Message & { readonly status: number };

function keyOf({ sequence }: QueuedNotification): string {
  return String(sequence).padStart(12, '0');
}

function serverOf({ url }: QueuedNotification): string {
  return URL.parse(url)?.host ?? url;
}
