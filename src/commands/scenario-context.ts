import type { ChildProcess } from 'node:child_process';
import type { Send } from '../scenario/index.ts';
import type { Instant } from '../time/index.ts';
import type { World } from '../world.ts';

/** What the commands about scenarios are given of the program. */
export interface ScenarioContext {
  readonly print: (text: string) => void;
  /** For what is no result: progress, and what is wrong. */
  readonly warn: (text: string) => void;
  /**
   * A world of its own, in memory and in virtual time, which begins at noon in Beijing on 22 November 2026 unless it
   * is told otherwise; it tells of errors that nobody foresaw.
   */
  readonly openWorld: (seed: number, onError: (error: unknown) => void, start?: Instant) => Promise<World>;
  /** Another process, which plays what it is sent: see play-process.ts. */
  readonly openProcess: () => ChildProcess;
  /** Reaches what listens elsewhere. */
  readonly send: Send;
  /**
   * The providers alone, behind sockets, for an application of somebody else's. Time stands still until it is moved,
   * from the present on; what is fresh on the wire goes by wall time, in which the application lives.
   */
  readonly openSandbox: (options: SandboxOptions, onError: (error: unknown) => void) => Promise<World>;
  /** Wall time. */
  readonly wall: () => Instant;
  /** How long it has been, in milliseconds of wall time. */
  readonly now: () => number;
  /** The folder of the scenarios that come with the program. */
  readonly catalogue: string;
  readonly exit: (code: number) => void;
}

export interface SandboxOptions {
  readonly seed: number;
  /** The platform's; providers follow it, and 0 takes free ones. */
  readonly port: number;
  /** The data folder whose keys are used; those of all virtual worlds, without one. */
  readonly data?: string;
}

export interface ReplayOptions {
  readonly seed: number;
  /** The mapping file of somebody else's application. */
  readonly app?: string;
  readonly report?: 'junit' | 'json' | 'html';
  readonly output?: string;
  readonly story?: true;
  readonly watch?: true;
}

export interface RecordOptions {
  /** Of the platform that is running. */
  readonly url: string;
  readonly out?: string;
  readonly title?: string;
  /** Of its API. */
  readonly key?: string;
}

export interface FindOptions {
  readonly fault?: string;
  readonly channel?: string;
  readonly in?: string;
}

export interface ExploreOptions {
  readonly runs: number;
  readonly seed: number;
  readonly output: string;
}
