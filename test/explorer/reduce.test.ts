import { expect, it } from 'vitest';
import { reduce } from '../../src/explorer/reduce.ts';
import { type Action, isWellFormed } from '../../src/scenario/index.ts';

const STORY: readonly Action[] = [
  { sell: { title: 'A bag', amount: '100.00', commission: '8%', hold: 'PT1H' } },
  { start_payment: { channel: 'alipay', method: 'qr' } },
  { fault: { name: 'notification_lost', provider: 'alipay' } },
  { buyer_pays: {} },
  { time_passes: 'P1D' },
  { refund: '10.00' },
  { time_passes: 'P2D' },
];

it('leaves out the steps and the details that a failure does not need', async () => {
  const needs = (story: readonly Action[]) =>
    story.some((step) => 'fault' in step) && story.some((step) => 'refund' in step);
  expect(await reduce(STORY, async (story) => needs(story))).toEqual([
    { fault: { name: 'notification_lost' } },
    { refund: '10.00' },
  ]);
});

it('never tries a step that lacks what it must say', async () => {
  const tried: Action[] = [];
  const shortest = await reduce(STORY, async (story) => {
    tried.push(...story);
    return story.length === STORY.length;
  });
  expect(tried.filter((step) => !isWellFormed(step))).toEqual([]);
  expect(shortest[0]).toEqual({ sell: { title: 'A bag', amount: '100.00' } });
});

it('keeps a story of which everything is needed', async () => {
  expect(await reduce(STORY, async () => false)).toEqual(STORY);
});
