import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newFolder } from './folder.ts';
import { deserted, openMerchant, type Reaction } from './merchant.ts';
import {
  acknowledge,
  ms,
  notification,
  openNotifications as open,
  START,
  schedule,
  shrug,
  WAITS,
} from './notifications.ts';

describe('a notification', () => {
  it('goes out at once, and the journal has both messages', async () => {
    const merchant = await openMerchant((response) => {
      response.setHeader('content-type', 'text/plain').end('heard');
    });
    const world = open();
    world.send('A', merchant.url);
    await world.scheduler.settle();
    const body = `{"id":"ntf-A","attempt":1,"now":${START},"subject":"寄卖"}`;
    expect(merchant.heard).toEqual([body]);
    expect(world.exchanges()).toEqual([
      {
        seq: 1,
        at: START,
        provider: 'till',
        direction: 'out',
        httpMethod: 'POST',
        url: merchant.url,
        method: 'till.paid',
        order: 'A',
        request: { headers: { 'content-type': 'application/json' }, body },
        answer: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'heard' },
        requestSignature: { verdict: 'valid', canonical: body },
        faults: [],
        note: 'attempt 1',
        notification: 1,
        acknowledged: true,
      },
    ]);
  });

  it('wakes the scheduler, and is not sent before that runs it', async () => {
    const merchant = await openMerchant(acknowledge);
    const world = open();
    world.send('A', merchant.url);
    expect(world.wakes).toEqual([START]);
    expect(merchant.heard).toEqual([]);
    expect(await world.notifier.nextDue()).toBe(START);
  });

  it('is not sent when the transaction it was queued in is given up', async () => {
    const merchant = await openMerchant(acknowledge);
    const world = open();
    const failing = () =>
      world.store.transaction(() => {
        world.send('A', merchant.url);
        throw new Error('no funds');
      });
    expect(failing).toThrow('no funds');
    await world.scheduler.advance(ms('P2D'));
    expect(merchant.heard).toEqual([]);
  });

  it('is retried on the schedule, each attempt at its exact time, and given up after the last', async () => {
    const merchant = await openMerchant(shrug);
    const world = open();
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('P2D'));
    expect(world.exchanges().map(({ at }) => at)).toEqual(schedule(START));
    expect(world.exchanges().map(({ note }) => note)).toEqual(
      schedule(START).map((_, i) => `attempt ${i + 1}`),
    );
    expect(await world.notifier.nextDue()).toBeUndefined();
    await world.scheduler.advance(ms('P30D'));
    expect(merchant.heard).toHaveLength(WAITS.length + 1);
  });

  it('is composed anew for each attempt, with the id that it had', async () => {
    const merchant = await openMerchant(shrug);
    const world = open();
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('PT4M'));
    expect(merchant.heard.map((body) => JSON.parse(body))).toMatchObject([
      { id: 'ntf-A', attempt: 1, now: START },
      { id: 'ntf-A', attempt: 2, now: START },
      { id: 'ntf-A', attempt: 3, now: START + ms('PT4M') },
    ]);
  });

  it('is retried at the same times whether time passes in one jump or in many', async () => {
    const merchant = await openMerchant(shrug);
    const [once, often] = [open(), open()];
    once.send('A', merchant.url);
    often.send('A', merchant.url);
    await once.scheduler.advance(ms('P1D'));
    for (let hour = 0; hour < 24; hour += 1) await often.scheduler.advance(ms('PT1H'));
    expect(often.attempts()).toEqual(once.attempts());
  });

  it('is not sent again once it is acknowledged', async () => {
    const merchant = await openMerchant((response, n) => response.end(n < 4 ? 'what?' : 'heard'));
    const world = open();
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('P2D'));
    expect(world.attempts().map(([after]) => after)).toEqual([0, 0, ms('PT4M'), ms('PT14M')]);
    expect(await world.notifier.nextDue()).toBeUndefined();
  });

  it('is not acknowledged by the right word under a wrong status', async () => {
    const merchant = await openMerchant((response) => response.writeHead(500).end('heard'));
    const world = open();
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('PT4M'));
    expect(merchant.heard).toHaveLength(3);
  });

  it('does not follow a redirect, and is not acknowledged by one', async () => {
    const elsewhere = await openMerchant(acknowledge);
    const merchant = await openMerchant((response) =>
      response.writeHead(307, { location: elsewhere.url }).end('heard'),
    );
    const world = open();
    world.send('A', merchant.url);
    await world.scheduler.settle();
    expect(elsewhere.heard).toEqual([]);
    expect(world.attempts()).toEqual([
      [0, 'A', 307],
      [0, 'A', 307],
    ]);
    expect(await world.notifier.nextDue()).toBe(START + ms('PT4M'));
  });

  it('of a provider that is not open is a bug, and is said', async () => {
    const world = open();
    world.notifier.send('bank', notification('A', 'http://127.0.0.1/'));
    await expect(world.scheduler.settle()).rejects.toThrow('bank');
  });
});

describe('several notifications', () => {
  it('go out in the order in which they fall due', async () => {
    const merchant = await openMerchant(shrug);
    const world = open(':memory:', { retryAfterMs: ['PT0S', 'PT4M', 'PT10M'].map(ms) });
    world.send('A', merchant.url);
    world.send('B', merchant.url);
    await world.scheduler.advance(ms('PT4M'));
    world.send('C', merchant.url);
    await world.scheduler.advance(ms('P2D'));

    expect(world.attempts().map(([after, order]) => [after, order])).toEqual([
      ...[0, 0, ms('PT4M')].flatMap((after) => [
        [after, 'A'],
        [after, 'B'],
      ]),
      [ms('PT4M'), 'C'],
      [ms('PT4M'), 'C'],
      [ms('PT8M'), 'C'],
      [ms('PT14M'), 'A'],
      [ms('PT14M'), 'B'],
      [ms('PT18M'), 'C'],
    ]);
    expect(merchant.heard.map((body) => JSON.parse(body).id)).toEqual(
      world.exchanges().map(({ order }) => `ntf-${order}`),
    );
  });

  it('that are many and due at once go out in the order in which they were made', async () => {
    const merchant = await openMerchant(acknowledge);
    const world = open();
    const orders = Array.from({ length: 12 }, (_, n) => `${n}`);
    for (const order of orders) world.send(order, merchant.url);
    await world.scheduler.settle();
    expect(merchant.heard.map((body) => JSON.parse(body).id)).toEqual(orders.map((order) => `ntf-${order}`));
  });

  it('are each told to their own merchant, whatever another answers', async () => {
    const [deaf, attentive] = [await openMerchant(shrug), await openMerchant(acknowledge)];
    const world = open();
    world.send('A', deaf.url);
    world.send('B', attentive.url);
    await world.scheduler.advance(ms('P2D'));
    expect(deaf.heard).toHaveLength(WAITS.length + 1);
    expect(attentive.heard).toHaveLength(1);
  });
});

describe('a merchant who does not answer', () => {
  it.each<[string, Reaction, number]>([
    ['says nothing', () => {}, 150],
    ['stops in the middle of the answer', (response) => response.writeHead(200).write('hea'), 150],
    ['breaks the connection', (response) => response.destroy(), 5000],
    [
      'breaks the connection in the middle of the answer',
      (response) => response.writeHead(200).write('heard', () => response.destroy()),
      5000,
    ],
  ])('and %s is told again on the schedule', async (_how, react, timeoutMs) => {
    const merchant = await openMerchant(react);
    const world = open(':memory:', { timeoutMs, retryAfterMs: [ms('PT4M')] });
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('P1D'));
    expect(world.attempts()).toEqual([
      [0, 'A', undefined],
      [ms('PT4M'), 'A', undefined],
    ]);
    expect(await world.notifier.nextDue()).toBeUndefined();
  });

  it.each([
    ['where nobody listens', deserted],
    ['that is none', async () => 'notify me'],
    ['that is empty', async () => ''],
    ['of another protocol', async () => 'ftp://127.0.0.1/notify'],
    ['that holds a password', async () => 'http://a:b@127.0.0.1/notify'],
    ['of no host', async () => 'http://'],
    ['that is its own answer', async () => 'data:text/plain,heard'],
  ])('at an address %s is told again on the schedule', async (_what, address) => {
    const url = await address();
    const world = open(':memory:', { retryAfterMs: [ms('PT4M')] });
    world.send('A', url);
    await world.scheduler.advance(ms('P1D'));
    expect(world.exchanges()).toMatchObject([
      { at: START, url, note: 'attempt 1' },
      { at: START + ms('PT4M'), url, note: 'attempt 2' },
    ]);
    expect(world.exchanges().some(({ answer }) => answer)).toBe(false);
    expect(await world.notifier.nextDue()).toBeUndefined();
  });
});

describe('a fault', () => {
  it('that loses a notification keeps it from the merchant, and it is retried', async () => {
    const merchant = await openMerchant(acknowledge);
    const world = open();
    world.faults.add({
      fault: 'notification_lost',
      aim: { order: 'A', method: 'till.paid', provider: 'till' },
      count: 'first 2',
    });
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('P2D'));
    expect(world.exchanges().map(({ at, answer, faults }) => [at - START, answer?.body, faults])).toEqual([
      [0, undefined, ['notification_lost']],
      [0, undefined, ['notification_lost']],
      [ms('PT4M'), 'heard', []],
    ]);
    expect(merchant.heard).toHaveLength(1);
  });

  it('that loses every attempt lets the provider give up', async () => {
    const merchant = await openMerchant(acknowledge);
    const world = open();
    world.faults.add({ fault: 'notification_lost', count: 'first 100' });
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('P2D'));
    expect(merchant.heard).toEqual([]);
    expect(world.exchanges()).toHaveLength(WAITS.length + 1);
    expect(world.faults.list()).toMatchObject([{ count: 'first 100', struck: WAITS.length + 1 }]);
  });

  it('that sends a notification twice sends it word for word, though the first was acknowledged', async () => {
    const merchant = await openMerchant(acknowledge);
    const world = open();
    world.faults.add({ fault: 'notification_twice' });
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('P2D'));
    expect(merchant.heard).toHaveLength(2);
    expect(merchant.heard[1]).toBe(merchant.heard[0]);
    expect(world.exchanges()).toMatchObject([
      { note: 'attempt 1', faults: ['notification_twice'] },
      { note: 'attempt 1', faults: ['notification_twice'] },
    ]);
  });

  it('that sends it twice does not undo the acknowledgement of one of the two', async () => {
    const merchant = await openMerchant((response, n) => response.end(n === 1 ? 'heard' : 'what?'));
    const world = open();
    world.faults.add({ fault: 'notification_twice' });
    world.send('A', merchant.url);
    await world.scheduler.advance(ms('P2D'));
    expect(merchant.heard).toHaveLength(2);
  });

  it('aimed at another order spares it', async () => {
    const merchant = await openMerchant(acknowledge);
    const world = open();
    world.faults.add({ fault: 'notification_lost', aim: { order: 'B' } });
    world.send('A', merchant.url);
    await world.scheduler.settle();
    expect(merchant.heard).toHaveLength(1);
    expect(world.faults.list()).toHaveLength(1);
  });
});

it('the queue survives a restart: attempts go on in their order, at their times', async () => {
  const path = join(newFolder(), 'sandbox.db');
  const merchant = await openMerchant((response, n) => response.end(n < 6 ? 'what?' : 'heard'));
  const before = open(path);
  before.send('A', merchant.url);
  await before.scheduler.advance(ms('PT1M'));
  before.send('B', merchant.url);
  before.store.close();

  const after = open(path);
  onTestFinished(() => after.store.close());
  await after.scheduler.advance(ms('P2D'));
  expect(after.exchanges().map(({ at, order, note }) => [at - START, order, note])).toEqual([
    [0, 'A', 'attempt 1'],
    [0, 'A', 'attempt 2'],
    [ms('PT1M'), 'B', 'attempt 1'],
    [ms('PT1M'), 'B', 'attempt 2'],
    [ms('PT4M'), 'A', 'attempt 3'],
    [ms('PT5M'), 'B', 'attempt 3'],
    [ms('PT14M'), 'A', 'attempt 4'],
  ]);
});
