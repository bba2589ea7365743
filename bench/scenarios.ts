import { execFile } from 'node:child_process';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tellStory } from '../src/commands/play.ts';
import { openTheatre } from '../src/commands/theatre.ts';
import { explore, type Tell } from '../src/explorer/index.ts';
import { openVirtualWorld } from '../src/virtual-world.ts';
import type { Benchmark } from './benchmark.ts';
import type { CataloguePlayed } from './play-catalogue.ts';

const run = promisify(execFile);

/** As a tester plays it: the whole program, from its start to its end. */
async function replayCatalogue(): Promise<number> {
  const start = performance.now();
  await run(process.execPath, [join(import.meta.dirname, '../src/bin.ts'), 'replay']);
  return performance.now() - start;
}

async function playInOneProcess(): Promise<CataloguePlayed> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'play-catalogue.ts')]);
  return JSON.parse(stdout);
}

/** How long all that comes with the program takes, and what every core is worth to it. */
export const scenariosCatalogue: Benchmark = {
  name: 'scenarios-catalogue',
  unit: 'milliseconds',
  measured: 'replay of the whole catalogue',
  ceiling: 'in one process, once loaded',
  rounds: 2,
  prepare: async () => ({
    measure: replayCatalogue,
    measureCeiling: async () => (await playInOneProcess()).milliseconds,
  }),
};

/** How much faster time passes in there: the ratio is virtual seconds in a second of ours. */
export const scenariosTime: Benchmark = {
  name: 'scenarios-time',
  unit: 'per_second',
  measured: 'virtual seconds a second',
  ceiling: 'second of wall time',
  rounds: 2,
  async prepare() {
    const { virtualSeconds } = await playInOneProcess();
    return {
      measure: async () => (virtualSeconds * 1000) / (await replayCatalogue()),
      measureCeiling: async () => 1,
    };
  },
};

/** What of the time is RSA: as many signatures and verifications as the catalogue has, and nothing else. */
export const scenariosRsa: Benchmark = {
  name: 'scenarios-rsa',
  unit: 'milliseconds',
  measured: 'RSA of the catalogue alone',
  ceiling: 'the catalogue in one process',
  rounds: 2,
  async prepare() {
    const { signatures, verifications } = await playInOneProcess();
    return {
      measure: async () => signAndVerify(signatures, verifications),
      measureCeiling: async () => (await playInOneProcess()).milliseconds,
    };
  },
};

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** @returns how long it took, in milliseconds */
function signAndVerify(signatures: number, verifications: number): number {
  const message = Buffer.alloc(500, 'request');
  const signature = sign('sha256', message, privateKey);
  const start = performance.now();
  for (let i = 0; i < signatures; i += 1) sign('sha256', message, privateKey);
  for (let i = 0; i < verifications; i += 1) verify('sha256', message, publicKey, signature);
  return performance.now() - start;
}

const STORIES = 100;
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
  rounds: 5,
  async prepare() {
    const { theatre, close } = await openTheatre(context, WORLD_SEED);
    const vocabulary = await theatre.sandbox.vocabulary();
    await close();
    let seed = 0;
    return {
      async measure() {
        seed += 1;
        const start = performance.now();
        const onProgress = () => {};
        // Should it find something, the steps that make it short count as well.
        const { steps } = await explore({ runs: STORIES, seed, vocabulary, tell, onProgress });
        return (steps * 1000) / (performance.now() - start);
      },
      measureCeiling: async () => (SIGNATURES * 1000) / signAndVerify(SIGNATURES, 0),
    };
  },
};

const context = { openWorld: openVirtualWorld, now: () => performance.now() };
const WORLD_SEED = 1;

const tell: Tell = (story) => tellStory(story, WORLD_SEED, context);
