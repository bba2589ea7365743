import fc from 'fast-check';
import type { AccountSpec, Chain, Transfer } from '../../src/ledger/index.ts';
import { MAX_MINOR_UNITS } from '../../src/money/index.ts';
import { ACCOUNTS, pending, post, posted, voidIt } from '../ledger/postings.ts';

/** One thing that happens to the books: a chain is handed in at a moment of the clock. */
export interface Step {
  readonly now: number;
  readonly transfers: Chain;
}

export const SPECS: readonly AccountSpec[] = [...ACCOUNTS, { id: 'usd2', ledger: 'USD', code: 'clearing' }];

/** Ids that a careless store would mangle, fold together or take for something else. */
const ODD_IDS = [
  '',
  '__proto__',
  'toString',
  "';--",
  'a\0b',
  '\ud800',
  'é',
  'é',
  'T0',
  '💴',
  ' t0',
  'x'.repeat(999),
];

const anyId = fc.oneof(
  { weight: 12, arbitrary: fc.nat({ max: 60 }).map((n) => `t${n}`) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_IDS) },
);
const pendingId = fc.nat({ max: 9 }).map((n) => `p${n}`);

const EDGES = [1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 62n, MAX_MINOR_UNITS];
const validAmount = fc.oneof(
  { weight: 8, arbitrary: fc.bigInt({ min: 1n, max: 20n }) },
  { weight: 1, arbitrary: fc.constantFrom(...EDGES) },
);
const anyAmount = fc.oneof(
  { weight: 20, arbitrary: validAmount },
  { weight: 1, arbitrary: fc.constantFrom(0n, -1n, MAX_MINOR_UNITS + 1n) },
);

/** The limited accounts are hot: most movements touch one of them. */
const validSides = fc.constantFrom(
  ...(
    [
      ['bank', 'wallet', 'CNY'],
      ['bank', 'wallet', 'CNY'],
      ['wallet', 'till', 'CNY'],
      ['wallet', 'till', 'CNY'],
      ['debt', 'till', 'CNY'],
      ['debt', 'bank', 'CNY'],
      ['till', 'debt', 'CNY'],
      ['wallet', 'debt', 'CNY'],
      ['usd', 'usd2', 'USD'],
    ] as const
  ).map(([debit, credit, ledger]) => ({ debit, credit, ledger })),
);
const anySides = fc.oneof(
  { weight: 15, arbitrary: validSides },
  {
    weight: 1,
    arbitrary: fc.record({
      debit: fc.constantFrom('bank', 'usd', 'nowhere'),
      credit: fc.constantFrom('till', 'bank', 'nowhere'),
      ledger: fc.constantFrom('CNY' as const, 'USD' as const),
    }),
  },
);

const timeoutMs = fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined });

const code = fc.constantFrom<Transfer['code'][]>('adjustment', 'payment', 'payout');
const order = fc.option(fc.constantFrom('ord_1', 'ord_2'), { nil: undefined });

function transferOf(
  id: fc.Arbitrary<string>,
  amount: fc.Arbitrary<bigint>,
  sides: typeof anySides | typeof validSides,
): fc.Arbitrary<Transfer> {
  const bare: fc.Arbitrary<Transfer> = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(id, amount, sides).map(([name, n, side]) => posted(name, side.debit, side.credit, n, { ledger: side.ledger })) }, // biome-ignore format: a table
    { weight: 3, arbitrary: fc.tuple(pendingId, amount, sides, timeoutMs).map(([name, n, side, ms]) => pending(name, side.debit, side.credit, n, { ledger: side.ledger, ...(ms === undefined ? {} : { timeoutMs: ms }) })) }, // biome-ignore format: a table
    { weight: 2, arbitrary: fc.tuple(id, pendingId, fc.option(amount, { nil: undefined })).map(([name, of, n]) => post(name, of, n === undefined ? {} : { amount: n })) }, // biome-ignore format: a table
    { weight: 1, arbitrary: fc.tuple(id, pendingId).map(([name, of]) => voidIt(name, of)) }, // biome-ignore format: a table
  );
  return fc.tuple(bare, code, order).map(([transfer, meaning, whose]) => ({
    ...transfer,
    code: meaning,
    ...(whose === undefined ? {} : { order: whose }),
  }));
}

const anyTransfer = transferOf(anyId, anyAmount, anySides);
const anyChain = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(anyTransfer) },
  { weight: 2, arbitrary: fc.array(anyTransfer, { minLength: 2, maxLength: 4 }) },
);

/**
 * A new chain, or an earlier one again as it was or with more at its end, some time later (or a little before:
 * clocks are set back).
 */
const move = fc.record({
  byMs: fc.oneof(fc.constant(0), fc.integer({ min: -2, max: 12 })),
  again: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat() }),
  isLonger: fc.boolean(),
  transfers: anyChain,
});

/** Money to begin with, so that the limited accounts have something to lose. */
const FUNDING: Step = {
  now: 100,
  transfers: [posted('funding/wallet', 'bank', 'wallet', 50n), posted('funding/debt', 'debt', 'bank', 50n)],
};

/** A random life of the books: collisions of ids, chains that fail in the middle, reservations that expire. */
export const trace: fc.Arbitrary<Step[]> = fc.array(move, { maxLength: 40, size: 'max' }).map((moves) => {
  const steps = [FUNDING];
  const proposed: string[] = [];
  for (const { byMs, again, isLonger, transfers } of moves) {
    proposed.push(...transfers.filter(({ kind }) => kind === 'pending').map(({ id }) => id));
    const repeated = again === undefined ? undefined : steps[again % steps.length];
    const aimed = transfers.map((transfer) => aimAt(proposed, transfer));
    const chain = repeated === undefined ? aimed : [...repeated.transfers, ...(isLonger ? aimed : [])];
    steps.push({ now: (steps.at(-1)?.now ?? 0) + byMs, transfers: chain });
  }
  return steps;
});

/** Lets a resolution mean a pending transfer that somebody asked for, most of the time. */
function aimAt(proposed: readonly string[], transfer: Transfer): Transfer {
  if (!('pending' in transfer)) return transfer;
  const index = Number(transfer.pending.slice(1));
  return { ...transfer, pending: proposed.at(-1 - index) ?? transfer.pending };
}

/** One transfer whose form, accounts and ledger are in order, so that only its sense can be refused. */
export const sensibleTransfer: fc.Arbitrary<Transfer> = transferOf(
  fc.constant('candidate'),
  validAmount,
  validSides,
).map((transfer) => ({ ...transfer, id: 'candidate' }));
