import { generateKeyPairSync, sign } from 'node:crypto';
import { explore } from '../src/explorer/index.ts';
import { ownTheatre } from '../src/scenario/index.ts';
import { openTestWorld } from '../test/world.ts';
import type { Benchmark } from './benchmark.ts';

const STORIES = 30;
const SIGNATURES = 1000;

/**
 * Steps of stories that are drawn at random: each goes through the platform, its adapters and the simulated
 * providers, signed both ways, and all that must always be true is checked after it. Next to the signatures alone.
 */
export const scenariosExplore: Benchmark = {
  name: 'scenarios-explore',
  unit: 'per_second',
  measured: 'steps of drawn stories',
  ceiling: 'RSA-2048 signatures',
  rounds: 3,
  async prepare() {
    const { theatre, close } = await openTheatre();
    const vocabulary = await theatre.sandbox.vocabulary();
    await close();
    let seed = 0;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      async measure() {
        seed += 1;
        const start = performance.now();
        const onProgress = () => {};
        // Should it find something, the steps that make it short count as well.
        const { steps } = await explore({ runs: STORIES, seed, vocabulary, openTheatre, onProgress });
        return perSecond(steps, start);
      },
      async measureCeiling() {
        const start = performance.now();
        for (let i = 0; i < SIGNATURES; i += 1) sign('sha256', Buffer.from(`request ${i}`), privateKey);
        return perSecond(SIGNATURES, start);
      },
    };
  },
};

async function openTheatre() {
  const world = await openTestWorld();
  return { theatre: ownTheatre(world.origin, world.transport), close: () => world.close() };
}

function perSecond(count: number, startMs: number): number {
  return (count * 1000) / (performance.now() - startMs);
}
