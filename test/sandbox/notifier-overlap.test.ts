import { describe, expect, it } from 'vitest';
import type { NotificationProtocol } from '../../src/sandbox/index.ts';
import { openMerchant } from './merchant.ts';
import {
  acknowledge,
  ms,
  notification,
  openNotifications as open,
  START,
  schedule,
  shrug,
} from './notifications.ts';

describe('where servers are told at the same time', () => {
  const openOverlapping = (protocol: Partial<NotificationProtocol> = {}) => open(':memory:', protocol, true);

  it('one that hangs keeps no other waiting', async () => {
    const answers: (() => void)[] = [];
    const hanging = await openMerchant((response) => answers.push(() => response.end('heard')));
    const attentive = await openMerchant(acknowledge);
    const world = openOverlapping({ timeoutMs: 60_000 });
    world.send('A', hanging.url);
    world.send('B', attentive.url);
    world.send('C', attentive.url);
    const settled = world.scheduler.settle();
    await expect.poll(() => world.exchanges().map(({ order }) => order)).toEqual(['B', 'C']);
    world.send('D', attentive.url);
    world.send('E', hanging.url);
    await world.notifier.run(world.clock.now());
    await expect.poll(() => attentive.heard.length).toBe(3);
    expect(hanging.heard).toHaveLength(1);

    answers.shift()?.();
    await expect.poll(() => hanging.heard.length).toBe(2);
    answers.shift()?.();
    await settled;
    expect(world.exchanges().map(({ order }) => order)).toEqual(['B', 'C', 'D', 'A', 'E']);
  });

  it('each still gets its own in order, at their times', async () => {
    const [deaf, attentive] = [await openMerchant(shrug), await openMerchant(acknowledge)];
    const world = openOverlapping();
    for (const order of ['A', 'B']) world.send(order, deaf.url);
    world.send('C', attentive.url);
    await world.scheduler.advance(ms('P2D'));
    const attempts = world.exchanges().filter(({ order }) => order === 'A' || order === 'B');
    expect(attempts.map(({ at }) => at)).toEqual(schedule(START).flatMap((at) => [at, at]));
    expect(deaf.heard.map((body) => JSON.parse(body).id).slice(0, 4)).toEqual([
      'ntf-A',
      'ntf-B',
      'ntf-A',
      'ntf-B',
    ]);
    expect(attentive.heard).toHaveLength(1);
  });

  it('what goes wrong in the sandbox itself is said to who waits for it', async () => {
    const world = openOverlapping();
    world.notifier.send('bank', notification('A', 'http://127.0.0.1/'));
    await expect(world.scheduler.settle()).rejects.toThrow('bank');
  });
});

it('one that was heard, or given up, is forgotten', async () => {
  const [deaf, attentive] = [await openMerchant(shrug), await openMerchant(acknowledge)];
  const world = open();
  world.send('A', deaf.url);
  world.send('B', attentive.url);
  await world.scheduler.advance(ms('P2D'));
  expect(world.store.collection('notification').list()).toEqual([]);
});
