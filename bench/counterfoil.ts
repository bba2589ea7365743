import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The program, running in a process of its own, as a user starts it. */
export interface Counterfoil {
  /** The platform's, where the control API is too. */
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * @param cli the program's file, run by the Node that runs this
 * @throws Error when it ends without saying where it listens
 */
export async function startCounterfoil(cli: string, dataFolder: string): Promise<Counterfoil> {
  const args = [...process.execArgv, cli, 'start', '--port', '0', '--data', dataFolder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // Where the benchmark fails, nobody else would end it.
  const end = () => child.kill();
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return { origin: await findOrigin(child.stdout), stop: () => stop(child) };
}

async function findOrigin(output: Readable): Promise<string> {
  for await (const line of createInterface(output)) {
    const origin = /^\s*platform\s+(http:\S+)/.exec(line)?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error('counterfoil ended before it was ready');
}

async function stop(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}
