import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type AccountCode,
  type AccountLimit,
  creditBalance,
  openMemoryStore,
  type Store,
} from '../../src/ledger/index.ts';
import { money } from '../../src/money/index.ts';
import {
  type Context,
  openSeller,
  payoutTimers,
  requestPayout,
  scheduleTimers,
} from '../../src/platform/index.ts';
import { TestBank } from '../bank.ts';
import { DAY_MS, HOUR_MS, START } from '../escrow/sale.ts';
import { parameters } from './parameters.ts';

type Step =
  | { readonly do: 'earn' | 'owe' | 'freeze'; readonly amount: bigint }
  /** All that can be paid, when undefined. */
  | { readonly do: 'pay'; readonly amount: bigint | undefined }
  | { readonly do: 'bank'; readonly mood: TestBank['mood'] }
  | { readonly do: 'wait'; readonly ms: number };

const amount = fc.bigInt({ min: 1n, max: 1_000n });

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('earn' as const), amount }) },
    fc.record({ do: fc.constantFrom('owe' as const, 'freeze' as const), amount }),
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('pay' as const),
        amount: fc.option(amount, { nil: undefined }),
      }),
    },
    fc.record({
      do: fc.constant('bank' as const),
      mood: fc.constantFrom<TestBank['mood']>(
        'pays',
        'pays, but the answer is lost',
        'returns',
        'says nothing',
      ),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 2 * DAY_MS }) }),
  ),
  { maxLength: 25 },
);

/** A seller who is paid daily, and what is known of their money without looking into the ledger. */
class Till {
  now = START;
  earned = 0n;
  owed = 0n;
  frozen = 0n;
  private moves = 0;
  readonly bank = new TestBank();
  readonly store: Store = openMemoryStore();
  seller = '';
  readonly context: Context = {
    store: this.store,
    access: this.store,
    bank: this.bank,
    channels: new Map(),
    now: () => this.now,
    newId: (prefix) => `${prefix}_1`,
    newSecret: () => '',
    wireTime: () => this.now,
    transport: async () => new Response(),
    publicOrigin: 'http://platform.test',
  };

  static async open(): Promise<Till> {
    const till = new Till();
    const opened = await openSeller(
      till.context,
      { name: 'Lin', payEvery: DAY_MS },
      undefined,
      ({ id }) => id,
    );
    if (opened.ok) till.seller = opened.value;
    return till;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'earn':
        this.earned += step.amount;
        return this.move('income', `seller:${this.seller}:available`, step.amount);
      case 'owe':
        this.owed += step.amount;
        return this.move(`receivable:seller:${this.seller}`, 'income', step.amount);
      case 'freeze':
        return this.freeze(step.amount);
      case 'pay': {
        const asked = step.amount === undefined ? undefined : money('CNY', step.amount);
        await requestPayout(
          this.context,
          { kind: 'seller', id: this.seller },
          asked,
          undefined,
          () => undefined,
        );
        return;
      }
      case 'bank':
        this.bank.mood = step.mood;
        return;
      case 'wait':
        this.now += step.ms;
        await this.ring();
        return;
      default:
        step satisfies never;
    }
  }

  async ring(): Promise<void> {
    for (const timers of [payoutTimers(this.context), scheduleTimers(this.context)]) {
      const due = await timers.nextDue();
      if (due !== undefined && due <= this.now) await timers.run(this.now);
    }
  }

  /** As a dispute does: reserved, as far as it is there. */
  private async freeze(amount: bigint): Promise<void> {
    const available = await this.store.account(`seller:${this.seller}:available`);
    const free = available ? creditBalance(available) - available.debitsPending : 0n;
    if (free < amount) return;
    this.frozen += amount;
    await this.move(`seller:${this.seller}:available`, `seller:${this.seller}:reserve`, amount, 'pending');
  }

  private async move(
    debit: string,
    credit: string,
    amount: bigint,
    kind: 'posted' | 'pending' = 'posted',
  ): Promise<void> {
    this.moves += 1;
    const id = `move/${this.moves}`;
    const limits = new Map<string, readonly [AccountCode, AccountLimit]>([
      [`seller:${this.seller}:available`, ['seller_available', 'debits_must_not_exceed_credits']],
      [`seller:${this.seller}:reserve`, ['seller_reserve', 'debits_must_not_exceed_credits']],
      [`receivable:seller:${this.seller}`, ['receivable', 'credits_must_not_exceed_debits']],
    ]);
    await this.store.commit({
      reads: [],
      now: this.now,
      decide: () => ({
        accounts: [debit, credit].map((account) => {
          const [code, limit] = limits.get(account) ?? ['income' as const];
          return { id: account, ledger: 'CNY' as const, code, ...(limit ? { limit } : {}) };
        }),
        transfers: [{ kind, id, code: 'adjustment', debit, credit, ledger: 'CNY', amount }],
        done: undefined,
      }),
    });
  }

  async payouts(): Promise<{ state: string; id: string; value: bigint }[]> {
    const rows = await this.store.transfers({ limit: 1_000 });
    return rows
      .filter(({ kind, code }) => kind === 'pending' && code === 'payout')
      .map(({ id, amount }) => {
        const end = rows.find(({ pending }) => pending === id);
        const state = end === undefined ? 'submitted' : end.kind === 'post_pending' ? 'paid' : 'returned';
        return { id: id.replace('payout/', ''), state, value: amount };
      });
  }
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, each) => total + each, 0n);
}

it('22: pays out no more than was available, and nothing that is frozen, owed or on its way', async () => {
  const property = fc.asyncProperty(steps, async (taken) => {
    const till = await Till.open();
    for (const step of taken) {
      await till.take(step);
      const payouts = await till.payouts();
      const left = sum(payouts.filter(({ state }) => state !== 'returned').map(({ value }) => value));
      const owed = await till.store.account(`receivable:seller:${till.seller}`);
      const repaid = till.owed + (owed ? creditBalance(owed) : 0n);
      const available = await till.store.account(`seller:${till.seller}:available`);
      const free = available ? creditBalance(available) - available.debitsPending : 0n;
      expect(free).toBe(till.earned - till.frozen - repaid - left);
      expect(free >= 0n).toBe(true);
    }
  });
  await fc.assert(property, parameters(300));
});

it('a payout is paid exactly when the bank has paid it, once the bank answers', async () => {
  const property = fc.asyncProperty(steps, async (taken) => {
    const till = await Till.open();
    for (const step of taken) await till.take(step);
    till.bank.mood = 'returns';
    for (let hour = 0; hour < 3; hour += 1) {
      till.now += HOUR_MS;
      await till.ring();
    }
    const payouts = await till.payouts();
    expect(payouts.filter(({ state }) => state === 'submitted')).toEqual([]);
    const paid = payouts.filter(({ state }) => state === 'paid').map(({ id, value }) => [id, value]);
    expect(paid).toEqual([...till.bank.paid].map(([id, { value }]) => [id, value]));
  });
  await fc.assert(property, parameters(300));
});
