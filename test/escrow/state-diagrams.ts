import {
  type Command,
  hearOfPayout,
  type NewOrder,
  type Order,
  type Payout,
  submitPayout,
} from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { everyCommand, explore, SPLITTING, TINY, TINY_SPLIT, type Visit } from './exploration.ts';
import { START } from './sale.ts';

/** From one state to another, and by what. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly by: string;
}

/** What a region of an order is in, for each of the things that it is about. */
type Region = (order: Order) => ReadonlyMap<string, string>;

const REGIONS: Readonly<Record<string, Region>> = {
  Fulfilment: ({ id, fulfilment }) => new Map([[id, fulfilment]]),
  Dispute: ({ disputes }) => new Map(disputes.map(({ id, state }) => [id, state])),
  Refund: ({ refunds }) => new Map(refunds.map(({ id, state }) => [id, state])),
  'Early payout': ({ advances }) => new Map(advances.map(({ id, state }) => [id, state])),
  Split: ({ split }) => new Map(split ? [[split.id, split.state]] : []),
  'Split return': ({ refunds }) =>
    new Map(refunds.flatMap(({ splitReturns }) => splitReturns.map(({ id, state }) => [id, state]))),
  Chargeback: ({ chargebacks }) => new Map(chargebacks.map(({ id, state }) => [id, state])),
};

/** Before there is anything. */
const START_STATE = '[*]';

/**
 * The regions of an order as Mermaid diagrams. Nothing here says what leads where: small orders are taken
 * through every sequence of commands, and every change of state that `decide` makes is an arrow.
 */
export function drawStates(): string {
  const edges = observe();
  const drawn = Object.entries(edges).map(([region, found]) => `## ${region}\n\n${diagram(found)}`);
  return `# The states of an order

Drawn by \`npm run docs:states\` from what the code does; a test keeps it true. A word on an arrow is the command
or the timer that leads there. Where several lead to one state at once, such as a cancellation that leaves
nothing to refund, the arrow goes to the last.

${drawn.join('\n')}`;
}

function observe(): Record<string, readonly Edge[]> {
  const found = new Map<string, Map<string, Edge>>(
    [...Object.keys(REGIONS)].map((name) => [name, new Map()]),
  );
  for (const { request, first, depth, commands } of JOURNEYS) {
    explore(request, first, depth, commands, (visit) => {
      for (const [name, region] of Object.entries(REGIONS)) {
        for (const edge of edgesOf(region, visit)) found.get(name)?.set(JSON.stringify(edge), edge);
      }
    });
  }
  const edges = [...found].map(([name, byKey]) => [name, [...byKey.values()]] as const);
  return { ...Object.fromEntries(edges), Payout: payoutEdges() };
}

function edgesOf(region: Region, { before, command, after }: Visit): Edge[] {
  const was = region(before.order);
  return [...region(after.order)]
    .map(([id, to]) => ({ from: was.get(id) ?? START_STATE, to, by: nameOf(command, before.order) }))
    .filter(({ from, to }) => from !== to);
}

/** A command by its type, and what it decides; time by the timer that rings. A refund that is overdue leads nowhere. */
function nameOf(command: Command, { timers }: Order): string {
  switch (command.type) {
    case 'tick': {
      const terms = timers.filter((timer) => !('about' in timer) && timer.kind !== 'refund_overdue');
      return terms.toSorted((a, b) => a.at - b.at)[0]?.kind ?? '';
    }
    case 'appraise':
      return `appraise: ${command.verdict}`;
    case 'resolve_dispute':
      return `resolve_dispute: ${command.outcome}`;
    case 'chargeback_ended':
      return `chargeback_ended: ${command.state}`;
    default:
      return command.type;
  }
}

interface Journey {
  readonly request: NewOrder;
  readonly first: readonly Command[];
  readonly depth: number;
  readonly commands: (order: Order) => readonly Command[];
}

/** Only so much at once that each state is reached: the exhaustive test takes everything together. */
function only(...types: readonly Command['type'][]): Journey['commands'] {
  return (order) => everyCommand(order).filter(({ type }) => types.includes(type));
}

const usual = [
  'payment_succeeded',
  'begin_appraisal',
  'appraise',
  'ship',
  'receive',
  'accept',
  'tick',
] as const;
const paid: Command[] = [
  { type: 'start_payment', channel: 'c0', method: 'qr' },
  { type: 'payment_succeeded', payment: 'ord-p1', paid: TINY.amount, providerReference: '1' },
];
const shipped: Command[] = [...paid, { type: 'ship' }];
const released: Command[] = [...shipped, { type: 'receive' }, { type: 'accept' }, { type: 'tick' }];

const JOURNEYS: readonly Journey[] = [
  { request: TINY, first: [], depth: 9, commands: only('start_payment', ...usual) },
  {
    request: TINY,
    first: [],
    depth: 4,
    commands: only('start_payment', 'payment_ended', 'cancel', ...usual),
  },
  ...[false, true].map((needsAppraisal) => ({
    request: { ...TINY, needsAppraisal },
    first: paid,
    depth: 7,
    commands: only('refund', 'refund_succeeded', 'refund_failed', 'retry_refund', 'cancel', ...usual),
  })),
  ...[shipped, released].map((first) => ({
    request: TINY,
    first,
    depth: 5,
    commands: only('open_dispute', 'submit_evidence', 'resolve_dispute', 'receive', 'accept', 'tick'),
  })),
  {
    request: TINY,
    first: shipped,
    depth: 6,
    commands: only('offer_advance', 'accept_advance', 'refund', 'receive', 'accept', 'tick'),
  },
  {
    request: TINY,
    first: paid,
    depth: 4,
    commands: only('chargeback_opened', 'chargeback_ended', 'ship', 'receive'),
  },
  {
    request: TINY_SPLIT,
    first: [
      { type: 'start_payment', channel: 'c0', method: 'qr', splitting: SPLITTING },
      ...released.slice(1, -1),
    ],
    depth: 7,
    commands: only(
      'tick',
      'split_reported',
      'settlement_confirmed',
      'settlement_failed',
      'refund',
      'refund_succeeded',
      'refund_failed',
      'split_returns_reported',
    ),
  },
];

function payoutEdges(): readonly Edge[] {
  const recipient = { kind: 'seller', id: 'sel' } as const;
  const funds = { available: 1n, owed: 0n };
  const submitted = submitPayout({ id: 'o', recipient, minimum: money('CNY', 1n) }, funds, START);
  if (!submitted.ok) throw new Error(submitted.code);
  const { payout } = submitted;
  const heard = (from: Payout, by: string, news: Parameters<typeof hearOfPayout>[1]): Edge => ({
    from: from.state,
    to: hearOfPayout(from, news, START).payout.state,
    by,
  });
  return [
    { from: START_STATE, to: payout.state, by: 'request or schedule' },
    heard(payout, 'the bank paid', { state: 'paid' }),
    heard(payout, 'the bank returned it', { state: 'returned', reason: '' }),
  ];
}

/** One arrow a pair of states, with all that leads along it. */
function diagram(edges: readonly Edge[]): string {
  const arrows = Map.groupBy(edges, ({ from, to }) => `${from} --> ${to}`);
  const lines = [...arrows]
    .map(
      ([arrow, all]) =>
        `  ${arrow}: ${[...new Set(all.map(({ by }) => by.replace(': ', ' ')))].sort().join(', ')}`,
    )
    .sort();
  return `\`\`\`mermaid\nstateDiagram-v2\n${lines.join('\n')}\n\`\`\`\n`;
}
