import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Send } from '../scenario/index.ts';

/** Somebody else's application, run by us. */
export interface Application {
  /** The end of what it printed. */
  output(): string;
  /** How it ended, where it did so by itself. */
  ended(): string | undefined;
  /** Ends it, and waits until it is gone. */
  close(): Promise<void>;
}

/** It does not run, or does not become ready. The message says what it printed. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

export interface Start {
  readonly command: readonly string[];
  /** Beside our own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Answers with a status of 2xx once it is ready. */
  readonly ready: { readonly method: string; readonly url: string };
}

const PATIENCE_MS = 30_000;
const BETWEEN_LOOKS_MS = 20;
/** Whoever is asked to end has that long to do it. */
const FAREWELL_MS = 2000;
/** Of what it prints nobody reads more. */
const KEPT_CHARACTERS = 20_000;

/** @throws CannotStart */
export async function startApplication(start: Start, send: Send): Promise<Application> {
  const [program = '', ...arguments_] = start.command;
  const child = spawn(program, arguments_, {
    cwd: start.folder,
    env: { ...process.env, ...start.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, ended]: [string, string | undefined] = ['', undefined];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
    });
  }
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = signal === null ? `it ended with ${code}` : `it was ended by ${signal}`;
  });
  const application = { output: () => output, ended: () => ended, close: () => end(child) };
  const flaw = await untilReady(start, send, application.ended);
  if (flaw === undefined) return application;
  await application.close();
  throw new CannotStart([`${start.command.join(' ')}: ${flaw}`, output.trim()].join('\n').trim());
}

/** @returns why it never will be */
async function untilReady(
  { ready: { method, url } }: Start,
  send: Send,
  ended: Application['ended'],
): Promise<string | undefined> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const isReady = await send(new Request(url, { method })).then(
      ({ ok }) => ok,
      () => false,
    );
    const flaw = ended();
    if (isReady || flaw !== undefined) return flaw;
    if (patience.aborted) return `${method} ${url} was not answered within ${PATIENCE_MS / 1000} s`;
    await sleep(BETWEEN_LOOKS_MS);
  }
}

async function end(child: ChildProcess): Promise<void> {
  // Without a number it never began.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
  await exit;
  clearTimeout(kill);
}
