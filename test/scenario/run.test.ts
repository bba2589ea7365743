import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  INVARIANTS,
  ownTheatre,
  Player,
  platformTarget,
  problemsOf,
  type Run,
  runScenario,
  type Step,
  type Target,
} from '../../src/scenario/index.ts';
import type { World } from '../../src/world.ts';
import { openTestWorld, START } from '../world.ts';
import { ownVocabulary } from './schema-file.ts';

const SALE: readonly Step[] = [
  { sell: { title: 'A bag', amount: '100.00', commission: '8%', hold: 'P7D' } },
  { start_payment: { channel: 'alipay', method: 'qr' } },
  { buyer_pays: {} },
];

let world: World;
beforeEach(async () => {
  world = await openTestWorld();
});
afterEach(() => world.close());

function play(...steps: readonly Step[]): Promise<Run> {
  const scenario = { title: 'A bag is sold', catches: 'Nothing', steps };
  return runScenario(scenario, ownTheatre(world.origin, world.transport));
}

describe('a scenario', () => {
  it('fails at the first expectation that breaks, and plays no further', async () => {
    const run = await play(...SALE, { expect: { order: 'shipped', held: '100.00' } }, { order: 'ship' });
    expect(run.failure).toEqual({
      kind: 'expectation',
      step: 3,
      message: 'the order: expected shipped, found held',
    });
    expect(run.steps).toHaveLength(4);
  });

  it('fails where a step is refused, in the words of the platform', async () => {
    const { failure } = await play(...SALE, { order: 'accept' });
    expect(failure).toMatchObject({ kind: 'refusal', step: 3 });
    expect(failure?.message).toContain('not_allowed_in_this_state (409)');
  });

  it('goes on where a step is refused as it should be', async () => {
    const { failure } = await play(...SALE, { order: 'accept', refused: 'not_allowed_in_this_state' });
    expect(failure).toBeUndefined();
  });

  it('fails where a step that should be refused is not', async () => {
    const { failure } = await play(...SALE, { order: 'ship', refused: 'dispute_open' });
    expect(failure?.message).toBe('it should be refused as dispute_open, and was not');
  });

  it('fails where a fault never strikes, at the step that set it, with the nearest method that was called', async () => {
    const { failure } = await play(
      { fault: { name: 'answer_lost_after_effect', method: 'alipay.trade.precreat' } },
      ...SALE,
    );
    expect(failure).toMatchObject({ kind: 'fault_missed', step: 0 });
    expect(failure?.message).toContain('Did you mean "alipay.trade.precreate"?');
  });

  it('can give each step of a sale its own time', async () => {
    const terms = { pay_within: 'PT5M' };
    const { failure } = await play(
      { sell: { title: 'A bag', amount: '100.00', terms } },
      { start_payment: { channel: 'alipay' } },
      { time_passes: 'PT5M' },
      { expect: { order: 'closed' } },
    );
    expect(failure).toBeUndefined();
  });

  it('does not mind a fault that may miss', async () => {
    const { failure } = await play(...SALE, { fault: { name: 'notification_lost', may_miss: true } });
    expect(failure).toBeUndefined();
  });

  it('says so when a step speaks of what is not there', async () => {
    const { failure } = await play({ refund: 'all' });
    expect(failure).toMatchObject({ kind: 'error', message: 'nothing has been sold yet' });
  });

  it('tells two sales of two sellers apart', async () => {
    const run = await play(
      { sell: { as: 'bag', seller: 'Lin', title: 'A bag', amount: '100.00' } },
      { sell: { as: 'coat', seller: 'Wei', title: 'A coat', amount: '50.00' } },
      { start_payment: { channel: 'alipay' }, of: 'bag' },
      { buyer_pays: {}, of: 'bag' },
      {
        expect: { order: 'held', accounts: { 'escrow:<bag>': '100.00', 'escrow:<coat>': '0.00' } },
        of: 'bag',
      },
      { expect: { order: 'created' } },
    );
    expect(run.failure).toBeUndefined();
    expect(run.steps[3]?.money[0]).toBe('bag held, coat created');
  });
});

describe('what went over the wire', () => {
  const tampered: Step = { fault: { name: 'notification_tampered' } };

  it('counts the notifications that were refused', async () => {
    const told = { sent: 1, answered: 1 };
    const run = await play(tampered, ...SALE, { expect: { notifications: { ...told, refused: 1 } } });
    expect(run.failure).toBeUndefined();
    const { failure } = await play(...SALE, { expect: { notifications: { ...told, refused: 1 } } });
    expect(failure?.message).toBe('notifications: expected 1 sent, 1 answered, found 2 sent, 2 answered');
  });

  it('counts the calls that were answered in certain words', async () => {
    const limited: Step = { fault: { name: 'too_many_requests', method: 'alipay.trade.refund' } };
    const calls = { times: 1, saying: 'call-limited' };
    const run = await play(...SALE, limited, { refund: '10.00' }, { expect: { calls } });
    expect(run.failure).toBeUndefined();
    expect(run.steps.at(-1)?.checks).toEqual([
      { says: 'calls that were answered call-limited: 1', holds: true },
    ]);
  });
});

describe('steps at once', () => {
  it('are each what they are alone, and all told', async () => {
    const run = await play(
      ...SALE,
      { together: [{ order: 'ship' }, { order: 'accept', refused: 'not_allowed_in_this_state' }] },
      { expect: { order: 'shipped' } },
    );
    expect(run.failure).toBeUndefined();
    expect(run.steps[3]?.sentence).toMatch(/^The goods are shipped — and at once: The buyer keeps/);
  });

  it('fail where one of them does', async () => {
    const { failure } = await play(...SALE, { together: [{ order: 'ship' }, { order: 'accept' }] });
    expect(failure).toMatchObject({ kind: 'refusal', step: 3 });
  });
});

describe('a step', () => {
  it('is plain data, and can be played as it is drawn', async () => {
    const player = await Player.begin(ownTheatre(world.origin, world.transport));
    const reports = [];
    for (const step of SALE) reports.push(await player.play(step));
    expect(reports.map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
    expect(await player.missedFault()).toBeUndefined();
  });

  it('can be checked without a file', async () => {
    const context = { vocabulary: await ownVocabulary(), start: START };
    const scenario = { title: 'A bag is sold', catches: 'Nothing', steps: [...SALE, { order: 'shipp' }] };
    expect(problemsOf(scenario, context)).toMatchObject([{ path: ['steps', 3, 'order'] }]);
  });
});

describe('an invariant', () => {
  type Fields = Readonly<Record<string, unknown>>;

  /** Our own platform, but for what it says of its accounts or of orders. */
  function lyingTarget(about: 'read_accounts' | 'read_order', lie: (fields: Fields) => object): Target {
    const honest = platformTarget(world.origin, world.transport);
    return {
      async ask(call, asked) {
        const answer = await honest.ask(call, asked);
        if (call !== about || !answer.ok) return answer;
        const value = answer.value as Fields;
        if (about === 'read_order') return { ok: true, value: { ...value, ...lie(value) } };
        const accounts = (value.accounts as Fields[]).map((account) => ({ ...account, ...lie(account) }));
        return { ok: true, value: { accounts } };
      },
    };
  }

  const yuan = (value: number) => ({ currency: 'CNY', value });
  const inEscrow =
    (lie: object) =>
    ({ escrow }: Fields) => ({ escrow: { ...(escrow as Fields), ...lie } });

  it.each<[string, 'read_accounts' | 'read_order', (fields: Fields) => object]>([
    ['books_balance', 'read_accounts', () => ({ debits_posted: 1 })],
    ['no_overdraft', 'read_accounts', ({ limit }) => (limit === null ? {} : { debits_pending: 10_001 })],
    ['assets_equal_claims', 'read_accounts', () => ({ code: 'slush' })],
    ['order_adds_up', 'read_accounts', ({ id }) => ({ id: `${id}-elsewhere` })],
    ['order_adds_up', 'read_order', () => ({ allocations: [{ payee: 'me', amount: yuan(10_001) }] })],
    ['closed_is_empty', 'read_order', () => ({ state: 'closed' })],
    ['provider_agrees', 'read_order', inEscrow({ captured: yuan(1) })],
    ['provider_agrees', 'read_order', inEscrow({ refunded: yuan(1) })],
    ['clearing_agrees', 'read_accounts', ({ balance }) => ({ balance: Number(balance) * 2 })],
  ])(
    'is checked after every step, and named when it breaks: %s, by a lie to %s',
    async (name, about, lie) => {
      const theatre = ownTheatre(world.origin, world.transport);
      const scenario = { title: 'A bag is sold', catches: 'Nothing', steps: SALE };
      const invariants = INVARIANTS.filter((invariant) => invariant.name === name);
      const { failure } = await runScenario(scenario, {
        ...theatre,
        target: lyingTarget(about, lie),
        invariants,
      });
      expect(failure).toMatchObject({ kind: 'invariant' });
      expect(failure?.message).toMatch(new RegExp(`^${name}: `));
    },
  );
});
