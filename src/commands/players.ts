import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
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

/** A process loads the program anew, which takes as long as playing so many. */
const PLAYS_PER_PROCESS = 10;

/**
 * This process, and one more for each core that is free, where there is enough to play. Threads would share the
 * pool in which Node signs, and wait for each other at SQLite and the allocator.
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
  const others = Math.min(availableParallelism() - 1, Math.floor(plays / PLAYS_PER_PROCESS));
  return [here, ...Array.from({ length: others }, () => processPlayer(context.openProcess(), seed))];
}

function processPlayer(child: ChildProcess, seed: number): Player {
  const exit = once(child, 'exit');
  const failed = exit.then(([code, signal]): never => {
    throw new Error(`a process that plays has ended by itself: ${signal ?? `code ${code}`}`);
  });
  // Who waits for an answer hears of it.
  failed.catch(() => {});
  const ask = async (assignment: Assignment) => {
    // That it cannot be sent is no news: then the process has ended.
    child.send(assignment, () => {});
    const [answer] = await Promise.race([once(child, 'message'), failed]);
    return answer;
  };
  return {
    play: (source) => ask({ source, seed }),
    tell: (story) => ask({ story, seed }),
    close: () => {
      child.kill();
      return exit;
    },
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
