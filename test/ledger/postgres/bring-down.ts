import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { PostgresServer } from './server.ts';

const WAYS = {
  'the server killed': (server) => server.kill(),
  'all of its processes killed': (server) => server.killAll(),
  'one of its processes killed': (server) => server.killBackend(),
  'shut down at once': (server) => server.kill('SIGQUIT'),
  'killed, and again while it recovers': async (server, pauseMs) => {
    await server.kill();
    const recovery = server.restart();
    await sleep(pauseMs);
    await server.kill();
    await recovery;
  },
} as const satisfies Record<string, (server: PostgresServer, pauseMs: number) => Promise<void>>;

/** A way in which a server goes down, and when. */
export interface ServerCrash {
  readonly way: keyof typeof WAYS;
  /** After it has begun to answer. */
  readonly afterMs: number;
  /** For how long it stays away, or recovers before it goes down again. */
  readonly pauseMs: number;
}

export const serverCrash: fc.Arbitrary<ServerCrash> = fc.record({
  way: fc.constantFrom(...(Object.keys(WAYS) as (keyof typeof WAYS)[])),
  afterMs: fc.nat({ max: 300 }),
  pauseMs: fc.nat({ max: 150 }),
});

/** @returns once it has been started again */
export async function bringDown(server: PostgresServer, { way, pauseMs }: ServerCrash): Promise<void> {
  await WAYS[way](server, pauseMs);
  await sleep(pauseMs);
  await server.restart();
}
