import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explore, type Finding, type Progress } from '../explorer/index.ts';
import { formatScenario } from '../scenario/index.ts';
import { closeAll, openPlayers } from './players.ts';
import type { ExploreOptions, ScenarioContext } from './scenario-context.ts';
import { openTheatre } from './theatre.ts';

const NOTHING_FOUND = 0;
const FOUND = 1;

/** Worlds are the same for every story: what differs is what is drawn. */
const WORLD_SEED = 1;

/** @returns what the program is to exit with */
export async function exploreAndTell(
  { runs, seed, output }: ExploreOptions,
  context: ScenarioContext,
): Promise<number> {
  const { print } = context;
  const bar = new Bar(runs, context);
  const { theatre, close } = await openTheatre(context, WORLD_SEED);
  const vocabulary = await theatre.sandbox.vocabulary();
  await close();
  const players = openPlayers(runs, WORLD_SEED, context);
  const [{ tell }, ...more] = players;
  const others = more.map((player) => player.tell);
  const onProgress = (progress: Progress) => bar.show(progress);
  const exploring = explore({ runs, seed, vocabulary, tell, others, onProgress });
  const { found, coverage, ...told } = await exploring.finally(() => closeAll(players));
  bar.end();
  print(`${told.runs} stories, ${told.steps} steps, ${bar.rate(told.steps)} steps a second; seed ${seed}`);
  print(`\nHow often each fault struck, by where its sale was then:\n${coverage.table()}`);
  if (coverage.missed.length > 0) print(`\nNever struck: ${coverage.missed.join(', ')}`);
  print(found ? write(found, output, seed) : '\nNothing was found.');
  return found ? FOUND : NOTHING_FOUND;
}

/** @returns what to say of it */
function write({ scenario, failure }: Finding, folder: string, seed: number): string {
  const path = join(folder, `found-${seed}.yaml`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, formatScenario(scenario));
  return `
FOUND  ${failure.message}
after ${scenario.steps.length} steps, written to ${path}. To see it again:

  counterfoil replay ${path}`;
}

const WIDTH = 30;

/** How far it has come, on a line of its own that stays in its place; only where somebody watches. */
class Bar {
  readonly #runs: number;
  readonly #now: () => number;
  readonly #startMs: number;
  #shownMs = 0;

  constructor(runs: number, { now }: Pick<ScenarioContext, 'now'>) {
    this.#runs = runs;
    this.#now = now;
    this.#startMs = now();
  }

  rate(steps: number): number {
    return Math.round((steps * 1000) / Math.max(1, this.#now() - this.#startMs));
  }

  show({ runs, steps, isShortening }: Progress): void {
    const nowMs = this.#now();
    if (!process.stderr.isTTY || nowMs - this.#shownMs < 100) return;
    this.#shownMs = nowMs;
    const done = Math.round((WIDTH * runs) / this.#runs);
    const bar = `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)}`;
    const what = isShortening ? 'something was found: making it short' : `${runs} of ${this.#runs} stories`;
    process.stderr.write(`\r${bar}  ${what}, ${this.rate(steps)} steps a second\u001B[K`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  }
}
