import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  apply,
  succeeded,
  type Transfer,
  type TransferResult,
} from '../../src/ledger/index.ts';
import { MAX_MINOR_UNITS } from '../../src/money/index.ts';
import { pending, post, posted, voidIt } from '../ledger/postings.ts';
import {
  expectBalanced,
  expectFold,
  expectNumbered,
  expectResolvedOnce,
  expectWithinLimits,
  fold,
  isSound,
} from './ledger-invariants.ts';
import { LedgerModel } from './ledger-model.ts';
import { type Step, sensibleTransfer, trace } from './ledger-trace.ts';
import { parameters } from './parameters.ts';

/** Lives the trace, and looks after every step. */
function holds(
  look: (model: LedgerModel, step: Step, results: readonly TransferResult[]) => void,
  runs = 300,
): void {
  fc.assert(
    fc.property(trace, (steps) => {
      const model = new LedgerModel();
      for (const step of steps) look(model, step, model.take(step));
    }),
    parameters(runs),
  );
}

describe('the ledger', () => {
  it('1, 2: debits equal credits in each ledger, posted and pending', () => {
    holds(({ accounts }) => expectBalanced(accounts));
  });

  it('3: no account passes its limit, reservations included, nor 2^63 - 1', () => {
    holds(({ accounts }) => expectWithinLimits(accounts));
  });

  it('4: stored balances are the fold of the rows, and 9: open reservations make up the pending columns', () => {
    holds(({ accounts, rows, endMicros }) => expectFold(accounts, rows, endMicros));
  });

  it('5: rows are numbered without gaps, at strictly increasing times', () => {
    holds(({ rows }) => expectNumbered(rows));
  });

  it('6: a chain is written wholly and in order, or leaves no trace', () => {
    const lengths = new WeakMap<LedgerModel, number>();
    holds((model, { transfers }, results) => {
      const written = model.rows.slice(lengths.get(model) ?? 0).map(({ id }) => id);
      lengths.set(model, model.rows.length);
      const isNew = results.every((result) => result === 'created');
      expect(written).toEqual(isNew ? transfers.map(({ id }) => id) : []);
      if (!isNew) expect(results).not.toContain('created');
    });
  });

  it('6, 8: a refused chain changes nothing', () => {
    fc.assert(
      fc.property(trace, (steps) => {
        const model = new LedgerModel();
        for (const step of steps) {
          model.take({ now: step.now, transfers: [] });
          const before = model.snapshot();
          if (!succeeded(model.take(step))) expect(model.snapshot()).toEqual(before);
        }
      }),
      parameters(200),
    );
  });

  it('7: every chain that succeeded exists when it comes again, and has no effect', () => {
    fc.assert(
      fc.property(trace, (steps) => {
        const model = new LedgerModel();
        const succeededSteps = steps.filter((step) => succeeded(model.take(step)));
        model.take({ now: 1000, transfers: [] });
        const before = model.snapshot();
        for (const { transfers } of succeededSteps) {
          expect(model.take({ now: 1000, transfers })).toEqual(transfers.map(() => 'exists'));
        }
        expect(model.snapshot()).toEqual(before);
      }),
      parameters(200),
    );
  });

  it('8: every transfer that stands is refused when it comes again with another body', () => {
    fc.assert(
      fc.property(trace, (steps) => {
        const model = new LedgerModel();
        const standing = steps
          .filter((step) => succeeded(model.take(step)))
          .flatMap((step) => step.transfers);
        model.take({ now: 1000, transfers: [] });
        const before = model.snapshot();
        for (const other of standing.flatMap(otherBodies)) {
          const [result] = model.take({ now: 1000, transfers: [other] });
          expect(result).toMatch(/^exists_with_different_/);
        }
        expect(model.snapshot()).toEqual(before);
      }),
      parameters(200),
    );
  });

  it('9: a pending transfer is resolved at most once, and 10: for no more than it reserved', () => {
    holds(({ rows }) => expectResolvedOnce(rows));
  });

  it('11: one big step of the clock expires what many small ones do', () => {
    fc.assert(
      fc.property(trace, fc.array(fc.nat({ max: 60 })), (steps, ticks) => {
        const [big, small] = [new LedgerModel(steps), new LedgerModel(steps)];
        const start = Math.ceil(big.endMicros / 1000);
        let now = start;
        for (const tick of ticks) {
          now += tick;
          small.take({ now, transfers: [] });
        }
        big.take({ now, transfers: [] });
        small.take({ now, transfers: [] });
        expect(small.snapshot()).toEqual(big.snapshot());
      }),
      parameters(200),
    );
  });

  it('refuses a transfer in good form exactly when the books would not be sound with it', () => {
    fc.assert(
      fc.property(trace, sensibleTransfer, fc.nat({ max: 30 }), (steps, transfer, laterMs) => {
        const model = new LedgerModel(steps);
        const now = Math.ceil(model.endMicros / 1000) + laterMs;
        expect(model.take({ now, transfers: [transfer] })).toEqual(
          wouldBeSound(new LedgerModel(steps), transfer, now)
            ? ['created']
            : [expect.not.stringMatching(/^created$/)],
        );
      }),
      parameters(500),
    );
  });

  it('draws every line where the books would no longer be sound, and not one unit or one millisecond beside it', () => {
    fc.assert(
      fc.property(trace, (steps) => {
        const model = new LedgerModel(steps);
        for (const { transfer, now } of [...movementsAtTheLine(model), ...resolutionsAtTheLine(model)]) {
          const { results } = apply(model.books, [{ transfers: [transfer] }], now);
          expect([transfer, results.flat().every((result) => result === 'created')]).toEqual([
            transfer,
            wouldBeSound(model, transfer, now),
          ]);
        }
      }),
      parameters(60),
    );
  });

  it('does a batch as it does its postings one by one', () => {
    fc.assert(
      fc.property(trace, (steps) => {
        const single = new LedgerModel();
        const now = 100;
        const results = steps.map(({ transfers }) => single.take({ now, transfers }));
        const books = new LedgerModel().books;
        const applied = apply(
          books,
          steps.map(({ transfers }) => ({ transfers })),
          now,
        );
        expect(applied.results).toEqual(results);
        expect(applied.rows).toEqual(single.rows);
      }),
      parameters(100),
    );
  });
});

/** The same id with something else changed: never the same transfer. */
function otherBodies(transfer: Transfer): Transfer[] {
  const bodies: Transfer[] = [
    { ...transfer, code: 'fee' },
    { ...transfer, order: 'another' },
  ];
  if (transfer.kind === 'posted' || transfer.kind === 'pending') {
    bodies.push({ ...transfer, amount: transfer.amount === 1n ? 2n : transfer.amount - 1n });
    bodies.push({ ...transfer, debit: 'somebody' }, { ...transfer, credit: 'somebody' });
    bodies.push({ ...transfer, ledger: 'JPY' });
  } else {
    bodies.push({ ...transfer, pending: 'another' });
  }
  if (transfer.kind === 'posted') bodies.push({ ...transfer, kind: 'pending' });
  if (transfer.kind === 'pending') bodies.push({ ...transfer, timeoutMs: (transfer.timeoutMs ?? 0) + 1 });
  return bodies;
}

interface AtTheLine {
  readonly transfer: Transfer;
  readonly now: number;
}

/** The most that each two accounts can move, and one more. */
function movementsAtTheLine({ accounts, endMicros }: LedgerModel): AtTheLine[] {
  const now = Math.ceil(endMicros / 1000);
  const inYuan = accounts.filter(({ ledger }) => ledger === 'CNY');
  const pairs = inYuan.flatMap((debit) => inYuan.map((credit) => ({ debit, credit })));
  return pairs.flatMap(({ debit, credit }) =>
    [1n, roomFor(debit, credit), roomFor(debit, credit) + 1n]
      .filter((amount) => debit !== credit && amount > 0n && amount <= MAX_MINOR_UNITS)
      .flatMap((amount) => [
        { now, transfer: posted('candidate', debit.id, credit.id, amount) },
        { now, transfer: pending('candidate', debit.id, credit.id, amount) },
      ]),
  );
}

function roomFor(debit: Account, credit: Account): bigint {
  const debits = debit.debitsPending + debit.debitsPosted;
  const credits = credit.creditsPending + credit.creditsPosted;
  const rooms = [MAX_MINOR_UNITS - debits, MAX_MINOR_UNITS - credits];
  if (debit.limit === 'debits_must_not_exceed_credits') rooms.push(debit.creditsPosted - debits);
  if (credit.limit === 'credits_must_not_exceed_debits') rooms.push(credit.debitsPosted - credits);
  return rooms.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
}

/** The whole of each reservation, and one more, just before its time is over and just after. */
function resolutionsAtTheLine({ rows, endMicros }: LedgerModel): AtTheLine[] {
  return rows
    .filter(({ kind }) => kind === 'pending')
    .flatMap(({ id, amount, atMicros, timeoutMs = 0 }) => {
      const expiryMs = Math.floor(atMicros / 1000) + timeoutMs;
      const moments = [-1, 0, 1].map((ms) => Math.max(expiryMs + ms, Math.ceil(endMicros / 1000)));
      return moments.flatMap((now) => [
        { now, transfer: post('candidate', id, { amount }) },
        { now, transfer: post('candidate', id, { amount: amount + 1n }) },
        { now, transfer: voidIt('candidate', id) },
      ]);
    })
    .filter(({ transfer }) => !('amount' in transfer) || (transfer.amount ?? 1n) <= MAX_MINOR_UNITS);
}

/** The moment that the next row would have: now, or just after the last row or expiry, since each has its own. */
function nextMoment({ rows, books }: LedgerModel, now: number): number {
  const resolved = new Set(rows.map(({ pending: id }) => id));
  const expiries = rows.flatMap(({ id, kind, atMicros, timeoutMs }) =>
    kind === 'pending' && timeoutMs !== undefined && !resolved.has(id) ? atMicros + timeoutMs * 1000 : [],
  );
  let moment = Math.max(now * 1000, books.lastMicros + 1);
  for (const expiry of expiries.toSorted((a, b) => a - b)) {
    if (expiry === moment) moment += 1;
  }
  return moment;
}

/** By the definition: add the row that it would become, fold again, and look. */
function wouldBeSound(model: LedgerModel, transfer: Transfer, now: number): boolean {
  const { rows } = model;
  const atMicros = nextMoment(model, now);
  const next = {
    sequence: rows.length + 1,
    id: transfer.id,
    code: transfer.code,
    kind: transfer.kind,
    atMicros,
  };
  if (transfer.kind === 'posted' || transfer.kind === 'pending') {
    const { debit, credit, ledger, amount } = transfer;
    return isSound(fold([...rows, { ...next, debit, credit, ledger, amount }], atMicros));
  }
  const reserved = rows.find((row) => row.id === transfer.pending);
  if (reserved?.kind !== 'pending') return false;
  if (rows.some((row) => row.pending === reserved.id)) return false;
  if (reserved.timeoutMs !== undefined && reserved.atMicros + reserved.timeoutMs * 1000 <= atMicros)
    return false;
  return transfer.kind === 'void_pending' || (transfer.amount ?? 1n) <= reserved.amount;
}
