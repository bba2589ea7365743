import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { ScenarioFile, Told } from '../scenario/index.ts';
import { openApplicationTheatre } from './application-theatre.ts';
import type { MappingFile } from './mapping-file.ts';
import { type Assignment, playIn, playOne } from './play.ts';
import type { ScenarioContext } from './scenario-context.ts';

/** Plays one scenario after the other. */
export interface Player {
  readonly play: (source: ScenarioFile) => Promise<Told>;
  readonly close: () => Promise<unknown>;
}

/** A thread loads the program anew, which takes as long as playing so many. */
const FILES_PER_THREAD = 10;

/** This thread, and one more for each core that is free, where there is enough to play. */
export function openPlayers(files: number, seed: number, context: ScenarioContext): readonly Player[] {
  const here: Player = { play: (source) => playOne(source, seed, context), close: async () => {} };
  const others = Math.min(availableParallelism() - 1, Math.floor(files / FILES_PER_THREAD));
  return [here, ...Array.from({ length: others }, () => threadPlayer(context.openThread(), seed))];
}

function threadPlayer(thread: Worker, seed: number): Player {
  return {
    play: async (source) => {
      thread.postMessage({ source, seed } satisfies Assignment);
      // It rejects when the thread fails.
      const [told] = await once(thread, 'message');
      return told;
    },
    close: () => thread.terminate(),
  };
}

/** Against an application there is one: it may live at an address of its own. */
export function applicationPlayer(app: MappingFile, seed: number, context: ScenarioContext): Player {
  return {
    play: (source) => playIn(() => openApplicationTheatre(context, app, seed), source, context),
    close: async () => {},
  };
}

/**
 * Whoever is free plays the next.
 *
 * @param onTold hears of each in the order of the files, whichever is over first
 * @returns in the order of the files
 */
export async function playWith(
  players: readonly Player[],
  files: readonly ScenarioFile[],
  onTold: (told: Told, i: number) => void,
): Promise<readonly Told[]> {
  const waiting = files.entries();
  const over = new Map<number, Told>();
  const inOrder: Told[] = [];
  const playOn = async ({ play }: Player) => {
    for (const [i, source] of waiting) {
      over.set(i, await play(source));
      for (let next = over.get(inOrder.length); next; next = over.get(inOrder.length)) {
        inOrder.push(next);
        onTold(next, inOrder.length - 1);
      }
    }
  };
  await Promise.all(players.map(playOn));
  return inOrder;
}
