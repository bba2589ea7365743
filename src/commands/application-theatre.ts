import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { applicationTheatre, fillText, type Mapping, SandboxClient } from '../scenario/index.ts';
import type { World } from '../world.ts';
import { type Application, startApplication } from './application.ts';
import type { MappingFile } from './mapping-file.ts';
import type { ScenarioContext } from './scenario-context.ts';
import type { OpenTheatre } from './theatre.ts';

/**
 * A fresh sandbox behind sockets, and somebody else's application that talks to it: started anew, or running
 * already.
 *
 * @throws CannotStart
 */
export async function openApplicationTheatre(
  { openSandbox, wall }: Pick<ScenarioContext, 'openSandbox' | 'wall'>,
  { mapping, folder }: MappingFile,
  seed: number,
): Promise<OpenTheatre> {
  const mishaps: string[] = [];
  const world = await openSandbox(
    {
      // An application that goes on has met the numbers that a seed has drawn before.
      seed: mapping.start ? seed : wall(),
      port: mapping.sandbox?.port ?? 0,
      ...(mapping.sandbox ? { data: resolve(folder, mapping.sandbox.data) } : {}),
    },
    (error) => mishaps.push(error instanceof Error ? error.message : String(error)),
  );
  const { application, origin } = await reach(world, mapping, folder).catch(async (error: unknown) => {
    await world.close();
    throw error;
  });
  const sandbox = new SandboxClient(world.origin, world.transport);
  const theatre = applicationTheatre(mapping, origin, { sandbox, send: world.transport });
  const ended = () => application?.ended() ?? [];
  return {
    theatre: { ...theatre, mishaps: () => mishaps.splice(0).concat(ended()) },
    output: () => application?.output() ?? '',
    close: async () => {
      await application?.close();
      await world.close();
    },
  };
}

interface Reached {
  readonly application?: Application;
  readonly origin: string;
}

async function reach(world: World, { start, origin }: Mapping, folder: string): Promise<Reached> {
  if (!start) return { origin };
  const port = await freePort();
  const credentials = await new SandboxClient(world.origin, world.transport).credentials();
  const ofProviders = Object.entries(credentials).flatMap(([provider, its]) =>
    Object.entries(its).map(([name, value]): [string, unknown] => [`${provider}.${name}`, value]),
  );
  const values = { port, ...Object.fromEntries(ofProviders) };
  const env = Object.entries(start.env ?? {}).map(([name, value]) => [name, fillText(value, values)]);
  const at = fillText(origin, values);
  const [method = '', path = ''] = start.ready.split(' ');
  const application = await startApplication(
    { command: start.command, env: Object.fromEntries(env), folder, ready: { method, url: at + path } },
    world.transport,
  );
  return { application, origin: at };
}

/** One that nobody listened at a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
