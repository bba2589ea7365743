import { fenToYuan, yuanToFen } from '../money/index.ts';
import { type Send, WorldClient } from './client.ts';
import type { Expectation, Scenario, Step } from './scenario.ts';

/** What a scenario came to. */
export interface Run {
  /** The story with the money at each step; the same for the same seed, wherever it is run. */
  readonly transcript: string;
  /** The first expectation that broke; undefined when all held. */
  readonly broken?: string;
}

interface Story {
  readonly client: WorldClient;
  readonly lines: string[];
  order: string;
  token: string;
  channel: string;
}

/**
 * Plays a scenario in a fresh world in virtual time.
 *
 * @param origin the platform's
 * @throws StepRefused when a step is refused
 */
export async function runScenario(scenario: Scenario, origin: string, send: Send): Promise<Run> {
  const client = new WorldClient(origin, send);
  const story: Story = { client, lines: [scenario.title, ''], order: '', token: '', channel: '' };
  for (const step of scenario.steps) {
    const broken = await play(story, step);
    if (broken !== undefined) {
      story.lines.push(`BROKEN  ${broken}`);
      return { transcript: `${story.lines.join('\n')}\n`, broken };
    }
  }
  return { transcript: `${story.lines.join('\n')}\n` };
}

/** @returns the expectation that broke, if this step is one and it did */
async function play(story: Story, step: Step): Promise<string | undefined> {
  if ('expect' in step) return check(story, step.expect);
  story.lines.push(describe(step));
  await act(story, step);
  story.lines.push(...(await moneyLines(story)));
  return undefined;
}

function describe(step: Exclude<Step, { expect: unknown }>): string {
  const [[verb, detail] = ['', '']] = Object.entries(step);
  const words = typeof detail === 'string' ? detail : Object.values(detail).join(', ');
  return `${verb.replaceAll('_', ' ')}: ${words}`;
}

async function act(story: Story, step: Exclude<Step, { expect: unknown }>): Promise<void> {
  const { client, order } = story;
  if ('sell' in step) return sell(story, step.sell);
  if ('start_payment' in step) return startPayment(story, step.start_payment);
  if ('buyer_pays' in step) {
    return client.control('wallet/pay', { provider: story.channel, token: story.token, ...step.buyer_pays });
  }
  if ('order' in step) return client.act(order, step.order);
  if ('refund' in step) {
    const amount = step.refund === 'all' ? {} : { amount: { currency: 'CNY', value: fen(step.refund) } };
    return client.act(order, 'refunds', amount);
  }
  if ('fault' in step) {
    const { name, ...aim } = step.fault;
    return client.control('faults', { fault: name, ...aim });
  }
  return client.control('clock/advance', { by: step.time_passes });
}

async function sell(story: Story, sale: Extract<Step, { sell: unknown }>['sell']): Promise<void> {
  const seller = await story.client.openSeller('Lin');
  story.order = await story.client.openOrder({
    seller,
    title: sale.title,
    amount: { currency: 'CNY', value: fen(sale.amount) },
    splits: [{ payee: 'platform', rate_bps: Math.round(Number.parseFloat(sale.commission) * 100) }],
    ...(sale.hold === undefined ? {} : { hold: sale.hold }),
  });
}

async function startPayment(
  story: Story,
  choice: { channel: string; method?: string | undefined },
): Promise<void> {
  const payment = await story.client.startPayment(story.order, choice);
  story.channel = choice.channel;
  story.token = payment.present?.value ?? payment.id;
}

async function check(story: Story, expected: Expectation): Promise<string | undefined> {
  for (const [what, wanted, found] of await comparisons(story, expected)) {
    if (wanted !== undefined && wanted !== found) return `${what} should be ${wanted}, and is ${found}`;
    if (wanted !== undefined) story.lines.push(`  ✓ ${what} is ${wanted}`);
  }
  return undefined;
}

async function comparisons(
  { client, order: id }: Story,
  expected: Expectation,
): Promise<[what: string, wanted: string | undefined, found: string][]> {
  const order = await client.order(id);
  const balances = await client.balances();
  const notifications = await client.notifications();
  const accounts = Object.entries(expected.accounts ?? {}).map(
    ([account, wanted]): [string, string, string] => [
      account,
      wanted,
      fenToYuan(balances.get(account.replace('<order>', id)) ?? 0n),
    ],
  );
  return [
    ['the order', expected.order, order.state],
    ['held', expected.held, fenToYuan(order.escrow.held)],
    ['released', expected.released, fenToYuan(order.escrow.released)],
    ['refunded', expected.refunded, fenToYuan(order.escrow.refunded)],
    ...accounts,
    ['notifications', expected.notifications && count(expected.notifications), count(notifications)],
  ];
}

function count({ sent, answered }: { sent: number; answered: number }): string {
  return `${sent} sent, ${answered} answered`;
}

/** Every account that holds something, and the order's state. */
async function moneyLines({ client, order }: Story): Promise<string[]> {
  if (order === '') return [];
  const { state } = await client.order(order);
  const balances = [...(await client.balances())].filter(([, balance]) => balance !== 0n);
  const held = balances.map(([id, balance]) => `${id} ${fenToYuan(balance)}`).sort();
  return [`    ${[state, ...held].join(' · ')}`];
}

function fen(yuan: string): number {
  return Number(yuanToFen(yuan));
}
