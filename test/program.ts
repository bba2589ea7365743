import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { socketTransport } from '../src/sandbox/index.ts';
import { type Client, clientOf } from './world.ts';

/** What `counterfoil` runs. */
export const CLI = join(import.meta.dirname, '../src/bin.ts');

export interface Started {
  readonly child: ChildProcess;
  readonly client: Client;
  /** What it said until it was ready. */
  readonly printed: string;
}

/** `counterfoil start` on free ports, once it is ready. */
export async function startProgram(...options: string[]): Promise<Started> {
  const child = spawn(process.execPath, [CLI, 'start', '--port', '0', ...options]);
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    if (printed.includes('Ctrl-C')) break;
  }
  const origin = /platform +(http:\S+)/.exec(printed)?.[1] ?? '';
  return { child, client: clientOf({ origin, transport: socketTransport }), printed };
}

/** @returns once it is gone */
export async function killProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
