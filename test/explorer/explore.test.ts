import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { stories } from '../../src/explorer/draw.ts';
import { explore, type Progress, type Tell } from '../../src/explorer/index.ts';
import type { Vocabulary } from '../../src/scenario/index.ts';
import { ownVocabulary } from '../scenario/schema-file.ts';

let vocabulary: Vocabulary;
beforeAll(async () => {
  vocabulary = await ownVocabulary();
});

/** Finds fault with a story that disputes, later for longer ones, so that several are over in another order. */
const tell: Tell = async (story) => {
  for (let i = 0; i < story.length; i += 1) await setImmediate();
  const isContested = story.some((step) => 'open_dispute' in step);
  const failure = { kind: 'invariant', message: 'peace: broken', step: 0 } as const;
  return { steps: story, strikes: [], ...(isContested ? { failure } : {}) };
};

const exploreWith = async (others: readonly Tell[], seed: number) => {
  const heard: Progress[] = [];
  const options = { runs: 50, seed, vocabulary, tell, others };
  const { coverage: _, ...exploration } = await explore({ ...options, onProgress: (one) => heard.push(one) });
  return { exploration, heard };
};

it('comes to the same however many tell the stories', async () => {
  for (const seed of [1, 2, 3]) {
    const alone = await exploreWith([], seed);
    expect(alone.exploration.found?.scenario.steps).toHaveLength(1);
    expect(await exploreWith([tell, tell, tell], seed)).toEqual(alone);
  }
});

it('tells as many stories as it is asked to, those that the seed draws', async () => {
  const told: unknown[] = [];
  const keep: Tell = async (story) => {
    told.push(story);
    return { steps: story, strikes: [] };
  };
  const { runs, found } = await explore({ runs: 230, seed: 7, vocabulary, tell: keep, onProgress: () => {} });
  expect({ runs, found }).toEqual({ runs: 230, found: undefined });
  expect(told).toEqual(fc.sample(stories(vocabulary), { seed: 7, numRuns: 230 }));
});
