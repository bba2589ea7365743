import { formatInstant } from '../../time/index.ts';
import { askJson, type Send } from '../http.ts';
import { INVARIANTS } from '../invariants.ts';
import type { Theatre } from '../run.ts';
import type { SandboxClient } from '../sandbox.ts';
import { mappedTarget, requestOf } from './mapped-target.ts';
import type { MappedCall, Mapping } from './mapping.ts';

/**
 * Somebody else's application, which talks to the providers of a sandbox. It lives beside us: a step is over when
 * every notification that is due has been answered, and the application has done what it says it has to do.
 *
 * @param origin the application's
 */
export function applicationTheatre(
  mapping: Mapping,
  origin: string,
  { sandbox, send }: { readonly sandbox: SandboxClient; readonly send: Send },
): Theatre {
  const reach: Send = (request) =>
    send(request).catch((error: unknown) => unreachable(mapping, request, error));
  const call = async (mapped: MappedCall | undefined): Promise<void> => {
    if (!mapped) return;
    const now = formatInstant(await sandbox.now());
    const { method, path, body, headers } = requestOf(mapped, { now }, undefined, mapping.headers);
    const answer = await askJson(reach, method, origin + path, body, headers);
    if (!answer.ok) throw new Error(`${mapped.request} answered ${answer.status}: ${answer.detail}`);
  };
  const rest = async (): Promise<void> => {
    await sandbox.settle();
    if (!mapping.idle) return;
    await call(mapping.idle);
    await sandbox.settle();
  };
  return {
    target: mappedTarget(mapping, origin, reach),
    sandbox,
    invariants: INVARIANTS,
    rest: async (hasTimePassed) => {
      await rest();
      if (!hasTimePassed || !mapping.tick) return;
      await call(mapping.tick);
      await rest();
    },
  };
}

/** What `fetch` says of a broken connection names neither the application nor the reason. */
function unreachable({ name }: Mapping, request: Request, error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause);
  throw new Error(`${name} does not answer ${request.method} ${request.url}: ${why}`, { cause: error });
}
