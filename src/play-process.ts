import { enableCompileCache } from 'node:module';
import type { Assignment } from './commands/play.ts';

// A process beside the first, in which `counterfoil replay` and `explore` play: it is sent one assignment after the
// other, and answers with what came of each. The first may be there before the program is loaded.
enableCompileCache();
const loading = Promise.all([import('./commands/play.ts'), import('./virtual-world.ts')]);
process.on('message', async (assignment: Assignment) => {
  const [{ carryOut }, { openVirtualWorld }] = await loading;
  const outcome = await carryOut(assignment, { openWorld: openVirtualWorld, now: () => performance.now() });
  // Who asked may have been ended meanwhile.
  if (process.connected) process.send?.(outcome);
});
