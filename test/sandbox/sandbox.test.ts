import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  FixedKeyRing,
  inProcessTransport,
  openSandbox,
  type Sandbox,
  SandboxStore,
  type Transport,
  type WorldTime,
} from '../../src/sandbox/index.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { newFolder } from './folder.ts';
import { TILL } from './till.ts';

const START = Date.UTC(2026, 10, 22, 4);
const MERCHANT = 'http://merchant.test';

function open(
  options: Partial<SandboxOptions> = {},
  merchant: Transport = async () => new Response('heard'),
) {
  return openSandbox({
    definitions: [TILL],
    origins: { till: 'http://till.test' },
    storePath: ':memory:',
    seed: 1,
    keys: new FixedKeyRing([]),
    time: { kind: 'virtual', start: START },
    transport: inProcessTransport(new Map([[MERCHANT, merchant]])),
    ...options,
  });
}

/** Its number, and when it was signed. */
const receipt = z.object({ id: z.string(), at: z.number() });

async function pay(sandbox: Sandbox, order: string): Promise<z.output<typeof receipt>> {
  const answer = await sandbox.providers
    .get('till')
    ?.onTheWire(new Request(`http://till.test/?notify=${MERCHANT}`, { method: 'POST', body: order }));
  return receipt.parse(await answer?.json());
}

/** Three sales, a lost answer, notifications unheard, lost and sent twice, and two days. @returns the journal */
async function story(options: Partial<SandboxOptions>): Promise<string> {
  let calls = 0;
  const sandbox = await open(options, async () => new Response(++calls % 2 === 0 ? 'heard' : 'what?'));
  sandbox.faults.add({ fault: 'answer_lost_after_effect', aim: { order: 'B' } });
  sandbox.faults.add({ fault: 'notification_lost', aim: { order: 'A' }, count: 'first 2' });
  sandbox.faults.add({ fault: 'notification_twice', aim: { order: 'C' } });
  await pay(sandbox, 'A');
  await expect(pay(sandbox, 'B')).rejects.toThrow('till broke the connection');
  await sandbox.scheduler.advance(3_600_000);
  await pay(sandbox, 'C');
  await sandbox.scheduler.advance(2 * 86_400_000);
  const journal = JSON.stringify(sandbox.journal.list({ limit: 1000 }));
  await sandbox.close();
  return journal;
}

describe('two runs', () => {
  it('with the same seed write the same journal, to the byte, in memory and in a file', async () => {
    const first = await story({ seed: 7 });
    expect(JSON.parse(first).length).toBeGreaterThan(8);
    expect(await story({ seed: 7 })).toBe(first);
    expect(await story({ seed: 7, storePath: join(newFolder(), 'sandbox.db') })).toBe(first);
  });

  it('with other seeds draw other ids', async () => {
    const [one, two] = [await open({ seed: 1 }), await open({ seed: 2 })];
    expect((await pay(one, 'A')).id).not.toBe((await pay(two, 'A')).id);
  });
});

describe('a sandbox that is opened again', () => {
  /** Two lives of one sandbox: what each came to. */
  async function twice<T>(live: (sandbox: Sandbox) => Promise<T>): Promise<[T, T]> {
    const storePath = join(newFolder(), 'sandbox.db');
    const one = async () => {
      const sandbox = await open({ storePath });
      const result = await live(sandbox);
      await sandbox.close();
      return result;
    };
    return [await one(), await one()];
  }

  it('draws ids that it has not drawn before', async () => {
    const [first, second] = await twice(async (sandbox) => {
      const receipts = [await pay(sandbox, 'A'), await pay(sandbox, 'A'), await pay(sandbox, 'A')];
      return receipts.map(({ id }) => id);
    });
    expect(new Set([...first, ...second]).size).toBe(6);
  });

  it('is where it had travelled to', async () => {
    const [first, second] = await twice(async (sandbox) => {
      const before = sandbox.clock.now();
      await sandbox.scheduler.advance(86_400_000);
      return [before, sandbox.clock.now()];
    });
    expect(first).toEqual([START, START + 86_400_000]);
    expect(second).toEqual([START + 86_400_000, START + 2 * 86_400_000]);
  });

  it('has its journal, its faults and its notifications', async () => {
    const [first, second] = await twice(async (sandbox) => {
      const found = {
        orders: sandbox.journal.list({ limit: 10 }).map(({ order }) => order),
        faults: sandbox.faults.list().map(({ fault }) => fault),
      };
      await pay(sandbox, 'A');
      sandbox.faults.add({ fault: 'notification_lost', aim: { order: 'B' } });
      await sandbox.scheduler.settle();
      await pay(sandbox, 'B');
      return found;
    });
    expect(first).toEqual({ orders: [], faults: [] });
    // B's notification was queued when it closed, and is not sent before time passes again.
    expect(second).toEqual({ orders: ['A', 'A', 'B'], faults: ['notification_lost'] });
  });
});

describe('a sandbox', () => {
  it('opens its providers, with their origins and credentials', async () => {
    const sandbox = await open();
    expect([...sandbox.providers.keys()]).toEqual(['till']);
    expect(sandbox.providers.get('till')).toMatchObject({
      origin: 'http://till.test',
      credentials: { origin: 'http://till.test', secret: expect.any(String) },
    });
  });

  it('cannot open a provider that has no origin', async () => {
    await expect(open({ origins: {} })).rejects.toThrow('till has no origin');
  });

  it('does what falls due at a provider, at its time', async () => {
    const storePath = join(newFolder(), 'sandbox.db');
    const sandbox = await open({ storePath });
    await pay(sandbox, 'A');
    await sandbox.scheduler.advance(15 * 60_000 - 1);
    const receipts = new SandboxStore(storePath).collection<{ order: string }>('till_receipt');
    expect(receipts.list()).toMatchObject([{ order: 'A' }]);
    await sandbox.scheduler.advance(1);
    expect(receipts.list()).toMatchObject([{ order: 'A, expired' }]);
    await sandbox.close();
  });

  it.each<[string, number, WorldTime]>([
    ['its own time in a virtual world', START + 5000, { kind: 'virtual', start: START }],
    ['the merchant’s where it does not share it', 9, { kind: 'virtual', start: START, wall: () => 9 }],
    ['the machine’s where time is real', 9, { kind: 'live', wall: () => 9 }],
  ])('signs by %s', async (_whose, at, time) => {
    const sandbox = await open({ time });
    await sandbox.scheduler.advance(5000);
    expect(await pay(sandbox, 'A')).toMatchObject({ at });
  });

  it('that lives sends a notification by itself, and closes once it is delivered', async () => {
    const storePath = join(newFolder(), 'sandbox.db');
    const began = Promise.withResolvers<void>();
    const sandbox = await open({ storePath, time: { kind: 'live', wall: Date.now } }, async () => {
      began.resolve();
      await sleep(50);
      return new Response('heard');
    });
    const errors: unknown[] = [];
    sandbox.scheduler.start((_source, error) => errors.push(error));
    await pay(sandbox, 'A');
    await began.promise;
    await sandbox.close();

    const reopened = await open({ storePath });
    expect(errors).toEqual([]);
    expect(reopened.journal.list({ limit: 10 })).toMatchObject([
      { direction: 'in', order: 'A' },
      { direction: 'out', order: 'A', answer: { body: 'heard' } },
    ]);
    await reopened.close();
  });
});
