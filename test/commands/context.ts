import { fork } from 'node:child_process';
import type { ScenarioContext } from '../../src/commands/scenario-context.ts';
import { openTestWorld, START } from '../world.ts';

export interface Heard {
  readonly context: ScenarioContext;
  /** What was printed, and what was said beside it. */
  readonly printed: string[];
  readonly warned: string[];
}

/** What a command about scenarios is given in a test: worlds in this process, and nobody else to be asked. */
export function contextFor(folder: string, more: Partial<ScenarioContext> = {}): Heard {
  const [printed, warned]: [string[], string[]] = [[], []];
  const context: ScenarioContext = {
    print: (text) => printed.push(text),
    warn: (text) => warned.push(text),
    openWorld: (seed, _onError, start = START) => openTestWorld({ seed, time: { kind: 'virtual', start } }),
    openSandbox: () => Promise.reject(new Error('nobody asked for an application')),
    openProcess: () =>
      fork(new URL('../../src/play-process.ts', import.meta.url), { serialization: 'advanced' }),
    send: () => Promise.reject(new TypeError('nobody is to be asked')),
    wall: () => START,
    now: () => 0,
    catalogue: folder,
    exit: () => {},
    ...more,
  };
  return { context, printed, warned };
}
