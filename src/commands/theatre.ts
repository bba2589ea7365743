import { ownTheatre, type Theatre } from '../scenario/index.ts';
import type { Instant } from '../time/index.ts';
import type { ScenarioContext } from './scenario-context.ts';

export interface OpenTheatre {
  readonly theatre: Theatre;
  /** What the system under trial printed, where it is a program of its own. */
  readonly output?: () => string;
  close(): Promise<void>;
}

/** A fresh world to play in, which begins when it is said to, and says what went wrong in it that nobody foresaw. */
export async function openTheatre(
  { openWorld }: Pick<ScenarioContext, 'openWorld'>,
  seed: number,
  start?: Instant,
): Promise<OpenTheatre> {
  const mishaps: string[] = [];
  const onError = (error: unknown) => mishaps.push(error instanceof Error ? error.message : String(error));
  const world = await openWorld(seed, onError, start);
  const theatre = ownTheatre(world.origin, world.transport, () => mishaps.splice(0));
  return { theatre, close: () => world.close() };
}
