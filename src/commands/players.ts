import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { Tell } from '../explorer/index.ts';
import type { ScenarioFile, Told } from '../scenario/index.ts';
import { openApplicationTheatre } from './application-theatre.ts';
import type { MappingFile } from './mapping-file.ts';
import { type Assignment, playIn, playOne, tellStory } from './play.ts';
import type { ScenarioContext } from './scenario-context.ts';

/** Plays one scenario after the other. */
export interface ScenarioPlayer {
  readonly play: (source: ScenarioFile) => Promise<Told>;
  readonly close: () => Promise<unknown>;
}

/** Plays the stories that the explorer draws, too. */
export interface Player extends ScenarioPlayer {
  readonly tell: Tell;
}

/** A thread loads the program anew, which takes as long as playing so many. */
const PLAYS_PER_THREAD = 10;

/**
 * This thread, and one more for each core that is free, where there is enough to play.
 *
 * @param plays how many scenarios or stories there are
 */
export function openPlayers(
  plays: number,
  seed: number,
  context: ScenarioContext,
): readonly [Player, ...Player[]] {
  const here: Player = {
    play: (source) => playOne(source, seed, context),
    tell: (story) => tellStory(story, seed, context),
    close: async () => {},
  };
  const others = Math.min(availableParallelism() - 1, Math.floor(plays / PLAYS_PER_THREAD));
  return [here, ...Array.from({ length: others }, () => threadPlayer(context.openThread(), seed))];
}

function threadPlayer(thread: Worker, seed: number): Player {
  const ask = async (assignment: Assignment) => {
    thread.postMessage(assignment);
    // It rejects when the thread fails.
    const [answer] = await once(thread, 'message');
    return answer;
  };
  return {
    play: (source) => ask({ source, seed }),
    tell: (story) => ask({ story, seed }),
    close: () => thread.terminate(),
  };
}

/** Against an application there is one: it may live at an address of its own. */
export function applicationPlayer(app: MappingFile, seed: number, context: ScenarioContext): ScenarioPlayer {
  return {
    play: (source) => playIn(() => openApplicationTheatre(context, app, seed), source, context),
    close: async () => {},
  };
}

export async function closeAll(players: readonly Pick<ScenarioPlayer, 'close'>[]): Promise<void> {
  await Promise.all(players.map(({ close }) => close()));
}
