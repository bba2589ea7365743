import { fenToYuan } from '../../money/index.ts';
import type { SaleSnapshot } from '../snapshot.ts';
import type { Stage } from '../stage.ts';
import type { Expectation } from '../steps/expectation.ts';
import type { Action } from '../steps/index.ts';
import { sellerSchema, workSchema } from '../views.ts';

/** What the sandbox says now, of every sale and of all the money, as what has to be so at the end. */
export async function expectationsOf(stage: Stage): Promise<Action[]> {
  await stage.moveOn();
  const { accounts = [], sales } = await stage.look();
  const ofSales = sales.map((seen): Action => ({ expect: endOf(seen), of: seen.sale.name }));
  const money = accounts
    .filter(({ balance }) => balance !== 0n)
    .map(({ id, balance }) => [stage.readable(id), fenToYuan(balance)]);
  const ofAll: Expectation = {
    accounts: Object.fromEntries(money),
    sellers: await sellersOf(stage),
    work: await workOf(stage),
  };
  return [...ofSales, { expect: ofAll }];
}

const AMOUNTS = ['held', 'released', 'refunded', 'refunding', 'charged_back'] as const;
const LISTS = ['payments', 'refunds', 'disputes', 'chargebacks', 'advances'] as const;

/** Amounts that are zero say nothing, but for what is held. */
function endOf({ order }: SaleSnapshot): Expectation {
  const { state, escrow } = order;
  const amounts = AMOUNTS.map((name) => [name, escrow?.[name] ?? 0n] as const)
    .filter(([name, amount]) => name === 'held' || amount !== 0n)
    .map(([name, amount]) => [name, fenToYuan(amount)]);
  const lists = LISTS.map((name) => [name, order[name]?.map((one) => one.state) ?? []] as const).filter(
    ([, states]) => states.length > 0,
  );
  return { order: state, ...Object.fromEntries(amounts), ...Object.fromEntries(lists) };
}

const BALANCES = ['available', 'pending', 'reserve', 'owed'] as const;

async function sellersOf({ target, sellers }: Stage): Promise<NonNullable<Expectation['sellers']>> {
  const found: [string, Record<string, string | string[]>][] = [];
  for (const [name, id] of sellers) {
    const answer = await target.ask('read_seller', { about: { seller: id } });
    const seller = answer.ok ? sellerSchema.parse(answer.value) : undefined;
    if (!seller) continue;
    const amounts = BALANCES.map((one) => [one, seller.balances[one]] as const)
      .filter(([one, amount]) => one === 'available' || amount !== 0n)
      .map(([one, amount]) => [one, fenToYuan(amount)]);
    const payouts = seller.recent_payouts.map(({ state }) => state);
    found.push([name, { ...Object.fromEntries(amounts), ...(payouts.length > 0 ? { payouts } : {}) }]);
  }
  return Object.fromEntries(found);
}

async function workOf({ target }: Stage): Promise<string[]> {
  const answer = await target.ask('read_work', {});
  return answer.ok ? workSchema.parse(answer.value).work.map(({ kind }) => kind) : [];
}
