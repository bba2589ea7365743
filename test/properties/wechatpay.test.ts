import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameters } from './parameters.ts';
import { type Command, openRace, type Race } from './wechatpay-race.ts';

const fen = fc.integer({ min: 1, max: 12_000 });

/** Everything that merchant, buyer and time can do to one order, in any order and more than once. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Command>({ kind: 'pay' }) },
  { weight: 1, arbitrary: fc.constant<Command>({ kind: 'close' }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refund' as const), fen }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('share' as const),
      receiver: fc.nat({ max: 2 }),
      fen: fc.integer({ min: 1, max: 2_000 }),
      // Seldom: it ends the sharing.
      unfreezes: fc.nat({ max: 7 }).map((draw) => draw === 7),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Command>({ kind: 'unfreeze' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('return' as const),
      sharing: fc.nat({ max: 1 }),
      fen: fc.integer({ min: 1, max: 1_000 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1000, 60_000, 3_600_000, 86_400_000, 31 * 86_400_000),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Command>({ kind: 'again' }) },
);

async function play(commands: readonly Command[], check: (race: Race) => void): Promise<void> {
  const race = await openRace();
  try {
    for (const one of commands) {
      await race.do(one);
      check(race);
    }
    await race.settle();
    check(race);
  } finally {
    await race.close();
  }
}

const anything = fc.array(command, { minLength: 1, maxLength: 25 });

/** Most races begin where they become interesting: paid, old enough, and shared. */
const races = fc.oneof(
  { weight: 1, arbitrary: anything },
  {
    weight: 4,
    arbitrary: anything.map((commands): Command[] => [
      { kind: 'pay' },
      { kind: 'wait', ms: 60_000 },
      { kind: 'share', receiver: 0, fen: 1000, unfreezes: false },
      { kind: 'share', receiver: 0, fen: 1500, unfreezes: false },
      { kind: 'wait', ms: 1000 },
      ...commands,
    ]),
  },
);

describe('pay, close, refund, share, unfreeze and return, racing on one order of WeChat Pay', () => {
  it('never make or lose money', async () => {
    await fc.assert(
      fc.asyncProperty(races, (commands) =>
        play(commands, (race) => {
          const balances = race.balances();
          expect([...balances.values()].reduce((a, b) => a + b, 0n)).toBe(0n);
          for (const [account, fen] of balances) {
            if (account !== 'buyer') expect(fen, account).toBeGreaterThanOrEqual(0n);
          }
        }),
      ),
      parameters(30),
    );
  });

  it('never go beyond a cap', async () => {
    await fc.assert(
      fc.asyncProperty(races, (commands) =>
        play(commands, ({ model }) => {
          expect(model.refundedFen).toBeLessThanOrEqual(model.paidFen);
          expect(model.promisedFen).toBeLessThanOrEqual(model.mostShareableFen);
          for (const [no, returned] of model.returnedFen) {
            expect(returned).toBeLessThanOrEqual(model.sharedFen.get(no) ?? 0n);
          }
        }),
      ),
      parameters(30),
    );
  });

  it('end with the money where the answers said', async () => {
    await fc.assert(
      fc.asyncProperty(races, async (commands) => {
        const race = await openRace();
        try {
          for (const one of commands) await race.do(one);
          await race.settle();
          expect(race.balances()).toEqual(race.model.expectedBalances());
        } finally {
          await race.close();
        }
      }),
      parameters(30),
    );
  });

  it('change nothing where they are refused, or were done before', async () => {
    await fc.assert(
      fc.asyncProperty(races, async (commands) => {
        const race = await openRace();
        try {
          for (const one of commands) {
            const before = race.dump();
            const done = await race.do(one);
            if (done === 'refused' || done === 'repeated') expect(race.dump()).toBe(before);
          }
        } finally {
          await race.close();
        }
      }),
      parameters(15),
    );
  });
});
