import {
  FaultPlan,
  Journal,
  type NewNotification,
  type NotificationProtocol,
  Notifier,
  SandboxClock,
  SandboxStore,
  Scheduler,
  socketTransport,
} from '../../src/sandbox/index.ts';
import { parseDuration } from '../../src/time/index.ts';
import type { Reaction } from './merchant.ts';

export const START = Date.UTC(2026, 10, 22, 4);

/** As documented for one provider, with one that follows at once: an attempt, seven more, and no ninth. */
export const WAITS = ['PT0S', 'PT4M', 'PT10M', 'PT10M', 'PT1H', 'PT2H', 'PT6H'].map(ms);

export function ms(duration: string): number {
  return parseDuration(duration) ?? Number.NaN;
}

/** When the attempts are due that follow a first one. */
export function schedule(first: number): number[] {
  let at = first;
  return [first, ...WAITS.map((wait) => (at += wait))];
}

/** Dates what it sends, and wants to hear `heard`. */
const PROTOCOL: NotificationProtocol = {
  retryAfterMs: WAITS,
  timeoutMs: 5000,
  compose: async ({ id, attempts, fields }, now) => {
    const body = JSON.stringify({ id, attempt: attempts + 1, now, ...fields });
    return {
      headers: { 'content-type': 'application/json' },
      body,
      signature: { verdict: 'valid', canonical: body },
    };
  },
  isAcknowledged: (status, body) => status === 200 && body === 'heard',
};

export const acknowledge: Reaction = (response) => response.end('heard');
export const shrug: Reaction = (response) => response.end('what?');

/** A world of notifications alone, in which only the scheduler moves time. */
export function openNotifications(
  path = ':memory:',
  protocol: Partial<NotificationProtocol> = {},
  overlaps = false,
) {
  const store = new SandboxStore(path);
  const clock = new SandboxClock(
    () => START,
    Number(store.setting('offset') ?? 0),
    (offsetMs) => store.setSetting('offset', `${offsetMs}`),
  );
  const scheduler = new Scheduler(clock);
  const [journal, faults] = [new Journal(store), new FaultPlan(store, clock)];
  const wakes: number[] = [];
  const wake = () => wakes.push(clock.now());
  const transport = socketTransport;
  const notifier = new Notifier({ clock, store, journal, faults, transport, overlaps, wake });
  notifier.speak('till', { ...PROTOCOL, ...protocol });
  scheduler.register(notifier);

  const exchanges = () => journal.list({ limit: 1000 });
  return {
    store,
    clock,
    scheduler,
    journal,
    faults,
    notifier,
    exchanges,
    /** When the notifier said that something new is due. */
    wakes,
    /** How long after the start each attempt was made, and what came back. */
    attempts: () => exchanges().map(({ at, order, answer }) => [at - START, order, answer?.status]),
    send: (order: string, url: string) => notifier.send('till', notification(order, url)),
  };
}

export function notification(order: string, url: string): NewNotification {
  return { id: `ntf-${order}`, method: 'till.paid', order, url, fields: { subject: '寄卖' } };
}
