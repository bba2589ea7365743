import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inOrder } from '../../src/scenario/index.ts';

/** Takes as many turns as it is told to, and keeps book of who is at work. */
function workshop(hands: number) {
  const ended: number[] = [];
  let [atWork, atOnce] = [0, 0];
  const work = async (turns: number) => {
    atWork += 1;
    atOnce = Math.max(atOnce, atWork);
    for (let i = 0; i < turns; i += 1) await setImmediate();
    atWork -= 1;
    ended.push(turns);
    return turns;
  };
  return { workers: Array.from({ length: hands }, () => work), ended, atOnce: () => atOnce };
}

async function all(results: AsyncIterable<number>): Promise<readonly number[]> {
  const heard: number[] = [];
  for await (const result of results) heard.push(result);
  return heard;
}

it.each([1, 2, 5])('tells what came of the pieces in their order, with %i at work', async (hands) => {
  const { workers, atOnce } = workshop(hands);
  const pieces = [30, 1, 2, 20, 0, 3, 1];
  expect(await all(inOrder(workers, pieces))).toEqual(pieces);
  expect(atOnce()).toBe(Math.min(hands, pieces.length));
});

it('lets whoever is free do the next, and not wait for the slow', async () => {
  const { workers, ended } = workshop(2);
  expect(await all(inOrder(workers, [100, 1, 2, 3]))).toEqual([100, 1, 2, 3]);
  expect(ended).toEqual([1, 2, 3, 100]);
});

it('draws a piece only when somebody is free, and none when nobody wants to hear of it', async () => {
  let drawn = 0;
  function* endless() {
    for (;;) yield drawn++;
  }
  const { workers } = workshop(2);
  for await (const result of inOrder(workers, endless())) if (result === 3) break;
  const until = drawn;
  expect(until).toBeLessThan(20);
  for (let i = 0; i < 50; i += 1) await setImmediate();
  expect(drawn).toBe(until);
});

it('tells of a failure when its turn comes', async () => {
  const fail = async (piece: number) => {
    if (piece === 2) throw new Error('the process has ended');
    return piece;
  };
  const results = inOrder([fail, fail], [0, 1, 2, 3]);
  expect((await results.next()).value).toBe(0);
  expect((await results.next()).value).toBe(1);
  await expect(results.next()).rejects.toThrow('the process has ended');
});

it('does nothing where there is nothing to do', async () => {
  expect(await all(inOrder(workshop(2).workers, []))).toEqual([]);
});
