import { enableCompileCache } from 'node:module';
import type { Assignment } from './commands/play.ts';

// A process beside the first, in which `counterfoil replay` and `explore` play: it is sent one assignment after the
// other, and answers with what came of each.
enableCompileCache();
const [{ carryOut }, { openVirtualWorld }] = await Promise.all([
  import('./commands/play.ts'),
  import('./virtual-world.ts'),
]);
const context = { openWorld: openVirtualWorld, now: () => performance.now() };
process.on('message', async (assignment: Assignment) => {
  const outcome = await carryOut(assignment, context);
  // Who asked may have been ended meanwhile.
  if (process.connected) process.send?.(outcome);
});
