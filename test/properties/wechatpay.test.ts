import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EcommerceCommand, openEcommerceRace } from './ecommerce-race.ts';
import { parameters } from './parameters.ts';
import { type Command, openRace } from './wechatpay-race.ts';
import type { Race } from './wechatpay-world.ts';

const fen = fc.integer({ min: 1, max: 12_000 });
const less = fc.integer({ min: 1, max: 2_000 });
const number = fc.nat({ max: 1 });
/** Seldom: it ends the sharing. */
const seldom = fc.nat({ max: 7 }).map((draw) => draw === 7);
const ms = fc.constantFrom(1000, 60_000, 3_600_000, 86_400_000, 31 * 86_400_000);

const one = <K extends string, R extends object>(
  weight: number,
  kind: K,
  rest: { readonly [P in keyof R]: fc.Arbitrary<R[P]> },
) => ({ weight, arbitrary: fc.record(rest).map((drawn) => ({ kind, ...drawn }) as { kind: K } & R) });

/** Everything that merchant, buyer and time can do to one order, in any order and more than once. */
const command: fc.Arbitrary<Command> = fc.oneof(
  one(3, 'pay', {}),
  one(1, 'close', {}),
  one(3, 'refund', { fen }),
  one(4, 'share', { receiver: fc.nat({ max: 2 }), fen: less, unfreezes: seldom }),
  one(1, 'unfreeze', {}),
  one(3, 'return', { sharing: number, fen: less }),
  one(4, 'wait', { ms }),
  one(2, 'again', {}),
);

/** And to a combined one of two sub-merchants of a platform. */
const ecommerceCommand: fc.Arbitrary<EcommerceCommand> = fc.oneof(
  one(2, 'pay', {}),
  one(1, 'close', {}),
  one(4, 'refund', { part: number, fen, advanced: fc.boolean() }),
  one(3, 'payBack', { refund: number }),
  one(4, 'share', { part: number, fen: less, finishes: seldom }),
  one(2, 'finish', { part: number }),
  one(3, 'return', { sharing: number, fen: less }),
  one(2, 'subsidize', { part: number, fen: less }),
  one(2, 'takeSubsidy', { part: number, fen: less }),
  one(1, 'cancelSubsidy', { part: number }),
  one(3, 'withdraw', { part: number, fen }),
  one(4, 'wait', { ms }),
  one(2, 'again', {}),
);

/** Most races begin where they become interesting: paid, old enough, and shared. */
function races<C>(any: fc.Arbitrary<C>, begin: readonly C[]): fc.Arbitrary<readonly C[]> {
  const anything = fc.array(any, { minLength: 1, maxLength: 25 });
  return fc.oneof(
    { weight: 1, arbitrary: anything },
    { weight: 4, arbitrary: anything.map((commands) => [...begin, ...commands]) },
  );
}

describe('pay, close, refund, share, unfreeze and return, racing on one order of WeChat Pay', () => {
  const begin: readonly Command[] = [
    { kind: 'pay' },
    { kind: 'wait', ms: 60_000 },
    { kind: 'share', receiver: 0, fen: 1000, unfreezes: false },
    { kind: 'share', receiver: 0, fen: 1500, unfreezes: false },
    { kind: 'wait', ms: 1000 },
  ];
  describeRaces(openRace, races(command, begin));
});

describe('advances, subsidies and withdrawals too, racing on a combined order of 收付通', () => {
  const begin: readonly EcommerceCommand[] = [
    { kind: 'pay' },
    { kind: 'wait', ms: 60_000 },
    { kind: 'share', part: 0, fen: 1000, finishes: false },
    { kind: 'share', part: 1, fen: 1500, finishes: true },
    { kind: 'subsidize', part: 0, fen: 1000 },
    { kind: 'refund', part: 1, fen: 500, advanced: true },
    { kind: 'wait', ms: 1000 },
  ];
  describeRaces(openEcommerceRace, races(ecommerceCommand, begin));
});

function describeRaces<C>(open: () => Promise<Race<C>>, drawn: fc.Arbitrary<readonly C[]>): void {
  const inRaces = (runs: number, body: (race: Race<C>, commands: readonly C[]) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(drawn, async (commands) => {
        const race = await open();
        try {
          await body(race, commands);
        } finally {
          await race.close();
        }
      }),
      parameters(runs),
    );

  it('never make or lose money, and never go beyond a cap', async () => {
    const check = (race: Race<C>) => {
      const balances = race.balances();
      expect([...balances.values()].reduce((a, b) => a + b, 0n)).toBe(0n);
      for (const [account, fen] of balances) {
        if (account !== 'buyer') expect(fen, account).toBeGreaterThanOrEqual(0n);
      }
      expect(race.beyondCaps()).toEqual([]);
    };
    await inRaces(30, async (race, commands) => {
      for (const command of commands) {
        await race.do(command);
        check(race);
      }
      await race.settle();
      check(race);
    });
  });

  it('end with the money where the answers said', async () => {
    await inRaces(30, async (race, commands) => {
      for (const command of commands) await race.do(command);
      await race.settle();
      expect(race.balances()).toEqual(race.expectedBalances());
    });
  });

  it('change nothing where they are refused, or were done before', async () => {
    await inRaces(15, async (race, commands) => {
      for (const command of commands) {
        const before = race.dump();
        const done = await race.do(command);
        if (done === 'refused' || done === 'repeated') expect(race.dump()).toBe(before);
      }
    });
  });
}
