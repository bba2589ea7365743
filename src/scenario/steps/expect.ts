import { fenToYuan } from '../../money/index.ts';
import { isInFlight } from '../invariants.ts';
import type { Review } from '../review.ts';
import type { SaleSnapshot } from '../snapshot.ts';
import type { Stage } from '../stage.ts';
import { type Check, defineStep } from '../step-kind.ts';
import { type OrderView, sellerSchema, statementSchema, workSchema } from '../views.ts';
import { AMOUNTS, type Expectation, expectation, LISTS, needsOf } from './expectation.ts';
import { eventsOf } from './office.ts';

export const expect = defineStep({
  name: 'expect',
  summary: 'How things must stand now.',
  schema: expectation,
  isAside: true,
  tell: () => 'Now',
  review(given, review) {
    reviewSellers(given, review);
    const channels = review.vocabulary.providers.map((known) => known.name);
    review.oneOf(['statement', 'channel'], 'channel', given.statement?.channel, channels);
    for (const part of ['notifications', 'calls'] as const) {
      review.oneOf([part, 'order'], 'sale', given[part]?.order, review.sales);
      review.oneOf([part, 'provider'], 'provider', given[part]?.provider, channels);
    }
  },
  needs: needsOf,
  async run(given, stage, { of }) {
    const checks: Check[] = [];
    const compare = (what: string, wanted: string, found: string | undefined) =>
      checks.push(comparison(what, wanted, found));
    for (const part of parts) await part(given, { stage, of, compare, order: () => orderOf(stage, of) });
    return { kind: 'checked', checks };
  },
  // Nobody does anything by it.
  recall: {},
});

function reviewSellers({ sellers = {}, accounts = {} }: Expectation, { oneOf, sellers: cast }: Review): void {
  for (const known of Object.keys(sellers)) oneOf(['sellers', known], 'seller', known, cast);
  for (const account of Object.keys(accounts)) {
    const [, spoken] = /\bseller:([^:<>]+)/.exec(account) ?? [];
    oneOf(['accounts', account], 'seller', spoken, cast);
  }
}

function comparison(what: string, wanted: string, found: string | undefined): Check {
  if (wanted === found) return { holds: true, says: `${what}: ${wanted}` };
  return { holds: false, says: `${what}: expected ${wanted}, found ${found ?? 'nothing that tells'}` };
}

interface Scene {
  readonly stage: Stage;
  readonly of: string | undefined;
  readonly compare: (what: string, wanted: string, found: string | undefined) => void;
  /** Read when it is wanted: a scenario may expect something before anything is sold. */
  readonly order: () => Promise<OrderView>;
}

/** Each reads no more than what it compares. */
const parts: readonly ((given: Expectation, scene: Scene) => void | Promise<void>)[] = [
  compareOrder,
  compareLists,
  compareSplit,
  compareAccounts,
  compareSellers,
  compareWork,
  compareSettled,
  compareEvents,
  compareStatement,
  compareWire,
  compareProvider,
];

async function compareOrder(given: Expectation, { compare, order }: Scene): Promise<void> {
  if (given.order !== undefined) compare('the order', given.order, (await order()).state);
  for (const amount of AMOUNTS) {
    const wanted = given[amount];
    if (wanted === undefined) continue;
    compare(amount.replace('_', ' '), inYuan(wanted), fen((await order()).escrow?.[amount]));
  }
  for (const [payee, wanted] of Object.entries(given.legs ?? {})) {
    compare(`the share of ${payee}`, inYuan(wanted), shareOf(await order(), payee));
  }
}

async function compareLists(given: Expectation, { compare, order }: Scene): Promise<void> {
  for (const list of LISTS) {
    const wanted = given[list];
    if (wanted) compare(list, listed(wanted), listed((await order())[list]?.map(({ state }) => state)));
  }
  if (given.waiting_for) {
    const timers = (await order()).waiting_for?.map(({ event }) => event);
    compare('what happens by itself', listed(given.waiting_for), listed(timers));
  }
}

async function compareSplit(given: Expectation, { compare, order }: Scene): Promise<void> {
  if (given.split !== undefined) compare('the split', given.split, (await order()).split?.state ?? 'none');
  for (const [payee, wanted] of Object.entries(given.split_legs ?? {})) {
    const leg = (await order()).split?.legs.find((one) => one.payee === payee);
    compare(`the split to ${payee}`, wanted, leg?.state ?? 'none');
  }
}

async function compareAccounts({ accounts = {} }: Expectation, { stage, of, compare }: Scene): Promise<void> {
  for (const [account, wanted] of Object.entries(accounts)) {
    const id = stage.named(account, of);
    const found = (await stage.look()).accounts?.find((known) => known.id === id);
    compare(account, inYuan(wanted), fen(found?.balance ?? 0n));
  }
}

const BALANCES = ['available', 'pending', 'reserve', 'owed'] as const;

async function compareSellers({ sellers = {} }: Expectation, { stage, compare }: Scene): Promise<void> {
  for (const [who, wanted] of Object.entries(sellers)) {
    const answer = await stage.target.ask('read_seller', { about: { seller: await stage.seller(who) } });
    if (!answer.ok) throw new Error(`the seller ${who} cannot be read: ${answer.detail}`);
    const { balances, recent_payouts: payouts } = sellerSchema.parse(answer.value);
    for (const one of BALANCES) {
      const amount = wanted[one];
      if (amount !== undefined) compare(`${who}’s ${one}`, inYuan(amount), fen(balances[one]));
    }
    if (wanted.payouts) {
      compare(`${who}’s payouts`, listed(wanted.payouts), listed(payouts.map(({ state }) => state)));
    }
  }
}

async function compareWork({ work }: Expectation, { stage, of, compare }: Scene): Promise<void> {
  if (!work) return;
  const answer = await stage.target.ask('read_work', {});
  const order = of === undefined ? undefined : stage.sale(of).order;
  const found = answer.ok
    ? workSchema.parse(answer.value).work.filter((item) => order === undefined || item.order === order)
    : undefined;
  compare('what waits for a person', listed(work), listed(found?.map(({ kind }) => kind)));
}

async function compareSettled({ settled }: Expectation, { stage, compare }: Scene): Promise<void> {
  if (!settled) return;
  const answer = await stage.target.ask('read_work', {});
  const work = answer.ok ? workSchema.parse(answer.value).work : [];
  for (const seen of (await stage.look()).sales) {
    const waits = work.some(({ order }) => order === seen.sale.order);
    compare(`${seen.sale.name}`, 'settled', whatIsOpen(seen, waits) ?? 'settled');
  }
}

/** @returns undefined when the sale has come to an end, or to somebody who sees to it */
function whatIsOpen(seen: SaleSnapshot, waits: boolean): string | undefined {
  const { state, escrow } = seen.order;
  if (waits) return undefined;
  if (isInFlight(seen)) return `${state}, with something on its way`;
  if (escrow && escrow.held !== 0n) return `${state}, with ${fenToYuan(escrow.held)} in escrow`;
  return undefined;
}

async function compareEvents({ events = [] }: Expectation, { stage, of, compare }: Scene): Promise<void> {
  if (events.length === 0) return;
  const told = new Set((await eventsOf(stage, stage.sale(of).order)).map(({ type }) => type));
  for (const event of events) compare(`the event ${event}`, 'told', told.has(event) ? 'told' : 'not told');
}

async function compareStatement({ statement }: Expectation, { stage, compare }: Scene): Promise<void> {
  if (!statement) return;
  const { channel, day, state, lines, breaks } = statement;
  const answer = await stage.target.ask('read_statement', { about: { channel, day } });
  const found = answer.ok ? statementSchema.parse(answer.value) : undefined;
  const what = `the statement of ${channel} of ${day}`;
  if (state !== undefined) compare(what, state, found?.state ?? 'none');
  if (lines !== undefined) compare(`lines on ${what}`, String(lines), found && String(found.lines));
  for (const amount of ['payments', 'refunds'] as const) {
    const wanted = statement[amount];
    if (wanted !== undefined) compare(`${amount} on ${what}`, inYuan(wanted), fen(found?.[amount]));
  }
  if (breaks)
    compare(`what does not agree on ${what}`, listed(breaks), listed(found?.breaks.map(({ kind }) => kind)));
}

function compareWire({ notifications, calls }: Expectation, { stage, compare }: Scene): void {
  if (notifications) {
    const sent = exchangesOf(stage, 'out', notifications);
    const answered = sent.filter(({ answer }) => answer !== null).length;
    const wanted = `${notifications.sent} sent, ${notifications.answered} answered`;
    compare(`notifications${aimOf(notifications)}`, wanted, `${sent.length} sent, ${answered} answered`);
    const { refused } = notifications;
    const refusals = sent.filter(({ answer }) => answer !== null && answer.status >= 400).length;
    if (refused !== undefined)
      compare(`refused of them${aimOf(notifications)}`, String(refused), String(refusals));
  }
  if (calls) {
    const { saying = '', times } = calls;
    const made = exchangesOf(stage, 'in', calls).filter(
      ({ answer }) => saying === '' || answer?.body.includes(saying),
    );
    const said = saying === '' ? '' : ` that were answered ${saying}`;
    compare(`calls${aimOf(calls)}${said}`, String(times), String(made.length));
  }
}

interface Aim {
  readonly provider?: string | undefined;
  readonly method?: string | undefined;
  readonly order?: string | undefined;
}

function exchangesOf(stage: Stage, direction: 'in' | 'out', { provider, method, order }: Aim) {
  const numbers = order === undefined ? undefined : stage.sale(order).payments.map(({ id }) => id);
  return stage.exchanges.filter(
    (exchange) =>
      exchange.direction === direction &&
      (provider === undefined || exchange.provider === provider) &&
      (method === undefined || exchange.method === method) &&
      (numbers === undefined || numbers.includes(exchange.order ?? '')),
  );
}

function aimOf({ provider, method, order }: Aim): string {
  const aim = [method && ` ${method}`, provider && ` of ${provider}`, order && ` for ${order}`];
  return aim.filter((part) => part !== undefined).join('');
}

async function compareProvider({ provider }: Expectation, { stage, of, compare }: Scene): Promise<void> {
  if (!provider) return;
  const { sale, atProvider } = await seenSale(stage, of);
  const { id, channel } = stage.payment(sale, provider.payment);
  const known = atProvider.get(id);
  if (provider.state !== undefined)
    compare(`the payment at ${channel}`, provider.state, known?.state ?? 'unknown');
  for (const amount of ['paid', 'refunded', 'shared'] as const) {
    const wanted = provider[amount];
    if (wanted !== undefined) compare(`${amount} at ${channel}`, inYuan(wanted), fen(known?.[amount] ?? 0n));
  }
}

async function orderOf(stage: Stage, of: string | undefined): Promise<OrderView> {
  return (await seenSale(stage, of)).order;
}

async function seenSale(stage: Stage, of: string | undefined): Promise<SaleSnapshot> {
  const sale = stage.sale(of);
  const seen = (await stage.look()).sales.find((one) => one.sale === sale);
  if (!seen) throw new Error(`${sale.name} was not looked at`);
  return seen;
}

function shareOf({ allocations }: OrderView, payee: string): string | undefined {
  return allocations && fen(allocations.find((leg) => leg.payee === payee)?.amount ?? 0n);
}

/** `5` and `5.0` are written as `5.00`. */
function inYuan(text: string): string {
  const [whole, fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}

function fen(amount: bigint): string;
function fen(amount: bigint | undefined): string | undefined;
function fen(amount: bigint | undefined): string | undefined {
  return amount === undefined ? undefined : fenToYuan(amount);
}

function listed(words: readonly string[]): string;
function listed(words: readonly string[] | undefined): string | undefined;
function listed(words: readonly string[] | undefined): string | undefined {
  return words?.length === 0 ? 'nothing' : words?.join(', ');
}
