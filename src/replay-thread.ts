import { parentPort } from 'node:worker_threads';
import { type Assignment, playOne } from './commands/play.ts';
import { openVirtualWorld } from './virtual-world.ts';

// A thread beside the first, on which `counterfoil replay` plays: it is sent one scenario after the other, and
// answers with what came of each.
const context = { openWorld: openVirtualWorld, now: () => performance.now() };
parentPort?.on('message', async ({ source, seed }: Assignment) => {
  parentPort?.postMessage(await playOne(source, seed, context));
});
