import type { Instant } from '../time/index.ts';
import { type DeliveryContext, deliver } from './delivery.ts';
import type { ExchangeDraft } from './exchange-draft.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { NotificationEffect } from './faults/index.ts';
import { type Mishaps, mishapsOf, type Occasion } from './mishaps.ts';
import type { NewNotification, NotificationProtocol, QueuedNotification } from './notification.ts';
import type { DueSource } from './scheduler.ts';
import type { Collection, SandboxStore } from './store.ts';

/** A provider that notifies. */
interface Speaker {
  readonly protocol: NotificationProtocol;
  readonly mishaps: Mishaps;
  /** What it is dealing with, and which notifications are to arrive before each is answered. */
  readonly exchanges: Map<ExchangeDraft, string[]>;
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
  readonly #speakers = new Map<string, Speaker>();
  readonly #context: NotifierContext;
  /** What is being told, by the server it is told to. */
  readonly #inHand = new Map<string, Promise<void>>();
  /** What went wrong where nobody waited for it. */
  readonly #failures: unknown[] = [];

  constructor(context: NotifierContext) {
    this.#context = context;
    this.#queue = context.store.collection<QueuedNotification>('notification', {
      keys: ({ provider, waitsFor }) => ({ waits: waitsFor && `${provider}/${waitsFor}` }),
      dueAt: ({ waitsFor, nextAt }) => (waitsFor === 'answer' ? undefined : nextAt),
    });
  }

  /** Says how a provider's notifications are sent. */
  speak(provider: string, protocol: NotificationProtocol): void {
    const { faults, store, clock } = this.#context;
    const mishaps = mishapsOf(provider, faults, store);
    this.#speakers.set(provider, { protocol, mishaps, exchanges: new Map() });
    // The exchange was cut short by the end of the program.
    for (const waiting of this.#waiting(provider, 'answer')) this.#release(waiting, clock.now());
  }

  /** Queues a notification; it goes out as soon as the caller's work is done. */
  send(provider: string, notification: NewNotification): void {
    const sequence = this.#context.store.nextNumber('notifications');
    const nextAt = this.#context.clock.now();
    const queued = { ...notification, provider, sequence, attempts: 0, nextAt };
    this.#put({ ...queued, ...this.#waitForAnswer(queued) });
    this.#context.wake();
  }

  /** Deals with a request. What comes up and is to be told before its answer has been told when this ends. */
  async during<T>(provider: string, exchange: ExchangeDraft, deal: () => Promise<T>): Promise<T> {
    const exchanges = this.#speakers.get(provider)?.exchanges;
    const waiting: string[] = [];
    exchanges?.set(exchange, waiting);
    const dealt = await deal().finally(() => exchanges?.delete(exchange));
    for (const key of waiting) {
      const notification = this.#queue.get(key);
      if (notification) await this.#attempt(notification, this.#context.clock.now());
    }
    return dealt;
  }

  /** Whether it is to arrive before the answer to the request from which it comes. */
  #waitForAnswer(notification: QueuedNotification): Pick<QueuedNotification, 'waitsFor' | 'faults'> {
    const { provider, method, order } = notification;
    const speaker = this.#speakers.get(provider);
    const [cause] = [...(speaker?.exchanges ?? [])].filter(([exchange]) => exchange.order === order);
    const occasion: Occasion = { method, order };
    if (cause) speaker?.mishaps.at('cause', occasion);
    if (!cause || !occasion.faults) return {};
    cause[1].push(keyOf(notification));
    return { waitsFor: 'answer', faults: occasion.faults };
  }

  /** How many notifications about an order the merchant has not heard yet. */
  untold(provider: string, order: string): number {
    return this.#queue.list().filter((queued) => queued.provider === provider && queued.order === order)
      .length;
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
    const speaker = this.#speaker(notification.provider);
    if (this.#isMadeToWait(notification, speaker, now)) return;
    const acknowledged = await deliver(notification, speaker, now, this.#context);
    this.#settle(notification, acknowledged, speaker.protocol, now);
    for (const waiting of this.#waiting(notification.provider, 'next')) this.#release(waiting, now);
  }

  /** Whether a fault lets it go out later, as it does once before each attempt. */
  #isMadeToWait(notification: QueuedNotification, { mishaps }: Speaker, now: Instant): boolean {
    if (notification.faults) return false;
    const { method, order } = notification;
    const occasion: Occasion = { method, order };
    const waits = mishaps.at('notification', occasion, (effect) => 'waitsMs' in effect).filter(isWait);
    const { faults } = occasion;
    if (!faults) return false;
    const nextAt = now + Math.max(...waits.map(({ waitsMs }) => waitsMs));
    const forNext = waits.some(({ orNext }) => orNext);
    this.#put({ ...notification, nextAt, faults, ...(forNext ? { waitsFor: 'next' } : {}) });
    return true;
  }

  #settle(
    { waitsFor: _, faults: __, ...notification }: QueuedNotification,
    acknowledged: boolean,
    { retryAfterMs }: NotificationProtocol,
    now: Instant,
  ): void {
    const { attempts } = notification;
    const waitMs = retryAfterMs[attempts];
    if (acknowledged || waitMs === undefined) this.#queue.delete(keyOf(notification));
    else this.#put({ ...notification, attempts: attempts + 1, nextAt: now + waitMs });
  }

  #waiting(provider: string, waitsFor: 'next' | 'answer'): QueuedNotification[] {
    return this.#queue.find('waits', `${provider}/${waitsFor}`);
  }

  #release({ waitsFor: _, ...notification }: QueuedNotification, now: Instant): void {
    this.#put({ ...notification, nextAt: now });
  }

  #speaker(provider: string): Speaker {
    const speaker = this.#speakers.get(provider);
    if (!speaker) throw new Error(`no provider named ${provider} is open`);
    return speaker;
  }

  #put(notification: QueuedNotification): void {
    this.#queue.put(keyOf(notification), notification);
  }
}

export interface NotifierContext extends DeliveryContext {
  readonly store: SandboxStore;
  readonly faults: FaultPlan;
  /** Whether servers are told at the same time, and not one after the other in an order that is always the same. */
  readonly overlaps: boolean;
  /** Called when something new is due. */
  readonly wake: () => void;
}

function keyOf({ sequence }: QueuedNotification): string {
  return String(sequence).padStart(12, '0');
}

function serverOf({ url }: QueuedNotification): string {
  return URL.parse(url)?.host ?? url;
}

type Wait = Extract<NotificationEffect, { readonly waitsMs: number }>;

function isWait(effect: NotificationEffect): effect is Wait {
  return 'waitsMs' in effect;
}
