import { expect } from 'vitest';
import {
  formatScenario,
  ownTheatre,
  parseScenario,
  type Recorded,
  type Recording,
  type Run,
  recordSession,
  runScenario,
  type Scenario,
  startOf,
  type Theatre,
  type Vocabulary,
} from '../../src/scenario/index.ts';
import type { World } from '../../src/world.ts';
import { clientOf, openTestWorld, START } from '../world.ts';

/** Does something in a world that begins when a scenario does. */
export async function inWorldOf<T>(
  scenario: Pick<Scenario, 'starts'>,
  act: (world: World, theatre: Theatre) => Promise<T>,
): Promise<T> {
  const world = await openTestWorld({ time: { kind: 'virtual', start: startOf(scenario) ?? START } });
  try {
    return await act(world, ownTheatre(world.origin, world.transport));
  } finally {
    await world.close();
  }
}

export function recordWorld(
  { origin, transport: send }: Pick<World, 'origin' | 'transport'>,
  vocabulary: Vocabulary,
): Promise<Recorded> {
  return recordSession({ origin, send, vocabulary, start: START });
}

/** What of the money cannot depend on ids: what each kind of account has. */
export async function moneyIn(world: World): Promise<readonly string[]> {
  const { accounts } = (await clientOf(world).get('/v1/ledger/accounts')).body;
  return accounts
    .filter(({ balance }: { balance: number }) => balance !== 0)
    .map(({ code, balance }: { code: string; balance: number }) => `${code} ${balance}`)
    .sort();
}

/** As it would be read from its file. */
function reread({ scenario, notes }: Recording, vocabulary: Vocabulary): Scenario {
  const text = formatScenario(scenario, notes);
  const parsed = parseScenario(text, 'recording.yaml', { vocabulary, start: START });
  if (!parsed.ok) expect.fail(`${JSON.stringify(parsed.flaws)}\n${text}`);
  return parsed.value.scenario;
}

/** Plays what was recorded, and holds it to where the session ended. */
export async function expectSameEnd(
  recorded: Recorded,
  money: readonly string[],
  vocabulary: Vocabulary,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const recording of recorded.recordings) {
    await inWorldOf(recording.scenario, async (world, theatre) => {
      const run = await runScenario(reread(recording, vocabulary), theatre);
      expect(run.failure, formatScenario(recording.scenario, recording.notes)).toBeUndefined();
      expect(await moneyIn(world)).toEqual(money);
      runs.push(run);
    });
  }
  return runs;
}
