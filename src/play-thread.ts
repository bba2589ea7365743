import { parentPort } from 'node:worker_threads';
import { type Assignment, carryOut } from './commands/play.ts';
import { openVirtualWorld } from './virtual-world.ts';

// A thread beside the first, on which `counterfoil replay` and `explore` play: it is sent one assignment after the
// other, and answers with what came of each.
const context = { openWorld: openVirtualWorld, now: () => performance.now() };
parentPort?.on('message', async (assignment: Assignment) => {
  parentPort?.postMessage(await carryOut(assignment, context));
});
